"""Find and replace the segments that a definition builds on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from segments_as_code.model.document import Definition, Json, Path
from segments_as_code.model.segment import Reference
from segments_as_code.providers.pinpoint.canonical import canonical
from segments_as_code.providers.pinpoint.shape import SOURCE_ORDER

_Source = Mapping[str, Json]


def references(definition: Definition) -> tuple[Reference, ...]:
    """Return each segment that ``definition`` builds on once, by key, then by id and version."""
    found = {reference_of(source) for _, source in _sources_in(definition)} - {Reference()}
    return tuple(sorted(found, key=lambda r: (r.key is None, r.key or "", r.id or "", r.version or 0)))


def reference_paths(content: Mapping[str, Json]) -> tuple[tuple[Path, Reference], ...]:
    """Return the path of each Ref and each Id in a document's content, with what it refers to."""
    found = ((at, reference_of(source)) for at, source in _sources_in(content))
    return tuple(((*at, "Id" if reference.key is None else "Ref"), reference) for at, reference in found if reference != Reference())


def replace_references(definition: Definition, rebind: Callable[[Reference], Reference]) -> Definition:
    """Return ``definition`` in canonical form, with each reference replaced by the result of ``rebind``."""

    def change(source: _Source) -> _Source:
        reference = reference_of(source)
        if reference == Reference():
            return source
        rest = {name: value for name, value in source.items() if name not in SOURCE_ORDER}
        return {**_source(rebind(reference)), **rest}

    return _with_sources(definition, change)


def ignore_unset_versions(deployed: Definition, desired: Definition) -> Definition:
    """Return ``deployed`` without the versions of sources that ``desired`` names without one.

    The service may echo a version that nobody wrote (AWS documents neither). A version that ``desired`` pins stays.
    """
    wanted = {reference_of(source) for _, source in _sources_in(desired)}

    def change(source: _Source) -> _Source:
        reference = reference_of(source)
        if Reference(reference.key, reference.id) not in wanted or reference in wanted:
            return source
        return {name: value for name, value in source.items() if name != "Version"}

    return _with_sources(deployed, change)


def _with_sources(definition: Definition, change: Callable[[_Source], _Source]) -> Definition:
    groups = _members(definition.get("SegmentGroups"))
    if not any(True for _ in _sources_in(definition)):
        return definition
    changed = [_group_with_sources(group, change) for group in _elements(groups.get("Groups"))]
    return canonical({**definition, "SegmentGroups": {**groups, "Groups": changed}})


def _group_with_sources(group: Json, change: Callable[[_Source], _Source]) -> Json:
    sources = _members(group).get("SourceSegments")
    if not isinstance(group, dict) or not isinstance(sources, list):
        return group
    return {**group, "SourceSegments": [change(source) if isinstance(source, dict) else source for source in sources]}


def reference_of(source: _Source) -> Reference:
    """Return the reference of a source segment, without members of a wrong type."""
    key, id_, version = (source.get(name) for name in SOURCE_ORDER)
    return Reference(
        key=key if isinstance(key, str) else None,
        id=id_ if isinstance(id_, str) else None,
        version=version if isinstance(version, int) and not isinstance(version, bool) else None,
    )


def _source(reference: Reference) -> dict[str, Json]:
    found: dict[str, Json] = {"Ref": reference.key, "Id": reference.id, "Version": reference.version}
    return {name: value for name, value in found.items() if value is not None}


def _sources_in(content: Mapping[str, Json]) -> Iterator[tuple[Path, Mapping[str, Json]]]:
    """Yield each segment that a group starts from, with its path."""
    for at, group in _groups_in(content):
        for index, source in enumerate(_elements(group.get("SourceSegments"))):
            if isinstance(source, dict):
                yield (*at, "SourceSegments", index), source


def _groups_in(content: Mapping[str, Json]) -> Iterator[tuple[Path, Mapping[str, Json]]]:
    """Yield each group with its path."""
    for index, group in enumerate(_elements(_members(content.get("SegmentGroups")).get("Groups"))):
        if isinstance(group, dict):
            yield ("SegmentGroups", "Groups", index), group


def _members(value: Json) -> Mapping[str, Json]:
    """Return ``value`` if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def _elements(value: Json) -> Sequence[Json]:
    """Return ``value`` if it is a list, else an empty one."""
    return value if isinstance(value, list) else ()
