"""Describe when a user of a segment runs and whether it picks up a change, for pages and terminals."""

from __future__ import annotations

import re

from segments_as_code.model.segment import PinnedTo, Usage, UsageRole

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]00:?00|[+-]\d\d:?\d\d)?")
_DURATION = re.compile(r"P(?:T?)(\d+)([WDHM])")
_UNITS = {"W": "week", "D": "day", "H": "hour", "M": "minute"}
_WHY_NOT = {
    None: "",
    PinnedTo.VERSION: "is pinned to version {version} and ",
    PinnedTo.CRITERIA: "looks for people {refresh} by the criteria it was launched with, and ",
    PinnedTo.PEOPLE: "keeps the people it was launched with and ",
    PinnedTo.CLOSED: "takes in nobody any more and ",
}
_ON_EVENTS = {"event": "is sent whenever its event happens", "in app event": "is shown whenever its event happens in the app"}


def format_time(instant: str, *, is_local: bool = False) -> str:
    """Return an ISO 8601 instant in readable form, ``2026-12-01 09:00 UTC``; other text is returned unchanged."""
    found = _INSTANT.fullmatch(instant)
    if found is None:
        return instant
    day, time, offset = found.groups()
    if is_local:
        return f"{day} {time} in each recipient's own time zone"
    zone = "" if offset is None else " UTC" if offset == "Z" or offset[1:3] + offset[-2:] == "0000" else f" UTC{offset}"
    return f"{day} {time}{zone}"


def format_interval(duration: str) -> str:
    """Return an ISO 8601 duration of one unit as ``every 12 hours``; one of several units unchanged."""
    found = _DURATION.fullmatch(duration)
    if found is None or ("T" in duration) != (found[2] in "HM"):
        return f"every {duration}"
    number, unit = int(found[1]), _UNITS[found[2]]
    return f"every {unit}" if number == 1 else f"every {number:,} {unit}s"


def describe_schedule(usage: Usage) -> str:
    """Return when a campaign runs, as ``next runs 2026-12-01 09:00 UTC, then daily``; empty if nothing is known."""
    frequency = usage.schedule.frequency or ""
    if usage.kind != "campaign" or frequency in _ON_EVENTS:
        return _ON_EVENTS.get(frequency, "")
    again = frequency if frequency != "once" else ""
    if usage.next_run is None:
        return f"runs {again}" if again else ""
    next_run = f"next runs {format_time(usage.next_run, is_local=usage.schedule.is_local)}"
    return f"{next_run}, then {again}" if again else next_run


def describe_uptake(usage: Usage, who: str) -> str:
    """Return whether a user, called ``who``, picks up a change of the segment, and why; without a full stop."""
    if usage.role is UsageRole.SOURCE:
        version = usage.pinned_version
        return f"{who} builds on it" if version is None else f"{who} builds on version {version} of it and will not pick this change up"
    match usage.takes_up_changes:
        case None:
            return f"whether {who} will pick this change up is not documented"
        case True if not usage.started:
            return f"{who} is a draft and will start with the segment as it is then"
        case True:
            when = f" when it next looks for people ({format_interval(usage.refresh)})" if usage.refresh else ""
            return f"{who} will pick this change up{when}"
        case False:
            why = _WHY_NOT[usage.keeps].format(version=usage.pinned_version, refresh=format_interval(usage.refresh or ""))
            return f"{who} {why}will not pick this change up by itself"
