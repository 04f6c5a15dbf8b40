"""Options on what an answer looks like: each value of each of them."""

from __future__ import annotations

import pytest

from aws_emulator.core.types import Body, Json, items, members, text
from aws_emulator.pinpoint.behaviour import Behaviour
from tests.emulator.conftest import Speak
from tests.emulator.pinpoint import APP, Pinpoint, group, values

EMPTY_BLOCK: Body = {"Attributes": {}, "UserAttributes": {}, "Metrics": {}, "Behavior": {}, "Demographic": {}, "Location": {}}


def _criteria(pinpoint: Pinpoint, **criteria: Json) -> Body:
    """Create a segment and return its criteria as GetSegment answers them."""
    got = pinpoint.get(pinpoint.create(**criteria)["Id"])
    return {name: got[name] for name in ("Dimensions", "SegmentGroups") if name in got}


def _lifted(connective: str) -> Body:
    one: Body = {"Dimensions": [values("x")], "SourceSegments": [], "SourceType": connective, "Type": connective}
    return {"Include": "ALL", "Groups": [one]}


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (Behaviour(), {"Dimensions": values("x")}),
        (Behaviour(dimensions_come_back_as="groups"), {"SegmentGroups": _lifted("ANY")}),
        (Behaviour(dimensions_come_back_as="both"), {"Dimensions": values("x"), "SegmentGroups": _lifted("ANY")}),
        (Behaviour(dimensions_come_back_as="groups", missing_connective="ALL"), {"SegmentGroups": _lifted("ALL")}),
    ],
    ids=["dimensions", "groups", "both", "groups with ALL"],
)
def test_dimensions_come_back_as(behaving: Speak, behaviour: Behaviour, expected: Body) -> None:
    assert _criteria(behaving(behaviour), Dimensions=values("x")) == expected


def test_dimensions_come_back_as_leaves_groups_alone(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(dimensions_come_back_as="both"))

    assert _criteria(pinpoint, SegmentGroups=group()) == {"SegmentGroups": group()}


WITH_EMPTIES: Body = {"Dimensions": {"Attributes": {}, "Metrics": {}, "Behavior": {}, "UserAttributes": {"u": {"Values": ["x"]}}}}


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (Behaviour(), WITH_EMPTIES),
        (Behaviour(empty_members="omit"), {"Dimensions": {"UserAttributes": {"u": {"Values": ["x"]}}}}),
        (Behaviour(empty_members="fill"), {"Dimensions": {**EMPTY_BLOCK, "UserAttributes": {"u": {"Values": ["x"]}}}}),
    ],
    ids=["leave", "omit", "fill"],
)
def test_empty_members(behaving: Speak, behaviour: Behaviour, expected: Body) -> None:
    assert _criteria(behaving(behaviour), **WITH_EMPTIES) == expected


def test_empty_members_are_filled_in_groups_and_tags(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(empty_members="fill"))

    created = pinpoint.create(SegmentGroups={"Groups": [{"Dimensions": [values("x")]}]})

    assert created["SegmentGroups"] == {"Groups": [{"SourceSegments": [], "Dimensions": [{**EMPTY_BLOCK, **values("x")}]}]}
    assert created["tags"] == {}


@pytest.mark.parametrize("connective", ["ALL", "ANY"])
def test_defaults_for_connectives_and_missing_connective(behaving: Speak, connective: str) -> None:
    block: Body = {
        "Attributes": {"plan": {"Values": ["x"]}},
        "Demographic": {"Platform": {"Values": ["iOS"]}},
        "Location": {"Country": {"Values": ["AT"]}},
    }
    pinpoint = behaving(Behaviour().changed({"defaults_for_connectives": "write", "missing_connective": connective}))

    criteria = _criteria(pinpoint, SegmentGroups={"Groups": [{"Dimensions": [block]}]})

    written: Body = {
        "Attributes": {"plan": {"AttributeType": "INCLUSIVE", "Values": ["x"]}},
        "Demographic": {"Platform": {"DimensionType": "INCLUSIVE", "Values": ["iOS"]}},
        "Location": {"Country": {"DimensionType": "INCLUSIVE", "Values": ["AT"]}},
    }
    only: Body = {"Dimensions": [written], "SourceType": connective, "Type": connective}
    assert criteria == {"SegmentGroups": {"Include": "ALL", "Groups": [only]}}


def test_defaults_for_connectives_never_change_what_was_written(behaving: Speak) -> None:
    wanted = {**group(Type="NONE", Dimensions=[values("x", kind="EXCLUSIVE")]), "Include": "NONE"}

    assert _criteria(behaving(Behaviour(defaults_for_connectives="write")), SegmentGroups=wanted) == {"SegmentGroups": wanted}


def test_order_of_lists_shuffled(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(order_of_lists="shuffled"))
    written = [f"v{number}" for number in range(9)]
    dates = ["2024-01-01T00:00:00Z", "2023-01-01T00:00:00Z"]

    first = _criteria(pinpoint, Dimensions=values(*written))
    second = _criteria(pinpoint, Dimensions=values(*written))
    between = _criteria(pinpoint, Dimensions=values(*dates, kind="BETWEEN"))

    found = items(first, "Dimensions", "Attributes", "plan", "Values")
    assert first == second
    assert found != written
    assert sorted(map(str, found)) == written
    assert between == {"Dimensions": values(*dates, kind="BETWEEN")}


def test_order_of_lists_shuffles_groups_and_blocks_too(behaving: Speak) -> None:
    wanted = group(Dimensions=[values("x"), values("y")])

    shuffled = _criteria(behaving(Behaviour(order_of_lists="shuffled")), SegmentGroups=wanted)

    assert shuffled == {"SegmentGroups": group(Dimensions=[values("y"), values("x")])}


@pytest.mark.parametrize("shown", [True, False])
def test_tags_in_get(behaving: Speak, *, shown: bool) -> None:
    pinpoint = behaving(Behaviour(tags_in_get=shown))
    created = pinpoint.create(tags={"a": "1"})

    version = pinpoint.call("get_segment_version", ApplicationId=APP, SegmentId=created["Id"], Version="1")

    assert ["tags" in answer for answer in (pinpoint.get(created["Id"]), version, created, pinpoint.listed()[0])] == [
        shown,
        shown,
        True,
        True,
    ]


@pytest.mark.parametrize("shown", [True, False])
def test_tags_in_list(behaving: Speak, *, shown: bool) -> None:
    pinpoint = behaving(Behaviour(tags_in_list=shown))
    created = pinpoint.create(tags={"a": "1"})

    lists = [pinpoint.listed()[0], pinpoint.listed("get_segment_versions", SegmentId=text(created, "Id"))[0]]

    assert ["tags" in answer for answer in (*lists, created, pinpoint.get(created["Id"]))] == [shown, shown, True, True]


@pytest.mark.parametrize("shown", [True, False])
def test_tags_in_write(behaving: Speak, *, shown: bool) -> None:
    pinpoint = behaving(Behaviour(tags_in_write=shown))
    created = pinpoint.create(tags={"a": "1"})
    updated = pinpoint.update(created["Id"], Name="Newer")
    got = pinpoint.get(created["Id"])
    deleted = pinpoint.delete(created["Id"])

    assert ["tags" in answer for answer in (created, updated, deleted, got)] == [shown, shown, shown, True]


def test_version_in_answers(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(version_in_answers=False))
    created = pinpoint.create()

    assert ["Version" in answer for answer in (created, pinpoint.get(created["Id"]), pinpoint.listed()[0])] == [False] * 3


@pytest.mark.parametrize(("echoes", "version"), [(True, 2), (False, None)])
def test_echo_source_version(behaving: Speak, *, echoes: bool, version: int | None) -> None:
    pinpoint = behaving(Behaviour(echo_source_version=echoes))
    base = pinpoint.create("Base")["Id"]
    pinpoint.update(base, Name="Base 2")

    got = _criteria(pinpoint, SegmentGroups=group(base))

    reference = members(items(members(items(got, "SegmentGroups", "Groups")[0]), "SourceSegments")[0])
    assert reference == ({"Id": base, "Version": version} if version else {"Id": base})
