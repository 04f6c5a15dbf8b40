"""Dates as Pinpoint compares them: Java's ISO_INSTANT, such as ``2023-11-01T00:00:00Z`` (botocore's text on AttributeType)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?Z")
_OFFSET = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.([0-9]{1,9}))? ?([+-][0-9]{2}):?([0-9]{2})?")


def midnight(text: str) -> str | None:
    """Return the instant at which a date such as ``2023-11-01`` begins in UTC; None if ``text`` is not a date."""
    if _DATE.fullmatch(text) is None:
        return None
    try:
        date.fromisoformat(text)
    except ValueError:
        return None
    return f"{text}T00:00:00Z"


def normal_instant(text: str) -> str | None:
    """Return an instant without trailing zeros in its fraction; None if ``text`` is not an existing instant."""
    match = _INSTANT.fullmatch(text)
    if match is None or not _exists(match[1]):
        return None
    return _instant(match[1], match[2])


def in_utc(text: str) -> str | None:
    """Return the instant of a time with an offset (``2023-11-01T09:00:00+01:00``); None if ``text`` is not such a time."""
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    day, clock, fraction, hours, minutes = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{hours}:{minutes or '00'}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return _instant(moment.replace(tzinfo=None).isoformat(timespec="seconds"), fraction)


def moment(text: str) -> tuple[str, str] | None:
    """Return a key that sorts instants in time; None if ``text`` is not an existing instant."""
    match = _INSTANT.fullmatch(text)
    if match is None or not _exists(match[1]):
        return None
    return match[1], (match[2] or "").ljust(9, "0")


def _instant(seconds: str, fraction: str | None) -> str:
    rest = (fraction or "").rstrip("0")
    return f"{seconds}.{rest}Z" if rest else f"{seconds}Z"


def _exists(seconds: str) -> bool:
    try:
        datetime.fromisoformat(seconds)
    except ValueError:
        return False
    return True
