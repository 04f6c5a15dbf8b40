"""The job summary: Markdown that GitHub shows on the page of a run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from segments_as_code.github.workflow_commands import append

MOST_BYTES = 1024 * 1024
"""Limit of one step; with one byte more, GitHub shows nothing at all (docs.github.com, "Adding a job summary", "Isolation and limits")."""

_CUT = "\n> [!NOTE]\n> The rest does not fit: GitHub shows at most 1 MiB a step. The whole plan is in the plan file.\n"
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<info>.*)")
_HTML = re.compile(r" {0,3}</?(?:details|summary|div|p|table)\b", re.IGNORECASE)
"""The beginning of a block of HTML, in which fences do not count until the next blank line (CommonMark 0.31, "HTML blocks", kind 6)."""

_DETAILS = re.compile(r"<(?P<end>/?)details\b", re.IGNORECASE)


def append_summary(environ: Mapping[str, str], markdown: str, *, most_bytes: int = MOST_BYTES) -> bool:
    """Append ``markdown`` to the file that ``GITHUB_STEP_SUMMARY`` names, and return whether all of it fits.

    The file's existing content counts. The text is cut at the end of a line if it does not fit; fences and ``<details>`` that are
    open there are closed, and a note says that something is missing.
    """
    path = environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return False
    text = markdown if markdown.endswith("\n") else f"{markdown}\n"
    room = most_bytes - (Path(path).stat().st_size if Path(path).exists() else 0)
    fitting = cut_markdown(text, room)
    if fitting:
        append(path, fitting)
    return fitting == text


def cut_markdown(markdown: str, most_bytes: int) -> str:
    """Return ``markdown`` if it fits, else its beginning, closed and with a note; an empty text if not even the note fits."""
    if _size(markdown) <= most_bytes:
        return markdown
    room, used, characters, open_now, end, best = most_bytes - _size(_CUT), 0, 0, _Open(), 0, ""
    for line in StringIO(markdown, newline=""):
        used, characters, open_now = used + _size(line), characters + len(line), open_now.after(line)
        if used > room:
            break
        closing = open_now.closing()
        if used + len(closing) <= room:
            end, best = characters, closing
    return f"{markdown[:end]}{best}{_CUT}" if room >= 0 else ""


@dataclass(frozen=True, slots=True)
class _Open:
    """The open elements at a position in Markdown: a code fence, the number of ``<details>``, a block of HTML."""

    fence: str = ""
    details: int = 0
    html: bool = False

    def after(self, line: str) -> _Open:
        """Return the open elements after ``line``."""
        marker = _FENCE.match(line.rstrip("\r\n"))
        if self.fence:
            return _Open("", self.details) if marker and self._is_closed_by(marker["fence"], marker["info"]) else self
        html = bool(line.strip()) and (self.html or _HTML.match(line) is not None)
        if marker and not html and not ("`" in marker["fence"] and "`" in marker["info"]):
            return _Open(marker["fence"], self.details)
        found = [match["end"] for match in _DETAILS.finditer(line)]
        return _Open("", max(0, self.details + found.count("") - found.count("/")), html)

    def closing(self) -> str:
        """Return the lines that close the open elements."""
        fence = f"{self.fence}\n" if self.fence else ""
        return f"{fence}\n{'</details>' * self.details}\n" if fence or self.details else ""

    def _is_closed_by(self, fence: str, info: str) -> bool:
        return fence[0] == self.fence[0] and len(fence) >= len(self.fence) and not info.strip()


def _size(text: str) -> int:
    return len(text.encode(errors="backslashreplace"))
