"""Cut GitHub's OpenAPI descriptions down to the calls this project makes: ``python -m tests.fake_github.openapi.cut PACKAGE``.

PACKAGE is the unpacked npm package ``@octokit/openapi`` 23.0.2, the folder that holds its ``package.json``. What is left of
each description is the paths below with everything they refer to; prose (descriptions, summaries, titles, examples) is removed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from segments_as_code.model.document import Json

PACKAGE = "@octokit/openapi"
VERSION = "23.0.2"
EDITIONS = ("api.github.com", "ghes-3.19")
"""The public GitHub, and the newest GitHub Enterprise Server that the package describes."""

_REPOSITORY = "/repos/{owner}/{repo}"
CALLS: Mapping[str, tuple[str, ...]] = {
    f"{_REPOSITORY}/commits/{{commit_sha}}/pulls": ("get",),
    f"{_REPOSITORY}/git/blobs/{{file_sha}}": ("get",),
    f"{_REPOSITORY}/git/commits/{{commit_sha}}": ("get",),
    f"{_REPOSITORY}/git/ref/{{ref}}": ("get",),
    f"{_REPOSITORY}/git/trees/{{tree_sha}}": ("get",),
    f"{_REPOSITORY}/issues": ("get", "post"),
    f"{_REPOSITORY}/issues/{{issue_number}}": ("patch",),
    f"{_REPOSITORY}/issues/comments/{{comment_id}}": ("get", "patch", "delete"),
    f"{_REPOSITORY}/issues/{{issue_number}}/comments": ("get", "post"),
    f"{_REPOSITORY}/issues/{{issue_number}}/events": ("get",),
    f"{_REPOSITORY}/issues/{{issue_number}}/labels": ("get", "post"),
    f"{_REPOSITORY}/issues/{{issue_number}}/labels/{{name}}": ("delete",),
    f"{_REPOSITORY}/pulls/{{pull_number}}": ("get",),
}
_ALSO = ("#/components/schemas/basic-error",)
"""Needed by no call above by name: the body of the refusals that GitHub documents for all calls at once (401, 403, 429)."""

_PROSE = frozenset({"description", "summary", "title", "example", "examples", "externalDocs", "tags"})
_NAMES_INSIDE = frozenset({"properties", "patternProperties", "responses", "headers", "content", "schemas", "parameters", "paths"})
"""Members whose own members are names, among which a ``title`` or a ``description`` is not prose."""

_RESPONSE = "a response"


def cut(description: Mapping[str, Json]) -> dict[str, Json]:
    """Return the part of an OpenAPI ``description`` that ``CALLS`` need."""
    paths = {path: _operations(description, path, methods) for path, methods in CALLS.items()}
    components: dict[str, dict[str, Json]] = {}
    waiting = [*_references(paths), *_ALSO]
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name not in components.setdefault(kind, {}):
            found = _mapping(_mapping(description["components"])[kind])[name]
            components[kind][name] = _without_prose(found, _RESPONSE if kind == "responses" else "")
            waiting += _references(components[kind][name])
    info: Json = {"title": f"{PACKAGE} {VERSION}, cut", "version": VERSION}
    ordered = {kind: dict(sorted(members.items())) for kind, members in sorted(components.items())}
    return {"openapi": description["openapi"], "info": info, "paths": paths, "components": ordered}


def main(arguments: list[str]) -> int:
    """Write the cut of every edition beside this file."""
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    package = Path(arguments[0])
    identity = json.loads((package / "package.json").read_text(encoding="utf-8"))
    if (identity["name"], identity["version"]) != (PACKAGE, VERSION):
        sys.stderr.write(f"{package} holds {identity['name']} {identity['version']}; this script is for {PACKAGE} {VERSION}.\n")
        return 1
    for edition in EDITIONS:
        description = json.loads((package / "generated" / f"{edition}.json").read_text(encoding="utf-8"))
        Path(__file__).with_name(f"{edition}.json").write_text(_text(cut(description)), encoding="utf-8")
    return 0


def _operations(description: Mapping[str, Json], path: str, methods: Iterable[str]) -> Json:
    operations = _mapping(_mapping(description["paths"])[path])
    return {method: _without_prose(_mapping(operations[method])) for method in methods}


def _without_prose(value: Json, inside: str = "") -> Json:
    """Return ``value``, which stands ``inside`` a member, without prose; a response keeps an empty description: OpenAPI asks for one."""
    if isinstance(value, Mapping):
        if inside in _NAMES_INSIDE:
            return {name: _without_prose(member, _RESPONSE if inside == "responses" else "") for name, member in value.items()}
        kept = {name: _without_prose(member, name) for name, member in value.items() if name not in _PROSE and not name.startswith("x-")}
        return {"description": "", **kept} if inside == _RESPONSE and "$ref" not in kept else kept
    return [_without_prose(member) for member in value] if isinstance(value, list) else value


def _references(value: Json) -> list[str]:
    if isinstance(value, Mapping):
        own = value.get("$ref")
        return ([own] if isinstance(own, str) else []) + [found for member in value.values() for found in _references(member)]
    return [found for member in value for found in _references(member)] if isinstance(value, list) else []


def _mapping(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise TypeError(f"the description holds {value!r} where a mapping belongs")
    return value


def _text(description: Mapping[str, Json]) -> str:
    """Return ``description`` as JSON with one path or component a line: small, and readable as a difference."""
    depths = {"components": 2, "paths": 1}
    members = [f"{json.dumps(name)}:{_lines(value, depths.get(name, 0))}" for name, value in description.items()]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _lines(value: Json, depth: int) -> str:
    if depth and isinstance(value, Mapping):
        return "{\n" + ",\n".join(f"{json.dumps(name)}:{_lines(member, depth - 1)}" for name, member in value.items()) + "\n}"
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
