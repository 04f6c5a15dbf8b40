"""Who uses a segment, as a page shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.plan import Change
from segments_as_code.model.segment import Usage, UsageRole
from segments_as_code.report.change_block import Users, describe_usage
from tests.report.builders import create, delete, desired, plan, replaced, update
from tests.report.examples import LOYAL, LOYAL_AND_VIP, WELCOME, WINTER_SALE

CHANGED = update(LOYAL, LOYAL_AND_VIP)
ENGAGED = Usage("s", "segment", "t", "Engaged", "", live=False, role=UsageRole.SOURCE)


def test_a_journey_that_uses_a_segment_twice_is_one_journey() -> None:
    users = Users(plan(CHANGED, usages=[WINTER_SALE, WELCOME, replace(WELCOME, role=UsageRole.SPLIT)]))
    assert users.counted(CHANGED) == ["1 campaign", "1 journey"]
    assert len(users.usages(CHANGED)) == 3


def test_nobody_uses_what_is_yet_to_be_made_by_an_id_that_is_not_there() -> None:
    new = create(desired("new", "New"))
    assert Users(plan(new, usages=[replace(WINTER_SALE, segment_id="")])).counted(new) == []


@pytest.mark.parametrize(
    ("usage", "change", "told"),
    [
        (
            WINTER_SALE,
            CHANGED,
            "scheduled, next runs 2026-12-01 09:00 UTC; is pinned to version 3 and will not pick this change up by itself",
        ),
        (replace(WINTER_SALE, state="PAUSED", live=False, next_run=None), CHANGED, "paused; pinned to version 3"),
        (WINTER_SALE, delete(LOYAL), "scheduled, next runs 2026-12-01 09:00 UTC; pinned to version 3"),
        (
            WINTER_SALE,
            replaced(LOYAL, LOYAL_AND_VIP),
            "scheduled, next runs 2026-12-01 09:00 UTC; keeps the old one, which is deleted",
        ),
        (
            replace(WELCOME, role=UsageRole.SPLIT, takes_up_changes=None),
            CHANGED,
            "active, decides a split; whether it will pick this change up is not documented",
        ),
        (replace(WELCOME, state="unknown", live=False), CHANGED, "unknown"),
        (ENGAGED, CHANGED, "builds on it"),
        (replace(ENGAGED, pinned_version=2), CHANGED, "builds on version 2 of it and will not pick this change up"),
        (ENGAGED, create(LOYAL), "builds on it"),
    ],
)
def test_a_user_is_described_for_the_change_at_hand(usage: Usage, change: Change, told: str) -> None:
    assert describe_usage(usage, change) == told
