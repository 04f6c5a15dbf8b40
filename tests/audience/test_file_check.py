"""The numbers of a file that contradict a proof stand in no plan: the file was forged, or has a bug."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.audience.file_check import view_of
from segments_as_code.meaning.relation import Relation, Verdict, Verdicts
from segments_as_code.model.audience import Audience, AudienceSource, Counts

EXPORT = AudienceSource("export", "pinpoint", "app-1", "eu-west-1", "people")
WIDER = Relation("wider", enters=True, leaves=False, before="some", result="some")
NARROWER = Relation("narrower", enters=False, leaves=True, before="some", result="some")


def verdict(relation: Relation | None = None, result: str = "some") -> Verdict:
    return Verdict("a", result, relation)  # type: ignore[arg-type]


def why_not(counts: Counts, verdicts: Verdicts, kind: str = "export") -> str:
    audience = Audience("2026-11-28T09:00:00Z", replace(EXPORT, kind=kind), "ab" * 32, {"a": counts}, 1000)
    view = view_of(audience, verdicts, called="audience.json")
    assert (view.audience is None) == bool(view.problem)
    return view.problem


CONTRADICTIONS = {
    "lost, though nobody goes out": (WIDER, Counts(lost=50)),
    "fewer than ten lost, though nobody goes out": (WIDER, Counts(hidden=("lost",))),
    "fewer after, though nobody goes out": (WIDER, Counts(before=60, after=50)),
    "gained, though nobody comes in": (NARROWER, Counts(gained=50)),
    "fewer than ten gained, though nobody comes in": (NARROWER, Counts(hidden=("gained",))),
    "more after, though nobody comes in": (NARROWER, Counts(before=50, after=60)),
}


@pytest.mark.parametrize("how", CONTRADICTIONS)
def test_a_number_that_contradicts_a_proof_is_not_shown_nor_any_other(how: str) -> None:
    relation, counts = CONTRADICTIONS[how]
    for verdicts in (Verdicts({"a": verdict(relation)}), Verdicts(also=(verdict(relation),))):
        assert why_not(counts, verdicts) == "audience.json counts somebody in a whom a proof excludes, so none of its numbers is shown."


def test_a_segment_of_nobody_or_of_everybody_has_no_other_number() -> None:
    assert why_not(Counts(after=50), Verdicts({"a": verdict(result="nobody")}))
    assert why_not(Counts(after=50), Verdicts({"a": verdict(result="nobody")}), "estimate")
    assert why_not(Counts(hidden=("after",)), Verdicts({"a": verdict(result="nobody")}))
    assert why_not(Counts(after=999), Verdicts({"a": verdict(result="everybody")}))
    for counts, result in ((Counts(after=0), "nobody"), (Counts(after=1000), "everybody"), (Counts(), "everybody"), (Counts(), "nobody")):
        assert why_not(counts, Verdicts({"a": verdict(result=result)})) == ""


def test_a_segment_whose_people_stay_the_same_gains_and_loses_nobody() -> None:
    for counts in (Counts(gained=50), Counts(lost=50), Counts(hidden=("gained",))):
        assert why_not(counts, Verdicts(same=("a",)))
        assert why_not(counts, Verdicts(same=("b",))) == ""
    assert why_not(Counts(gained=0, lost=0), Verdicts(same=("a",))) == ""


def test_what_agrees_or_cannot_be_known_is_shown() -> None:
    for relation, counts in (
        (WIDER, Counts(before=50, after=60, gained=10, lost=0)),
        (NARROWER, Counts(before=60, after=50, gained=0, lost=10)),
        (WIDER, Counts(lost=50, unknown=20)),
        (WIDER, Counts(lost=50, hidden=("unknown",))),
    ):
        assert why_not(counts, Verdicts({"a": verdict(relation)})) == ""
    declared = replace(verdict(WIDER), assumes=("every country is known",))
    assert why_not(Counts(lost=50), Verdicts({"a": declared})) == ""
    assert why_not(Counts(before=60, after=50), Verdicts({"a": verdict(WIDER)}), "estimate") == ""
