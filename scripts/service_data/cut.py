"""What our package says of Pinpoint to botocore: its own description, cut down to the calls that the gateways make.

Of Pinpoint's 120 operations the gateways call a dozen, and of the table of endpoints they need five services of three hundred. Both,
without what nobody needs, are read in a thousandth of a second instead of fifty. What remains is botocore's own word: parts are left
out, and none is changed but for one mark. Answers about segments are marked as documents: botocore hands those through as they are,
and ``gateway/answers.py`` reads them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from scripts.image.services import Json, Model, cut_endpoints, objects, undocumented

OPERATIONS = frozenset(
    {
        "CreateSegment",
        "DeleteSegment",
        "GetCampaigns",
        "GetSegment",
        "GetSegmentVersion",
        "GetSegments",
        "ListJourneys",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
        "UpdateSegment",
    }
)
"""Pinpoint's operations that the gateways call: their READS and WRITES, as a test sees to. The model watch runs without our package."""

READ_BY_US = ("SegmentResponse", "SegmentsResponse")


def cut_model(model: Model) -> Model:
    """Return Pinpoint's description with our operations and the shapes that they reach, and with no documentation.

    Raises:
        KeyError: the service has no such operation.
    """
    described = objects(model, "operations")
    kept: Model = {name: described[name] for name in sorted(OPERATIONS)}
    shapes = objects(model, "shapes")
    reached = sorted(set(_reached(kept, shapes)))
    return undocumented({**model, "operations": kept, "shapes": {name: shapes[name] for name in reached}})


def marked(model: Model) -> Model:
    """Return a description in which the answers that we read ourselves are documents."""
    shapes = objects(model, "shapes")
    return {**model, "shapes": {**shapes, **{name: {**objects(shapes, name), "document": True} for name in READ_BY_US}}}


def files(model: Model, endpoints: Model) -> dict[str, str]:
    """Return what our data folder holds, by path: made of botocore's description of Pinpoint and its table of endpoints."""
    return {
        "calls/pinpoint/2016-12-01/service-2.json": _text(marked(cut_model(model))),
        "regions/endpoints.json": _text(cut_endpoints(endpoints)),
    }


def _text(model: Model) -> str:
    """Return JSON with a line for each member of what a member holds: short to read, and a difference shows what differs."""
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {_lines(said)}" for name, said in model.items()) + "\n}\n"


def _lines(said: Json) -> str:
    match said:
        case dict():
            return "{\n" + ",\n".join(f"{json.dumps(name)}: {_compact(inner)}" for name, inner in said.items()) + "\n}"
        case list():
            return "[\n" + ",\n".join(map(_compact, said)) + "\n]"
    return _compact(said)


def _compact(said: Json) -> str:
    return json.dumps(said, separators=(",", ":"))


def _reached(said: Json, shapes: Model) -> Iterator[str]:
    """Yield the name of every shape that ``said`` leads to."""
    seen: set[str] = set()
    pending = [said]
    while pending:
        match pending.pop():
            case dict() as members:
                pending += members.values()
                name = members.get("shape")
                if isinstance(name, str) and name not in seen:
                    seen.add(name)
                    pending.append(shapes[name])
            case list() as items:
                pending += items
    yield from seen
