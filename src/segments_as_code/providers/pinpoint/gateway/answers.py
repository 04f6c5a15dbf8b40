"""Read an answer about segments as botocore's model describes it, in a tenth of the time that botocore's own parser takes.

That one looks every value's shape up again, and copies the answer as it goes. Here a shape becomes a function once, and what is
read already is left where it is. What comes out is the same (a property test holds the two together): members that are unknown or
null are dropped, numbers are of the type that they are described as. What has another type than it is described with is an error.

Ten thousand segments say the same few things: equal criteria are one and the same object in all of them, which halves what they take.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from math import isfinite
from sys import intern
from typing import Any, TypeAlias

from botocore.model import ListShape, MapShape, ServiceModel, Shape, StringShape, StructureShape

from segments_as_code.providers.pinpoint.sameness import Known

Read: TypeAlias = Callable[[Any], Any]
"""Return what a value says, perhaps the value itself, changed. Raises TypeError, KeyError, ValueError or OverflowError."""

_OF_A_SEGMENT = frozenset({"Id", "Arn", "Name", "SegmentType", "Version", "CreationDate", "Dimensions", "SegmentGroups", "tags"})
"""What we look at; the rest, an ImportDefinition for one, is not even looked through."""
_OF_A_USER = frozenset({"Name", "SegmentId", "RefreshFrequency"})
"""What of a campaign or a journey is shown or compared as text."""
_CRITERIA = frozenset({"AttributeDimension", "MetricDimension", "SegmentBehaviors", "SegmentDemographics", "SegmentLocation"})
"""The shapes of what is equal in many segments."""


def segment_read(model: ServiceModel) -> Read:
    """Return what reads a SegmentResponse; one without an Id is an error."""
    read = _structure(model.shape_for("SegmentResponse"), Known(), _OF_A_SEGMENT)

    def with_id(value: Any) -> Any:
        segment = read(value)
        if "Id" not in segment:
            raise KeyError("Id")
        return segment

    return with_id


def segments_read(model: ServiceModel) -> Read:
    """Return what reads a page of segments, a SegmentsResponse."""
    read = segment_read(model)

    def page(value: Any) -> Any:
        token = _mapping(value).get("NextToken")
        return {"Item": [read(item) for item in _list(value["Item"])], "NextToken": None if token is None else _text(token)}

    return page


def users_page(value: Any) -> Any:
    """Return a page of campaigns or journeys that botocore's parser has read; what they are told apart by must be texts."""
    for item in _list(value["Item"]):
        _text(item["Id"])
        for name in _OF_A_USER & item.keys():
            _text(item[name])
    return value


def tags_read(value: Any) -> Any:
    """Return a TagsModel that botocore's parser has read; tags must be texts."""
    return {"tags": _map(_text)(value["tags"])}


# ── equal values ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _shared(name: str, read: Read, known: Known[Any]) -> Read:
    """Return what reads as ``read`` does, and gives once more what it made of a value that was the same to the last type."""
    names = (name,)
    return lambda value: known.of(names, value, partial(read, value))


# ── shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read(shape: Shape, known: Known[Any]) -> Read:
    if isinstance(shape, StructureShape):
        return _shared(shape.name, _structure(shape, known), known) if shape.name in _CRITERIA else _structure(shape, known)
    if isinstance(shape, MapShape):
        return _map(_read(shape.value, known))
    if isinstance(shape, ListShape):
        return _each(_read(shape.member, known))
    return _word if isinstance(shape, StringShape) and shape.enum else _SCALARS[shape.type_name]


def _structure(shape: Shape, known: Known[Any], only: Collection[str] = ()) -> Read:
    assert isinstance(shape, StructureShape)  # noqa: S101  # told to the type checker
    reads = {name: _read(member, known) for name, member in shape.members.items() if not only or name in only}

    def structure(value: Any) -> Any:
        unwanted = []
        for name, said in _mapping(value).items():
            read = reads.get(name)
            if read is None or said is None:
                unwanted.append(name)
            elif read is not _text or type(said) is not str:
                value[name] = read(said)
        for name in unwanted:
            del value[name]
        return value

    return structure


def _map(read: Read) -> Read:
    return lambda value: {name: read(said) for name, said in _mapping(value).items() if said is not None}


def _each(read: Read) -> Read:
    if read is _text:
        return _list  # of values: how one of them is spelt is for whoever compares them
    return lambda value: [None if said is None else read(said) for said in _list(value)]


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("no object")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _word(value: Any) -> str:
    return intern(_text(value))


def _double(value: Any) -> float:
    double = float(value)
    if not isfinite(double):
        raise ValueError("no number")
    return double


_SCALARS: Mapping[str, Read] = {"string": _text, "integer": int, "long": int, "double": _double, "float": _double}
