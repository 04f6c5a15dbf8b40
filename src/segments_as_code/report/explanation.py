"""Explain segments: who is in each, as text for a terminal, as Markdown and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from segments_as_code.meaning.describe import describe
from segments_as_code.model.document import Json
from segments_as_code.model.phrases import Phrase, Role, Statement
from segments_as_code.model.segment import DesiredSegment, Reference
from segments_as_code.ports import Dialect
from segments_as_code.report.markdown import Markdown, code, fill, join, join_sections, strong
from segments_as_code.report.people_markdown import render_bullets
from segments_as_code.report.text import END, Span, Style, to_span
from segments_as_code.report.visible import visible

_ALL = 10_000
"""Limit for the lines of a description: more than Pinpoint allows in any segment."""

_ALL_OF = "all of this is true:"


class KnownNames:
    """The names of the segments of a folder."""

    def __init__(self, segments: Iterable[DesiredSegment]) -> None:
        """Index them by key."""
        self._names: Mapping[str, str] = {segment.key: segment.name for segment in segments}

    def __call__(self, reference: Reference) -> str:
        """Return a segment's name, or its key or id if it is not in the folder."""
        return self._names.get(reference.key or "", reference.key or reference.id or "")


def explanation_text(segments: Sequence[DesiredSegment], dialect: Dialect, names: KnownNames) -> list[Span]:
    """Return who is in each of ``segments``, one after another."""
    spans: list[Span] = []
    for segment in segments:
        place = f"{segment.location.path}:{segment.location.line}"
        spans += [
            *([END] if spans else []),
            to_span(segment.name, Style.HEADING),
            to_span(f"  {segment.key}  {place}", Style.QUIET),
            END,
        ]
        said = describe(segment.definition, dialect, names).long
        spans += [to_span(f"  {_ALL_OF}", Style.QUIET), END] if len(said) > 1 else []
        spans += statement_lines(said)
    return spans


def statement_lines(statements: Iterable[Statement], depth: int = 1) -> Iterator[Span]:
    """Yield statements as lines, with indentation."""
    for statement in statements:
        yield to_span(f"{'  ' * depth}- ")
        yield from spoken(statement.phrase)
        yield END
        yield from statement_lines(statement.under, depth + 1)


def spoken(phrase: Phrase) -> Iterator[Span]:
    """Yield a phrase with its values in quotes, so that they differ from words without colours too."""
    for part in phrase:
        match part.role:
            case Role.WORDS:
                yield to_span(part.text)
            case Role.NAME:
                yield to_span(part.text, Style.HEADING)
            case Role.VALUE:
                yield to_span(quoted(part.text), Style.CHANGE)


def quoted(value: str) -> str:
    """Return ``value`` in quotes, with its own quotes and backslashes escaped."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def explanation_markdown(segments: Sequence[DesiredSegment], dialect: Dialect, names: KnownNames) -> str:
    """Return who is in each of ``segments``, as a page."""
    return join_sections(_section(segment, describe(segment.definition, dialect, names).long) for segment in segments)


def _section(segment: DesiredSegment, said: Sequence[Statement]) -> Markdown:
    head = fill("### {} {}", strong(segment.name), code(segment.key))
    return join("\n\n", [head, *([Markdown(_ALL_OF)] if len(said) > 1 else []), render_bullets(said, _ALL)])


def explanation_json(segments: Sequence[DesiredSegment], dialect: Dialect, names: KnownNames) -> list[Json]:
    """Return who is in each of ``segments``: ``short`` and ``long`` as parts with their roles, and as plain ``text``."""
    return [_one(segment, dialect, names) for segment in segments]


def _one(segment: DesiredSegment, dialect: Dialect, names: KnownNames) -> Json:
    description = describe(segment.definition, dialect, names)
    return {
        "key": segment.key,
        "name": segment.name,
        "path": segment.location.path,
        "line": segment.location.line,
        "short": _text(description.short),
        "long": [_statement(statement) for statement in description.long],
    }


def _statement(statement: Statement) -> Json:
    parts: list[Json] = [{"role": part.role.name.lower(), "text": part.text} for part in statement.phrase]
    return {"text": _text(statement.phrase), "parts": parts, "under": [_statement(below) for below in statement.under]}


def _text(phrase: Phrase) -> str:
    return "".join(visible(quoted(part.text)) if part.role is Role.VALUE else visible(part.text) for part in phrase)
