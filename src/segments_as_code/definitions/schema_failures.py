"""One failure of a JSON Schema, and how values are shown in messages: on one line, short, nothing invisible."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, cast

from segments_as_code.model.problem import DocumentProblem

if TYPE_CHECKING:
    from jsonschema import ValidationError

    from segments_as_code.model.document import Json, Path

_PLAIN: Final = re.compile(r"\w[\w.:/+ -]*")
_LONGEST: Final = 60
_LONGEST_GUESSED: Final = 64
_LIKENESS: Final = 0.72
"""The similarity of a word of four letters to the same word with two of them exchanged."""

TYPES: Final[Mapping[str, str]] = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure of a schema's ``keyword`` with the value ``wanted``, for the value ``found`` at ``at``.

    ``branches`` are the failures inside each alternative of anyOf and oneOf; ``whole`` is the name of the whole document in messages.
    """

    at: Path
    keyword: str
    wanted: Json
    found: Json
    schema: Mapping[str, Json]
    of_key: bool
    branches: Mapping[int, Sequence[Failure]]
    whole: str = "this segment"

    @property
    def name(self) -> str:
        """Return the value's name for messages: its last two member names, and the position in a list."""
        return named(self.at, self.whole)

    def note(self, name: str) -> str | None:
        """Return the schema's own words for this failure: ``x-code``, ``x-says`` or ``x-fix``, for all keywords or for this one."""
        note = self.schema.get(name)
        if isinstance(note, Mapping):
            note = note.get(self.keyword)
        return note if isinstance(note, str) else None

    def problem(self, code: str, found: str, says: str, fix: str, *, at: Path | None = None, of_key: bool = False) -> DocumentProblem:
        """Return a problem that begins with ``found``; the other words are used if the schema has none of its own."""
        message = f"{found}; {self.note('x-says') or says}."
        place = self.at if at is None else at
        return DocumentProblem(place, self.note("x-code") or code, message, self.note("x-fix") or fix, of_key=of_key or self.of_key)


def read_failure(error: ValidationError, whole: str = "this segment") -> Failure:
    """Return jsonschema's error as a Failure."""
    at = tuple(error.absolute_path)
    of_key = _is_about_a_name(list(error.absolute_schema_path))
    branches: dict[int, list[Failure]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.relative_schema_path[0]), []).append(read_failure(inner, whole))
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    return Failure(
        at=(*at, str(error.instance)) if of_key else at,
        keyword=str(error.validator),
        wanted=cast("Json", error.validator_value),
        found=cast("Json", error.instance),
        schema=schema,
        of_key=of_key,
        branches=branches,
        whole=whole,
    )


def _is_about_a_name(schema_path: Sequence[str | int]) -> bool:
    """Return whether the failure is inside ``propertyNames`` (a property may have that name too)."""
    return any(step == "propertyNames" and before != "properties" for before, step in zip(("", *schema_path), schema_path, strict=False))


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def quote_value(value: Json) -> str:
    """Return ``value`` for a message: plain words unchanged, other text in quotes, containers by their kind."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, Sequence):
        return "a list" if value else "an empty list"
    return json.dumps(value)


def describe_value(value: Json) -> str:
    """Return the kind of a value, with the value if it is short."""
    match value:
        case None:
            return "empty"
        case str():
            return f"the text {quote_value(value)}"
        case bool():
            return quote_value(value)
        case int() | float():
            return f"the number {quote_value(value)}"
        case _:
            return quote_value(value)


def named(at: Path, whole: str = "this segment") -> str:
    """Return the name of the value at ``at`` for messages: its last two member names, and the position in a list."""
    names = ".".join([_text(step) for step in at if isinstance(step, str)][-2:])
    if not names:
        return whole
    return f"item {at[-1] + 1} of {names}" if isinstance(at[-1], int) else names


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return ``words`` as an enumeration: a, b and c."""
    *rest, final = words
    return f"{', '.join(rest)} {last} {final}" if rest else final


def guess(word: str, known: Iterable[str]) -> str | None:
    """Return the one of ``known`` that ``word`` is probably a misspelling of, or None; digits must be the same."""
    if len(word) > _LONGEST_GUESSED:
        return None
    plain = {_plain(candidate): candidate for candidate in known if _digits(candidate) == _digits(word)}
    close = get_close_matches(_plain(word), plain, n=1, cutoff=_LIKENESS)
    return plain[close[0]] if close else None


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]", "", word).casefold()


def _digits(word: str) -> str:
    return re.sub(r"\D", "", word)


def _text(text: str) -> str:
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    if _PLAIN.fullmatch(text) and text.isprintable() and text == text.rstrip():
        return short
    quoted = short.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(character if character.isprintable() else _escaped(character) for character in quoted) + '"'


def _escaped(character: str) -> str:
    return {"\n": "\\n", "\t": "\\t"}.get(character) or f"\\u{ord(character):04x}"
