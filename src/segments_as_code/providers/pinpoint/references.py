"""Find and replace the segments that a definition builds on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from segments_as_code.model.document import Definition, Json, Path
from segments_as_code.model.segment import Reference
from segments_as_code.providers.aws.segment_groups import Source, change_sources, sources_in
from segments_as_code.providers.pinpoint.canonical import canonical
from segments_as_code.providers.pinpoint.shape import SOURCE_ORDER


def references(definition: Definition) -> tuple[Reference, ...]:
    """Return each segment that ``definition`` builds on once, by key, then by id and version."""
    found = {reference_of(source) for _, source in sources_in(definition)} - {Reference()}
    return tuple(sorted(found, key=lambda r: (r.key is None, r.key or "", r.id or "", r.version or 0)))


def reference_paths(content: Mapping[str, Json]) -> tuple[tuple[Path, Reference], ...]:
    """Return the path of each Ref and each Id in a document's content, with what it refers to."""
    found = ((at, reference_of(source)) for at, source in sources_in(content))
    return tuple(((*at, "Id" if reference.key is None else "Ref"), reference) for at, reference in found if reference != Reference())


def replace_references(definition: Definition, rebind: Callable[[Reference], Reference]) -> Definition:
    """Return ``definition`` in canonical form, with each reference replaced by the result of ``rebind``."""

    def change(source: Source) -> Source:
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
    wanted = {reference_of(source) for _, source in sources_in(desired)}

    def change(source: Source) -> Source:
        reference = reference_of(source)
        if Reference(reference.key, reference.id) not in wanted or reference in wanted:
            return source
        return {name: value for name, value in source.items() if name != "Version"}

    return _with_sources(deployed, change)


def _with_sources(definition: Definition, change: Callable[[Source], Source]) -> Definition:
    changed = change_sources(definition, change)
    return definition if changed is definition else canonical(changed)


def reference_of(source: Source) -> Reference:
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
