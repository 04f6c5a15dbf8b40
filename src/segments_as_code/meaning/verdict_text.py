"""Relations and verdicts as text for a reader and as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
"""The wording for marketers. *More* and *fewer* are about who may be in, never a count."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The wording of a relation: for a change of a segment, or for drift."""

    words: Mapping[Word, str]
    example_in: str
    all_in: str
    example_out: str
    all_out: str
    same: str
    none_in: str
    none_out: str
    comes_in: str
    goes_out: str


CHANGE: Final = Terms(
    WORDS,
    example_in="Newly in",
    all_in="Everyone newly in",
    example_out="Newly out",
    all_out="Everyone newly out",
    same="Nobody comes in and nobody leaves.",
    none_in="Nobody new can get in.",
    none_out="Nobody leaves.",
    comes_in="somebody comes in",
    goes_out="somebody leaves",
)
DRIFT: Final = Terms(
    {
        "same": "same people as git says",
        "wider": "more people than git says",
        "narrower": "fewer people than git says",
        "overlapping": "some too many, some missing",
        "disjoint": "other people than git says",
        "same-or-wider": "no fewer people than git says",
        "same-or-narrower": "no more people than git says",
        "unknown": "not proven",
    },
    example_in="In it although git does not say so",
    all_in="All of them",
    example_out="Missing although git says they are in it",
    all_out="All of them",
    same="Nobody is in it who should not be, and nobody is missing.",
    none_in="Nobody is in it who should not be.",
    none_out="Nobody is missing.",
    comes_in="somebody is in it who should not be",
    goes_out="somebody is missing",
)


def headline(relation: Relation, terms: Terms = CHANGE) -> str:
    """Return the relation in a few words, with *nobody* or *everybody* if that is what the segment becomes."""
    word = terms.words[relation.relation]
    if relation.result in {"nobody", "everybody"} and relation.before != relation.result:
        return f"{word}: {relation.result}"
    return word


def sentences(relation: Relation, terms: Terms = CHANGE) -> tuple[str, ...]:
    """Return what is known of the change, in sentences: who comes in, who leaves, what is not proven, what it hangs on."""
    found = [
        *_side_sentences(terms.example_in, terms.all_in, relation.entering),
        *_side_sentences(terms.example_out, terms.all_out, relation.leaving),
    ]
    if relation.relation == "same":
        found.append(terms.same)
    elif relation.enters is False:
        found.append(terms.none_in)
    elif relation.leaves is False:
        found.append(terms.none_out)
    if relation.relation == "disjoint":
        found.append("Nobody stays." if terms is CHANGE else "Nobody is in both.")
    if None in {relation.enters, relation.leaves}:
        found.append(_undecided_sentence(relation, terms))
    elif not relation.undecided:
        found.append("Proven for every possible person.")
    for other in relation.otherwise:
        result = f" ({other.result})" if other.result in {"nobody", "everybody"} else ""
        found.append(f"If {READINGS[other.reading].otherwise}, which AWS does not document: {terms.words[other.relation]}{result}.")
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


def assumption_sentence(verdict: Verdict) -> str:
    """Return what a verdict takes for granted because the project declares it, in a sentence; empty if that is nothing."""
    return f"Taken for granted by segments-settings.yaml: {'; '.join(verdict.assumes)}." if verdict.assumes else ""


def change_words(verdict: Verdict) -> str:
    """Return a verdict in a few words; of a new or deleted segment only *nobody* or *everybody*, if that is what it is."""
    if verdict.relation is not None:
        return headline(verdict.relation)
    return verdict.result if verdict.result in {"nobody", "everybody"} and verdict.is_new else ""


def verdict_json(verdict: Verdict) -> dict[str, Json]:
    """Return a verdict as JSON for a plan."""
    said: dict[str, Json] = {"result": verdict.result} if verdict.relation is None else relation_json(verdict.relation)
    return {**said, "through": [*verdict.through], "connectives": [*verdict.connectives], "assumes": [*verdict.assumes]}


def verdicts_json(verdicts: Verdicts) -> tuple[dict[str, Json], list[Json]]:
    """Return what each change means, by key, and the segments that change through others, for a plan's JSON."""
    also: list[Json] = [{"key": verdict.key, **verdict_json(verdict)} for verdict in verdicts.also]
    return {key: verdict_json(verdict) for key, verdict in verdicts.changed.items()}, also


def capital(words: str) -> str:
    """Return ``words`` with a capital at the beginning."""
    return words[:1].upper() + words[1:]


def _side_sentences(example: str, everyone: str, side: Side | None) -> Sequence[str]:
    if side is None:
        return ()
    found = [f"{example}, for example: {person_text(side.example)}."]
    if side.everyone:
        found.append(f"{everyone}: {'; '.join(side.everyone)}.")
    return found


def _undecided_sentence(relation: Relation, terms: Terms) -> str:
    open_ones = [terms.comes_in] * (relation.enters is None) + [terms.goes_out] * (relation.leaves is None)
    return f"Not proven: whether {' or '.join(open_ones)}. {reason(relation.undecided)}"


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
