"""Endpoints and folders of segments over awkward names and values: each endpoint lies at the edge of some criterion of the folder.

Who is in a segment is decided by ``tests/pinpoint_semantics.py``, which shares no code with the product.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from math import cos, radians
from random import Random

from segments_as_code.model.document import Json
from tests.pinpoint_semantics import HOURS, Endpoint, Reading, is_in
from tests.pinpoint_shape import Criterion, Kind, criteria_of, elements, members

AS_OF = datetime(2026, 10, 28, 18, 2, tzinfo=UTC)
NAMES = ("plan", "Plan", "it's", 'a "b"', "x\\y", "ünï", "a.b", "-- ;", "日本")
TEXTS = (
    "pro", "Pro", "it's", 'say "hi"', "100%", "a_b", "back\\slash", "'; DROP TABLE t; --", "é", "e\u0301", "line\nbreak", " x ", "NO", "5",
    "nul\0l", "\U0001f600", "日本", "\x1f", "2023-11-01",
)  # fmt: skip
DATES = ("2023-01-01T00:00:00Z", "2023-06-30T12:00:00.5Z", "1600-02-29T00:00:00Z", "9999-12-31T00:00:00Z", "2024-02-29T23:59:59.999999999Z")
NO_DATES = (
    "2023-02-29T00:00:00Z", "0000-01-01T00:00:00Z", "2023-01-01T00:00:00Z\n", " 2023-01-01T00:00:00Z", "2023-01-01T00:00:00.1234567890Z",
    "2023-01-01T00:00:00+00:00", "2023-01-01t00:00:00z", "2023-01-01", "2023-13-01T00:00:00Z", "2023-01-01T00:00:60Z",
)  # fmt: skip
SETS = {
    "Country": ("AT", "at", "AUT", "it's"),
    "Channel": ("PUSH", "APNS", "GCM", "SMS"),
    "Platform": ("iOS", "ios", "100%"),
    "Make": ("é", "a'b"),
}
NUMBERS = (0, -0.0, 0.1, 1e-9, 3, 2.5, 1e300, -7, 1234567.25, 0.1234567)

Content = dict[str, Json]


# ── folders ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def random_folder(rng: Random, size: int) -> dict[str, Content]:
    """Return segments by key; each may build on those before it."""
    folder: dict[str, Content] = {}
    for index in range(size):
        groups: list[Json] = [_group(rng, sorted(folder)) for _ in range(rng.randint(1, 2))]
        folder[f"s{index}"] = {
            "Name": f"S{index}",
            "SegmentGroups": {"Include": rng.choice(["ALL", "ALL", "ANY", "NONE"]), "Groups": groups},
        }
    return folder


def _group(rng: Random, keys: Sequence[str]) -> Json:
    sources = rng.sample(keys, min(len(keys), rng.choice([0, 0, 1, 2])))
    return {
        "Type": rng.choice(["ALL", "ALL", "ANY", "NONE"]),
        "SourceType": rng.choice(["ALL", "ANY", "NONE"]),
        "SourceSegments": [{"Ref": key} for key in sources],
        "Dimensions": [_block(rng) for _ in range(rng.randint(0 if sources else 1, 2))],
    }


def _block(rng: Random) -> Json:
    return {section: _SECTIONS[section](rng) for section in rng.sample(sorted(_SECTIONS), rng.choice([1, 1, 2]))}


def _attribute(rng: Random) -> Json:
    how = rng.choice(["INCLUSIVE", "INCLUSIVE", "EXCLUSIVE", "CONTAINS", "BEFORE", "AFTER", "ON", "BETWEEN", "NOT_BETWEEN"])
    if how.endswith("BETWEEN"):
        values = sorted(rng.sample(DATES, k=2))
    elif how in {"BEFORE", "AFTER", "ON"}:
        values = [rng.choice(DATES)]
    else:
        values = rng.sample(TEXTS, rng.choice([1, 1, 2, 12]))
        values = [rng.choice([value[:2], value[-2:], "%", "_"]) for value in values] if how == "CONTAINS" else values
    return {rng.choice(NAMES): {"AttributeType": how, "Values": list(values)}}


def _set(rng: Random, name: str) -> Json:
    return {name: {"DimensionType": rng.choice(["INCLUSIVE", "EXCLUSIVE"]), "Values": list(rng.sample(SETS[name], rng.randint(1, 2)))}}


def _circle(rng: Random) -> Json:
    middle: Json = {"Latitude": rng.choice([48.2, -33.9, 0.0, 89.0]), "Longitude": rng.choice([16.4, 151.2, 179.9, 0.0])}
    return {"GPSPoint": {"Coordinates": middle, "RangeInKilometers": rng.choice([1.0, 50.0, 20_000.0])}}


_SECTIONS: Mapping[str, Callable[[Random], Json]] = {
    "Attributes": _attribute,
    "UserAttributes": _attribute,
    "Metrics": lambda rng: {
        rng.choice(NAMES): {
            "ComparisonOperator": rng.choice(["GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "EQUAL"]),
            "Value": rng.choice(NUMBERS),
        }
    },
    "Behavior": lambda rng: {"Recency": {"Duration": rng.choice(sorted(HOURS)), "RecencyType": rng.choice(["ACTIVE", "INACTIVE"])}},
    "Location": lambda rng: _circle(rng) if rng.random() < 0.4 else _set(rng, "Country"),
    "Demographic": lambda rng: _set(rng, rng.choice(["Channel", "Platform", "Make"])),
}


# ── endpoints ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Draft:
    """An endpoint in the making: ``hours`` since it was last active."""

    attributes: dict[str, list[str]] = field(default_factory=dict)
    user_attributes: dict[str, list[str]] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)
    hours: float | None = None
    texts: dict[str, str] = field(default_factory=dict)
    position: tuple[float, float] | None = None

    def endpoint(self) -> Endpoint:
        return Endpoint(self.attributes, self.user_attributes, self.metrics, self.hours, self.texts, self.position)  # type: ignore[arg-type]


def endpoints_of(folder: Mapping[str, Content], rng: Random, size: int) -> list[Endpoint]:
    """Return endpoints that hold values at the edges of what the criteria of ``folder`` ask for."""
    criteria = [criterion for content in folder.values() for block in _blocks(content) for criterion in criteria_of(block, ())]
    found = []
    for _ in range(size):
        draft = Draft()
        for criterion in rng.sample(criteria, min(len(criteria), rng.randint(0, 6))):
            _hold(draft, criterion, rng)
        found.append(draft.endpoint())
    return found


def _blocks(content: Content) -> list[Mapping[str, Json]]:
    groups = elements(members(content["SegmentGroups"]).get("Groups"))
    return [members(block) for group in groups for block in elements(members(group).get("Dimensions"))]


def _hold(draft: Draft, criterion: Criterion, rng: Random) -> None:
    body = criterion.body
    match criterion.kind:
        case Kind.ATTRIBUTE:
            held = draft.attributes if criterion.at[-2] == "Attributes" else draft.user_attributes
            near = [edge for value in criterion.values for edge in _edges(str(value), str(body["AttributeType"]))]
            held[criterion.name] = [*held.get(criterion.name, []), *rng.sample(near, min(len(near), rng.randint(1, 2)))]
        case Kind.METRIC:
            value = body["Value"]
            assert isinstance(value, int | float)
            draft.metrics[criterion.name] = rng.choice([value, value + 1e-9, value - 1e-9, -value, value + 1, 10 * value])
        case Kind.RECENCY:
            hours = HOURS[str(body["Duration"])]
            draft.hours = rng.choice([hours, hours + 1 / 3600, hours - 1 / 3600, -1])
        case Kind.SET:
            near = [edge for value in criterion.values for edge in _edges(str(value), "INCLUSIVE")]
            draft.texts[criterion.name] = rng.choice(near)
        case Kind.CIRCLE:
            draft.position = _at_the_rim(body, rng)


def _edges(value: str, how: str) -> list[str]:
    if how in {"INCLUSIVE", "EXCLUSIVE", "CONTAINS"}:
        wild = value.replace("%", "x").replace("_", "y")
        return [value, value, value.upper(), value.swapcase(), f"{value}x", f"y{value}z", value[:-1], f"{value}{value}", wild]
    stem = value.removesuffix("Z").partition(".")[0]
    return [
        value,
        f"{stem}Z",
        f"{stem}.5Z",
        f"{stem}.499999999Z",
        f"{stem}.000000001Z",
        f"{stem[:10]}T23:59:59.9Z",
        "2023-05-05T05:05:05Z",
        *NO_DATES,
    ]


def _at_the_rim(body: Mapping[str, Json], rng: Random) -> tuple[float, float]:
    latitude, longitude = (float(str(each)) for each in members(body["Coordinates"]).values())
    degrees = float(str(body["RangeInKilometers"])) * rng.choice([0, 0.996, 1.004]) / 111.1951
    if rng.random() < 0.5 and degrees < 1 and abs(latitude) < 80:
        return latitude, longitude - degrees / cos(radians(latitude))
    there = latitude + (degrees if latitude < 0 else -degrees)
    return (there, longitude) if abs(there) <= 90 else (-latitude, longitude - 180)  # the antipodes


# ── what an export says, and who is where ────────────────────────────────────────────────────────────────────────────


def line(endpoint: Endpoint, index: int, *, odd: Random | None = None) -> str:
    """Return one line of an export; with ``odd``, some of it in shapes that occur and are not documented."""
    found: dict[str, Json] = {"Id": f"id-{index}", "Address": "nobody@example.com", "User": {"UserId": f"user-{index}"}}
    listed = {name: _values(held, odd) for name, held in endpoint.attributes.items()}
    of_user = {name: _values(held, odd) for name, held in endpoint.user_attributes.items()}
    found |= {"Attributes": listed} if listed else {}
    members(found["User"])  # a dict
    found["User"] = {"UserId": f"user-{index}", **({"UserAttributes": of_user} if of_user else {})}
    found |= {"Metrics": dict(endpoint.metrics)} if endpoint.metrics else {}
    texts = dict(endpoint.texts)
    found |= {"ChannelType": texts.pop("Channel")} if "Channel" in texts else {}
    place: dict[str, Json] = {"Country": texts.pop("Country")} if "Country" in texts else {}
    place |= {} if endpoint.position is None else {"Latitude": endpoint.position[0], "Longitude": endpoint.position[1]}
    found |= {"Location": place} if place else {}
    found |= {"Demographic": dict(texts)} if texts else {}
    if endpoint.hours_since_active is not None:
        found["EffectiveDate"] = _iso(AS_OF - timedelta(hours=endpoint.hours_since_active))
    if odd is not None and odd.random() < 0.3:
        found |= {"Metrics": None} if not endpoint.metrics else {}
        found["SomethingNew"] = {"a": [1]}
    return json.dumps(found)


def _values(held: Sequence[str], odd: Random | None) -> Json:
    if odd is None or odd.random() < 0.5:
        return list(held)
    numbers: list[Json] = [int(value) if value == "5" else value for value in held]
    return numbers[0] if len(numbers) == 1 and odd.random() < 0.5 else [None, *numbers]


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def membership(folder: Mapping[str, Content], endpoint: Endpoint, reading: Reading) -> dict[str, bool]:
    """Return by key whether ``endpoint`` is in each segment of ``folder``."""
    found: dict[str, bool] = {}
    for key, content in folder.items():
        inside = replace(endpoint, segments=frozenset(each for each, is_inside in found.items() if is_inside))
        found[key] = is_in(inside, content, reading)
    return found
