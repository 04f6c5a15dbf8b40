"""The site has every page of the docs, and its links lead where those of the files do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.site.stage import REPOSITORY, BrokenLink, find_pages, stage

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    stage(ROOT, folder)
    return folder


def test_every_page_is_listed_beside_the_text_once(pages: Path) -> None:
    contents = re.findall(r"(?ms)^```\{toctree\}\n.*?\n\n(.*?)^```$", (pages / "index.md").read_text(encoding="utf-8"))
    listed = [name for part in contents for name in part.split()]
    assert sorted(listed) == sorted(page.removesuffix(".md") for page in find_pages(ROOT).values() if page != "index.md")


def test_every_link_leads_to_a_page_of_the_site_or_to_github(pages: Path) -> None:
    for page in pages.rglob("*.md"):
        text = re.sub(r"(?ms)^```.*?^```$|`[^`\n]+`", "", page.read_text(encoding="utf-8"))
        links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"[a-z]+:|#", link)]
        assert [link for link in links if not (page.parent / link.partition("#")[0]).is_file()] == []


def small(folder: Path, text: str) -> Path:
    for name in ("guide/README.md", "images/a.png", "guide/words.md"):
        (folder / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / name).write_text("# A\n", encoding="utf-8")
    (folder / "examples").mkdir()
    (folder / "LICENSE").write_text("", encoding="utf-8")
    (folder / "README.md").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("written", "staged"),
    [
        ("[a](docs/guide/words.md#b)", "[a](guide/words.md#b)"),
        ("![a](docs/images/a.png)", "![a](images/a.png)"),
        ("[a](examples)", f"[a]({REPOSITORY}/tree/main/examples)"),
        ("[a](LICENSE#b)", f"[a]({REPOSITORY}/blob/main/LICENSE#b)"),
        ("[a](#b) [c](https://example.com/x)", "[a](#b) [c](https://example.com/x)"),
        ("`[a](LICENSE)`", "`[a](LICENSE)`"),
        ("```md\n[a](LICENSE)\n```", "```md\n[a](LICENSE)\n```"),
        ("```mermaid\na --> b\n```", '<pre class="mermaid">\na --&gt; b\n</pre>\n<script src="_static/mermaid.min.js">'),
    ],
)
def test_a_link_is_as_the_site_has_it(tmp_path: Path, written: str, staged: str) -> None:
    stage(small(tmp_path / "root", f"# A\n\n{written}\n"), tmp_path / "pages")
    assert staged in (tmp_path / "pages" / "index.md").read_text(encoding="utf-8")


def test_a_link_to_a_file_that_is_not_there_fails(tmp_path: Path) -> None:
    with pytest.raises(BrokenLink, match=r"README\.md: docs/nothing\.md"):
        stage(small(tmp_path / "root", "[a](docs/nothing.md)"), tmp_path / "pages")
