"""When a user of a segment runs, and whether it picks a change up, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.segment import PinnedTo, Schedule, Usage, UsageRole
from segments_as_code.usage_text import describe_schedule, describe_uptake, format_interval, format_time

SALE = Usage("s", "campaign", "c", "Sale", "SCHEDULED", live=True)
WELCOME = Usage("s", "journey", "j", "Welcome", "ACTIVE", live=True, role=UsageRole.START)
ENGAGED = Usage("s", "segment", "t", "Engaged", "", live=False, role=UsageRole.SOURCE)


@pytest.mark.parametrize(
    ("instant", "spoken"),
    [
        ("2026-12-01T09:00:00Z", "2026-12-01 09:00 UTC"),
        ("2026-12-01T09:00:00.000Z", "2026-12-01 09:00 UTC"),
        ("2026-12-01T09:00:00+00:00", "2026-12-01 09:00 UTC"),
        ("2026-12-01T09:00:00+01:00", "2026-12-01 09:00 UTC+01:00"),
        ("2026-12-01T09:00", "2026-12-01 09:00"),
        ("whenever", "whenever"),
    ],
)
def test_a_time_is_told_as_people_write_it(instant: str, spoken: str) -> None:
    assert format_time(instant) == spoken


def test_a_local_time_is_nobodys_utc() -> None:
    assert format_time("2026-12-01T09:00:00Z", is_local=True) == "2026-12-01 09:00 in each recipient's own time zone"


@pytest.mark.parametrize(
    ("duration", "spoken"),
    [
        ("PT1H", "every hour"),
        ("PT12H", "every 12 hours"),
        ("P1D", "every day"),
        ("P1W", "every week"),
        ("P1M", "every P1M"),
        ("?", "every ?"),
    ],
)
def test_an_interval_is_told_in_words_where_it_has_one_unit(duration: str, spoken: str) -> None:
    assert format_interval(duration) == spoken


@pytest.mark.parametrize(
    ("next_run", "frequency", "told"),
    [
        ("2026-12-01T09:00:00Z", "once", "next runs 2026-12-01 09:00 UTC"),
        ("2026-12-01T09:00:00Z", "daily", "next runs 2026-12-01 09:00 UTC, then daily"),
        ("2026-12-01T09:00:00Z", None, "next runs 2026-12-01 09:00 UTC"),
        (None, "weekly", "runs weekly"),
        (None, "event", "is sent whenever its event happens"),
        (None, "in app event", "is shown whenever its event happens in the app"),
        (None, "once", ""),
        (None, None, ""),
    ],
)
def test_the_pace_of_a_campaign_is_told_as_far_as_it_is_known(next_run: str | None, frequency: str | None, told: str) -> None:
    assert describe_schedule(replace(SALE, next_run=next_run, schedule=Schedule(frequency))) == told


@pytest.mark.parametrize(
    ("usage", "told"),
    [
        (
            replace(SALE, takes_up_changes=False, keeps=PinnedTo.VERSION, pinned_version=3),
            "it is pinned to version 3 and will not pick this change up by itself",
        ),
        (SALE, "whether it will pick this change up is not documented"),
        (
            replace(WELCOME, takes_up_changes=False, keeps=PinnedTo.PEOPLE),
            "it keeps the people it was launched with and will not pick this change up by itself",
        ),
        (
            replace(WELCOME, takes_up_changes=False, keeps=PinnedTo.CRITERIA, refresh="PT12H"),
            "it looks for people every 12 hours by the criteria it was launched with, and will not pick this change up by itself",
        ),
        (
            replace(WELCOME, takes_up_changes=False, keeps=PinnedTo.CLOSED),
            "it takes in nobody any more and will not pick this change up by itself",
        ),
        (
            replace(WELCOME, takes_up_changes=True, refresh="P1D"),
            "it will pick this change up when it next looks for people (every day)",
        ),
        (
            replace(WELCOME, takes_up_changes=True, started=False),
            "it is a draft and will start with the segment as it is then",
        ),
        (replace(WELCOME, takes_up_changes=False), "it will not pick this change up by itself"),
        (ENGAGED, "it builds on it"),
        (replace(ENGAGED, pinned_version=2), "it builds on version 2 of it and will not pick this change up"),
    ],
)
def test_whether_a_change_is_picked_up_is_said_in_so_many_words(usage: Usage, told: str) -> None:
    assert describe_uptake(usage, "it") == told
