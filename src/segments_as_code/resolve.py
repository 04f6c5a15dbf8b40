"""Turn valid documents into desired segments: give each its key, and find the segments that others build on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from segments_as_code.model import DesiredSegment, Document, Json, Lifecycle, Path
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


@dataclass(frozen=True, slots=True)
class Resolved:
    """Desired segments in the order of their keys, the container they all belong to where one is named, and what is wrong."""

    scope: str | None
    segments: tuple[DesiredSegment, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Keyed:
    key: str
    document: Document
    at: Path


def resolve(valid: Sequence[Document], dialect: Dialect, *, scope: str | None, broken: Collection[str] = ()) -> Resolved:
    """Return what ``valid`` documents (as ``validate`` returned them) ask for.

    ``scope`` is the container that the run names, if any. ``broken`` are keys of documents that are not valid: a reference
    to one of them is not a second mistake.
    """
    problems: list[Problem] = []
    keyed = list(_keyed(valid, problems))
    first = _first_by_key(keyed, problems)
    problems.extend(_adopted_twice(keyed))
    scope = _common_scope(keyed, dialect.scope_member, scope, problems)
    problems.extend(_dangling(keyed, dialect, {*first, *broken}))
    problems.extend(_cycles(first, dialect))
    segments = tuple(_desired(item, dialect) for _, item in sorted(first.items()))
    problems.extend(_doubts(first, segments, dialect))
    return Resolved(scope, segments, sorted_problems(problems))


def key_in(document: Document) -> str | None:
    """Return the key that a document has or takes from its path, valid or not; None where it has none."""
    key = document.content.get("Key")
    if isinstance(key, str):
        return key
    return document.stem if document.alone else None


def _keyed(documents: Sequence[Document], problems: list[Problem]) -> Iterator[_Keyed]:
    for document in documents:
        key = key_in(document)
        if key is None:
            message = "this file holds several documents, and this one has no Key."
            problems.append(Problem(document.place(), "missing-key", message, f"add a Key, for example Key: {document.stem}/some-name."))
        elif _KEY.fullmatch(key) is None:
            remedy = "write an explicit Key, or rename the file." if "Key" not in document.content else "choose another Key."
            message = f"the key {key!r} cannot be kept in a tag; {_KEY_RULE}."
            problems.append(Problem(document.place(_key_path(document)), "invalid-key", message, remedy))
        else:
            yield _Keyed(key, document, _key_path(document))


def _key_path(document: Document) -> Path:
    return ("Key",) if "Key" in document.content else ()


def _first_by_key(keyed: Sequence[_Keyed], problems: list[Problem]) -> dict[str, _Keyed]:
    first: dict[str, _Keyed] = {}
    for item in keyed:
        earlier = first.setdefault(item.key, item)
        if earlier is not item:
            other = earlier.document.place(earlier.at)
            message = f"the key {item.key} is already that of the segment at {other}."
            place = item.document.place(item.at)
            problems.append(Problem(place, "duplicate-segment", message, "give one of the two another Key.", related=(other,)))
    return first


def _adopted_twice(keyed: Sequence[_Keyed]) -> Iterator[Problem]:
    first: dict[str, Document] = {}
    for item in keyed:
        wanted = _lifecycle(item.document.content).adopt
        if wanted is None:
            continue
        earlier = first.setdefault(wanted, item.document)
        if earlier is not item.document:
            other = earlier.place(("Lifecycle", "Adopt"))
            message = f"the deployed segment {wanted} is already adopted at {other}."
            place = item.document.place(("Lifecycle", "Adopt"))
            yield Problem(place, "adopted-twice", message, "adopt it in one document only.", related=(other,))


def _common_scope(keyed: Sequence[_Keyed], member: str, scope: str | None, problems: list[Problem]) -> str | None:
    """Return the one container that the run or its documents name; every document that names another is a problem."""
    said_by = "this run is for" if scope is not None else "the documents before it are for"
    for item in keyed:
        found = item.document.content.get(member)
        if not isinstance(found, str):
            continue
        scope = found if scope is None else scope
        if found != scope:
            message = f"{member} is {found}, but {said_by} {scope}: one run is about one application."
            remedy = f"write {scope}, leave {member} out, or keep the segments of {found} in a folder and a run of their own."
            problems.append(Problem(item.document.place((member,)), "another-application", message, remedy))
    return scope


def _dangling(keyed: Sequence[_Keyed], dialect: Dialect, known: Collection[str]) -> Iterator[Problem]:
    for item in keyed:
        for at, reference in dialect.reference_paths(item.document.content):
            if reference.key is None or reference.key in known:
                continue
            from difflib import get_close_matches  # noqa: PLC0415  # only where a reference leads nowhere

            close = get_close_matches(reference.key, known, n=1)
            remedy = f"did you mean {close[0]}?" if close else "write the key of a segment in this folder, or Id for one that is not."
            message = f"Ref is {reference.key}, and no document here has that key."
            yield Problem(item.document.place(at), "unknown-reference", message, remedy)


def _cycles(first: Mapping[str, _Keyed], dialect: Dialect) -> Iterator[Problem]:
    """Yield a problem for each circle of references, where its first segment (by key) names the next."""
    needs = {key: {r.key for _, r in dialect.reference_paths(item.document.content) if r.key in first} for key, item in first.items()}
    while True:
        try:
            TopologicalSorter(needs).prepare()
        except CycleError as error:
            circle: list[str] = list(reversed(error.args[1][1:]))
        else:
            return
        start = circle.index(min(circle))
        circle = circle[start:] + circle[:start]
        document, following = first[circle[0]].document, circle[1 % len(circle)]
        at = next(path for path, r in dialect.reference_paths(document.content) if r.key == following)
        message = "these segments build on each other in a circle: " + " -> ".join([*circle, circle[0]]) + "."
        yield Problem(document.place(at), "reference-cycle", message, "take one of these references out.")
        needs[circle[0]].discard(following)


# ── doubts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _doubts(first: Mapping[str, _Keyed], segments: Sequence[DesiredSegment], dialect: Dialect) -> Iterator[Problem]:
    """Yield warnings that are not ignored.

    That ignoring one is needless is never said: a run may be about one file of several.
    """
    ignored = {segment.key: segment.lifecycle.ignore for segment in segments}
    by_audience = _by_audience(segments, dialect)
    everyone = {segment.key for segment in by_audience.pop(None, ())}
    for keys in _alike(by_audience.values(), dialect):
        loud = [key for key in keys if "duplicate-audience" not in ignored[key]]
        yield from (_duplicate(first[key].document, loud[0], first[loud[0]].document) for key in loud[1:])
    for key, at, source in _of_everyone(first, dialect, everyone):
        if "everyone-as-source" not in ignored[key]:
            message = f"everyone is in {source}: to build on it narrows nothing, and to exclude it leaves nobody."
            remedy = "take it out; where it is meant, write Lifecycle: {Ignore: [everyone-as-source]}."
            yield Problem(first[key].document.place(at), "everyone-as-source", message, remedy, Severity.WARNING)


def _by_audience(segments: Sequence[DesiredSegment], dialect: Dialect) -> dict[int | None, list[DesiredSegment]]:
    """Return the segments by a hash of their audience, by None where that is everyone.

    The texts themselves are not kept: ten thousand of them are larger than the definitions they are made of.
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
            keys: dict[str, list[str]] = {}
            for segment in several:
                keys.setdefault(dialect.audience(segment.definition), []).append(segment.key)
            yield from (same for same in keys.values() if len(same) > 1)


def _duplicate(document: Document, key: str, earlier: Document) -> Problem:
    other = earlier.place()
    message = f"this segment has the same criteria as {key} at {other}."
    remedy = "keep one of them; where both are meant, write Lifecycle: {Ignore: [duplicate-audience]} in one."
    return Problem(document.place(), "duplicate-audience", message, remedy, Severity.WARNING, related=(other,))


def _of_everyone(first: Mapping[str, _Keyed], dialect: Dialect, everyone: Collection[str]) -> Iterator[tuple[str, Path, str]]:
    """Yield the key, the path and the source of each Ref to a segment that everyone is in."""
    for key, item in first.items() if everyone else ():
        for at, reference in dialect.reference_paths(item.document.content):
            if reference.key in everyone and reference.key is not None:
                yield key, at, reference.key


def _desired(item: _Keyed, dialect: Dialect) -> DesiredSegment:
    content = item.document.content
    tags = content.get("Tags")
    return DesiredSegment(
        key=item.key,
        name=str(content.get("Name", item.key)),
        definition=dialect.definition(content),
        tags={name: str(value) for name, value in tags.items()} if isinstance(tags, Mapping) else {},
        lifecycle=_lifecycle(content),
        place=item.document.place(),
    )


def _lifecycle(content: Mapping[str, Json]) -> Lifecycle:
    said = content.get("Lifecycle")
    if not isinstance(said, Mapping):
        return Lifecycle()
    adopt, ignore = said.get("Adopt"), said.get("Ignore")
    return Lifecycle(
        protected=said.get("Protected") is True,
        adopt=adopt if isinstance(adopt, str) else None,
        ignore=tuple(str(code) for code in ignore) if isinstance(ignore, list) else (),
    )
