"""Which change comes before which: what is built on first, what builds on others last, deletions the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from segments_as_code.model.plan import Delete
from segments_as_code.model.segment import DesiredSegment, Reference
from segments_as_code.ports import Dialect


def in_dependency_order(desired: Sequence[DesiredSegment], built_on: Mapping[str, Sequence[Reference]]) -> Iterator[DesiredSegment]:
    """Yield ``desired`` so that each follows what it is ``built_on``; by key where either order would do."""
    by_key = {segment.key: segment for segment in desired}
    needs = {key: {reference.key for reference in built_on[key] if reference.key in by_key} for key in by_key}
    return (by_key[key] for key in _sorted(needs))


def dependents_first(deletes: Sequence[Delete], dialect: Dialect) -> Iterator[Delete]:
    """Yield ``deletes`` so that each comes before what it builds on; by key where either order would do, or none does."""
    by_key = {delete.key: delete for delete in deletes}
    needs: dict[str, set[str]] = {key: set() for key in by_key}
    for key, delete in by_key.items():
        for reference in dialect.references(delete.deployed.definition):
            if reference.key in needs and reference.key is not None:
                needs[reference.key].add(key)
    try:
        order = list(_sorted(needs))
    except CycleError:  # whether the service accepts a circle is not documented
        order = sorted(by_key)
    return (by_key[key] for key in order)


def _sorted(needs: Mapping[str, Iterable[str | None]]) -> Iterator[str]:
    sorter: TopologicalSorter[str] = TopologicalSorter({key: [n for n in needed if n] for key, needed in needs.items()})
    sorter.prepare()
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        yield from ready
        sorter.done(*ready)
