"""Cut botocore's data down to the services that the action talks to, and Pinpoint's description to the calls that it makes.

botocore describes 400 services. Ours are Pinpoint, and the four that credentials come from. Of Pinpoint's 120 operations the gateways call
a dozen; a description without the others, and without documentation, is read in a fraction of the time. What remains is botocore's own
word, never ours: members are left out, none is changed. ``tests/test_image_services.py`` makes every call on the cut data.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Model: TypeAlias = "dict[str, Json]"

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
"""Pinpoint's operations that the gateways call: their READS and WRITES, as a test sees to."""

SERVICES: Mapping[str, str] = {"pinpoint": "pinpoint", "sts": "sts", "sso": "portal.sso", "sso-oidc": "oidc", "signin": "signin"}
"""The folders of ``botocore/data`` that stay, each with the name by which ``endpoints.json`` knows the service."""

_DESCRIBING = ("service-2", "endpoint-rule-set-1")
"""The files of a service that a client reads; paginators, waiters and examples are for other uses."""


def cut_services(data: Path) -> None:
    """Cut the folder ``botocore/data`` down in place."""
    for folder in [path for path in data.iterdir() if path.is_dir()]:
        if folder.name in SERVICES:
            _cut_service(folder)
        else:
            shutil.rmtree(folder)
    endpoints = data / "endpoints.json"
    _write(endpoints, cut_endpoints(_read(endpoints)))


def cut_model(model: Model, operations: frozenset[str]) -> Model:
    """Return a service's description with ``operations`` and the shapes that they reach, and with no documentation.

    Raises:
        KeyError: the service has no such operation.
    """
    described = _objects(model, "operations")
    kept: Model = {name: described[name] for name in sorted(operations)}
    shapes = _objects(model, "shapes")
    reached = sorted(set(_reached(kept, shapes)))
    return _undocumented({**model, "operations": kept, "shapes": {name: shapes[name] for name in reached}})


def cut_endpoints(endpoints: Model) -> Model:
    """Return the table of endpoints for our services alone; partitions and regions stay as they are."""
    partitions = endpoints["partitions"]
    assert isinstance(partitions, list)  # noqa: S101 # botocore's own file
    return {**endpoints, "partitions": [_cut_partition(partition) for partition in partitions]}


def _cut_partition(partition: Json) -> Json:
    assert isinstance(partition, dict)  # noqa: S101 # botocore's own file
    services = _objects(partition, "services")
    return {**partition, "services": {name: services[name] for name in SERVICES.values() if name in services}}


def _cut_service(folder: Path) -> None:
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        kind = path.name.partition(".")[0]
        if kind in _DESCRIBING:
            model = _read(path)
            if kind == "service-2":
                model = cut_model(model, OPERATIONS) if folder.name == "pinpoint" else _undocumented(model)
            _write(path.with_name(f"{kind}.json"), model)
        if path.name != f"{kind}.json" or kind not in _DESCRIBING:
            path.unlink()


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


def _undocumented(model: Model) -> Model:
    """Return ``model`` without texts for people. A member that happens to be called documentation is no text, and stays."""
    return {name: _plain(said) for name, said in model.items() if not (name == "documentation" and isinstance(said, str))}


def _plain(said: Json) -> Json:
    match said:
        case dict():
            return _undocumented(said)
        case list():
            return [_plain(item) for item in said]
    return said


def _objects(model: Mapping[str, Json], name: str) -> Model:
    found = model[name]
    assert isinstance(found, dict)  # noqa: S101 # botocore's own file
    return found


def _read(path: Path) -> Model:
    raw = path.read_bytes()
    model: Model = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    return model


def _write(path: Path, model: Model) -> None:
    path.write_text(json.dumps(model, separators=(",", ":")), encoding="utf-8")
