"""Copy the README and the pages of ``docs`` to where Sphinx reads them, with links that work on the site."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path

REPOSITORY = "https://github.com/segments-as-code/segments-as-code"
GUIDE = "guide/README"
_CODE_OR_LINK = re.compile(r"(?ms)^```.*?^```$|`[^`\n]+`|(?<=\]\()(?![a-z]+:|#)([^)\s]+)(?=\))")
_MERMAID = re.compile(r"(?ms)^```mermaid\n(.*?)^```$")
_BADGE = re.compile(r"(?m)^\[!\[.*\n")


class BrokenLink(ValueError):
    """A page links to a file that is not there."""


def stage(root: Path, into: Path) -> list[str]:
    """Write every page and picture of the site below ``into``; return the names of the pages, without their endings.

    Raises BrokenLink for the first link to a file that is not there.
    """
    pages = find_pages(root)
    for source, page in pages.items():
        target = into / page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(rewrite_links(root, source, pages), encoding="utf-8")
    shutil.copytree(root / "docs" / "images", into / "images", dirs_exist_ok=True)
    names = [page.removesuffix(".md") for page in pages.values()]
    with (into / "index.md").open("a", encoding="utf-8") as front:
        front.writelines(_contents(root, names))
    return names


def find_pages(root: Path) -> dict[Path, str]:
    """Return each file that is a page of the site, with its path there."""
    docs = root / "docs"
    return {root / "README.md": "index.md"} | {path: path.relative_to(docs).as_posix() for path in sorted(docs.rglob("*.md"))}


def rewrite_links(root: Path, source: Path, pages: dict[Path, str]) -> str:
    """Return the text of ``source`` with links to pages as the site has them, and links to other files as addresses on GitHub."""
    here = Path(pages[source]).parent

    def rewritten(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        path, sign, anchor = found[1].partition("#")
        target = Path(os.path.normpath(source.parent / path))
        if target in pages:
            return os.path.relpath(pages[target], here) + sign + anchor
        if not target.exists():
            raise BrokenLink(f"{source.relative_to(root)}: {found[1]}")
        if target.parent == root / "docs" / "images":
            return os.path.relpath(Path("images") / target.name, here)
        return f"{REPOSITORY}/{'tree' if target.is_dir() else 'blob'}/main/{target.relative_to(root).as_posix()}{sign}{anchor}"

    text = _CODE_OR_LINK.sub(rewritten, _BADGE.sub("", source.read_text(encoding="utf-8")))
    return _MERMAID.sub(lambda found: _graph(found[1], os.path.relpath("_static/mermaid.min.js", here)), text)


def _graph(source: str, script: str) -> str:
    """Return HTML that shows a Mermaid graph, drawn by the page itself from the site's own copy of Mermaid."""
    start = 'mermaid.initialize({startOnLoad: true, securityLevel: "strict"})'
    return f'<pre class="mermaid">\n{escape(source)}</pre>\n<script src="{script}"></script>\n<script>{start}</script>'


def _contents(root: Path, names: list[str]) -> Iterator[str]:
    """Yield the lists of pages beside the text: the guide in the order of its own page, and the rest by folder."""
    order = re.findall(r"\]\(([a-z-]+)\.md\)", (root / "docs" / "guide" / "README.md").read_text(encoding="utf-8"))
    guide = [GUIDE, *dict.fromkeys(f"guide/{name}" for name in order)]
    guide += [name for name in names if name.startswith("guide/") and name not in guide]
    folders = {"Reference": "reference/", "Decisions": "decisions/"}
    parts = {"Guide": guide} | {title: [name for name in names if name.startswith(folder)] for title, folder in folders.items()}
    named = {name for part in parts.values() for name in part} | {"index"}
    parts["Project"] = [name for name in names if name not in named]
    for title, listed in parts.items():
        yield "\n".join(["", "```{toctree}", ":hidden:", f":caption: {title}", ":maxdepth: 1", "", *listed, "```", ""])
