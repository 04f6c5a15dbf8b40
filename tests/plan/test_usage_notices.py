"""Who is told of when a segment changes: what will not pick the change up, what will, and what builds on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.document import Json
from segments_as_code.model.plan import Notice, Plan
from segments_as_code.model.segment import DesiredSegment, Neighbour, PinnedTo, Reference, SegmentKind, Usage, UsageRole
from tests.builders import deployed, desired, ours, planned, toy
from tests.toy import ToyDialect

PINNED = Usage(
    "id-a",
    "campaign",
    "c",
    "Sale",
    "SCHEDULED",
    live=True,
    pinned_version=3,
    takes_up_changes=False,
    keeps=PinnedTo.VERSION,
    next_run="2026-12-01T09:00:00Z",
)
WELCOME = Usage("id-a", "journey", "j", "Welcome", "ACTIVE", live=True, role=UsageRole.START, takes_up_changes=True, refresh="PT12H")


def changing(*usages: Usage, foreign_comments: tuple[str, ...] = ()) -> Plan:
    """Return a plan that changes the segment a, which nothing but ``usages`` uses."""
    there = [ours("a"), *(deployed(name, toy(name)) for name in foreign_comments)]
    return planned([desired("a", toy("a", "new"))], there, usages=usages)


def told(plan: Plan) -> list[tuple[str, str]]:
    return [(notice.code, notice.message) for notice in plan.notices]


def test_a_pinned_campaign_will_not_pick_the_change_up_and_the_remedy_is_given() -> None:
    assert changing(PINNED).notices == (
        Notice(
            "not-taken-up",
            "a feeds the campaign Sale, which next runs 2026-12-01 09:00 UTC. "
            "The campaign is pinned to version 3 and will not pick this change up by itself.",
            "to have it, give the campaign the segment's new version after the merge.",
            ("a",),
        ),
    )


def test_a_journey_that_will_pick_the_change_up_is_told_with_when() -> None:
    assert told(changing(WELCOME)) == [
        (
            "taken-up-later",
            "a feeds the journey Welcome (active). The journey will pick this change up when it next looks for people (every 12 hours).",
        )
    ]


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (UsageRole.START, "feeds the journey Welcome"),
        (UsageRole.EVENT, "limits who enters the journey Welcome"),
        (UsageRole.SPLIT, "decides who goes which way in the journey Welcome"),
    ],
)
def test_what_is_not_documented_is_told_as_that(role: UsageRole, words: str) -> None:
    assert told(changing(replace(WELCOME, role=role, takes_up_changes=None))) == [
        ("uptake-unknown", f"a {words} (active). Whether the journey will pick this change up is not documented.")
    ]


def test_an_unknown_state_is_told_as_unknown() -> None:
    ((_, message),) = told(changing(replace(PINNED, state="unknown", next_run=None)))
    assert message.startswith("a feeds the campaign Sale (unknown). ")


def test_what_will_not_pick_the_change_up_comes_first() -> None:
    unknown = replace(WELCOME, id="k", takes_up_changes=None)
    assert [code for code, _ in told(changing(WELCOME, unknown, PINNED))] == ["not-taken-up", "uptake-unknown", "taken-up-later"]


@pytest.mark.parametrize("usage", [replace(PINNED, live=False), replace(WELCOME, started=False)])
def test_nobody_is_warned_of_what_does_not_run(usage: Usage) -> None:
    plan = changing(usage)
    assert plan.notices == ()
    assert plan.usages == (usage,)


@pytest.mark.parametrize("changed", [desired("a", {**toy("renamed")}), desired("a", tags={"team": "crm"}), desired("a")])
def test_a_new_name_or_tag_reaches_nobody(changed: DesiredSegment) -> None:
    assert planned([changed], [ours("a")], usages=[PINNED]).notices == ()


def test_users_of_a_replaced_segment_refuse_it_and_are_told_of_nothing_else() -> None:
    plan = planned([desired("a", toy("a", "new"))], [ours("a")], usages=[PINNED], dialect=ToyDialect(immutable=True))
    assert [refusal.code for refusal in plan.refusals] == ["delete-in-use"]
    assert plan.notices == ()


def test_a_name_without_end_does_not_hide_what_follows_it() -> None:
    ((_, message),) = told(changing(replace(PINNED, name="x" * 100_000)))
    assert len(message) < 400
    assert message.endswith("will not pick this change up by itself.")


# ── segments that build on it ────────────────────────────────────────────────────────────────────────────────────────


def stack(version: int | None = None) -> Plan:
    """Return a plan that changes a, on which b of ours builds, on which a stranger's c builds, which a campaign uses."""
    on_b: dict[str, Json] = {"Id": "id-b"} if version is None else {"Id": "id-b", "Version": version}
    files = [desired("a", toy("a", "new")), desired("b", toy("b", on=[{"Ref": "a"}])), desired("lone")]
    there = [
        ours("a"),
        ours("b", toy("b", on=[{"Id": "id-a"}])),
        ours("lone"),
        deployed("id-c", toy("c", on=[on_b])),
        deployed("id-x", toy("x")),
    ]
    return planned(files, there, usages=[replace(PINNED, segment_id="id-c"), replace(WELCOME, segment_id="id-x")])


def test_segments_that_build_on_a_change_are_its_users() -> None:
    found = [(usage.segment_id, usage.segment_key, usage.kind, usage.id, usage.key) for usage in stack().usages if usage.kind == "segment"]
    assert found == [("id-a", "a", "segment", "id-b", "b")]


def test_a_campaign_is_told_of_through_the_segments_in_between() -> None:
    assert told(stack()) == [
        (
            "uptake-unknown",
            (
                "c builds on a and feeds the campaign Sale, which next runs 2026-12-01 09:00 UTC. "
                "Whether the campaign will see this change is not documented."
            ),
        )
    ]


def test_a_fixed_version_in_between_keeps_the_change_away() -> None:
    ((code, message),) = told(stack(version=1))
    assert (code, "It builds on a fixed version, so the campaign will not see this change." in message) == ("not-taken-up", True)


def test_the_plan_remembers_the_strangers_next_to_it_and_no_others() -> None:
    assert stack().neighbours == (Neighbour("id-c", "c", SegmentKind.DYNAMIC, (Reference(id="id-b"),)),)


def test_a_segment_that_is_yet_to_be_made_has_users_too() -> None:
    plan = planned([desired("new"), desired("top", toy("top", on=[{"Ref": "new"}]))], [])
    assert [(usage.segment_id, usage.segment_key, usage.id, usage.key) for usage in plan.usages] == [("", "new", "", "top")]


def test_segments_in_a_circle_end() -> None:
    there = [deployed("id-1", toy("one", on=[{"Id": "id-2"}, {"Id": "id-a"}])), deployed("id-2", toy("two", on=[{"Id": "id-1"}]))]
    plan = planned([desired("a", toy("a", "new"))], [ours("a"), *there])
    assert [neighbour.id for neighbour in plan.neighbours] == ["id-1", "id-2"]


def test_an_open_way_counts_though_a_fixed_version_is_nearer() -> None:
    there = [
        ours("a"),
        deployed("id-b", toy("b", on=[{"Id": "id-a"}])),
        deployed("id-c", toy("c", on=[{"Id": "id-a", "Version": 1}, {"Id": "id-b"}])),
    ]
    plan = planned([desired("a", toy("a", "new"))], there, usages=[replace(PINNED, segment_id="id-c")])
    assert [code for code, _ in told(plan)] == ["uptake-unknown"]


def test_a_long_chain_of_changes_is_followed_once() -> None:
    keys = [f"k{number:04}" for number in range(2_000)]
    on = [[], *([{"Ref": key}] for key in keys[:-1])]
    by_id = [[], *([{"Id": f"id-{key}"}] for key in keys[:-1])]
    files = [desired(key, toy(key, "new", on=below)) for key, below in zip(keys, on, strict=True)]
    there = [ours(key, toy(key, on=below)) for key, below in zip(keys, by_id, strict=True)]
    plan = planned(files, there, usages=[replace(PINNED, segment_id=f"id-{keys[-1]}")])
    assert (len(plan.usages), [code for code, _ in told(plan)]) == (2_000, ["not-taken-up"])
