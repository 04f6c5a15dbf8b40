"""What `segments plan` says of the campaigns and journeys that use a segment, and when it asks for them."""

from __future__ import annotations

import pytest

from aws_emulator.core.types import Json
from segments_as_code.model.plan import Unchanged
from segments_as_code.plan.plan_json import read_plan
from tests.action.job import segment
from tests.cli.laptop import APP, Laptop
from tests.cli.test_plan import PLAN_SCHEMA

TOP = "Name: Top\nSegmentGroups: {Include: ALL, Groups: [{SourceSegments: [{Ref: s0}], SourceType: ALL, Type: ALL}]}\n"
FILES = {**{f"s{at}.yaml": segment(f"Segment {at}", f"v{at}") for at in range(4)}, "top.yaml": TOP}


def start(laptop: Laptop) -> None:
    """Deploy five segments, and let a campaign and a journey use the first of them."""
    laptop.check_out(FILES)
    assert laptop.apply("--yes").code == 0
    used = next(c.deployed.id for c in read_plan(laptop.plan("--json").out).changes if isinstance(c, Unchanged) and c.desired.key == "s0")
    sale: dict[str, Json] = {
        "Name": "Winter Sale",
        "SegmentId": used,
        "SegmentVersion": 1,
        "Schedule": {"Frequency": "ONCE", "StartTime": "2026-12-01T09:00:00Z"},
    }
    entry: Json = {"SegmentStartCondition": {"SegmentId": used}}
    refresh: dict[str, Json] = {"RefreshFrequency": "PT12H", "RefreshOnSegmentUpdate": True}
    welcome = {"Name": "Welcome", "State": "ACTIVE", "StartCondition": entry, **refresh}
    laptop.emulator.load_seed({"applications": [{"Id": APP, "campaigns": [sale], "journeys": [welcome]}]})
    laptop.emulator.forget_requests()


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({}, []),
        ({"new.yaml": segment("New", "new")}, []),
        ({"s1.yaml": segment("Segment 1", "other")}, ["GetCampaigns", "ListJourneys"]),
        ({"s1.yaml": ""}, ["GetCampaigns", "ListJourneys"]),
    ],
)
def test_campaigns_and_journeys_are_read_only_where_a_segment_is_changed_or_deleted(
    laptop: Laptop, changed: dict[str, str], asked: list[str]
) -> None:
    start(laptop)
    laptop.check_out({name: text for name, text in {**FILES, **changed}.items() if text})
    assert laptop.plan().code == 0
    assert [operation for operation in laptop.operations() if operation in {"GetCampaigns", "ListJourneys"}] == asked


def test_the_plan_says_who_picks_a_change_up_and_who_does_not(laptop: Laptop) -> None:
    start(laptop)
    laptop.check_out({**FILES, "s0.yaml": segment("Segment 0", "other")})
    out = laptop.plan().out
    assert "used by 1 campaign, 1 journey, 1 segment" in out
    assert (
        "note: Segment 0 feeds the campaign Winter Sale, which next runs 2026-12-01 09:00 UTC. "
        "The campaign is pinned to version 1 and will not pick this change up by itself.\n"
    ) in out
    assert (
        "note: Segment 0 feeds the journey Welcome (active). "
        "The journey will pick this change up when it next looks for people (every 12 hours).\n"
    ) in out


def test_the_plan_json_has_the_users_and_is_read_back_whole(laptop: Laptop) -> None:
    start(laptop)
    laptop.check_out({**FILES, "s0.yaml": segment("Segment 0", "other")})
    ended = laptop.plan("--json")
    PLAN_SCHEMA.validate(ended.json)
    found = [(usage.kind, usage.name, usage.role, usage.takes_up_changes) for usage in read_plan(ended.out).usages]
    assert found == [
        ("campaign", "Winter Sale", "audience", False),
        ("journey", "Welcome", "start", True),
        ("segment", "Top", "source", None),
    ]


def test_the_digest_does_not_depend_on_who_uses_what(laptop: Laptop) -> None:
    start(laptop)
    laptop.check_out({**FILES, "s0.yaml": segment("Segment 0", "other")})
    before = read_plan(laptop.plan("--json").out)
    laptop.emulator.load_seed(
        {"applications": [{"Id": APP, "campaigns": [{"Id": "c-2", "Name": "More", "SegmentId": before.usages[0].segment_id}]}]}
    )
    after = read_plan(laptop.plan("--json").out)
    assert (len(after.usages), after.digest) == (len(before.usages) + 1, before.digest)
