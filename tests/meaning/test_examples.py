"""Example people come out as an evaluator that was written on its own says, under every combination of readings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields, replace
from itertools import product
from random import Random

import pytest

from segments_as_code.meaning.declarations import Declarations
from segments_as_code.meaning.example_person import read_person
from segments_as_code.meaning.examples import Outcome, Result, judge_example
from segments_as_code.meaning.folder_meaning import FolderMeaning, find_mentioned, read_folder
from segments_as_code.meaning.readings import Assumptions, Readings
from segments_as_code.model.document import DocumentSource, Json, Location
from segments_as_code.model.example import Example
from segments_as_code.model.segment import DesiredSegment, Lifecycle
from segments_as_code.providers.pinpoint.canonical import canonical
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from tests.audiences import EACH_READING, random_definition, random_endpoint
from tests.pinpoint_semantics import Endpoint, Reading, is_in
from tests.pinpoint_shape import elements, members

COUNT = int(os.environ.get("MEANING_QUESTIONS", "300"))
EVERY = [Reading(*values) for values in product(*((False, True) for _ in fields(Reading)))]
SOURCE = DocumentSource("a.test.yaml", None)  # type: ignore[arg-type]  # no problem is located here


def folder_of(definitions: Mapping[str, Mapping[str, Json]], assumptions: Assumptions | None = None) -> FolderMeaning:
    """Return what definitions, by key, mean together."""
    segments = [DesiredSegment(key, key, canonical(each), {}, Lifecycle(), Location("a.yaml")) for key, each in definitions.items()]
    return read_folder(segments, read_criteria, Declarations(assumptions or Assumptions(Readings(is_open=True)), {}))


def judge(folder: FolderMeaning, says: Mapping[str, Json], *, is_in: bool, key: str = "a") -> Result:
    """Hold one person to a segment, as a test file would."""
    example = Example(key, "somebody", is_in, says, says, SOURCE, ())
    person, findings = read_person(says, find_mentioned(folder), None)
    assert [finding for finding in findings if finding.code != "not-mentioned"] == []
    return judge_example(example, person, folder)


def person_of(endpoint: Endpoint) -> dict[str, Json]:
    """Return an endpoint as a test file writes it."""
    says: dict[str, Json] = {**endpoint.texts, "Metrics": {**endpoint.metrics}, "InImported": [*sorted(endpoint.segments)]}
    says["LastActive"] = "never" if endpoint.hours_since_active is None else f"{endpoint.hours_since_active} hours ago"
    for member, held in (("Attributes", endpoint.attributes), ("UserAttributes", endpoint.user_attributes)):
        says[member] = {name: texts[0] if len(texts) == 1 else [*texts] for name, texts in held.items()}
    return says


@pytest.mark.parametrize("seed", range(4))
def test_pass_fail_and_open_are_what_an_evaluator_written_on_its_own_says(seed: int) -> None:
    rng = Random(seed)  # noqa: S311  # the same people every time
    seen = dict.fromkeys(Outcome, 0)
    for _ in range(COUNT // 12):
        definition = random_definition(rng)
        if "DeviceType" in str(definition):
            continue  # cannot be read: an endpoint has no such member
        folder = folder_of({"a": definition})
        for _ in range(2):
            endpoint, expected = random_endpoint(rng), rng.random() < 0.5
            truths = {is_in(endpoint, definition, reading) for reading in EVERY}
            is_so_by_default = is_in(endpoint, definition, Reading()) is expected
            outcome = (Outcome.PASS if truths == {expected} else Outcome.OPEN) if is_so_by_default else Outcome.FAIL
            assert judge(folder, person_of(endpoint), is_in=expected).outcome is outcome, (definition, endpoint)
            seen[outcome] += 1
    assert min(seen[outcome] for outcome in (Outcome.PASS, Outcome.FAIL, Outcome.OPEN)) > 0


@pytest.mark.parametrize("seed", range(2))
def test_sources_are_those_of_an_evaluator_written_on_its_own(seed: int) -> None:
    rng = Random(seed)  # noqa: S311  # the same people every time
    seen = dict.fromkeys(Outcome, 0)
    for _ in range(COUNT // 10):
        base, top = random_definition(rng), random_definition(rng)
        if "DeviceType" in f"{base}{top}" or "SegmentGroups" not in top:
            continue
        for group in elements(members(top["SegmentGroups"])["Groups"]):
            assert isinstance(group, dict)
            group |= {"SourceSegments": [{"Ref": "base"}, {"Id": "other"}], "SourceType": rng.choice(["ALL", "ANY", "NONE"])}
        folder, endpoint, expected = folder_of({"a": top, "base": base}), random_endpoint(rng), rng.random() < 0.5
        lists = endpoint.segments - {"base"}
        truths = []
        for reading in (Reading(), *EACH_READING):
            inside = lists | ({"base"} if is_in(endpoint, base, reading) else set())
            truths.append(is_in(replace(endpoint, segments=inside), top, reading))
        outcome = judge(folder, person_of(replace(endpoint, segments=lists)), is_in=expected).outcome
        seen[outcome] += 1
        assert (outcome is Outcome.FAIL) is (truths[0] is not expected), (base, top, endpoint)
        assert outcome is not Outcome.PASS or set(truths) == {expected}
    assert min(seen[Outcome.PASS], seen[Outcome.FAIL]) > 0
