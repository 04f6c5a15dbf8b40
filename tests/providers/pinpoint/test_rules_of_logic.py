"""What is said of a definition as a whole is true of whoever could be in it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from segments_as_code.model.document import Json
from segments_as_code.model.problem import Severity
from tests.audiences import EVERY_READING, definition_met_by, random_definition, random_endpoint
from tests.pinpoint_semantics import Endpoint, Reading, is_in
from tests.providers.pinpoint.checking import RULES, schema_failures

Content = dict[str, Json]


def codes_in(content: Content) -> set[str]:
    return {problem.code for problem in RULES.find_problems(content)}


# ── against an evaluator of Pinpoint's semantics ─────────────────────────────────────────────────────────────────────


SEEDS = range(10)
CASES = 200  # for each seed: about a third of a second


def satisfied(seed: int, *, single: bool = False) -> Iterator[tuple[Endpoint, Reading, Content]]:
    """Yield definitions, each with an endpoint that it was made for and the reading of what AWS leaves open."""
    rng = Random(seed)  # noqa: S311  # examples, not secrets
    for _ in range(CASES):
        endpoint, reading = random_endpoint(rng, single=single), rng.choice(EVERY_READING)
        yield endpoint, reading, definition_met_by(endpoint, reading, rng)


def definitions(seed: int) -> Iterator[Content]:
    rng = Random(seed)  # noqa: S311  # examples, not secrets
    return (random_definition(rng) for _ in range(CASES))


def people() -> list[Endpoint]:
    rng = Random(0)  # noqa: S311  # examples, not secrets
    return [random_endpoint(rng) for _ in range(40)]


def told(content: Content, code: str) -> list[str]:
    """Return what is said under ``code`` of the whole segment."""
    return [problem.message for problem in RULES.find_problems(content) if problem.code == code and "in this segment" in problem.message]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_definition_that_somebody_meets_is_never_said_to_match_nobody(seed: int) -> None:
    for endpoint, reading, content in satisfied(seed):
        assert is_in(endpoint, content, reading)
        assert told(content, "nobody-matches") == [], content


@pytest.mark.parametrize("seed", SEEDS)
def test_of_an_attribute_with_one_date_it_is_never_said_that_it_needs_several(seed: int) -> None:
    for _, _, content in satisfied(seed, single=True):
        assert told(content, "no-single-date") == [], content


def test_definitions_made_here_are_valid() -> None:
    assert [failure for _, _, content in satisfied(0) for failure in schema_failures(content)] == []
    assert [failure for content in definitions(0) for failure in schema_failures(content)] == []


def test_whatever_is_said_to_match_nobody_matches_nobody() -> None:
    contradictory = [content for seed in SEEDS for content in definitions(seed) if told(content, "nobody-matches")]
    assert len(contradictory) > 50
    met = [content for content in contradictory for reading in EVERY_READING for who in people() if is_in(who, content, reading)]
    assert met == []


def test_of_whoever_lacks_everything_aws_leaves_open_whether_they_are_in_what_only_excludes() -> None:
    found = [content for seed in SEEDS for content in definitions(seed) if "only-exclusive" in codes_in(content)]
    nothing = Endpoint()
    assert len(found) > 50
    for content in found:
        assert is_in(nothing, content, Reading(lacking_is_excluded=False)), content
        assert not is_in(nothing, content, Reading(lacking_is_excluded=True)), content


def test_doubts_are_warnings() -> None:
    assert {problem.severity for content in definitions(0) for problem in RULES.find_problems(content)} == {Severity.WARNING}


# ── what contradicts itself ──────────────────────────────────────────────────────────────────────────────────────────


def texts(type_: str, *values: str, name: str = "a") -> Content:
    return {"Attributes": {name: {"AttributeType": type_, "Values": list(values)}}}


def metric(operator: str, value: float) -> Content:
    return {"Metrics": {"m": {"ComparisonOperator": operator, "Value": value}}}


def recency(type_: str, duration: str) -> Content:
    return {"Behavior": {"Recency": {"Duration": duration, "RecencyType": type_}}}


def demographic(name: str, *values: str, type_: str = "INCLUSIVE") -> Content:
    section = "Location" if name == "Country" else "Demographic"
    return {section: {name: {"DimensionType": type_, "Values": list(values)}}}


def together(*blocks: Json, type_: str = "ALL") -> Content:
    return {"Name": "n", "SegmentGroups": {"Include": "ALL", "Groups": [{"Type": type_, "SourceType": "ALL", "Dimensions": list(blocks)}]}}


EARLY, LATE = "2023-01-01T00:00:00Z", "2024-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (texts("INCLUSIVE", "x"), texts("EXCLUSIVE", "x", "y")),
        (texts("EXCLUSIVE", "x", "y"), texts("INCLUSIVE", "y", "x")),
        (metric("GREATER_THAN", 5), metric("LESS_THAN", 3)),
        (metric("GREATER_THAN", 5), metric("LESS_THAN_OR_EQUAL", 5)),
        (metric("EQUAL", 5), metric("EQUAL", 5.5)),
        (metric("EQUAL", 5), metric("GREATER_THAN", 5)),
        (recency("ACTIVE", "DAY_7"), recency("INACTIVE", "DAY_7")),
        (recency("INACTIVE", "DAY_30"), recency("ACTIVE", "HR_24")),
        (demographic("Country", "AT"), demographic("Country", "CH", "DE")),
        (demographic("Country", "USA"), demographic("Country", "CH")),
        (demographic("Platform", "iOS"), demographic("Platform", "Android")),
        (demographic("Channel", "SMS"), demographic("Channel", "PUSH")),
        (demographic("Channel", "PUSH"), demographic("Channel", "PUSH", type_="EXCLUSIVE")),
    ],
)
def test_what_cannot_be_met_together_is_told_in_a_group_of_all_and_not_of_any(one: Json, other: Json) -> None:
    assert "nobody-matches" in codes_in(together(one, other))
    assert "nobody-matches" not in codes_in(together(one, other, type_="ANY"))
    assert "nobody-matches" not in codes_in(together(one, other, type_="NONE"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (texts("INCLUSIVE", "x"), texts("INCLUSIVE", "y")),
        (texts("INCLUSIVE", "x", "y"), texts("EXCLUSIVE", "y")),
        (texts("INCLUSIVE", "x"), texts("EXCLUSIVE", "x", name="b")),
        (texts("CONTAINS", "x"), texts("EXCLUSIVE", "x")),
        (texts("INCLUSIVE", "x"), {"UserAttributes": {"a": {"AttributeType": "EXCLUSIVE", "Values": ["x"]}}}),
        (metric("GREATER_THAN_OR_EQUAL", 5), metric("LESS_THAN_OR_EQUAL", 5)),
        (metric("GREATER_THAN", 3), metric("LESS_THAN", 5)),
        (recency("ACTIVE", "DAY_30"), recency("INACTIVE", "DAY_7")),
        (demographic("Country", "AT", "CH"), demographic("Country", "CH", "DE")),
        (demographic("Country", "USA"), demographic("Country", "US")),
        (demographic("Country", "Austria"), demographic("Country", "AT")),
        (demographic("Country", "AT"), demographic("Country", "CH", type_="EXCLUSIVE")),
        (demographic("Platform", "iOS"), demographic("Platform", "ios")),
        (demographic("Channel", "APNS"), demographic("Channel", "PUSH")),
        (demographic("Channel", "APNS"), demographic("Channel", "PUSH", type_="EXCLUSIVE")),
        (demographic("DeviceType", "phone"), demographic("DeviceType", "tablet")),
    ],
)
def test_what_may_be_met_together_is_left_alone(one: Json, other: Json) -> None:
    assert "nobody-matches" not in codes_in(together(one, other))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (texts("AFTER", LATE), texts("BEFORE", EARLY), True),
        (texts("AFTER", EARLY), texts("BEFORE", LATE), False),
        (texts("AFTER", EARLY), texts("BEFORE", EARLY), False),
        (texts("ON", EARLY), texts("ON", "2023-01-01T23:59:59.9Z"), False),
        (texts("ON", EARLY), texts("ON", "2023-01-02T00:00:00Z"), True),
        (texts("ON", "2023-01-01T12:00:00Z"), texts("BEFORE", "2023-01-01T06:00:00Z"), False),
        (texts("ON", EARLY), texts("AFTER", "2023-01-01T18:00:00Z"), False),
        (texts("BETWEEN", EARLY, LATE), texts("AFTER", LATE), False),
        (texts("BETWEEN", EARLY, LATE), texts("ON", "2024-01-02T00:00:00Z"), True),
        (texts("NOT_BETWEEN", EARLY, LATE), texts("ON", "2023-05-01T00:00:00Z"), False),
    ],
)
def test_dates_that_do_not_meet_are_told_as_what_they_are(one: Json, other: Json, *, apart: bool) -> None:
    """An attribute may hold several dates, so that nobody is not said to match."""
    assert ("no-single-date" in codes_in(together(one, other))) == apart
    assert "nobody-matches" not in codes_in(together(one, other))


# ── what only excludes ───────────────────────────────────────────────────────────────────────────────────────────────


NOT_X = texts("EXCLUSIVE", "x")
ACTIVE = recency("ACTIVE", "DAY_7")


def grouped(include: str, *groups: Json) -> Content:
    return {"Name": "n", "SegmentGroups": {"Include": include, "Groups": list(groups)}}


def group(type_: str, *blocks: Json, **more: Json) -> Json:
    return {"Type": type_, "SourceType": "ALL", "Dimensions": list(blocks), **more}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"Name": "n", "Dimensions": NOT_X}, {"only-exclusive"}),
        ({"Name": "n", "Dimensions": {**NOT_X, **ACTIVE}}, set()),
        (grouped("ALL", group("ALL", NOT_X, NOT_X)), {"only-exclusive"}),
        (grouped("ALL", group("ALL", NOT_X, ACTIVE)), set()),
        (grouped("ALL", group("ALL", NOT_X), group("ALL", ACTIVE)), set()),
        (grouped("ALL", group("ALL", NOT_X), group("NONE", ACTIVE)), {"only-exclusive"}),
        (grouped("ALL", group("ALL", NOT_X), group("NONE", NOT_X)), set()),
        (grouped("ALL", group("ALL", NOT_X), group("NONE", recency("INACTIVE", "DAY_7"))), set()),
        (grouped("ALL", group("NONE", NOT_X)), set()),
        (grouped("ALL", group("NONE", texts("INCLUSIVE", "x"))), set()),
        (grouped("NONE", group("ALL", NOT_X)), set()),
        (grouped("ALL", group("ALL", NOT_X, SourceSegments=[{"Ref": "base"}])), set()),
        (grouped("ALL", group("ALL", NOT_X, SourceSegments=[{"Ref": "base"}], SourceType="NONE")), {"only-exclusive"}),
        (grouped("ALL", group("ANY", NOT_X, ACTIVE)), {"or-trap"}),
        (grouped("ALL", group("ANY", {**NOT_X, **ACTIVE}, texts("INCLUSIVE", "y"))), set()),
        (grouped("ANY", group("ALL", ACTIVE), group("ALL", NOT_X)), {"or-trap"}),
        (grouped("ANY", group("ALL", ACTIVE), group("NONE", texts("INCLUSIVE", "x"))), {"or-trap"}),
        (grouped("ANY", group("ALL", ACTIVE), group("NONE", NOT_X, SourceSegments=[{"Ref": "base"}])), set()),
        (grouped("ALL", group("ALL", ACTIVE), group("NONE", texts("INCLUSIVE", "x"))), set()),
        (grouped("ALL", group("ANY", metric("GREATER_THAN", 5), metric("LESS_THAN", 10))), {"or-trap"}),
        (grouped("ALL", group("ANY", metric("GREATER_THAN_OR_EQUAL", 5), metric("LESS_THAN", 5))), {"or-trap"}),
        (grouped("ALL", group("ANY", metric("GREATER_THAN", 5), metric("LESS_THAN", 5))), set()),
        (grouped("ALL", group("ANY", metric("GREATER_THAN", 10), metric("LESS_THAN", 5))), set()),
        (grouped("ALL", group("ANY", metric("GREATER_THAN", 5), metric("GREATER_THAN", 10))), set()),
        (grouped("ALL", group("ANY", texts("AFTER", EARLY), texts("BEFORE", LATE))), {"or-trap"}),
        (grouped("ALL", group("ANY", texts("AFTER", LATE), texts("BEFORE", EARLY))), set()),
        (grouped("ALL", group("ANY", texts("AFTER", EARLY), texts("BEFORE", LATE, name="b"))), set()),
    ],
)
def test_what_only_excludes_is_told_where_it_decides(content: Content, found: set[str]) -> None:
    assert schema_failures(content) == []
    assert codes_in(content) == found


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "value", "contrary"),
    [
        ("Loyal", "loyal", True),
        ("LOYAL customers", "loyal", True),
        ("Early birds", "early-birds", True),
        ("Not loyal customers", "loyal", False),
        ("All but loyal", "loyal", False),
        ("Loyal once", "loyal", False),
        ("Disloyal", "loyal", False),
        ("Customers", "loyal", False),
        ("!!", "loyal", False),
        ("loyal", "!", False),
    ],
)
def test_a_name_is_contrary_only_where_it_says_nothing_but_the_excluded_value(name: str, value: str, *, contrary: bool) -> None:
    content: Content = {"Name": name, "Dimensions": {**texts("EXCLUSIVE", value, "z"), **ACTIVE}}
    assert codes_in(content) == ({"contrary-name"} if contrary else set())


def test_a_name_is_not_contrary_where_the_exclusion_is_itself_excluded_or_the_value_is_asked_for() -> None:
    loyal, asked = texts("EXCLUSIVE", "n"), texts("INCLUSIVE", "n", name="b")
    assert "contrary-name" in codes_in(together(loyal, ACTIVE))
    assert "contrary-name" not in codes_in(together(loyal, ACTIVE, type_="NONE"))
    assert "contrary-name" not in codes_in(grouped("NONE", group("ALL", loyal)))
    assert "contrary-name" not in codes_in(together(loyal, asked))
