"""Endpoints, and definitions over so few words that they often contradict themselves, or that a given endpoint surely meets.

Made by a seeded generator rather than by hypothesis: thousands of them a second, the same ones every time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from random import Random

from segments_as_code.model.document import Json
from tests.pinpoint_semantics import HOURS, Endpoint, Reading, is_in

NAMES = ("a", "b")
TEXTS = ("x", "y", "z")
DATES = ("2023-01-01T00:00:00Z", "2023-01-01T12:00:00Z", "2023-01-02T00:00:00Z", "2023-06-30T00:00:00Z", "2024-01-01T00:00:00Z")
SETS = {
    "Country": ("AT", "CH", "DE"),
    "Channel": ("PUSH", "APNS", "GCM", "SMS", "EMAIL"),
    "Platform": ("iOS", "ios", "Android"),
    "DeviceType": ("x", "y"),
}
DEMOGRAPHICS = tuple(sorted(SETS.keys() - {"Country"}))
SOURCES = ("base", "other")
OPERATORS = ("GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "EQUAL")
EVERY_READING = [
    Reading(one, range_ends_count=two, own_instant_counts=two, push_is_all=three)
    for one in (False, True)
    for two in (False, True)
    for three in (False, True)
]
"""The readings that a rule must hold under."""
EACH_READING = [
    Reading(),
    *(replace(Reading(), **{each.name: not getattr(Reading(), each.name)}) for each in fields(Reading)),
    *EVERY_READING,
]
"""The defaults, each reading alone, and those."""

Block = dict[str, Json]


def random_endpoint(rng: Random, *, single: bool = False) -> Endpoint:
    """Return an endpoint; with ``single`` none of its attributes has several values."""

    def attributes() -> dict[str, list[str]]:
        return {name: rng.sample(TEXTS + DATES, 1 if single else rng.randint(1, 3)) for name in NAMES if rng.random() < 0.8}

    return Endpoint(
        attributes=attributes(),
        user_attributes=attributes(),
        metrics={name: rng.randint(0, 4) for name in NAMES if rng.random() < 0.8},
        hours_since_active=rng.choice([None, 1, 100, 300, 700, 1000]),
        texts={name: rng.choice(values) for name, values in SETS.items() if rng.random() < 0.8},
        segments=frozenset(source for source in SOURCES if rng.random() < 0.5),
    )


def random_definition(rng: Random) -> dict[str, Json]:
    """Return a definition, contradictory or not."""
    if rng.random() < 0.2:
        return {"Name": "Any", "Dimensions": random_block(rng)}
    groups: list[Json] = [_group(rng, [random_block(rng) for _ in range(rng.randint(1, 3))]) for _ in range(rng.randint(1, 2))]
    return {"Name": "Any", "SegmentGroups": {"Include": rng.choice(["ALL", "ALL", "ANY", "NONE"]), "Groups": groups}}


def definition_met_by(endpoint: Endpoint, reading: Reading, rng: Random) -> dict[str, Json]:
    """Return a definition that ``endpoint`` is in: each block that has to hold is one that it meets."""
    include = rng.choice(["ALL", "ANY"])
    groups: list[Json] = [_group_met_by(endpoint, reading, rng) for _ in range(rng.randint(1, 2))]
    if include == "ANY":
        groups.append(_group(rng, [random_block(rng)]))
    return {"Name": "Met", "SegmentGroups": {"Include": include, "Groups": groups}}


def random_block(rng: Random) -> Block:
    """Return a block of one or two criteria."""
    return {section: _SECTIONS[section](rng) for section in rng.sample(sorted(_SECTIONS), rng.randint(1, 2))}


def _attributes(rng: Random) -> Json:
    type_ = rng.choice(["INCLUSIVE", "INCLUSIVE", "EXCLUSIVE", "CONTAINS", "BEFORE", "AFTER", "ON", "BETWEEN", "NOT_BETWEEN"])
    if type_ in {"BETWEEN", "NOT_BETWEEN"}:
        values = sorted(rng.choices(DATES, k=2))
    elif type_ in {"BEFORE", "AFTER", "ON"}:
        values = [rng.choice(DATES)]
    else:
        values = rng.sample(TEXTS, rng.randint(1, 2))
    return {rng.choice(NAMES): {"AttributeType": type_, "Values": list(values)}}


def _set(rng: Random, name: str) -> Json:
    type_ = rng.choice(["INCLUSIVE", "INCLUSIVE", "EXCLUSIVE"])
    return {name: {"DimensionType": type_, "Values": list(rng.sample(SETS[name], rng.randint(1, 2)))}}


_SECTIONS: dict[str, Callable[[Random], Json]] = {
    "Attributes": _attributes,
    "UserAttributes": _attributes,
    "Metrics": lambda rng: {rng.choice(NAMES): {"ComparisonOperator": rng.choice(OPERATORS), "Value": rng.randint(0, 4)}},
    "Behavior": lambda rng: {"Recency": {"Duration": rng.choice(sorted(HOURS)), "RecencyType": rng.choice(["ACTIVE", "INACTIVE"])}},
    "Location": lambda rng: _set(rng, "Country"),
    "Demographic": lambda rng: _set(rng, rng.choice(DEMOGRAPHICS)),
}


def _group(rng: Random, blocks: Sequence[Block]) -> Json:
    return {"Type": rng.choice(["ALL", "ALL", "ANY", "NONE"]), "SourceType": "ALL", "Dimensions": list(blocks)}


def _group_met_by(endpoint: Endpoint, reading: Reading, rng: Random) -> Json:
    type_ = rng.choice(["ALL", "ALL", "ANY", "NONE"])
    blocks = [_block(endpoint, reading, rng, met=type_ != "NONE") for _ in range(rng.randint(1, 3))]
    if type_ == "ANY":
        blocks.append(_block(endpoint, reading, rng, met=False))
    sources: list[Json] = [{"Ref": key} for key in sorted(endpoint.segments)]
    return {"Type": type_, "SourceType": "ALL", "SourceSegments": sources, "Dimensions": list(blocks)}


def _block(endpoint: Endpoint, reading: Reading, rng: Random, *, met: bool) -> Block:
    while True:
        block = random_block(rng)
        if is_in(endpoint, {"Dimensions": block}, reading) == met:
            return block
