"""Why an example fails, what it has, and what may have been overlooked."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from segments_as_code.meaning.examples import Outcome, TriedExamples, find_failures
from segments_as_code.meaning.readings import Assumptions, Readings
from segments_as_code.model.document import Json, SourceFile
from segments_as_code.model.problem import Problem
from segments_as_code.pipeline import check_definitions
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.proving import try_examples
from tests.meaning.test_examples import folder_of, judge

DIALECT = PinpointDialect()


def asks(member: str, name: str, kind: str, *values: str) -> dict[str, Json]:
    return {"Dimensions": {member: {name: {"AttributeType": kind, "Values": [*values]}}}}


def why(definition: dict[str, Json], says: dict[str, Json], *, is_in: bool) -> list[str]:
    """Return why an example fails."""
    result = judge(folder_of({"a": definition}), says, is_in=is_in)
    assert result.outcome is Outcome.FAIL
    return [reason.text for reason in result.reasons]


CONSENT = asks("UserAttributes", "consent", "INCLUSIVE", "yes")
ROLE = asks("UserAttributes", "role", "EXCLUSIVE", "staff", "tester")
DATED = asks("Attributes", "bought", "BEFORE", "2026-01-01T00:00:00Z")
ACTIVE: dict[str, Json] = {"Dimensions": {"Behavior": {"Recency": {"Duration": "DAY_7", "RecencyType": "ACTIVE"}}}}
ORDERS: dict[str, Json] = {"Dimensions": {"Metrics": {"orders": {"ComparisonOperator": "GREATER_THAN", "Value": 5}}}}
SHOP: dict[str, Json] = {
    "Dimensions": {"Location": {"GPSPoint": {"Coordinates": {"Latitude": 55.0, "Longitude": 12.0}, "RangeInKilometers": 5}}}
}


@pytest.mark.parametrize(
    ("definition", "says", "expected"),
    [
        (CONSENT, {}, "consent is not “yes”; consent is missing here"),
        (CONSENT, {"UserAttributes": {"consent": "no"}}, "consent is not “yes”; consent here: “no”"),
        (
            CONSENT,
            {"UserAttributes": {"consent": " Yes"}},
            "consent is not “yes”; consent here: “ Yes” (“ Yes” is not “yes”: case and spaces count)",
        ),
        (ROLE, {"UserAttributes": {"role": ["staff", "vip"]}}, "role is “staff” or “tester”; role here: “staff” and “vip”"),
        (
            DATED,
            {"Attributes": {"bought": "2025-12-01"}},
            "bought is not before 2026-01-01; bought here: “2025-12-01” (“2025-12-01” is not an instant such as 2026-11-27T00:00:00Z)",
        ),
        (
            asks("Attributes", "i", "CONTAINS", "ski"),
            {"Attributes": {"i": "Skiing"}},
            "i does not contain “ski”; i here: “Skiing” (case counts in “ski”)",
        ),
        (ACTIVE, {}, "not last active at most 7 days ago; never active here"),
        (ACTIVE, {"LastActive": "2 weeks ago"}, "not last active at most 7 days ago; last active 14 days ago here"),
        (ORDERS, {"Metrics": {"orders": 5}}, "orders is not more than 5; orders here: 5"),
        (ORDERS, {}, "orders is not more than 5; orders is missing here"),
        (SHOP, {}, "the position is not within 5 km of 55, 12; no position here"),
        (SHOP, {"Position": [55.1, 12]}, "the position is not within 5 km of 55, 12; position here: 55.1, 12, 11.1 km away"),
    ],
)
def test_a_criterion_that_is_not_met_is_named_with_what_the_person_has(
    definition: dict[str, Json], says: dict[str, Json], expected: str
) -> None:
    assert why(definition, says, is_in=True) == [expected]


def test_the_same_name_in_another_member_is_pointed_out() -> None:
    other: dict[str, Json] = {
        "Dimensions": {
            "Attributes": {"consent": {"AttributeType": "EXCLUSIVE", "Values": ["x"]}},
            "UserAttributes": {"consent": {"AttributeType": "INCLUSIVE", "Values": ["yes"]}},
        }
    }
    (reason,) = why(other, {"Attributes": {"consent": "yes"}}, is_in=True)
    assert reason.endswith("consent is missing here (the criterion asks about UserAttributes, and the example has it in Attributes)")


def test_push_stands_for_every_push_channel() -> None:
    definition: dict[str, Json] = {"Dimensions": {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL", "PUSH"]}}}}
    assert why(definition, {"Channel": "SMS"}, is_in=True) == ["Channel is not “EMAIL” or “PUSH”; Channel here: “SMS”"]


def test_of_an_and_that_fails_only_the_parts_that_fail_and_of_an_or_that_holds_only_those_that_hold() -> None:
    block: dict[str, Json] = {**CONSENT["Dimensions"], **ORDERS["Dimensions"]}  # type: ignore[dict-item]  # both are mappings
    both: dict[str, Json] = {"Dimensions": block}
    assert why(both, {"UserAttributes": {"consent": "yes"}}, is_in=True) == ["orders is not more than 5; orders is missing here"]
    either: dict[str, Json] = {
        "SegmentGroups": {
            "Include": "ALL",
            "Groups": [{"Type": "ANY", "SourceType": "ALL", "Dimensions": [CONSENT["Dimensions"], ORDERS["Dimensions"]]}],
        }
    }
    assert why(either, {"Metrics": {"orders": 6}}, is_in=False) == ["orders is more than 5; orders here: 6"]
    assert len(why(either, {}, is_in=True)) == 2


def test_a_criterion_of_a_segment_that_this_one_builds_on_names_it() -> None:
    group: Json = {"Type": "ALL", "SourceType": "ALL", "SourceSegments": [{"Ref": "b"}, {"Id": "fair"}], "Dimensions": []}
    folder = folder_of({"a": {"SegmentGroups": {"Include": "ALL", "Groups": [group]}}, "b": CONSENT})
    result = judge(folder, {}, is_in=True)
    assert [reason.text for reason in result.reasons] == [
        "not in the imported segment “fair”",
        "consent is not “yes”; consent is missing here (asked for by b)",
    ]
    assert judge(folder, {"UserAttributes": {"consent": "yes"}, "InImported": ["fair"]}, is_in=True).outcome is Outcome.PASS


def test_what_aws_does_not_document_leaves_an_example_open_and_says_what_a_failing_one_hangs_on() -> None:
    folder = folder_of({"a": ROLE})
    assert judge(folder, {"UserAttributes": {"role": "vip"}}, is_in=True).outcome is Outcome.PASS
    result = judge(folder, {}, is_in=True)
    assert (result.outcome, result.depends_on) == (Outcome.OPEN, ("EXCLUSIVE leaves out those without the attribute",))
    failing = judge(folder, {}, is_in=False)
    assert (failing.outcome, failing.depends_on) == (Outcome.FAIL, result.depends_on)
    settled = folder_of({"a": ROLE}, Assumptions(Readings({"exclusive-missing": "excluded"}, is_open=True)))
    assert judge(settled, {}, is_in=False).outcome is Outcome.PASS


def test_what_cannot_be_read_leaves_an_example_open_only_if_it_decides() -> None:
    unread: dict[str, Json] = {
        "Dimensions": {
            "Demographic": {"DeviceType": {"DimensionType": "INCLUSIVE", "Values": ["x"]}},
            "Location": {"Country": {"DimensionType": "INCLUSIVE", "Values": ["SE"]}},
        }
    }
    folder = folder_of({"a": unread})
    assert judge(folder, {"Country": "SE"}, is_in=True).outcome is Outcome.OPEN
    assert judge(folder, {"Country": "SE"}, is_in=False).outcome is Outcome.OPEN
    assert judge(folder, {"Country": "NO"}, is_in=False).outcome is Outcome.PASS


# ── values that cannot be ────────────────────────────────────────────────────────────────────────────────────────────


class Files:
    """A folder in memory."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = files

    def read(self) -> tuple[list[SourceFile], list[Problem]]:
        return [SourceFile(path, path.rpartition(".")[0], text.encode()) for path, text in sorted(self._files.items())], []


def tried(test: str, more: Mapping[str, str] | None = None) -> TriedExamples:
    definitions = {
        "a.yaml": f"Name: A\n{json.dumps(CONSENT)[1:-1]}\n",
        "b.yaml": f"Name: B\n{json.dumps(ACTIVE)[1:-1]}\n",
        "c.yaml": f"Name: C\n{json.dumps(ORDERS)[1:-1]}\n",
    }
    checked = check_definitions(Files({**definitions, **(more or {}), "a.test.yaml": test}), DIALECT, scope=None)
    assert [each for each in checked.problems if each.code != "only-exclusive" and each.location.path != "a.test.yaml"] == []
    return try_examples(checked, DIALECT)


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("Segment: b\nIn: {ann: {LastActive: 2026-05-01}}\n", ["2:24 as-of-missing"]),
        ("Segment: b\nAsOf: 2026-05-02\nIn: {ann: {LastActive: 2026-05-01}}\n", []),
        ("Segment: b\nAsOf: 2026-05-01T12:00:00Z\nIn: {ann: {LastActive: 2026-05-02}}\n", ["3:24 in-the-future"]),
        ("Segment: b\nIn: {ann: {LastActive: 2026-02-30}}\n", ["2:24 no-such-date"]),
        ("Segment: a\nOut: {ann: {UserAttributes: {conset: x}}}\n", ["2:30 not-mentioned"]),
        ("Segment: a\nOut: {ann: {Attributes: {consent: x}}}\n", ["2:26 not-mentioned"]),
        ("Segment: a\nOut: {ann: {InImported: [fair]}}\n", ["2:26 not-mentioned"]),
        (
            "- Segment: b\n  AsOf: 2026-05-02\n  In: {ann: {LastActive: 2026-05-01}}\n- Segment: b\n  In: {bob: {Like: ann}}\n",
            ["5:20 as-of-missing"],
        ),
        ("Segment: a\nOut: {ann: {UserAttributes: {conset: x}}, bob: {Like: ann}}\n", ["2:30 not-mentioned"]),
    ],
)
def test_a_value_that_cannot_be_is_a_problem_on_its_line(test: str, expected: list[str]) -> None:
    problems = tried(test).problems
    assert [f"{each.location.line}:{each.location.column} {each.code}" for each in problems] == expected


SETTINGS = """\
single: [consent]
whole: [orders]
facts:
  - name: nobody has ordered a thousand times
    criteria:
      SegmentGroups:
        Include: ALL
        Groups:
          - Type: NONE
            SourceType: ALL
            Dimensions: [{Metrics: {orders: {ComparisonOperator: GREATER_THAN, Value: 999}}}]
"""


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("Segment: a\nIn: {ann: {UserAttributes: {consent: ['yes', 'no']}}}\n", ["2:38 error several-values"]),
        ("Segment: a\nIn: {ann: {UserAttributes: {consent: ['yes']}}}\n", []),
        ("Segment: c\nIn: {ann: {Metrics: {orders: 6.5}}}\n", ["2:30 error not-whole"]),
        ("Segment: c\nIn: {ann: {Metrics: {orders: 6.0}}}\n", []),
        ("Segment: c\nIn:\n  ann: {Metrics: {orders: 1000}}\n", ["3:3 warning impossible-person"]),
    ],
)
def test_what_the_settings_declare_is_held_against_examples(test: str, expected: list[str]) -> None:
    found = tried(test, {"segments-settings.yaml": SETTINGS}).problems
    assert [f"{each.location.line}:{each.location.column} {each.severity.value} {each.code}" for each in found] == expected


def test_a_reading_that_is_settled_leaves_nothing_open() -> None:
    definition = {"d.yaml": json.dumps({"Name": "d", **ROLE})}
    test = "Segment: d\nIn: {ann: {}}\n"
    (result,) = tried(test, definition).results
    assert result.outcome is Outcome.OPEN
    for value, outcome in (("included", Outcome.PASS), ("excluded", Outcome.FAIL), ("open", Outcome.OPEN)):
        (result,) = tried(test, {**definition, "segments-settings.yaml": f"readings: {{exclusive-missing: {value}}}\n"}).results
        assert result.outcome is outcome


def test_an_attribute_of_another_member_is_guessed() -> None:
    (problem,) = tried("Segment: a\nOut: {ann: {Attributes: {consent: x}}}\n").problems
    assert problem.message == "no definition asks about consent; did you mean UserAttributes.consent?"


def test_a_failing_example_is_a_problem_at_the_persons_name() -> None:
    result = tried("Segment: a\nIn:\n  ann: {}\n")
    (problem,) = find_failures(result.results, strict=False)
    assert (problem.code, problem.location.line, problem.location.column) == ("example-fails", 3, 3)
    assert problem.message == "ann should be in a, but is not, because consent is not “yes”; consent is missing here."


def test_a_time_is_exact() -> None:
    for text, is_in in (
        ("168 hours ago", True),
        ("7 days ago", True),
        ("1 week ago", True),
        ("168.5 hours ago", False),
        ("10081 minutes ago", False),
    ):
        (result,) = tried(f"Segment: b\nIn: {{ann: {{LastActive: {text}}}}}\n").results
        assert (result.outcome is Outcome.PASS) is is_in, text
