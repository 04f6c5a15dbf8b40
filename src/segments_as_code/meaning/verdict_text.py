"""Example people and relations as text for a reader and as JSON for programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.predicate import (
    LAST_ACTIVE,
    Amount,
    AnyText,
    BeginsWith,
    Contains,
    Dated,
    EndsWith,
    Field,
    NoneOf,
    Numeric,
    OneOf,
    Span,
    TextTest,
)
from segments_as_code.meaning.readings import READINGS
from segments_as_code.meaning.relation import Relation, Side, Undecided, Verdict, Verdicts, Word
from segments_as_code.meaning.stretches import instant_text
from segments_as_code.model.document import Json

WORDS: Final[Mapping[Word, str]] = {
    "same": "same people",
    "wider": "more people",
    "narrower": "fewer people",
    "overlapping": "some in, some out",
    "disjoint": "other people",
    "same-or-wider": "same or more people",
    "same-or-narrower": "same or fewer people",
    "unknown": "not proven",
}
"""What a marketer reads. *More* and *fewer* are about who may be in, never a count."""

NOBODY_KNOWN: Final = "somebody of whom nothing is known"

_LONGEST_VALUE = 60
_WORD: Final = re.compile(r"[\w.-]+")
_NO_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "\n": "⏎", "\r": "⏎"})
_MOST_NAMED = 5
_HOURS_A_DAY = 24


def headline(relation: Relation) -> str:
    """Return the relation in a few words, with *nobody* or *everybody* if that is what the segment becomes."""
    word = WORDS[relation.relation]
    if relation.result in {"nobody", "everybody"} and relation.before != relation.result:
        return f"{word}: {relation.result}"
    return word


def sentences(relation: Relation) -> tuple[str, ...]:
    """Return what is known of the change, in sentences: who comes in, who leaves, what is not proven, what it hangs on."""
    found = [*_side_sentences("Newly in", "in", relation.entering), *_side_sentences("Newly out", "out", relation.leaving)]
    if relation.relation == "same":
        found.append("Nobody comes in and nobody leaves.")
    elif relation.enters is False:
        found.append("Nobody new can get in.")
    elif relation.leaves is False:
        found.append("Nobody leaves.")
    if relation.relation == "disjoint":
        found.append("Nobody stays.")
    if None in {relation.enters, relation.leaves}:
        found.append(_undecided_sentence(relation))
    elif not relation.undecided:
        found.append("Proven for every possible person.")
    for other in relation.otherwise:
        result = f" ({other.result})" if other.result in {"nobody", "everybody"} else ""
        found.append(f"If {READINGS[other.reading].otherwise}, which AWS does not document: {WORDS[other.relation]}{result}.")
    return tuple(found)


def person_text(person: Person) -> str:
    """Return an example person as a line: ``customerType gold, Country SE, orders 3``."""
    parts = [_held(field, texts) for field, texts in person.texts.items()]
    parts += [f"last active {ago(n)}" if f.member == LAST_ACTIVE else f"{name_of(f)} {written(n)}" for f, n in person.numbers.items()]
    if person.position is not None:
        parts.append(f"at {written(person.position[0])}, {written(person.position[1])}")
    parts += [f"in the imported list {quoted(given.name)}" for given in sorted(person.given) if given.kind == "list"]
    return ", ".join(parts) or NOBODY_KNOWN


def person_json(person: Person) -> dict[str, Json]:
    """Return an example person as ``segments test`` reads one, so that it can be pasted into a test."""
    found: dict[str, Json] = {}
    for field, texts in person.texts.items():
        value: Json = texts[0] if len(texts) == 1 else [*texts]
        _put(found, field, value)
    for field, number in person.numbers.items():
        _put(found, field, ago(number) if field.member == LAST_ACTIVE else _json_number(number))
    if person.position is not None:
        found["Position"] = [*person.position]
    lists: list[Json] = [given.name for given in sorted(person.given) if given.kind == "list"]
    if lists:
        found["InImported"] = lists
    return found


def relation_json(relation: Relation) -> dict[str, Json]:
    """Return the member ``meaning`` of a plan's JSON: true, false or null for each direction, people, and what it hangs on."""
    return {
        "relation": relation.relation,
        "enters": relation.enters,
        "leaves": relation.leaves,
        "before": relation.before,
        "result": relation.result,
        "entering": _side_json(relation.entering),
        "leaving": _side_json(relation.leaving),
        "otherwise": [
            {"reading": each.reading, "if": READINGS[each.reading].otherwise, "relation": each.relation, "result": each.result}
            for each in relation.otherwise
        ],
        "undecided": [{"code": each.code, "what": each.what} for each in relation.undecided],
    }


def change_words(verdict: Verdict) -> str:
    """Return a verdict in a few words; of a new or deleted segment only *nobody* or *everybody*, if that is what it is."""
    if verdict.relation is not None:
        return headline(verdict.relation)
    return verdict.result if verdict.result in {"nobody", "everybody"} and verdict.is_new else ""


def verdict_json(verdict: Verdict) -> dict[str, Json]:
    """Return a verdict as it stands in a plan's JSON."""
    said: dict[str, Json] = {"result": verdict.result} if verdict.relation is None else relation_json(verdict.relation)
    return {**said, "through": [*verdict.through], "connectives": [*verdict.connectives]}


def verdicts_json(verdicts: Verdicts) -> tuple[dict[str, Json], list[Json]]:
    """Return what each change means, by key, and the segments that change through others, for a plan's JSON."""
    also: list[Json] = [{"key": verdict.key, **verdict_json(verdict)} for verdict in verdicts.also]
    return {key: verdict_json(verdict) for key, verdict in verdicts.changed.items()}, also


def capital(words: str) -> str:
    """Return ``words`` with a capital at the beginning."""
    return words[:1].upper() + words[1:]


def _side_sentences(title: str, word: str, side: Side | None) -> Sequence[str]:
    if side is None:
        return ()
    found = [f"{title}, for example: {person_text(side.example)}."]
    if side.everyone:
        found.append(f"Everyone newly {word}: {'; '.join(side.everyone)}.")
    return found


def _undecided_sentence(relation: Relation) -> str:
    what = "whether anybody comes in or leaves"
    if relation.enters is not None:
        what = "whether somebody leaves"
    elif relation.leaves is not None:
        what = "whether somebody comes in"
    return f"Not proven: {what}. {reason(relation.undecided)}"


def reason(undecided: Sequence[Undecided]) -> str:
    """Return why something is not proven, in a sentence."""
    unread = [each.what for each in undecided if each.code == "not-read"]
    if unread:
        return f"It depends on what could not be read: {', '.join(quoted(each) for each in unread)}."
    codes = {each.code for each in undecided}
    if "out-of-steps" in codes:
        return "The proof would take more steps than a plan spends on it."
    return f"It depends on {'; '.join(each.what for each in undecided)}." if undecided else "Nothing decides it."


def _held(field: Field, texts: Sequence[str]) -> str:
    return f"{name_of(field)} {' and '.join(quoted(text) for text in texts)}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _put(found: dict[str, Json], field: Field, value: Json) -> None:
    if not field.name:
        found[field.member] = value
        return
    inside = found.setdefault(field.member, {})
    if isinstance(inside, dict):
        inside[field.name] = value


def _json_number(number: Amount) -> Json:
    return int(number) if number == int(number) else number


def _side_json(side: Side | None) -> Json:
    return None if side is None else {"example": person_json(side.example), "everyone": [*side.everyone]}


# ── names, numbers, tests ────────────────────────────────────────────────────────────────────────────────────────────


def name_of(field: Field) -> str:
    """Return the name of a field for a sentence; in quotation marks if it is more than a word."""
    name = field.name or field.member
    return name if _WORD.fullmatch(name) else quoted(name)


def quoted(value: str) -> str:
    """Return a value in quotation marks that nothing in it can close, so that no value reads like part of the sentence."""
    return f"“{_short(value).translate(_NO_QUOTES)}”"


def span_words(span: Span, field: Field) -> str:
    """Return a span in words: ``at least 3 and less than 5``; empty if it is all numbers."""
    recency = field.member == LAST_ACTIVE
    write = ago if recency else written
    if span.low is not None and span.low == span.high:
        return write(span.low)
    parts = []
    if span.low is not None:
        parts.append(f"{'at least' if span.low_in else 'more than'} {write(span.low)}")
    if span.high is not None:
        parts.append(f"{'at most' if span.high_in else 'less than'} {write(span.high)}")
    return " and ".join(parts)


def written(number: Amount) -> str:
    """Return a number as a person writes it."""
    return repr(float(number)).removesuffix(".0") if abs(number) < 10**15 else repr(number)


def ago(hours: Amount) -> str:
    """Return how long ago: ``3 days ago``, ``1 hour ago``."""
    days = hours / _HOURS_A_DAY
    count, unit = (int(days), "day") if days == int(days) and days else (written(hours), "hour")
    return f"{count} {unit}{'' if count in (1, '1') else 's'} ago"


def phrases(test: TextTest) -> tuple[str, str]:  # noqa: PLR0911  # one return a test
    """Return how it reads that a held text passes a test, and that none does."""
    match test:
        case AnyText():
            return "is there", "is lacking"
        case OneOf(texts):
            return f"is {either(texts)}", f"is not {either(texts)}"
        case NoneOf(texts):
            return f"is something else than {either(texts)}", f"is nothing else than {either(texts)}"
        case Contains(parts):
            return f"contains {either(parts)}", f"does not contain {either(parts)}"
        case BeginsWith(parts):
            return f"begins with {either(parts)}", f"does not begin with {either(parts)}"
        case EndsWith(parts):
            return f"ends with {either(parts)}", f"does not end with {either(parts)}"
        case Dated(spans):
            words = " or ".join(map(_period, spans))
            return f"is {words}", f"is not {words}"
        case Numeric(spans):
            words = " or ".join(span_words(span, Field("", "", "number")) for span in spans)
            return f"is {words}", f"is not {words}"


def _period(span: Span) -> str:
    low, high = (None if end is None else instant_text(int(end)).removesuffix("T00:00:00Z") for end in (span.low, span.high))
    if low is not None and high is not None:
        return f"from {low} to {high}"
    return f"after {low}" if high is None else f"before {high}"


def either(texts: Iterable[str]) -> str:
    """Return texts as alternatives, the first few by name: ``AT or CH or 3 more``."""
    every = sorted(texts)
    named = [quoted(text) for text in every[:_MOST_NAMED]]
    more = [f"{len(every) - len(named)} more"] if len(every) > len(named) else []
    return " or ".join([*named, *more])
