"""``python -m scripts.site``: build the site into ``build/site/html``; 1 if a page has a warning or a link that leads nowhere."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import main as build

from scripts.site.stage import stage

_ROOT = Path(__file__).parents[2]
_SITE = _ROOT / "build" / "site"


def main() -> int:
    """Stage the pages and have Sphinx build them, with each warning an error."""
    shutil.rmtree(_SITE, ignore_errors=True)
    pages, html = _SITE / "pages", _SITE / "html"
    names = stage(_ROOT, pages)
    strict = ["-q", "--fail-on-warning", "--nitpicky", "--jobs", "auto"]
    ended = build([*strict, "-c", str(Path(__file__).parent), "-b", "html", str(pages), str(html)])
    sys.stdout.write(f"{len(names)} pages: {(html / 'index.html').relative_to(_ROOT)}\n" if ended == 0 else "the site is not built\n")
    return ended


if __name__ == "__main__":
    raise SystemExit(main())
