"""Whatever Pinpoint allows, and however it was loaded: what comes out can be deployed, and has the people that its verdict says.

``CONVERSIONS=100`` tries a hundred times as many.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

import pytest
from botocore.session import Session
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.emulator import Emulator
from segments_as_code.model.conversion import DIFFERS
from segments_as_code.model.document import Json
from segments_as_code.model.plan import Create, Unchanged
from segments_as_code.model.problem import Severity
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.providers.customer_profiles.simplify import write_request
from tests.convert.converting import Converted, convert_documents, criteria_of, mappings
from tests.convert.people import find_disagreement, find_wrong_merge
from tests.examples import examples
from tests.providers.customer_profiles.service import apply, plan_of, running
from tests.strategies import estates

MORE = int(os.environ.get("CONVERSIONS", "1"))
SHAPE = Session().get_service_model("customer-profiles").operation_model("CreateSegmentDefinition").input_shape


def draw_conversion(data: st.DataObject, *, accepts: bool = True) -> Converted:
    documents = data.draw(estates(max_size=3))
    accepted = data.draw(st.sampled_from([(), tuple(DIFFERS)])) if accepts else ()
    return convert_documents(documents, data.draw(mappings(criteria_of(documents), accepted=accepted)))


@given(st.data())
@examples(10 * MORE)
def test_what_is_written_is_valid_but_for_what_is_undecided_and_proven_if_it_has_a_form(data: st.DataObject) -> None:
    """A verdict that proof contradicts raises ``WrongVerdict``."""
    converted = draw_conversion(data)
    segments = converted.found.conversion.segments
    if converted.found.files:
        problems = [problem for problem in converted.check().problems if problem.severity is Severity.ERROR]
        undecided = sum(segment.is_undecided and segment.definition is not None for segment in segments)
        assert [problem.code for problem in problems] == ["undecided"] * undecided
    for segment in segments:
        has_form = all(rule.verdict != "impossible" for rule in segment.rules)
        assert segment.rules
        assert (segment.proof is not None) == (has_form and segment.definition is not None)
        assert segment.verdict != "exact" or (segment.proof is not None and segment.proof.relation == "same")
        if segment.definition is not None and not segment.is_undecided:
            assert SHAPE is not None
            assert ParamValidator().validate(_request(segment.definition), SHAPE).generate_report() == ""
    random = data.draw(st.randoms(use_true_random=False))
    find_disagreement(converted, random)
    find_wrong_merge(converted, random)


def _request(definition: Mapping[str, Json]) -> Mapping[str, Json]:
    made = write_request(definition)
    return {"DomainName": "my-domain", "SegmentDefinitionName": "one", **made, "SegmentGroups": _named(made["SegmentGroups"])}


def _named(value: Json) -> Json:
    """Return ``value`` with sources by name, as they are sent."""
    if isinstance(value, Mapping):
        return {"SegmentDefinitionName": "another"} if "Ref" in value else {name: _named(inner) for name, inner in value.items()}
    return [_named(inner) for inner in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    behaviour = Behaviour(unknown_references="accept", unknown_calculated_attributes="accept")
    with running(behaviour) as started:
        yield started


def _deployable(converted: Converted) -> Sequence[DesiredSegment]:
    return converted.check().segments if converted.found.files else ()


@given(st.data())
@examples(2 * MORE)
def test_what_is_decided_is_created_and_then_planned_to_no_changes(emulator: Emulator, data: st.DataObject) -> None:
    emulator.reset()
    segments = _deployable(draw_conversion(data))
    keys = {segment.key for segment in segments}
    first = plan_of(emulator, *segments)
    assert {type(change) for change in first.changes} <= {Create}
    apply(emulator, first)
    again = plan_of(emulator, *segments)
    assert {change.desired.key for change in again.changes if isinstance(change, Unchanged)} == keys
