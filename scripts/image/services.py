"""Cut botocore's data down to the services that the action talks to.

botocore describes 400 services. Ours are Pinpoint, and the four that credentials come from; Pinpoint's calls are described in our own
package (``scripts/service_data``), so of botocore's word on it only where its endpoints are stays. What remains is botocore's own,
never ours: parts are left out, none is changed. ``tests/image/test_services.py`` makes every call on the cut data.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Model: TypeAlias = "dict[str, Json]"

SERVICES: Mapping[str, str] = {"pinpoint": "pinpoint", "sts": "sts", "sso": "portal.sso", "sso-oidc": "oidc", "signin": "signin"}
"""The folders of ``botocore/data`` that stay, each with the name by which ``endpoints.json`` knows the service."""

_CALLS, _ENDPOINTS = "service-2", "endpoint-rule-set-1"
"""The files of a service that a client reads; paginators, waiters and examples are for other uses."""


def cut_services(data: Path) -> None:
    """Cut the folder ``botocore/data`` down in place."""
    for folder in [path for path in data.iterdir() if path.is_dir()]:
        if folder.name in SERVICES:
            _cut_service(folder, {_ENDPOINTS} if folder.name == "pinpoint" else {_CALLS, _ENDPOINTS})
        else:
            shutil.rmtree(folder)
    endpoints = data / "endpoints.json"
    _write(endpoints, cut_endpoints(_read(endpoints)))


def cut_endpoints(endpoints: Model) -> Model:
    """Return the table of endpoints for our services alone; partitions and regions stay as they are."""
    partitions = endpoints["partitions"]
    assert isinstance(partitions, list)  # noqa: S101 # botocore's own file
    return {**endpoints, "partitions": [_cut_partition(partition) for partition in partitions]}


def _cut_partition(partition: Json) -> Json:
    assert isinstance(partition, dict)  # noqa: S101 # botocore's own file
    services = objects(partition, "services")
    return {**partition, "services": {name: services[name] for name in SERVICES.values() if name in services}}


def undocumented(model: Model) -> Model:
    """Return ``model`` without texts for people. A member that happens to be called documentation is no text, and stays."""
    return {name: _plain(said) for name, said in model.items() if not (name == "documentation" and isinstance(said, str))}


def objects(model: Mapping[str, Json], name: str) -> Model:
    """Return the member ``name`` of a model, which is an object."""
    found = model[name]
    assert isinstance(found, dict)  # noqa: S101 # botocore's own file
    return found


def _cut_service(folder: Path, kept: Collection[str]) -> None:
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        kind = path.name.partition(".")[0]
        if kind in kept:
            _write(path.with_name(f"{kind}.json"), undocumented(_read(path)))
        if path.name != f"{kind}.json" or kind not in kept:
            path.unlink()


def _plain(said: Json) -> Json:
    match said:
        case dict():
            return undocumented(said)
        case list():
            return [_plain(item) for item in said]
    return said


def _read(path: Path) -> Model:
    raw = path.read_bytes()
    model: Model = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    return model


def _write(path: Path, model: Model) -> None:
    path.write_text(json.dumps(model, separators=(",", ":")), encoding="utf-8")
