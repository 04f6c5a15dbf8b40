"""Take a file apart into its YAML documents, and put it together again; every character has its place in one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from segments_as_code.model.values import Json
from segments_as_code.pull.editing import CannotEditError, said_in, updated_text

_START = re.compile(r"^---(?=[ \t\n]|$)[ \t]*(?:#[^\n]*)?(?:\n|$)", re.MULTILINE)
_END = re.compile(r"^(?:\.\.\.|---)(?=[ \t\n]|$)", re.MULTILINE)
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file with one document cut out, and how the file writes its line ends."""

    before: str
    document: str
    after: str
    newline: str

    def content(self) -> Mapping[str, Json]:
        """Return what the document says, in its author's spelling."""
        said = said_in(self.document)
        if not isinstance(said, dict):
            raise CannotEditError("it is no mapping")
        return said

    def with_content(self, content: Mapping[str, Json]) -> bytes:
        """Return the file with its document changed to say ``content``; raise CannotEditError where that cannot be done."""
        return "".join([self.before, updated_text(self.document, content), self.after]).replace("\n", self.newline).encode()


def text_at(content: bytes, line: int) -> Text:
    """Return the file with the document cut out that ``line`` (from 1) stands in.

    Raises:
        CannotEditError: the file is written in an unusual way.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CannotEditError("its file is not UTF-8") from error
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        raise CannotEditError("its file has line ends of several kinds")
    at = _offset(text, line)
    start = max((found.end() for found in _START.finditer(text) if found.end() <= at), default=len(_BOM) if text.startswith(_BOM) else 0)
    ending = next((found.start() for found in _END.finditer(text, start) if found.start() > at), len(text))
    return Text(text[:start], text[start:ending], text[ending:], newline)


def _offset(text: str, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return at
