"""Endpoints, and definitions over so few words that they often contradict themselves, or that a given endpoint surely meets."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from segments_as_code.model import Json
from tests.pinpoint_semantics import HOURS, Endpoint, Reading, is_in

NAMES = ("a", "b")
TEXTS = ("x", "y", "z")
DATES = ("2023-01-01T00:00:00Z", "2023-01-01T12:00:00Z", "2023-06-30T00:00:00Z", "2024-01-01T00:00:00Z")
SETS = {
    "Country": ("AT", "CH", "DE"),
    "Channel": ("PUSH", "APNS", "GCM", "SMS", "EMAIL"),
    "Platform": ("iOS", "ios", "Android"),
    "DeviceType": ("x", "y"),
}
SOURCES = ("base", "other")
OPERATORS = ("GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "EQUAL")


@st.composite
def endpoints(draw: DrawFn, *, single: bool = False) -> Endpoint:
    """Return endpoints; with ``single`` no attribute has several values."""
    lists = st.lists(st.sampled_from(TEXTS + DATES), min_size=1, max_size=1 if single else 3)
    attributes = st.dictionaries(st.sampled_from(NAMES), lists)
    texts = {name: draw(st.none() | st.sampled_from(values)) for name, values in SETS.items()}
    return Endpoint(
        attributes=draw(attributes),
        user_attributes=draw(attributes),
        metrics=draw(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 4))),
        hours_since_active=draw(st.none() | st.sampled_from([1, 100, 300, 700, 1000])),
        texts={name: text for name, text in texts.items() if text is not None},
        segments=draw(st.frozensets(st.sampled_from(SOURCES))),
    )


def readings() -> SearchStrategy[Reading]:
    """Return what AWS leaves open, decided."""
    return st.builds(Reading, st.booleans(), st.booleans(), st.booleans())


@st.composite
def met_by(draw: DrawFn, endpoint: Endpoint, reading: Reading) -> dict[str, Json]:
    """Return definitions that ``endpoint`` is in: each block that has to hold is made of criteria that it meets."""
    include = draw(st.sampled_from(["ALL", "ANY"]))
    groups = [draw(_group_met_by(endpoint, reading)) for _ in range(draw(st.integers(1, 2)))]
    if include == "ANY":
        groups += [draw(_any_group())]
    return {"Name": "Met", "SegmentGroups": {"Include": include, "Groups": list(groups)}}


def whatever() -> SearchStrategy[dict[str, Json]]:
    """Return definitions, contradictory or not."""
    plain = st.fixed_dictionaries({"Name": st.just("Any"), "Dimensions": blocks()})
    groups = st.fixed_dictionaries(
        {"Include": st.sampled_from(["ALL", "ALL", "ANY", "NONE"]), "Groups": st.lists(_any_group(), min_size=1, max_size=2)}
    )
    return plain | st.fixed_dictionaries({"Name": st.just("Any"), "SegmentGroups": groups})


def blocks() -> SearchStrategy[Json]:
    """Return blocks of one or two criteria."""
    dated = st.fixed_dictionaries({"AttributeType": st.sampled_from(["BEFORE", "AFTER", "ON"]), "Values": _several(DATES, 1)})
    ranges = st.lists(st.sampled_from(DATES), min_size=2, max_size=2).map(sorted)
    between = st.fixed_dictionaries({"AttributeType": st.sampled_from(["BETWEEN", "NOT_BETWEEN"]), "Values": ranges})
    types = st.sampled_from(["INCLUSIVE", "INCLUSIVE", "EXCLUSIVE", "CONTAINS"])
    texts = st.fixed_dictionaries({"AttributeType": types, "Values": _several(TEXTS, 2)})
    attributes = st.dictionaries(st.sampled_from(NAMES), texts | dated | between, min_size=1, max_size=1)
    metric: SearchStrategy[Json] = st.fixed_dictionaries({"ComparisonOperator": st.sampled_from(OPERATORS), "Value": st.integers(0, 4)})
    recency = st.fixed_dictionaries({"Duration": st.sampled_from(sorted(HOURS)), "RecencyType": st.sampled_from(["ACTIVE", "INACTIVE"])})
    sections: dict[str, SearchStrategy[Json]] = {
        "Attributes": attributes,
        "UserAttributes": attributes,
        "Metrics": st.dictionaries(st.sampled_from(NAMES), metric, min_size=1, max_size=1),
        "Behavior": st.fixed_dictionaries({"Recency": recency}),
        "Location": st.fixed_dictionaries({"Country": _set("Country")}),
        "Demographic": st.sampled_from(sorted(SETS.keys() - {"Country"})).flatmap(lambda name: st.fixed_dictionaries({name: _set(name)})),
    }
    chosen = st.lists(st.sampled_from(sorted(sections)), min_size=1, max_size=2, unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: sections[name] for name in names}))


def _set(name: str) -> SearchStrategy[Json]:
    types = st.sampled_from(["INCLUSIVE", "INCLUSIVE", "EXCLUSIVE"])
    return st.fixed_dictionaries({"DimensionType": types, "Values": _several(SETS[name], 2)})


def _several(words: Sequence[str], most: int) -> SearchStrategy[Json]:
    return st.lists(st.sampled_from(words), min_size=1, max_size=most, unique=True)


def _any_group() -> SearchStrategy[Json]:
    connective = st.sampled_from(["ALL", "ALL", "ANY", "NONE"])
    return st.fixed_dictionaries(
        {"Type": connective, "SourceType": st.just("ALL"), "Dimensions": st.lists(blocks(), min_size=1, max_size=3)}
    )


@st.composite
def _group_met_by(draw: DrawFn, endpoint: Endpoint, reading: Reading) -> Json:
    met = blocks().filter(lambda block: _meets(endpoint, block, reading))
    unmet = blocks().filter(lambda block: not _meets(endpoint, block, reading))
    type_ = draw(st.sampled_from(["ALL", "ALL", "ANY", "NONE"]))
    several = st.lists(unmet if type_ == "NONE" else met, min_size=1, max_size=3)
    chosen = [*draw(several), *(draw(st.lists(unmet, max_size=1)) if type_ == "ANY" else [])]
    in_all: list[Json] = [{"Ref": key} for key in sorted(endpoint.segments)]
    return {"Type": type_, "SourceType": "ALL", "SourceSegments": in_all, "Dimensions": chosen}


def _meets(endpoint: Endpoint, block: Json, reading: Reading) -> bool:
    return is_in(endpoint, {"Dimensions": block}, reading)
