"""Which criteria an example would miss, and the people who are written as examples."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from random import Random

import pytest

from segments_as_code.meaning.coverage import Coverage, find_coverage
from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.example_person import read_person
from segments_as_code.meaning.examples import Outcome, judge_example
from segments_as_code.meaning.folder_meaning import FolderMeaning, find_mentioned
from segments_as_code.meaning.single_criteria import find_criteria
from segments_as_code.meaning.witnesses import find_witnesses
from segments_as_code.model.document import Json
from segments_as_code.model.example import Example
from tests.audiences import random_definition, random_endpoint
from tests.meaning.test_examples import SOURCE, folder_of, person_of

COUNTRY: Json = {"Country": {"DimensionType": "INCLUSIVE", "Values": ["SE"]}}
COUNT = int(os.environ.get("MEANING_QUESTIONS", "300"))


def people_of(test: Mapping[str, Json], folder: FolderMeaning) -> Iterator[tuple[Example, Person]]:
    """Yield the people of a test, read as ``segments test`` reads them."""
    for member, is_in in (("In", True), ("Out", False)):
        people = test.get(member, {})
        assert isinstance(people, dict)
        for name, says in people.items():
            assert isinstance(says, dict)
            person, findings = read_person(says, find_mentioned(folder), None)
            assert findings == []
            yield Example(str(test["Segment"]), name, is_in, says, says, SOURCE, ()), person


@pytest.mark.parametrize("seed", range(4))
def test_generated_people_come_out_as_written_and_leave_no_criterion_untested(seed: int) -> None:
    rng = Random(seed)  # noqa: S311  # the same definitions every time
    for _ in range(COUNT // 5):
        definition = random_definition(rng)
        if "DeviceType" in str(definition):
            continue  # cannot be read: nobody is surely in, or out, by it
        folder = folder_of({"a": definition})
        found = find_witnesses("a", folder)
        assert {name.partition(" ")[0] for name in found.inside} <= {"somebody", "in"}
        assert {name.partition(" ")[0] for name in found.outside} <= {"out"}
        people = list(people_of(found.test("a"), folder))
        outcomes = {judge_example(example, person, folder).outcome for example, person in people}
        assert outcomes <= {Outcome.PASS, Outcome.OPEN}
        untested = [each for each in find_coverage(folder, people) if not each.tested_by]
        assert all(each.is_needless for each in untested if each.witness is None), found.remarks
        assert [each for each in untested if each.witness is not None] == []


@pytest.mark.parametrize("seed", range(3))
def test_taking_out_a_tested_criterion_fails_an_example_and_taking_out_another_fails_none(seed: int) -> None:
    rng = Random(seed)  # noqa: S311  # the same definitions every time
    seen = {True: 0, False: 0}
    for _ in range(COUNT // 60):
        folder = folder_of({"a": random_definition(rng)})
        people = list(_passing(rng, folder))
        criteria = list(find_criteria(folder.criteria["a"]))
        coverage = find_coverage(folder, people)
        assert [each.criterion for each in coverage] == [each.phrase for each in criteria]
        for criterion, each in zip(criteria, coverage, strict=True):
            without = folder.replace("a", criterion.without)
            failing = [e for e, person in people if judge_example(e, person, without).outcome is Outcome.FAIL]
            assert failing == list(each.tested_by)
            assert each.witness is None or _notices(each, folder, without)
            seen[bool(failing)] += 1
    assert min(seen.values()) > 0


def _passing(rng: Random, folder: FolderMeaning) -> Iterator[tuple[Example, Person]]:
    for number in range(6):
        says = person_of(random_endpoint(rng))
        person, _ = read_person(says, find_mentioned(folder), None)
        for is_in in (True, False):
            example = Example("a", str(number), is_in, says, says, SOURCE, ())
            if judge_example(example, person, folder).outcome in {Outcome.PASS, Outcome.OPEN}:
                yield example, person


def _notices(coverage: Coverage, folder: FolderMeaning, without: FolderMeaning) -> bool:
    """Return whether the witness of an untested criterion passes as an example, and fails once the criterion is taken out."""
    assert coverage.witness is not None
    example = Example("a", "witness", coverage.witness.is_in, {}, {}, SOURCE, ())
    now, then = (judge_example(example, coverage.witness.person, each).outcome for each in (folder, without))
    return now is not Outcome.FAIL and then is Outcome.FAIL


def _asks(name: str, kind: str, value: str) -> dict[str, Json]:
    return {"UserAttributes": {name: {"AttributeType": kind, "Values": [value]}}}


def _group(*blocks: Json, sources: Sequence[str] = ()) -> Json:
    return {"Type": "ALL", "SourceType": "ALL", "SourceSegments": [{"Ref": key} for key in sources], "Dimensions": [*blocks]}


def test_generated_people_do_not_hang_on_what_aws_leaves_open_if_others_can_show_the_same() -> None:
    folder = folder_of({"a": {"Dimensions": {**_asks("role", "EXCLUSIVE", "staff"), "Location": COUNTRY}}})
    people = list(people_of(find_witnesses("a", folder).test("a"), folder))
    assert len(people) == 3
    assert {judge_example(example, person, folder).outcome for example, person in people} == {Outcome.PASS}


def test_an_example_of_a_segment_tests_what_it_builds_on_too() -> None:
    top: dict[str, Json] = {"SegmentGroups": {"Include": "ALL", "Groups": [_group(sources=["base"])]}}
    folder = folder_of({"top": top, "base": {"Dimensions": _asks("consent", "INCLUSIVE", "yes")}})
    people = list(people_of({"Segment": "top", "Out": {"nobody in particular": {}}}, folder))
    assert [(each.key, len(each.tested_by)) for each in find_coverage(folder, people)] == [("top", 1), ("base", 1)]


def test_a_criterion_that_is_taken_out_leaves_no_empty_group_and_no_empty_block() -> None:
    one, other = _asks("a", "INCLUSIVE", "x"), _asks("b", "INCLUSIVE", "y")
    either: dict[str, Json] = {"SegmentGroups": {"Include": "ANY", "Groups": [_group(one), _group(other)]}}
    alone: dict[str, Json] = {"SegmentGroups": {"Include": "ANY", "Groups": [_group(other)]}}
    folder, expected = folder_of({"a": either}), folder_of({"a": alone})
    first = next(find_criteria(folder.criteria["a"]))
    assert folder.replace("a", first.without).settled == expected.settled
