"""Find out whether the newest commit of a branch still wants what a plan made at an older one would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from segments_as_code.model.plan import Delete, Plan, Replace, Unchanged, key_of
from segments_as_code.model.problem import short
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.ports import Dialect


def find_disagreements(
    plan: Plan, here: Sequence[DesiredSegment], at_head: Sequence[DesiredSegment], dialect: Dialect
) -> Iterator[tuple[str, str]]:
    """Yield the key of each change that the head does not want as it is planned, and how it differs there.

    ``here`` is what the files of this run say, ``at_head`` what the files at the head say. A change is wanted if the head has
    the same segment, and the same segments that it builds on; a deletion if the head neither names the key nor needs the
    deployed segment.
    """
    ours = {segment.key: segment for segment in here}
    theirs = {segment.key: segment for segment in at_head}
    sources, needed = _sources(plan, dialect), _needed_ids(at_head, dialect)
    for change in plan.changes:
        if isinstance(change, Unchanged):
            continue
        key, disagreement = key_of(change), ""
        if not isinstance(change, Delete):
            disagreement = _differs(key, ours, theirs, sources)
        elif key in theirs:
            disagreement = "it is not deleted there"
        if not disagreement and isinstance(change, Delete | Replace) and change.deployed.id in needed:
            disagreement = f"{short(needed[change.deployed.id])} needs the deployed segment {change.deployed.id} there"
        if disagreement:
            yield key, disagreement


def _needed_ids(segments: Sequence[DesiredSegment], dialect: Dialect) -> Mapping[str, str]:
    """Return the ids of deployed segments that ``segments`` take over or build on, each with the key of one that does."""
    needed: dict[str, str] = {}
    for segment in segments:
        for found in [segment.lifecycle.adopt, *(reference.id for reference in dialect.references(segment.definition))]:
            if found is not None:
                needed.setdefault(found, segment.key)
    return needed


def _differs(
    key: str, ours: Mapping[str, DesiredSegment], theirs: Mapping[str, DesiredSegment], sources: Mapping[str, Sequence[str]]
) -> str:
    """Return how a segment differs at the head, or the first of those that it builds on; empty if they are the same."""
    waiting, seen = [key], {key}
    while waiting:
        one = waiting.pop(0)
        subject = "it" if one == key else f"{short(one)}, on which it builds,"
        if one not in theirs:
            return f"{subject} is not there"
        if one not in ours or _wanted(ours[one]) != _wanted(theirs[one]):
            return f"{subject} is another there"
        waiting += [source for source in sources.get(one, ()) if source not in seen]
        seen.update(waiting)
    return ""


def _wanted(segment: DesiredSegment) -> tuple[object, ...]:
    """Return what of a segment decides what is deployed: not where it stands, nor which warnings are ignored."""
    return (segment.definition, dict(segment.tags), replace(segment.lifecycle, ignore=()))


def _sources(plan: Plan, dialect: Dialect) -> Mapping[str, Sequence[str]]:
    """Return, for each key that stays, the keys that it builds on."""
    staying = [change.desired for change in plan.changes if not isinstance(change, Delete)]
    return {
        segment.key: [reference.key for reference in dialect.references(segment.definition) if reference.key is not None]
        for segment in staying
    }
