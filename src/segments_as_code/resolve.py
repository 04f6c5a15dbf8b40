"""Turn valid documents into desired segments: give each its key, and find the segments that others build on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from segments_as_code.model.desired import DesiredSegment, Lifecycle, Reference
from segments_as_code.model.places import Document, DocumentSource
from segments_as_code.model.values import Json, Path
from segments_as_code.ports import Dialect
from segments_as_code.problems import Problem, Severity, sorted_problems

CODES: Mapping[str, str] = {
    "missing-key": "A file holds several documents, and this one has no Key: only a single document can take its key from the path.",
    "invalid-key": "A key has characters that a tag value cannot carry, or it is too long.",
    "duplicate-segment": "Two documents have the same key.",
    "adopted-twice": "Two documents want to take over the same deployed segment.",
    "another-application": "A document names an application that this run is not about.",
    "unknown-reference": "A Ref names a key that no document has.",
    "reference-cycle": "Segments build on each other in a circle.",
    "duplicate-audience": "Two segments have the same criteria, whatever they are named.",
    "everyone-as-source": "A source segment has everyone in it, so that building on it narrows nothing.",
}

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,255}")
_KEY_RULE = "a key is 1 to 256 letters A to Z, digits and . _ / -, and begins with a letter or a digit"

_NOTHING_SAID = Lifecycle()


class Resolved(NamedTuple):
    """Desired segments in the order of their keys, the container they all belong to where one is named, and what is wrong."""

    scope: str | None
    segments: tuple[DesiredSegment, ...]
    problems: tuple[Problem, ...]


class Entry(NamedTuple):
    """What a valid document asks for, and where it says so.

    Not the document itself: ten thousand are held until the last is read, since a reference may point anywhere, and most of
    what a document holds is in the segment's definition already. ``sources`` are the places of its references.
    """

    segment: DesiredSegment
    sources: tuple[tuple[Path, Reference], ...]
    scope: str | None
    key_at: Path
    source: DocumentSource

    @property
    def key(self) -> str:
        """Return the key of its segment."""
        return self.segment.key


def enter(document: Document, dialect: Dialect) -> Entry | Problem:
    """Return what a document (as ``validate`` returned it) asks for, or what is wrong with its key."""
    content, key = document.content, key_in(document)
    key_at: Path = ("Key",) if "Key" in content else ()
    if key is None:
        message = "this file holds several documents, and this one has no Key."
        return Problem(document.location(), "missing-key", message, f"add a Key, for example Key: {document.stem}/some-name.")
    if _KEY.fullmatch(key) is None:
        remedy = "choose another Key." if key_at else "write an explicit Key, or rename the file."
        message = f"the key {key!r} cannot be kept in a tag; {_KEY_RULE}."
        return Problem(document.location(key_at), "invalid-key", message, remedy)
    scope = content.get(dialect.scope_member)
    sources = dialect.reference_paths(content)
    return Entry(_desired(key, document, dialect), sources, scope if isinstance(scope, str) else None, key_at, document.source)


def key_in(document: Document) -> str | None:
    """Return the key that a document has or takes from its path, valid or not; None where it has none."""
    key = document.content.get("Key")
    if isinstance(key, str):
        return key
    return document.stem if document.alone else None


def resolve(entries: Sequence[Entry], dialect: Dialect, *, scope: str | None, broken: Collection[str] = ()) -> Resolved:
    """Return what all ``entries`` together ask for.

    ``scope`` is the container that the run names, if any. ``broken`` are keys of documents that are not valid: a reference
    to one of them is not a second mistake.
    """
    problems: list[Problem] = []
    first = _first_by_key(entries, problems)
    problems.extend(_adopted_twice(entries))
    scope = _common_scope(entries, dialect.scope_member, scope, problems)
    problems.extend(_dangling(entries, {*first, *broken}))
    problems.extend(_cycles(first))
    segments = tuple(entry.segment for _, entry in sorted(first.items()))
    problems.extend(_doubts(first, segments, dialect))
    return Resolved(scope, segments, sorted_problems(problems))


def _first_by_key(entries: Sequence[Entry], problems: list[Problem]) -> dict[str, Entry]:
    first: dict[str, Entry] = {}
    for entry in entries:
        earlier = first.setdefault(entry.key, entry)
        if earlier is not entry:
            other = earlier.source.location(earlier.key_at)
            message = f"the key {entry.key} is already that of the segment at {other}."
            place = entry.source.location(entry.key_at)
            problems.append(Problem(place, "duplicate-segment", message, "give one of the two another Key.", related=(other,)))
    return first


def _adopted_twice(entries: Sequence[Entry]) -> Iterator[Problem]:
    first: dict[str, Entry] = {}
    for entry in entries:
        wanted = entry.segment.lifecycle.adopt
        if wanted is None:
            continue
        earlier = first.setdefault(wanted, entry)
        if earlier is not entry:
            other = earlier.source.location(("Lifecycle", "Adopt"))
            message = f"the deployed segment {wanted} is already adopted at {other}."
            place = entry.source.location(("Lifecycle", "Adopt"))
            yield Problem(place, "adopted-twice", message, "adopt it in one document only.", related=(other,))


def _common_scope(entries: Sequence[Entry], member: str, scope: str | None, problems: list[Problem]) -> str | None:
    """Return the one container that the run or its documents name; every document that names another is a problem."""
    said_by = "this run is for" if scope is not None else "the documents before it are for"
    for entry in entries:
        found = entry.scope
        if found is None:
            continue
        scope = found if scope is None else scope
        if found != scope:
            message = f"{member} is {found}, but {said_by} {scope}: one run is about one application."
            remedy = f"write {scope}, leave {member} out, or keep the segments of {found} in a folder and a run of their own."
            problems.append(Problem(entry.source.location((member,)), "another-application", message, remedy))
    return scope


def _dangling(entries: Sequence[Entry], known: Collection[str]) -> Iterator[Problem]:
    for entry in entries:
        for at, reference in entry.sources:
            if reference.key is None or reference.key in known:
                continue
            from difflib import get_close_matches  # noqa: PLC0415  # only where a reference leads nowhere

            close = get_close_matches(reference.key, known, n=1)
            remedy = f"did you mean {close[0]}?" if close else "write the key of a segment in this folder, or Id for one that is not."
            message = f"Ref is {reference.key}, and no document here has that key."
            yield Problem(entry.source.location(at), "unknown-reference", message, remedy)


def _cycles(first: Mapping[str, Entry]) -> Iterator[Problem]:
    """Yield a problem for each circle of references, where its first segment (by key) names the next."""
    needs = {key: {reference.key for _, reference in entry.sources if reference.key in first} for key, entry in first.items()}
    while True:
        try:
            TopologicalSorter(needs).prepare()
        except CycleError as error:
            circle: list[str] = list(reversed(error.args[1][1:]))
        else:
            return
        start = circle.index(min(circle))
        circle = circle[start:] + circle[:start]
        entry, following = first[circle[0]], circle[1 % len(circle)]
        at = next(path for path, reference in entry.sources if reference.key == following)
        message = "these segments build on each other in a circle: " + " -> ".join([*circle, circle[0]]) + "."
        yield Problem(entry.source.location(at), "reference-cycle", message, "take one of these references out.")
        needs[circle[0]].discard(following)


# ── doubts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _doubts(first: Mapping[str, Entry], segments: Sequence[DesiredSegment], dialect: Dialect) -> Iterator[Problem]:
    """Yield warnings that are not ignored.

    That ignoring one is needless is never said: a run may be about one file of several.
    """
    ignored = {segment.key: segment.lifecycle.ignore for segment in segments}
    by_audience = _by_audience(segments, dialect)
    everyone = {segment.key for segment in by_audience.pop(None, ())}
    for keys in _alike(by_audience.values(), dialect):
        loud = [key for key in keys if "duplicate-audience" not in ignored[key]]
        yield from (_duplicate(first[key].source, loud[0], first[loud[0]].source) for key in loud[1:])
    for key, at, source in _of_everyone(first, everyone):
        if "everyone-as-source" not in ignored[key]:
            message = f"everyone is in {source}: to build on it narrows nothing, and to exclude it leaves nobody."
            remedy = "take it out; where it is meant, write Lifecycle: {Ignore: [everyone-as-source]}."
            yield Problem(first[key].source.location(at), "everyone-as-source", message, remedy, Severity.WARNING)


def _by_audience(segments: Sequence[DesiredSegment], dialect: Dialect) -> dict[int | None, list[DesiredSegment]]:
    """Return the segments by a hash of their audience, by None where that is everyone.

    The audiences themselves are not kept: ten thousand of them are larger than the definitions they are made of.
    """
    found: dict[int | None, list[DesiredSegment]] = {}
    for segment in segments:
        audience = dialect.audience(segment.definition)
        found.setdefault(hash(audience) if audience else None, []).append(segment)
    return found


def _alike(perhaps: Iterable[Sequence[DesiredSegment]], dialect: Dialect) -> Iterator[Sequence[str]]:
    """Yield the keys of segments with one audience, where there are several; ``perhaps`` are those that share a hash."""
    for several in perhaps:
        if len(several) > 1:
            keys: dict[bytes, list[str]] = {}
            for segment in several:
                keys.setdefault(dialect.audience(segment.definition), []).append(segment.key)
            yield from (same for same in keys.values() if len(same) > 1)


def _duplicate(writing: DocumentSource, key: str, earlier: DocumentSource) -> Problem:
    other = earlier.location()
    message = f"this segment has the same criteria as {key} at {other}."
    remedy = "keep one of them; where both are meant, write Lifecycle: {Ignore: [duplicate-audience]} in one."
    return Problem(writing.location(), "duplicate-audience", message, remedy, Severity.WARNING, related=(other,))


def _of_everyone(first: Mapping[str, Entry], everyone: Collection[str]) -> Iterator[tuple[str, Path, str]]:
    """Yield the key, the path and the source of each Ref to a segment that everyone is in."""
    for key, entry in first.items() if everyone else ():
        for at, reference in entry.sources:
            if reference.key in everyone and reference.key is not None:
                yield key, at, reference.key


def _desired(key: str, document: Document, dialect: Dialect) -> DesiredSegment:
    content = document.content
    tags = content.get("Tags")
    return DesiredSegment(
        key=key,
        name=str(content.get("Name", key)),
        definition=dialect.definition(content),
        tags={name: str(value) for name, value in tags.items()} if isinstance(tags, Mapping) else {},
        lifecycle=_lifecycle(content),
        location=document.location(),
    )


def _lifecycle(content: Mapping[str, Json]) -> Lifecycle:
    said = content.get("Lifecycle")
    if not isinstance(said, Mapping):
        return _NOTHING_SAID
    adopt, ignore = said.get("Adopt"), said.get("Ignore")
    return Lifecycle(
        protected=said.get("Protected") is True,
        adopt=adopt if isinstance(adopt, str) else None,
        ignore=tuple(str(code) for code in ignore) if isinstance(ignore, list) else (),
    )
