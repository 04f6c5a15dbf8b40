"""The decision records: each has a number of its own, and all that links to one, and from one, leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.test_reference import broken_links

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs" / "decisions").glob("*.md"))
LINKING = [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", ROOT / "docs" / "architecture.md"]


def test_every_decision_has_a_number_of_its_own_and_its_heading_says_it() -> None:
    said = [int(page.read_text(encoding="utf-8").partition(". ")[0].removeprefix("# ")) for page in PAGES]
    assert said == [int(page.name[:4]) for page in PAGES]
    assert sorted(set(said)) == said


@pytest.mark.parametrize("page", LINKING, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(broken_links(page)) == []


@pytest.mark.parametrize("page", LINKING, ids=lambda page: page.name)
def test_a_link_that_says_a_decisions_number_leads_to_that_one(page: Path) -> None:
    links = re.findall(r"\[decision (\d+)\]\([^)]*?(\d{4})-[^)]*\)", page.read_text(encoding="utf-8"))
    assert [said for said, led in links if int(said) != int(led)] == []
