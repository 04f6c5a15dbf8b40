"""Whole pages, compared with the files in ``tests/golden/comments``; ``UPDATE_GOLDEN=1`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.report.counted import counted
from tests.report.examples import pages
from tests.report.live_use import in_live_use

PAGES = {**pages(), "in-live-use.md": in_live_use, "counted.md": counted}
_GOLDEN = Path(__file__).parents[1] / "golden" / "comments"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_was_looked_at_and_approved(name: str) -> None:
    golden, page = _GOLDEN / name, PAGES[name]()
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(page, encoding="utf-8", newline="\n")
    assert page == golden.read_text(encoding="utf-8")


def test_every_golden_file_has_a_page() -> None:
    assert {path.name for path in _GOLDEN.iterdir()} == set(PAGES)
