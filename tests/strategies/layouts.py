"""The same document as many people would type it: in brackets or over lines, in any quotes, with comments wherever they may stand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from segments_as_code.model.document import Json
from tests.strategies.documents import Document

PLAIN_WORDS = frozenset({"ON", "NO", "yes", "2023-11-01"})
"""Text without quotes that YAML 1.1 would read as something else."""


@st.composite
def laid_out(draw: DrawFn, documents: Sequence[Document]) -> tuple[str, list[str]]:
    """Return the text of a file that holds ``documents``, and its comments."""
    typing = _Typing(draw)
    lines: list[str] = []
    for index, document in enumerate(documents):
        lines += typing.notes(0)
        if index or draw(st.booleans()):
            lines += [typing.beside("---"), *typing.notes(0)]
        lines += typing.block(document, 0)
        lines += typing.notes(draw(st.integers(0, 8)))
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))
    return text, typing.comments


class _Typing:
    """Types documents; each choice is drawn, and every comment that was typed is remembered."""

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw
        self.comments: list[str] = []

    def notes(self, column: int) -> list[str]:
        """Return no line, or a few lines of comments and blank ones."""
        kinds = self._draw(st.sampled_from([(), (), (), ("",), ("#",), ("", "#"), ("#", ""), ("#", "#")]))
        return [" " * max(0, column + self._draw(st.integers(-2, 2))) + self._comment() if kind else "" for kind in kinds]

    def beside(self, line: str) -> str:
        """Return ``line``, perhaps with a comment."""
        gap = self._draw(st.sampled_from(["", "", "", " ", "   "]))
        return f"{line}{gap}{self._comment()}" if gap else line

    def block(self, value: Json, indent: int) -> list[str]:
        """Return a mapping or a list over lines."""
        lines: list[str] = []
        members = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
        for name, inner in members:
            lines += self.notes(indent)
            lines += self._member(name, inner, indent) if isinstance(name, str) else self._item(inner, indent)
        return lines

    def _member(self, name: str, value: Json, indent: int) -> list[str]:
        head = f"{' ' * indent}{self._scalar(name)}:"
        if not isinstance(value, dict | list) or not value or self._maybe():
            return self._on_the_line(head, value, indent)
        deeper = indent + self._draw(st.integers(0 if isinstance(value, list) else 1, 4))
        return [self.beside(head), *self.block(value, deeper)]

    def _item(self, value: Json, indent: int) -> list[str]:
        head = f"{' ' * indent}-"
        if not isinstance(value, dict) or not value or self._maybe():
            return self._on_the_line(head, value, indent)
        width = self._draw(st.integers(2, 4))
        if self._maybe():
            return [self.beside(head), *self.block(value, indent + width)]
        (first, inner), *_ = value.items()
        member, *rest = self._member(first, inner, indent + width)
        others = {name: inner for name, inner in value.items() if name != first}
        return [f"{head}{' ' * (width - 1)}{member.lstrip()}", *rest, *self.block(others, indent + width)]

    def _on_the_line(self, head: str, value: Json, indent: int) -> list[str]:
        """Return a value that begins behind ``head``."""
        if isinstance(value, dict | list) and value and self._maybe():
            return self._brackets_over_lines(head, value, indent)
        return [self.beside(f"{head} {self._brackets(value)}")]

    def _brackets_over_lines(self, head: str, value: Mapping[str, Json] | Sequence[Json], indent: int) -> list[str]:
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        pad = " " * (indent + self._draw(st.integers(1, 4)))
        lines = [self.beside(f"{head} {opening}")]
        members = (
            [f"{self._scalar(k)}: {self._brackets(v)}" for k, v in value.items()] if isinstance(value, dict) else map(self._brackets, value)
        )
        for member in members:
            lines += self.notes(indent)
            lines.append(self.beside(f"{pad}{member},"))
        return [*lines, *self.notes(indent), self.beside(pad + closing)]

    def _brackets(self, value: Json) -> str:
        blank = self._draw(st.sampled_from(["", "", " "]))
        if isinstance(value, dict):
            return f"{{{blank}{', '.join(f'{self._scalar(name)}: {self._brackets(inner)}' for name, inner in value.items())}{blank}}}"
        if isinstance(value, list):
            return f"[{blank}{', '.join(map(self._brackets, value))}{blank}]"
        return self._scalar(value)

    def _scalar(self, value: Json) -> str:
        if not isinstance(value, str):
            return json.dumps(value)
        may_be_plain = value in PLAIN_WORDS or (value.isascii() and value.isalpha() and value.lower() not in {"null", "true", "false"})
        if may_be_plain and self._maybe():
            return value
        if value.isprintable() and self._maybe():
            return "'" + value.replace("'", "''") + "'"
        quoted = json.dumps(value, ensure_ascii=False)
        return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08X}" for letter in quoted)

    def _comment(self) -> str:
        self.comments.append(f"# {len(self.comments)}{self._draw(st.sampled_from(['', ' {', ': x', ' - #', ' ü']))}")
        return self.comments[-1]

    def _maybe(self) -> bool:
        return self._draw(st.booleans())
