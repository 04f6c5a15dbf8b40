"""Whether the newest commit still wants what an older commit's plan would do."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle
from segments_as_code.review.approval import find_disagreements
from tests.builders import TOY, deployed, desired, ours, planned, toy
from tests.toy import ToyDialect

A, A_CHANGED = desired("a", toy("a", "x")), desired("a", toy("a", "y"))
B_ON_A = desired("b", toy("b", on=[{"Ref": "a"}]))
C_ON_B = desired("c", toy("c", on=[{"Ref": "b"}]))
OTHER = desired("other", toy("other", "z"))


def found(
    here: Sequence[DesiredSegment], deployed: Sequence[DeployedSegment], at_head: Sequence[DesiredSegment], dialect: ToyDialect = TOY
) -> list[tuple[str, str]]:
    return list(find_disagreements(planned(here, deployed, dialect=dialect), here, at_head, dialect))


def test_what_the_head_says_too_is_wanted_whatever_else_it_says() -> None:
    assert found([A, B_ON_A], [], [A, B_ON_A, OTHER]) == []


def test_what_is_not_planned_may_be_anything_at_the_head() -> None:
    assert found([A, OTHER], [ours("other", OTHER.definition)], [A]) == []


@pytest.mark.parametrize(
    "at_head",
    [
        A_CHANGED,
        desired("a", toy("a", "x"), tags={"team": "crm"}),
        desired("a", toy("a", "x"), lifecycle=Lifecycle(protected=True)),
        desired("a", toy("a", "x"), lifecycle=Lifecycle(adopt="id-9")),
    ],
)
@pytest.mark.parametrize("deployed", [[], [ours("a", toy("a", "old"))]])
def test_a_segment_that_is_another_at_the_head_is_not_wanted(at_head: DesiredSegment, deployed: list[DeployedSegment]) -> None:
    assert found([A], deployed, [at_head]) == [("a", "it is another there")]


@pytest.mark.parametrize("deployed", [[], [ours("a", toy("a", "old"))]])
def test_a_segment_that_the_head_has_not_is_not_wanted(deployed: list[DeployedSegment]) -> None:
    assert found([A], deployed, []) == [("a", "it is not there")]


def test_where_a_file_stands_and_which_warnings_it_ignores_make_no_difference() -> None:
    moved = DesiredSegment("a", "a", A.definition, {}, Lifecycle(ignore=("duplicate-audience",)), OTHER.location)
    assert found([A], [], [moved]) == []


def test_what_a_segment_builds_on_must_be_the_same_however_far_away() -> None:
    deployed = [ours("a", A.definition)]
    expected = [("b", "a, on which it builds, is another there"), ("c", "a, on which it builds, is another there")]
    assert found([A, B_ON_A, C_ON_B], deployed, [A_CHANGED, B_ON_A, C_ON_B]) == expected
    assert found([A, B_ON_A, C_ON_B], deployed, [B_ON_A, C_ON_B])[0] == ("b", "a, on which it builds, is not there")


def test_what_is_built_on_by_the_id_of_a_segment_of_ours_counts_too() -> None:
    by_id = desired("b", toy("b", on=[{"Id": "id-a"}]))
    assert found([A, by_id], [ours("a", A.definition)], [A_CHANGED, by_id]) == [("b", "a, on which it builds, is another there")]


def test_a_deletion_that_the_head_neither_has_nor_could_do_is_told_by_its_key() -> None:
    by_id = desired("other", toy("other", on=[{"Id": "id-a"}]))
    deployed = [ours("a"), ours("other", OTHER.definition)]
    assert ("a", "it is not deleted there") in found([OTHER], deployed, [by_id, A])


def test_a_deletion_is_wanted_as_long_as_the_key_is_absent() -> None:
    assert found([OTHER], [ours("a"), ours("other", OTHER.definition)], [OTHER]) == []
    assert found([OTHER], [ours("a"), ours("other", OTHER.definition)], [OTHER, A]) == [("a", "it is not deleted there")]


@pytest.mark.parametrize(
    "needs", [desired("new", toy("new"), lifecycle=Lifecycle(adopt="id-a")), desired("new", toy("new", on=[{"Id": "id-a"}]))]
)
def test_a_deletion_of_what_the_head_needs_by_its_id_is_not_wanted(needs: DesiredSegment) -> None:
    disagreement = [("a", "new needs the deployed segment id-a there")]
    assert found([OTHER], [ours("a"), ours("other", OTHER.definition)], [OTHER, needs]) == disagreement
    assert found([A], [ours("a")], [A, needs], ToyDialect(immutable=True)) == disagreement


def test_a_segment_that_builds_on_a_deployed_one_by_its_id_is_wanted_if_the_head_says_so_too() -> None:
    on_id = desired("a", toy("a", on=[{"Id": "id-x"}]))
    assert found([on_id], [deployed("id-x", toy("x"))], [on_id]) == []
