# ruff: noqa: INP001 - a script, not a module
"""Show a Markdown file as GitHub does: ``python scripts/picture.py FILE.md OUT.png [--width 860]``.

Needs ``npm ci --ignore-scripts`` in this folder and a Chromium; ``pngquant`` makes the picture a third as large where it is found.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_HERE = Path(__file__).parent
_MODULES = _HERE / "node_modules"
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--virtual-time-budget=20000",
)
_TIMEOUT_S = 60


def main() -> int:
    """Read the command line and write the picture."""
    parser = argparse.ArgumentParser(description="Show a Markdown file as GitHub does.")
    parser.add_argument("markdown", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--width", type=int, default=860, help="columns of pixels before scaling (860)")
    parser.add_argument("--scale", type=float, default=2, help="pixels of the picture for each (2)")
    parser.add_argument("--most", type=int, metavar="PIXELS", help="cut the picture off at this height, before scaling")
    parser.add_argument(
        "--open", action="append", default=[], metavar="TEXT", help="show the block whose line has TEXT open; others closed"
    )
    wanted = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None or not _MODULES.is_dir():
        sys.stderr.write("picture.py needs Chromium on the PATH, and npm ci --ignore-scripts in scripts/.\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html_page(with_open(wanted.markdown.read_text(encoding="utf-8"), wanted.open)), encoding="utf-8")
        browser = [chromium, *_FLAGS, f"--user-data-dir={folder}/profile"]
        take_picture(browser, page, wanted.picture.absolute(), wanted.width, wanted.scale, most=wanted.most)
    make_small(wanted.picture)
    return 0


def with_open(markdown: str, texts: list[str]) -> str:
    """Return ``markdown`` with the blocks opened whose line has one of ``texts``, and the others closed; as it is where none is given."""

    def opened(found: re.Match[str]) -> str:
        return f"<details{' open' if any(text in found[1] for text in texts) else ''}>{found[1]}"

    return re.sub(r"<details(?: open)?>(<summary>.*)", opened, markdown) if texts else markdown


def html_page(markdown: str) -> str:
    """Return a page that shows ``markdown`` with nothing from outside, its graphs drawn; its script puts the height on the root element."""
    page = (_HERE / "picture.html").read_text(encoding="utf-8")
    style = (_MODULES / "github-markdown-css/github-markdown-light.css").read_text(encoding="utf-8")
    mermaid = (_MODULES / "mermaid/dist/mermaid.min.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    marked = (_MODULES / "marked/lib/marked.umd.js").read_text(encoding="utf-8")
    quoted = json.dumps(markdown).replace("<", "\\u003c")
    filled = page.replace("/* STYLE */", style).replace('/* MARKDOWN */""', quoted)
    return filled.replace("/* MARKED */", marked).replace("/* MERMAID */", mermaid)


def take_picture(chromium: list[str], page: Path, picture: Path, width: int, scale: float, *, most: int | None) -> None:
    """Ask ``chromium`` for the height of ``page``, then for a picture of all of it, or of its first ``most`` pixels."""
    size = [f"--window-size={width},600"]
    shown = subprocess.run([*chromium, *size, "--dump-dom", page.as_uri()], check=True, capture_output=True, timeout=_TIMEOUT_S)  # noqa: S603 - our own browser and page
    height = re.search(rb'data-height="(\d+)"', shown.stdout)
    if height is None:
        raise SystemExit("the page did not say how high it is")
    size = [f"--window-size={width},{min(int(height[1]), most or int(height[1]))}", f"--force-device-scale-factor={scale}"]
    command = [*chromium, *size, f"--screenshot={picture}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT_S)  # noqa: S603 - our own browser and page


def make_small(picture: Path) -> None:
    """Reduce ``picture`` to 256 colours where pngquant is found."""
    if pngquant := shutil.which("pngquant"):
        subprocess.run([pngquant, "--force", "--strip", "--speed=1", f"--output={picture}", "256", str(picture)], check=True)  # noqa: S603


if __name__ == "__main__":
    raise SystemExit(main())
