"""Valid documents over the whole schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from segments_as_code.model.document import Json

Document = dict[str, Json]

CONNECTIVES = ("ALL", "ANY", "NONE")
CHANNELS = ("PUSH", "GCM", "APNS", "EMAIL", "SMS", "CUSTOM", "IN_APP")
COUNTRIES = ("AT", "CH", "DE", "NO", "US")
OPERATORS = ("GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "EQUAL")
DURATIONS = ("HR_24", "DAY_7", "DAY_14", "DAY_30")

_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"))
_TAG_LETTERS = st.sampled_from("abcXYZ019 _.:/=+-äж")


def json_values() -> SearchStrategy[Json]:
    """Return anything that JSON can say, with Pinpoint's own words among it so that it gets deep into our code."""
    words = st.sampled_from(
        [
            *("Name", "Dimensions", "SegmentGroups", "Groups", "Attributes", "UserAttributes", "Metrics", "Behavior", "Recency"),
            *("Demographic", "Channel", "Location", "Country", "GPSPoint", "Coordinates", "Latitude", "RangeInKilometers", "Values"),
            *("Value", "AttributeType", "DimensionType", "ComparisonOperator", "Type", "SourceType", "Include", "SourceSegments"),
            *("Id", "Ref", "Version", "tags", "Tags", "INCLUSIVE", "GREATER_THAN", "BEFORE", "BETWEEN", "ALL", "ANY", "NONE", "5"),
            *("2023-11-01", "2023-02-30", "2023-11-01T00:00:00Z", "2023-11-01T00:00:00.10Z", "2023-11-01T09:00:00+01:00"),
            *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "1e999", "USA"),
        ]
    )
    numbers = st.integers() | st.integers(2**52, 2**1100) | st.floats(allow_nan=False)
    leaves: SearchStrategy[Json] = st.none() | st.booleans() | numbers | words | st.text(max_size=4)
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | st.text(max_size=2), inner, max_size=4))


def documents(*, keys: Sequence[str] = (), alone: bool = True) -> SearchStrategy[Document]:
    """Return valid documents; their Refs are among ``keys``. With ``alone`` they say Key, ApplicationId and Lifecycle too."""
    optional: dict[str, SearchStrategy[Json]] = {"Tags": _tags()}
    if alone:
        optional |= {"Key": _keys(), "ApplicationId": st.just("app-123456"), "Lifecycle": _lifecycles()}
    everyone = st.fixed_dictionaries({"Name": _names()}, optional=optional)
    plain = st.fixed_dictionaries({"Name": _names(), "Dimensions": criteria_blocks()}, optional=optional)
    grouped = st.fixed_dictionaries({"Name": _names(), "SegmentGroups": _segment_groups(keys)}, optional=optional)
    return st.one_of(plain, grouped, everyone)


@st.composite
def estates(draw: DrawFn, *, max_size: int = 5) -> list[Document]:
    """Return documents that live together: each with its own Key, and Refs to earlier ones alone."""
    count = draw(st.integers(1, max_size))
    keys = draw(st.lists(_keys(), min_size=count, max_size=count, unique=True))
    return [{"Key": key, **draw(documents(keys=keys[:index], alone=False))} for index, key in enumerate(keys)]


def criteria_blocks() -> SearchStrategy[Document]:
    """Return blocks of at least one criterion."""
    sections: dict[str, SearchStrategy[Json]] = {
        "Attributes": _by_name(_attributes()),
        "UserAttributes": _by_name(_attributes()),
        "Metrics": _by_name(_metrics()),
        "Behavior": st.fixed_dictionaries({"Recency": _recencies()}),
        "Demographic": _some_of(
            {"Channel": _sets(CHANNELS), **{n: _sets() for n in ("AppVersion", "DeviceType", "Make", "Model", "Platform")}}
        ),
        "Location": _some_of({"Country": _sets(COUNTRIES), "GPSPoint": _circles()}),
    }
    return _some_of(sections)


def instants() -> SearchStrategy[str]:
    """Return instants in canonical form."""
    moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(lambda m: m.replace(microsecond=0).isoformat())  # noqa: DTZ001  # Z follows
    return st.builds(
        lambda moment, fraction: f"{moment}{fraction}Z", moments, st.sampled_from(["", "", ".5", ".123456789"])
    ) | st.sampled_from(["2023-11-01T00:00:00Z", "2024-02-29T00:00:00Z"])


def values() -> SearchStrategy[str]:
    """Return values to compare with, the awkward ones often."""
    awkward = [
        "ON",
        "NO",
        "yes",
        "5",
        "2023-11-01",
        "*bold*",
        "<b>",
        "@team",
        "::set-output",
        "a\u00a0b",
        " x ",
        "Ünï",
        "日本",
        "-",
        "null",
    ]
    return st.sampled_from(awkward) | st.text(_LETTERS, min_size=1, max_size=100)


def _names() -> SearchStrategy[str]:
    return st.text(_LETTERS, min_size=1, max_size=64).filter(lambda name: any(letter.isalnum() for letter in name))


def _keys() -> SearchStrategy[str]:
    return st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,20}", fullmatch=True)


def _ids() -> SearchStrategy[str]:
    return st.from_regex(r"[0-9a-f]{32}", fullmatch=True)


def _tags() -> SearchStrategy[Json]:
    return st.dictionaries(st.text(_TAG_LETTERS, min_size=1, max_size=12), st.text(_TAG_LETTERS, max_size=12), max_size=4)


def _lifecycles() -> SearchStrategy[Json]:
    codes = st.lists(st.sampled_from(["everyone", "date-only", "country-code"]), max_size=2)
    return st.fixed_dictionaries({}, optional={"Protected": st.booleans(), "Adopt": _ids(), "Ignore": codes})


def _attributes() -> SearchStrategy[Json]:
    several = st.lists(values(), min_size=1, max_size=4, unique=True)
    pair = st.tuples(instants(), instants()).map(lambda both: sorted(both, key=_moment))
    return st.one_of(
        st.fixed_dictionaries({"AttributeType": st.sampled_from(["INCLUSIVE", "EXCLUSIVE", "CONTAINS"]), "Values": several}),
        st.fixed_dictionaries({"AttributeType": st.sampled_from(["BEFORE", "AFTER", "ON"]), "Values": st.tuples(instants()).map(list)}),
        st.fixed_dictionaries({"AttributeType": st.sampled_from(["BETWEEN", "NOT_BETWEEN"]), "Values": pair}),
    )


def _moment(instant: str) -> str:
    """Return what orders instants: without the Z, so that a fraction comes after none."""
    return instant.removesuffix("Z")


def _metrics() -> SearchStrategy[Json]:
    numbers = st.integers(-5, 100) | st.integers(-(2**53), 2**53) | st.floats(-1e15, 1e15)
    return st.fixed_dictionaries({"ComparisonOperator": st.sampled_from(OPERATORS), "Value": numbers})


def _recencies() -> SearchStrategy[Json]:
    return st.fixed_dictionaries({"Duration": st.sampled_from(DURATIONS), "RecencyType": st.sampled_from(["ACTIVE", "INACTIVE"])})


def _sets(known: Sequence[str] = ()) -> SearchStrategy[Json]:
    each = st.sampled_from(known) if known else values()
    several = st.lists(each, min_size=1, max_size=3, unique=True)
    return st.fixed_dictionaries({"DimensionType": st.sampled_from(["INCLUSIVE", "EXCLUSIVE"]), "Values": several})


def _circles() -> SearchStrategy[Json]:
    coordinates = st.fixed_dictionaries({"Latitude": st.floats(-90, 90) | st.integers(-90, 90), "Longitude": st.floats(-180, 180)})
    radius = st.floats(0, 20_000, exclude_min=True) | st.integers(1, 500)
    return st.fixed_dictionaries({"Coordinates": coordinates}, optional={"RangeInKilometers": radius})


def _by_name(criteria: SearchStrategy[Json]) -> SearchStrategy[Json]:
    names = st.sampled_from(["customerType", "lastPurchase", "size", "Ünï code", "a.b"]) | st.text(_LETTERS, min_size=1, max_size=50)
    return st.dictionaries(names, criteria, min_size=1, max_size=3)


def _some_of(members: dict[str, SearchStrategy[Json]]) -> SearchStrategy[Document]:
    """Return mappings of one to three of ``members``."""
    chosen = st.lists(st.sampled_from(sorted(members)), min_size=1, max_size=3, unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: members[name] for name in names}))


def _segment_groups(keys: Sequence[str]) -> SearchStrategy[Json]:
    return st.fixed_dictionaries({"Include": st.sampled_from(CONNECTIVES), "Groups": st.lists(_groups(keys), min_size=1, max_size=3)})


def _groups(keys: Sequence[str]) -> SearchStrategy[Json]:
    connectives = st.sampled_from(CONNECTIVES)
    optional: dict[str, SearchStrategy[Json]] = {
        "Dimensions": st.lists(criteria_blocks(), max_size=3),
        "SourceSegments": st.lists(_sources(keys), max_size=3),
    }
    return st.fixed_dictionaries({"Type": connectives, "SourceType": connectives}, optional=optional)


def _sources(keys: Sequence[str]) -> SearchStrategy[Json]:
    by_id: SearchStrategy[Json] = st.fixed_dictionaries({"Id": _ids()}, optional={"Version": st.integers(1, 9)})
    return by_id | st.fixed_dictionaries({"Ref": st.sampled_from(keys)}) if keys else by_id
