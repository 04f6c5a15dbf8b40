"""The spellings that the reference pages show are read, or refused, as they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from scripts.reference.spellings import PROFILES_READ, PROFILES_REFUSED, READ, REFUSED, Spelling
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.model.document import Json, SourceFile
from segments_as_code.model.problem import Severity
from segments_as_code.providers.customer_profiles.normalize import CODES as PROFILES_NORMALIZE
from segments_as_code.providers.pinpoint.normalize import CODES as NORMALIZE
from segments_as_code.providers.pinpoint.provider import PinpointDialect

DIALECT = PinpointDialect()


def loaded(text: str) -> Mapping[str, Json]:
    documents, problems = read_files([SourceFile("f.yaml", "f", text.encode())])
    assert problems == ()
    return documents[0].content


BLOCK = "{Attributes: {a: {AttributeType: INCLUSIVE, Values: [x]}}}"
PASTED = {
    "group Dimensions given as an object": (
        f"SegmentGroups: {{Include: ALL, Groups: [{{Type: ALL, SourceType: ALL, Dimensions: {BLOCK}}}]}}",
        f"SegmentGroups: {{Include: ALL, Groups: [{{Type: ALL, SourceType: ALL, Dimensions: [{BLOCK}]}}]}}",
    ),
    "missing Type, SourceType and Include": (
        f"SegmentGroups: {{Groups: [{{Dimensions: [{BLOCK}]}}]}}",
        f"SegmentGroups: {{Include: ALL, Groups: [{{Type: ALL, SourceType: ALL, Dimensions: [{BLOCK}]}}]}}",
    ),
    "a metric that is INCLUSIVE": (
        'Dimensions: {Metrics: {n: {DimensionType: INCLUSIVE, Values: ["5"]}}}',
        "Dimensions: {Metrics: {n: {ComparisonOperator: EQUAL, Value: 5}}}",
    ),
    "a metric with DimensionType and Values": (
        'Dimensions: {Metrics: {n: {DimensionType: GREATER_THAN, Values: ["75"]}}}',
        "Dimensions: {Metrics: {n: {ComparisonOperator: GREATER_THAN, Value: 75}}}",
    ),
    "GREATER_THAN on a date": (
        "Dimensions: {Attributes: {d: {AttributeType: GREATER_THAN, Values: [2023-11-01]}}}",
        "Dimensions: {Attributes: {d: {AttributeType: AFTER, Values: ['2023-11-01T00:00:00Z']}}}",
    ),
    "LESS_THAN on a date": (
        "Dimensions: {Attributes: {d: {AttributeType: LESS_THAN, Values: [2023-11-01]}}}",
        "Dimensions: {Attributes: {d: {AttributeType: BEFORE, Values: ['2023-11-01T00:00:00Z']}}}",
    ),
    "tags for Tags": ("tags: {project: marketing}", "Tags: {project: marketing}"),
}


@pytest.mark.parametrize("what", PASTED)
def test_a_pasted_spelling_is_read_for_what_it_means_with_warnings_alone(what: str) -> None:
    pasted, meant = map(loaded, PASTED[what])
    normalized = DIALECT.normalize(pasted)
    assert normalized.content == meant
    assert {problem.severity for problem in normalized.problems} == {Severity.WARNING}
    assert DIALECT.normalize(meant).problems == ()


each_service = pytest.mark.parametrize(
    ("read", "refused", "codes"),
    [(READ, REFUSED, set(NORMALIZE)), (PROFILES_READ, PROFILES_REFUSED, set(PROFILES_NORMALIZE) - {"response-member"})],
    ids=["pinpoint", "customer-profiles"],  # which leaves out what the service answers with, and refuses nothing of it
)


@each_service
def test_the_page_shows_every_warning_and_every_refusal_of_a_spelling(
    read: Sequence[Spelling], refused: Sequence[Spelling], codes: set[str]
) -> None:
    warned = {problem.code: problem.severity for spelling in read for problem in spelling.read()[1]}
    errors = {problem.code: problem.severity for spelling in refused for problem in spelling.read()[1]}
    assert {*warned, *errors} == codes
    assert set(warned.values()) == {Severity.WARNING}
    assert [spelling.pasted for spelling in refused if Severity.ERROR not in {found.severity for found in spelling.read()[1]}] == []


@each_service
def test_what_the_page_gives_as_the_reading_needs_no_normalizing(
    read: Sequence[Spelling], refused: Sequence[Spelling], codes: set[str]
) -> None:
    del refused, codes
    for spelling in read:
        again = replace(spelling, pasted=spelling.read()[0])
        assert again.read() == (spelling.read()[0], ())
