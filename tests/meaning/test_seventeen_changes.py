"""Seventeen changes that a marketing team makes, through a real plan: each gets the verdict that a marketer would give it.

The words of each stand in ``tests/golden/seventeen-changes.txt``; ``UPDATE_GOLDEN=1`` writes them anew, and the difference is reviewed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
import yaml

from aws_emulator.core.types import Json
from aws_emulator.emulator import Emulator
from segments_as_code.meaning.relation import Verdict, Verdicts
from segments_as_code.meaning.verdict_text import headline, sentences
from segments_as_code.model.segment import Target
from segments_as_code.model.settings import Settings
from segments_as_code.ownership import with_our_tags
from segments_as_code.pipeline import check_definitions, propose
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Connection
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.providers.pinpoint.reader import PinpointReader
from segments_as_code.proving import judge
from tests.fakes import FakeFiles

APP, OWNER, REGION = "app-123456", "octo/audiences", "eu-west-1"
DIALECT = PinpointDialect()
GOLDEN = Path(__file__).parents[1] / "golden" / "seventeen-changes.txt"
Block = dict[str, Json]
Content = dict[str, Json]


def attribute(name: str, *values: str, how: str = "INCLUSIVE", of: str = "Attributes") -> Block:
    return {of: {name: {"AttributeType": how, "Values": list(values)}}}


def metric(name: str, operator: str, value: float) -> Block:
    return {"Metrics": {name: {"ComparisonOperator": operator, "Value": value}}}


def country(*values: str, how: str = "INCLUSIVE") -> Block:
    return {"Location": {"Country": {"DimensionType": how, "Values": list(values)}}}


def channel(*values: str) -> Block:
    return {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": list(values)}}}


def active(days: int, kind: str = "ACTIVE") -> Block:
    return {"Behavior": {"Recency": {"Duration": f"DAY_{days}", "RecencyType": kind}}}


def circle(latitude: float, longitude: float, kilometers: float) -> Block:
    point: Json = {"Coordinates": {"Latitude": latitude, "Longitude": longitude}, "RangeInKilometers": kilometers}
    return {"Location": {"GPSPoint": point}}


def whole(*blocks: Block) -> Content:
    """Return a definition of one block that is put together from several."""
    found: Block = {}
    for block in blocks:
        for member, inside in block.items():
            known = found.get(member)
            found[member] = {**known, **inside} if isinstance(known, dict) and isinstance(inside, dict) else inside
    return {"Dimensions": found}


def groups(*blocks: Block, how: str = "ALL", on: tuple[str, ...] = (), source_how: str = "ALL", by: str = "Ref") -> Content:
    group: Json = {"Type": how, "SourceType": source_how, "Dimensions": list(blocks), "SourceSegments": [{by: key} for key in on]}
    return {"SegmentGroups": {"Include": "ALL", "Groups": [group]}}


STORE = (55.68, 12.57)
AROUND = [circle(STORE[0] + north, STORE[1] + east, 26) for north, east in ((0.1, 0), (-0.1, 0), (0, 0.17), (0, -0.17))]
REACHABLE = whole(attribute("consent", "yes", of="UserAttributes"), channel("EMAIL"))
SHOPPERS = groups(metric("orders", "GREATER_THAN_OR_EQUAL", 5), on=("retail/reachable",))
NORDIC = groups(whole(country("DK", "SE"), metric("spentEuro", "GREATER_THAN_OR_EQUAL", 500))["Dimensions"], on=("retail/active-shoppers",))  # type: ignore[arg-type]  # a block
WEEKLY = groups(active(7), on=("base",))
OTHERS = groups(channel("APNS"), on=("base",), source_how="NONE")

CHANGES: Mapping[str, tuple[Content, Content, str]] = {
    "a value more": (
        whole(attribute("customerType", "vip"), metric("orders", "GREATER_THAN_OR_EQUAL", 3)),
        whole(attribute("customerType", "vip", "gold"), metric("orders", "GREATER_THAN_OR_EQUAL", 3)),
        "more people",
    ),
    "an excluded value less": (
        whole(channel("EMAIL"), country("SE", "NO", how="EXCLUSIVE")),
        whole(channel("EMAIL"), country("SE", how="EXCLUSIVE")),
        "more people",
    ),
    "all to any": (groups(active(7), channel("APNS")), groups(active(7), channel("APNS"), how="ANY"), "more people"),
    "two blocks to one": (groups(active(7), channel("APNS"), how="ANY"), groups(active(7)), "fewer people"),
    "written in another way": (
        whole(attribute("hobby", "ski", how="CONTAINS"), country("NO", "SE")),
        groups(whole(attribute("hobby", "skiing", "ski", how="CONTAINS"), country("SE", "NO"))["Dimensions"]),  # type: ignore[arg-type]
        "same people",
    ),
    "above 4 to at least 5": (
        whole(metric("orders", "GREATER_THAN", 4)),
        whole(metric("orders", "GREATER_THAN_OR_EQUAL", 5)),
        "fewer people",
    ),
    "exclusive to inclusive": (
        whole(attribute("customerType", "loyal", how="EXCLUSIVE")),
        whole(attribute("customerType", "loyal")),
        "other people",
    ),
    "exclusive to a group of none": (
        whole(attribute("role", "staff", how="EXCLUSIVE")),
        groups(attribute("role", "staff"), how="NONE"),
        "same people",
    ),
    "a second country": (groups(country("SE")), groups(country("SE"), country("NO")), "fewer people: nobody"),
    "active or inactive": (groups(active(7)), groups(active(7), active(7, "INACTIVE"), how="ANY"), "more people: everybody"),
    "a season later": (
        whole(attribute("lastPurchase", "2025-12-01T00:00:00Z", "2026-03-01T00:00:00Z", how="BETWEEN")),
        whole(attribute("lastPurchase", "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", how="BETWEEN")),
        "some in, some out",
    ),
    "a larger circle": (whole(circle(*STORE, 25)), whole(circle(*STORE, 50)), "more people"),
    "a moved circle": (whole(circle(*STORE, 25)), whole(circle(STORE[0] + 0.2, STORE[1], 25)), "some in, some out"),
    "four circles around one": (whole(circle(*STORE, 25)), groups(*AROUND, how="ANY"), "not proven"),
    "on a foreign source": (
        groups(attribute("tier", "vip"), on=("theirs",), by="Id"),
        groups(attribute("tier", "vip", "gold"), on=("theirs",), by="Id"),
        "same or more people",
    ),
    "both tags instead of any": (whole(attribute("tag", "a", "b")), groups(attribute("tag", "a"), attribute("tag", "b")), "fewer people"),
    "retail/reachable": (REACHABLE, whole(attribute("consent", "yes", of="UserAttributes")), "more people"),
    "base": (whole(active(30)), whole(active(14)), "fewer people"),
}
ON_THEM: Mapping[str, tuple[Content, str]] = {
    "retail/active-shoppers": (SHOPPERS, "more people"),
    "retail/nordic-vips": (NORDIC, "more people"),
    "weekly": (WEEKLY, "same people"),
    "others": (OTHERS, "more people"),
}


def key_of(name: str) -> str:
    return name.replace(" ", "-")


def id_of(key: str) -> str:
    return f"id-{key.replace('/', '-')}"


def by_id(content: Json) -> Json:
    """Return a definition as the service holds it, with ids for keys."""
    if isinstance(content, list):
        return [by_id(each) for each in content]
    if isinstance(content, dict):
        return {"Id": id_of(str(content["Ref"]))} if "Ref" in content else {name: by_id(value) for name, value in content.items()}
    return content


def seed() -> dict[str, Json]:
    before = {**{key_of(name): change[0] for name, change in CHANGES.items()}, **{key: content for key, (content, _) in ON_THEM.items()}}
    segments: list[Json] = [{"Id": "theirs", "Name": "Somebody else's", "Dimensions": {}}]
    for key, content in before.items():
        tags: Json = dict(with_our_tags({}, key=key, owner=OWNER))
        held = by_id(content)
        assert isinstance(held, dict)
        segments.append({"Id": id_of(key), "Name": key, "Version": 1, **held, "tags": tags})
    return {"applications": [{"Id": APP, "segments": segments}]}


@cache
def verdicts(*, whole_orders: bool = False) -> Verdicts:
    after = {**{key_of(name): change[1] for name, change in CHANGES.items()}, **{key: content for key, (content, _) in ON_THEM.items()}}
    documents = [{"Key": key, "Name": key, **content} for key, content in after.items()]
    checked = check_definitions(FakeFiles({"segments/all.yaml": yaml.safe_dump_all(documents, sort_keys=False)}), DIALECT, scope=APP)
    assert [problem for problem in checked.problems if problem.severity.value == "error"] == []
    with Emulator(region=REGION, seed=seed()) as emulator:
        reader = PinpointReader(Connection(APP, REGION, emulator.endpoint_url), DIALECT)
        plan = propose(checked.segments, reader, DIALECT, target=Target("pinpoint", APP, REGION, OWNER), policy=DeletePolicy())
    return judge(plan, DIALECT, Settings(whole=frozenset({"orders"} if whole_orders else ())))


def words(verdict: Verdict) -> str:
    assert verdict.relation is not None
    return headline(verdict.relation)


def told(verdict: Verdict) -> str:
    assert verdict.relation is not None
    through = f" (through {', '.join(verdict.through)})" if verdict.through else ""
    joined = [f"Joined in another way: {'; '.join(verdict.connectives)}."] if verdict.connectives else []
    lines = [f"{verdict.key}{through}: {headline(verdict.relation)}", *sentences(verdict.relation), *joined]
    return "\n    ".join(lines)


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_has_the_verdict_that_a_marketer_would_give_it(name: str) -> None:
    assert words(verdicts().changed[key_of(name)]) == CHANGES[name][2]


def test_what_builds_on_a_change_changes_with_it_or_stays_the_same() -> None:
    found = verdicts()
    expected = {key: word for key, (_, word) in ON_THEM.items()}
    assert {verdict.key: words(verdict) for verdict in found.also} | dict.fromkeys(found.same, "same people") == expected


def test_whole_numbers_make_above_4_and_at_least_5_the_same() -> None:
    assert words(verdicts(whole_orders=True).changed["above-4-to-at-least-5"]) == "same people"


def test_the_words_of_each_are_what_was_read_and_approved() -> None:
    found = verdicts()
    page = "\n\n".join([*(told(found.changed[key_of(name)]) for name in CHANGES), *map(told, found.also), f"same: {', '.join(found.same)}"])
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(page + "\n", encoding="utf-8")
    assert page + "\n" == GOLDEN.read_text(encoding="utf-8")
