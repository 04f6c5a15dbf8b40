"""Show how the people of two definitions relate: on a terminal, as Markdown and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segments_as_code.meaning.verdict_text import assumption_sentence, capital, change_words, sentences, verdict_json
from segments_as_code.model.document import Json
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.report.markdown import Markdown, code, fill, join, join_sections, strong, text
from segments_as_code.report.text import END, Span, Style, to_span

if TYPE_CHECKING:
    from segments_as_code.meaning.comparison import Comparison

_LONGEST_SENTENCE = 400


def comparison_text(old: DesiredSegment, new: DesiredSegment, found: Comparison) -> list[Span]:
    """Return the two names with their places, then the relation, and what it takes for granted."""
    spans: list[Span] = []
    for word, segment in (("old: ", old), ("new: ", new)):
        place = f"  {segment.key}  {segment.location.path}:{segment.location.line}"
        spans += [Span(word, Style.QUIET), to_span(segment.name, Style.HEADING), to_span(place, Style.QUIET), END]
    spans += [Span(f"{change_words(found.verdict)}.", Style.HEADING), END]
    return [*spans, *(part for line in _lines(found) for part in (to_span(f"  {line}"), END))]


def comparison_markdown(old: DesiredSegment, new: DesiredSegment, found: Comparison) -> str:
    """Return the same as a page."""
    head = join(" → ", [fill("{} {}", strong(segment.name), code(segment.key)) for segment in (old, new)])
    told = join("\n", [fill("- {}", text(line, _LONGEST_SENTENCE)) for line in _lines(found)])
    return join_sections([fill("### {}", Markdown(capital(change_words(found.verdict)))), head, told])


def comparison_json(old: DesiredSegment, new: DesiredSegment, found: Comparison) -> dict[str, Json]:
    """Return the two segments, ``meaning`` as in a plan's JSON, and the value taken for each reading that nobody settled."""
    sides: dict[str, Json] = {
        side: {"key": segment.key, "name": segment.name, "path": segment.location.path, "line": segment.location.line}
        for side, segment in (("old", old), ("new", new))
    }
    return {**sides, "meaning": verdict_json(found.verdict), "readings": {**found.readings}}


def _lines(found: Comparison) -> list[str]:
    lines = [*sentences(found.verdict.relation)] if found.verdict.relation is not None else []
    lines += [f"Joined in another way: {'; '.join(found.verdict.connectives)}."] if found.verdict.connectives else []
    assumed = ", ".join(f"{name}: {value}" for name, value in found.readings.items())
    lines += [words] if (words := assumption_sentence(found.verdict)) else []
    return [*lines, *([f"Assumed, since AWS does not document it: {assumed}."] if assumed else [])]
