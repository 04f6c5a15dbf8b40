"""A mapping file's mistakes are problems on their lines, and a new one has everything that the definitions need."""

from __future__ import annotations

import json
import re

import pytest

from segments_as_code.convert.mapping_schema import FIELDS
from segments_as_code.convert.mapping_starter import start_mapping
from segments_as_code.model.document import Json
from segments_as_code.model.problem import Severity
from segments_as_code.providers.customer_profiles.shape import TEXT_FIELDS
from tests.convert.converting import convert, criteria_of, mapping_file

WRONG = [
    ("Attributes:\n  k: {Key: a}\n  k: {Key: b}\n", "3:3 duplicate-key"),
    ("Atributes: {}\n", "1:1 unknown-member"),
    ("Attributes:\n  k: {Kay: a}\n", "2:7 unknown-member"),
    ("Attributes:\n  k: {Key: a}\n  l: {Key: a}\n", "3:12 shared-target"),
    ("Attributes:\n  k: {Field: FirstName}\nUserAttributes:\n  l: {Field: FirstName}\n", "4:14 shared-target"),
    ("Imported:\n  1f6a: {Key: a, Value: x}\n  2f6a: {Key: a, Value: y}\n", "3:15 shared-target"),
    ("Country:\n  Address: Address\n  Values: {GB: United Kingdom, UK: United Kingdom}\n", "3:36 shared-target"),
    ("Country:\n  Address: Address\n  Values:\n    DK: SE\n", "4:9 shared-target"),
    ("Country:\n  Address: Address\n  Values:\n    DK: SWE\n    SE: Sweden\n", "4:9 shared-target"),
    ("Attributes:\n  k: {Key: a, Values: many}\n", "2:3 missing-member"),
    ("Attributes:\n  k: {Key: 'a b'}\n", "2:12 wrong-form"),
    ("Attributes:\n  k: {Key: a, Field: FirstName}\n", "2:15 either-or"),
    ("Assume: [everything]\n", "1:10 unknown-value"),
    ("Accept: {no-such-code: [a]}\n", "1:10 unknown-member"),
    ("Preset: mine\n", "1:9 unknown-value"),
    ("- a\n", "1:1 not-a-mapping"),
    ("Attributes: {}\n---\nAttributes: {}\n", "3:1 misplaced-file"),
]


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_a_mistake_is_a_problem_on_its_line(text: str, expected: str) -> None:
    found = mapping_file(text)
    shown = [f"{problem.location.line}:{problem.location.column} {problem.code}" for problem in found.problems]
    assert expected in shown
    assert found.mapping.attributes == {}


@pytest.mark.parametrize("values", ["{DK: SE, SE: DK}", "{US: USA}", "{USA: US}", "{UK: GB}", "{DK: Denmark}", "{Danmark: DK}"])
def test_countries_with_names_of_their_own_may_be_spelt_in_any_way(values: str) -> None:
    assert mapping_file(f"Country: {{Address: Address, Values: {values}}}\n").problems == ()


def test_a_file_overrides_its_preset_by_name() -> None:
    mapping = mapping_file("Preset: pronetx\nUserAttributes:\n  FirstName: {Key: first}\n").mapping
    assert mapping.user_attributes.keys() == {"*", "FirstName", "LastName", "Gender"}
    assert mapping_file("Preset: pronetx\n").mapping.user_attributes["FirstName"] != mapping.user_attributes["FirstName"]


def test_what_accepts_nothing_is_a_warning() -> None:
    converted = convert({"a.yaml": "Name: A\n"}, "Accept:\n  list-cut:\n    - a\n")
    assert [(problem.code, problem.severity, problem.location.line) for problem in converted.found.problems] == [
        ("needless-accept", Severity.WARNING, 3)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Metrics: {nn: {Key: N}}\n", ["1:11 Metrics.nn did you mean n?"]),
        ("UserAttributes: {a b: {Key: N}}\n", ["1:18 UserAttributes.a b take it out, or correct its name."]),
        ("Demographic:\n  Platform: {Key: P}\n  Make: {Key: M}\n", ["3:3 Demographic.Make take it out, or correct its name."]),
        (
            "Channel: {VOICE: {Fields: [PhoneNumber], Operator: CONTAINS, Value: '+'}}\n",
            ["1:11 Channel.VOICE take it out, or correct its name."],
        ),
        ("Imported: {1f6b: {Key: A, Value: x}}\n", ["1:12 Imported.1f6b did you mean 1f6a?"]),
        ("Imported: {1f6a: {Key: A, Value: x}}\nMetrics: {n: {Key: N}}\nAttributes: {'*': {Key: '{name}'}, a b: {Key: A_b}}\n", []),
        ("Attributes: {held: {Key: H}}\nDemographic: {Make: {Key: M}}\nImported: {2f6a: {Key: A, Value: x}}\n", []),
    ],
)
def test_a_name_that_nothing_uses_is_a_warning(text: str, expected: list[str]) -> None:
    """The last case: what only the people of a test file have is used too."""
    tests = "Segment: a\nIn:\n  Ada: {Attributes: {held: x}, Make: Apple, InImported: [2f6a]}\n" if "held" in text else ""
    files = {"a.yaml": json.dumps(DOCUMENT), **({"a.test.yaml": tests} if tests else {})}
    found = convert(files, text).found.problems
    assert all(problem.severity is Severity.WARNING and problem.code == "needless-entry" for problem in found)
    named = [each.message.removeprefix("nothing in this folder uses ").partition(", so that")[0] for each in found]
    shown = [f"{each.location.line}:{each.location.column} {name} {each.remedy}" for each, name in zip(found, named, strict=True)]
    assert shown == expected


def test_the_fields_of_a_profile_are_those_of_the_provider() -> None:
    assert FIELDS == TEXT_FIELDS


DOCUMENT: dict[str, Json] = {
    "Name": "A",
    "SegmentGroups": {
        "Include": "ALL",
        "Groups": [
            {
                "Type": "ALL",
                "SourceType": "ALL",
                "SourceSegments": [{"Id": "1f6a"}],
                "Dimensions": [
                    {
                        "Attributes": {"a b": {"AttributeType": "INCLUSIVE", "Values": ["x"]}},
                        "UserAttributes": {"yes": {"AttributeType": "INCLUSIVE", "Values": ["x"]}},
                        "Metrics": {"n": {"ComparisonOperator": "EQUAL", "Value": 1}},
                        "Demographic": {
                            "Platform": {"DimensionType": "INCLUSIVE", "Values": ["iOS"]},
                            "Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL", "SMS"]},
                        },
                        "Location": {
                            "Country": {"DimensionType": "INCLUSIVE", "Values": ["SE"]},
                            "GPSPoint": {"Coordinates": {"Latitude": 1, "Longitude": 2}, "RangeInKilometers": 25},
                        },
                        "Behavior": {"Recency": {"Duration": "DAY_7", "RecencyType": "ACTIVE"}},
                    }
                ],
            }
        ],
    },
}


def codes_without_form(text: str) -> set[str]:
    converted = convert({"a.yaml": json.dumps(DOCUMENT)}, text)
    return {rule.code for rule in converted["a"].rules if rule.verdict == "impossible"}


@pytest.mark.parametrize("preset", [None, "aws-script", "pronetx"])
def test_a_new_mapping_has_everything_that_the_definitions_need(preset: str | None) -> None:
    text = start_mapping(criteria_of([DOCUMENT]), preset)
    read = mapping_file(text)
    assert read.problems == ()
    others = set() if preset is None else {"attribute-name"}
    assert codes_without_form(text) == others | {"imported-list"}  # a mark that nobody loaded would be a list without people
    assert codes_without_form(re.sub(r'(?m)^# (?=Imported:|  "?[0-9a-f]{4})', "", text)) == others
