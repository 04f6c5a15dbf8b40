"""Relations and verdicts as text for a reader and as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from segments_as_code.meaning.person_text import person_json, person_text, quoted
from segments_as_code.meaning.readings import READINGS
from segments_as_code.meaning.relation import Relation, Side, Undecided, Verdict, Verdicts, Word
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


def _side_json(side: Side | None) -> Json:
    return None if side is None else {"example": person_json(side.example), "everyone": [*side.everyone]}
