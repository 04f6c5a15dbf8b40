"""Invent endpoints that hold the values that definitions ask about, for a first look at counts.

The numbers say nothing about real people.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from segments_as_code.audience.sources import JOB_FILE
from segments_as_code.meaning.predicate import (
    LAST_ACTIVE,
    And,
    BeginsWith,
    Contains,
    Dated,
    EndsWith,
    Environment,
    Field,
    Near,
    NoneOf,
    NumberIn,
    OneOf,
    Some,
    Spans,
    atoms,
)
from segments_as_code.model.document import Json
from segments_as_code.model.problem import SegmentsError

A_PART: Final = 100_000
"""Endpoints in one file, as Pinpoint's exports have pieces of about equal size."""
_OTHER: Final = "other"
_HOLD: Final = 0.85
_SECOND: Final = 0.2
_OPTED_OUT: Final = 0.1
_DAY_NS: Final = 86_400 * 10**9
_FIRST_NS: Final = -62_135_596_800 * 10**9
_LAST_NS: Final = 253_402_300_800 * 10**9  # the years 1 to 9999
_MAPS: Final = ("Attributes", "UserAttributes", "Metrics")
_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "Channel": ("ChannelType",),
    "Country": ("Location", "Country"),
    "UserAttributes": ("User", "UserAttributes"),
    **{name: ("Demographic", name) for name in ("AppVersion", "Make", "Model", "Platform")},
}

Invent = Callable[[Random], Json]


def write_invented(folder: Path, environment: Environment, count: int, as_of: datetime, seed: int = 1) -> None:
    """Write an export of ``count`` invented endpoints into ``folder``, which must be empty or new: gzipped parts, and the job's answer.

    The same arguments give the same endpoints.

    Raises:
        SegmentsError: the folder has files in it, or cannot be written.
    """
    lines = invent(environment, count, as_of, seed)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise SegmentsError("file-exists", f"{folder} is not empty.", "name a new folder for the invented endpoints.")
        for part in range(-(-count // A_PART)):
            with gzip.open(folder / f"invented-{part:03}.gz", "wt", encoding="utf-8") as stream:
                stream.writelines(f"{next(lines)}\n" for _ in range(min(A_PART, count - part * A_PART)))
        job = {"JobStatus": "COMPLETED", "TotalProcessed": count, "FailedPieces": 0, "CompletionDate": _written(as_of), "Invented": True}
        (folder / JOB_FILE).write_text(f"{json.dumps(job, indent=1)}\n", encoding="utf-8")
    except OSError as error:
        raise SegmentsError(
            "unwritable", f"{folder} cannot be written: {error.strerror}.", "name a folder that you may write to."
        ) from error


def invent(environment: Environment, count: int, as_of: datetime, seed: int) -> Iterator[str]:
    """Return ``count`` endpoints as lines of an export; their ids and addresses say that they are invented."""
    return _invent(_fields_of(environment, as_of), count, Random(seed))  # noqa: S311  # people who do not exist


def _invent(fields: Mapping[tuple[str, ...], Sequence[Invent]], count: int, rng: Random) -> Iterator[str]:
    for index in range(count):
        name = f"invented-{index}"
        endpoint: dict[str, Json] = {
            "Id": name,
            "Address": f"{name}@example.invalid",
            "User": {"UserId": f"invented-user-{index * 4 // 5}"},
        }
        for place, makers in fields.items():
            if rng.random() < _HOLD:
                _put(endpoint, place, rng.choices(makers, range(len(makers) + 1, 1, -1))[0](rng), rng)
        endpoint |= {"EndpointStatus": "ACTIVE", "OptOut": "ALL" if rng.random() < _OPTED_OUT else "NONE"}
        yield json.dumps(endpoint, ensure_ascii=False)


def _fields_of(environment: Environment, as_of: datetime) -> dict[tuple[str, ...], list[Invent]]:
    """Return, by its place in an endpoint, ways to invent a value for each field that is asked about; the first is the most frequent."""
    found: dict[tuple[str, ...], dict[str, Invent]] = {}
    for atom in atoms(And(tuple(environment.values())), environment):
        match atom:
            case Some(held, test):
                made = {f"={text}": _always(text) for text in _texts(test)}
                found.setdefault(_place(held), {"": _always(_OTHER)}).update(made)
            case NumberIn(held, spans) if held.member == LAST_ACTIVE:
                found.setdefault(("EffectiveDate",), {})[""] = _some_time_ago(as_of)
            case NumberIn(held, spans):
                found.setdefault(_place(held), {}).update({f"{bound}": _about(bound) for bound in _bounds(spans)})
            case Near(latitude, longitude, kilometers):
                found.setdefault(("Location", ""), {})[repr(atom)] = _near(latitude, longitude, kilometers)
            case _:
                pass
    return {place: list(makers.values()) for place, makers in sorted(found.items()) if makers}


def _place(held: Field) -> tuple[str, ...]:
    outer = _PLACES.get(held.member, (held.member,))
    return (*outer, held.name) if held.member in _MAPS else outer


def _put(endpoint: dict[str, Json], place: tuple[str, ...], value: Json, rng: Random) -> None:
    *outer, last = place
    inner = endpoint
    for member in outer:
        inner = inner.setdefault(member, {})  # type: ignore[assignment]  # an outer member is a mapping
    if place == ("Location", "") and isinstance(value, dict):
        inner.pop("", None)
        inner |= value
    elif "Attributes" in place or "UserAttributes" in place:
        inner[last] = [value, _OTHER] if rng.random() < _SECOND and value != _OTHER else [value]
    elif value != _OTHER or place != ("EffectiveDate",):
        inner[last] = value


def _texts(test: object) -> Sequence[str]:
    match test:
        case OneOf(texts) | NoneOf(texts):
            return sorted(texts)
        case Contains(parts) | BeginsWith(parts) | EndsWith(parts):
            return sorted(parts)
        case Dated(spans):
            near = (bound + shift for bound in _bounds(spans) for shift in (-_DAY_NS, _DAY_NS))
            return [_written(datetime.fromtimestamp(moment // 10**9, UTC)) for moment in near if _FIRST_NS <= moment < _LAST_NS]
        case _:
            return []


def _bounds(spans: Spans) -> list[int]:
    return sorted({int(bound) for span in spans for bound in (span.low, span.high) if bound is not None})


def _always(value: str) -> Invent:
    return lambda _: value


def _about(bound: float) -> Invent:
    return lambda rng: round(bound * rng.lognormvariate(0, 0.7) if bound else rng.gauss(0, 1), 2)


def _some_time_ago(as_of: datetime) -> Invent:
    return lambda rng: _written(as_of - timedelta(hours=rng.expovariate(1 / 400)))


def _near(latitude: float, longitude: float, kilometers: float) -> Invent:
    degrees = kilometers / 111

    def invent_position(rng: Random) -> Json:
        there = max(-90.0, min(90.0, latitude + rng.gauss(0, degrees)))
        return {"Latitude": round(there, 1), "Longitude": round((longitude + rng.gauss(0, degrees) + 180) % 360 - 180, 1)}

    return invent_position


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
