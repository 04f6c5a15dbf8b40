"""Find and replace the segments that a definition builds on: ``Ref`` is a key, ``SegmentDefinitionName`` the service's own id."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from segments_as_code.model.document import Definition, Json, Path
from segments_as_code.model.segment import Reference
from segments_as_code.providers.aws.segment_groups import Source, change_sources, sources_in
from segments_as_code.providers.customer_profiles.canonical import canonical
from segments_as_code.providers.customer_profiles.shape import SOURCE_ORDER


def references(definition: Definition) -> tuple[Reference, ...]:
    """Return each segment that ``definition`` builds on once, by key, then by name."""
    found = {reference_of(source) for _, source in sources_in(definition)} - {Reference()}
    return tuple(sorted(found, key=lambda reference: (reference.key is None, reference.key or "", reference.id or "")))


def reference_paths(content: Mapping[str, Json]) -> tuple[tuple[Path, Reference], ...]:
    """Return the path of each Ref and each SegmentDefinitionName of a source in a document's content, with what it refers to."""
    found = ((at, reference_of(source)) for at, source in sources_in(content))
    return tuple(
        ((*at, "SegmentDefinitionName" if reference.key is None else "Ref"), reference)
        for at, reference in found
        if reference != Reference()
    )


def replace_references(definition: Definition, rebind: Callable[[Reference], Reference]) -> Definition:
    """Return ``definition`` in canonical form, with each reference replaced by the result of ``rebind``."""

    def change(source: Source) -> Source:
        reference = reference_of(source)
        if reference == Reference():
            return source
        rest = {name: value for name, value in source.items() if name not in SOURCE_ORDER}
        return {**write_source(rebind(reference)), **rest}

    changed = change_sources(definition, change)
    return definition if changed is definition else canonical(changed)


def reference_of(source: Source) -> Reference:
    """Return the reference of a source segment, without members of a wrong type."""
    key, name = (source.get(member) for member in SOURCE_ORDER)
    return Reference(key=key if isinstance(key, str) else None, id=name if isinstance(name, str) else None)


def write_source(reference: Reference) -> dict[str, Json]:
    """Return a source segment as Customer Profiles writes it (except ``Ref``)."""
    found: dict[str, Json] = {"Ref": reference.key, "SegmentDefinitionName": reference.id}
    return {name: value for name, value in found.items() if value is not None}
