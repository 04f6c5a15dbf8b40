"""The content of a document for a segment as it is deployed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from segments_as_code.model.document import Json
from segments_as_code.model.segment import DeployedSegment, Reference
from segments_as_code.ownership import OUR_PREFIX, has_owner, is_protected, managed_tags
from segments_as_code.ports import Dialect

_AWS_PREFIX = "aws:"
"""Tags that AWS reserves; they cannot be written."""
_CARE = ("Key", "Tags", "tags", "Lifecycle")
"""Members of a document that are not part of the definition."""

Naming = Callable[[Reference], Reference]


def new_content(segment: DeployedSegment, key: str, naming: Naming, dialect: Dialect, *, must_say_key: bool) -> dict[str, Json]:
    """Return the document of a segment that no file describes; it says its ``key`` if the file's path is not the key."""
    content: dict[str, Json] = {"Key": key} if must_say_key else {}
    content |= dialect.simplify(dialect.replace_references(segment.definition, naming))
    if dialect.id_member is not None and dialect.id_of(key, content) != segment.id:
        content[dialect.id_member] = segment.id
    if tags := _tags(segment):
        content["Tags"] = tags
    if not has_owner(segment.tags):
        content["Lifecycle"] = {"Adopt": segment.id}
    elif is_protected(segment.tags):
        content["Lifecycle"] = {"Protected": True}
    return content


def changed_content(current: Mapping[str, Json], deployed: DeployedSegment, dialect: Dialect) -> dict[str, Json]:
    """Return the document ``current`` changed to what is deployed, in its author's order and spelling where possible.

    References in ``deployed`` are as the document names them.
    """
    content = _with_definition(current, dialect.simplify(deployed.definition), dialect)
    if dialect.id_member in content and content[dialect.id_member] != deployed.id:
        content[dialect.id_member] = deployed.id
    return _with_care(_with_tags(content, deployed), deployed)


def _with_definition(current: Mapping[str, Json], wanted: Mapping[str, Json], dialect: Dialect) -> dict[str, Json]:
    said = dialect.definition(current)
    whole = dialect.canonical(wanted)
    if said == whole:
        return dict(current)
    care = {dialect.scope_member, dialect.id_member, *_CARE}
    name = dialect.name_member
    if {**said, name: None} == {**whole, name: None}:
        return {**current, name: wanted.get(name)}
    kept = {name: _merged(value, wanted.get(name, value)) for name, value in current.items() if name in {*wanted, *care}}
    merged = {**kept, **{name: value for name, value in wanted.items() if name not in kept}}
    if dialect.definition(merged) == whole:
        return merged
    return {**merged, **wanted}


def _merged(current: Json, wanted: Json) -> Json:
    """Return ``wanted`` with what it shares with ``current`` in the order of ``current``."""
    if isinstance(current, Mapping) and isinstance(wanted, Mapping):
        kept = {name: _merged(value, wanted[name]) for name, value in current.items() if name in wanted}
        return {**kept, **{name: value for name, value in wanted.items() if name not in kept}}
    if isinstance(current, list) and isinstance(wanted, list):
        kept_items = [value for value in current if value in wanted]
        return [*kept_items, *(value for value in wanted if value not in current)]
    return wanted


def _with_tags(content: Mapping[str, Json], deployed: DeployedSegment) -> dict[str, Json]:
    """Return ``content`` with the deployed ones of its own tags and of those that we once added."""
    said = content.get("Tags")
    named = {name: deployed.tags[name] for name in said if name in deployed.tags} if isinstance(said, Mapping) else {}
    tags = {**named, **{name: value for name, value in _tags(deployed).items() if name not in named}}
    without = {name: value for name, value in content.items() if name != "Tags"}
    if not tags:
        return without
    return {**content, "Tags": tags} if "Tags" in content else _before_care(without, tags)


def _before_care(content: Mapping[str, Json], tags: Mapping[str, Json]) -> dict[str, Json]:
    rest = {name: value for name, value in content.items() if name == "Lifecycle"}
    return {**{name: value for name, value in content.items() if name not in rest}, "Tags": tags, **rest}


def _with_care(content: Mapping[str, Json], deployed: DeployedSegment) -> dict[str, Json]:
    """Return ``content`` protected as the deployed segment is, if that is ours."""
    if not has_owner(deployed.tags):
        return dict(content)
    said = content.get("Lifecycle")
    care = dict(said) if isinstance(said, Mapping) else {}
    if (care.get("Protected") is True) == is_protected(deployed.tags):
        return dict(content)
    care["Protected"] = is_protected(deployed.tags)
    return {**content, "Lifecycle": care}


def _tags(segment: DeployedSegment) -> dict[str, Json]:
    """Return the tags for a file: all of them, or for a segment of ours those that a file named."""
    names = managed_tags(segment.tags) if has_owner(segment.tags) else segment.tags
    return {name: segment.tags[name] for name in sorted(names) if not name.startswith((OUR_PREFIX, _AWS_PREFIX))}
