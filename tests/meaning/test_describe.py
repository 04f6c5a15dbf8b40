"""A segment in English: plain, and never the same for two segments that do not mean the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.meaning.describe import describe
from segments_as_code.meaning.vocabulary import CHANNEL_NAMES, COUNTRY_NAMES
from segments_as_code.model.document import Definition, Json
from segments_as_code.model.phrases import Description, Phrase, Role, Statement
from segments_as_code.model.segment import Reference
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.providers.pinpoint.rules import CHANNELS
from tests.examples import examples
from tests.strategies import all_mutants, damaged, documents, equivalent, json_values

DIALECT = PinpointDialect()


def name_of(reference: Reference) -> str:
    return {"vips": "VIPs"}.get(reference.key or "", "Another")


def described(definition: Definition) -> Description:
    return describe(DIALECT.canonical(definition), DIALECT, name_of)


def plain(phrase: Phrase) -> str:
    """Return a phrase as text, its values quoted so that none of them can pass for words."""
    shown = {Role.WORDS: "{}", Role.NAME: "`{}`"}
    return "".join(json.dumps(part.text) if part.role is Role.VALUE else shown[part.role].format(part.text) for part in phrase)


def lines(statements: Sequence[Statement], indent: str = "") -> list[str]:
    return [line for statement in statements for line in (f"{indent}{plain(statement.phrase)}", *lines(statement.under, f"{indent}  "))]


def long(definition: Definition) -> list[str]:
    return lines(described(definition).long)


def block(**sections: Json) -> Definition:
    return {"Name": "x", "Dimensions": sections}


def groups(*found: Json, include: str = "ALL") -> Definition:
    return {"SegmentGroups": {"Include": include, "Groups": list(found)}}


def attribute(type_: str, *values: str) -> Json:
    return {"a": {"AttributeType": type_, "Values": list(values)}}


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        (block(Attributes=attribute("INCLUSIVE", "new")), '`a` is "new"'),
        (block(Attributes=attribute("INCLUSIVE", "x", "y", "z")), '`a` is "x", "y" or "z"'),
        (block(Attributes=attribute("EXCLUSIVE", "x")), '`a` is not "x"'),
        (block(Attributes=attribute("EXCLUSIVE", "x", "y")), '`a` is none of "x" and "y"'),
        (block(UserAttributes=attribute("CONTAINS", "x")), 'the user\'s `a` contains "x" (capitals matter)'),
        (block(Attributes=attribute("AFTER", "2023-11-01T00:00:00Z")), '`a` is after "2023-11-01 00:00 UTC"'),
        (block(Attributes=attribute("BEFORE", "2023-11-01T10:20:30.5Z")), '`a` is before "2023-11-01 10:20:30.5 UTC"'),
        (block(Attributes=attribute("ON", "2023-11-01T00:00:00Z")), '`a` is on the day of "2023-11-01 00:00 UTC"'),
        (
            block(Attributes=attribute("BETWEEN", "2023-11-01T00:00:00Z", "2023-12-01T00:00:00Z")),
            '`a` is between "2023-11-01 00:00 UTC" and "2023-12-01 00:00 UTC"',
        ),
        (block(Attributes=attribute("AFTER", "yesterday")), '`a` is after "yesterday" (no instant)'),
        (block(Attributes=attribute("INCLUSIVE", "")), "`a` is (empty text)"),
        (block(Metrics={"a": {"ComparisonOperator": "GREATER_THAN_OR_EQUAL", "Value": 5.0}}), 'the number `a` is at least "5"'),
        (block(Behavior={"Recency": {"Duration": "DAY_7", "RecencyType": "INACTIVE"}}), 'there was no activity in the last "7 days"'),
        (
            block(Demographic={"Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL", "PIGEON"]}}),
            'the channel is "e-mail" (`EMAIL`) or "PIGEON"',
        ),
        (block(Location={"Country": {"DimensionType": "EXCLUSIVE", "Values": ["AT"]}}), 'the country is not "Austria" (`AT`)'),
        (
            block(Location={"GPSPoint": {"Coordinates": {"Latitude": 1.5, "Longitude": 2}, "RangeInKilometers": 25}}),
            'the position is within "25 km" of "1.5, 2"',
        ),
        (block(Attributes=attribute("LIKE", "x")), 'it fits `Attributes.a`: `{"AttributeType": "LIKE", "Values": ["x"]}`'),
        (block(Weather={"Sun": True}), "it fits `Weather.Sun`: `true`"),
        ({"Name": "x"}, "everyone in the application"),
        (groups({"SourceSegments": [{"Ref": "vips"}]}), 'in the segment "VIPs" (`vips`)'),
        (
            groups({"SourceSegments": [{"Ref": "vips"}, {"Id": "1f", "Version": 3}], "SourceType": "NONE"}),
            'not in any of the segments "Another" (id `1f`), as it was at version 3 or "VIPs" (`vips`)',
        ),
    ],
)
def test_a_criterion_is_said_plainly(definition: Definition, said: str) -> None:
    assert long(definition) == [said]


def test_an_attribute_of_the_endpoint_is_told_from_one_of_the_user() -> None:
    assert long(block(Attributes=attribute("INCLUSIVE", "x"))) != long(block(UserAttributes=attribute("INCLUSIVE", "x")))


def test_blocks_and_groups_are_nested_as_they_are_meant() -> None:
    both: Json = {"Attributes": attribute("INCLUSIVE", "x"), "Metrics": {"m": {"ComparisonOperator": "EQUAL", "Value": 1}}}
    first: Json = {"Type": "ANY", "Dimensions": [both, {"Attributes": attribute("EXCLUSIVE", "y")}]}
    second: Json = {"Type": "NONE", "Dimensions": [{"Attributes": attribute("INCLUSIVE", "z")}]}
    assert long(groups(first, second, include="ANY")) == [
        "who is in at least one of these groups:",
        "  group 1",
        "    at least one of these is true:",
        '      `a` is not "y"',
        "      all of this together:",
        '        `a` is "x"',
        '        the number `m` is exactly "1"',
        "  group 2",
        "    this is not true:",
        '      `a` is "z"',
    ]


def test_a_connective_that_is_not_written_is_said_to_be_missing() -> None:
    two: Json = {"Dimensions": [{"Attributes": attribute("INCLUSIVE", "x")}, {"Attributes": attribute("INCLUSIVE", "y")}]}
    assert long(groups(two))[0] == "a combination of these is true that is not written (`Type` is missing):"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (["x"], 'endpoints where this is not true: `a` is "x"'),
        (["x", "y"], 'endpoints where none of these is true: `a` is "x" or `a` is "y"'),
    ],
)
def test_the_short_form_of_an_excluding_group_reads_as_one(values: list[str], says: str) -> None:
    blocks: list[Json] = [{"Attributes": {"a": {"AttributeType": "INCLUSIVE", "Values": [each]}}} for each in values]
    assert plain(described(groups({"Type": "NONE", "Dimensions": blocks})).short) == says


def test_the_short_form_says_how_much_it_leaves_out() -> None:
    many = {f"a{index}": {"AttributeType": "INCLUSIVE", "Values": [f"v{number}" for number in range(9)]} for index in range(5)}
    said = plain(described(block(Attributes=many)).short)
    assert said.startswith('endpoints where `a0` is "v0", "v1", "v2" or 6 more, `a1`')
    assert said.endswith(" and 2 more")


def test_every_channel_and_country_has_a_name_of_its_own() -> None:
    assert set(CHANNEL_NAMES) == set(CHANNELS)
    assert len(COUNTRY_NAMES) == 249
    for names in (CHANNEL_NAMES, COUNTRY_NAMES):
        assert len(set(names.values())) == len(names)


def without_name(definition: Definition) -> Definition:
    return {member: found for member, found in DIALECT.canonical(definition).items() if member != "Name"}


@given(st.data())
@examples(60)
def test_other_meaning_is_another_text_and_equal_meaning_the_same(data: st.DataObject) -> None:
    one = data.draw(documents(keys=["vips", "a"]))
    meant, said = meaning(one), long(meaning(one))
    assert long(meaning(data.draw(equivalent(one)))) == said
    for other in all_mutants(one):
        assert (long(meaning(other)) == said) is (without_name(meaning(other)) == without_name(meant)), other


def meaning(document: Mapping[str, Json]) -> Definition:
    return DIALECT.definition(DIALECT.normalize(document).content)


@given(st.lists(documents(keys=["vips", "a"]), min_size=2, max_size=2))
@examples(150)
def test_any_two_segments_with_one_text_mean_the_same(pair: list[dict[str, Json]]) -> None:
    one, other = (DIALECT.definition(DIALECT.normalize(document).content) for document in pair)
    assert (long(one) == long(other)) is (without_name(one) == without_name(other))


@given(st.dictionaries(st.sampled_from(["Name", "Dimensions", "SegmentGroups", "Other"]), json_values()))
@examples(150)
def test_whatever_the_service_returns_is_said_somehow(definition: dict[str, Json]) -> None:
    canonical = DIALECT.canonical(definition)
    said = describe(canonical, DIALECT, name_of)
    assert said.long or not without_name(definition)
    assert said.short


@pytest.mark.parametrize("odd", [["INCLUSIVE"], {"INCLUSIVE": 1}, [], {}, 5, True, None, "XOR"])
@pytest.mark.parametrize(
    "definition",
    [
        lambda odd: block(Demographic={"Channel": {"DimensionType": odd, "Values": ["EMAIL"]}}),
        lambda odd: block(Attributes={"a": {"AttributeType": odd, "Values": ["x"]}}),
        lambda odd: block(Metrics={"a": {"ComparisonOperator": odd, "Value": 1}}),
        lambda odd: block(Behavior={"Recency": {"Duration": odd, "RecencyType": odd}}),
        lambda odd: groups({"SourceSegments": [{"Id": "1f"}, {"Id": "2f"}], "SourceType": odd}),
        lambda odd: groups({"Dimensions": [{"Attributes": attribute("INCLUSIVE", "x")}] * 2, "Type": odd}),
        lambda odd: groups({"SourceSegments": [{"Id": "1f"}]}, {"SourceSegments": [{"Id": "2f"}]}, include=odd),
    ],
)
def test_a_word_of_the_wrong_type_is_shown_and_never_raises(definition: Callable[[Json], Definition], odd: Json) -> None:
    assert long(definition(odd))


@given(st.data())
@examples(300)
def test_a_definition_with_one_value_of_any_type_is_said_and_told_from_others(data: st.DataObject) -> None:
    whole = data.draw(documents(keys=["vips"]))
    found = data.draw(damaged(meaning(whole), json_values()))
    said = describe(DIALECT.canonical(found), DIALECT, name_of)
    assert said.short
    assert (lines(said.long) == long(meaning(whole))) is (without_name(found) == without_name(meaning(whole)))
