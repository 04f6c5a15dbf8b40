"""Turn valid documents into desired segments: determine keys, and resolve references."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter

from segments_as_code.model.document import Document, Json, Location, Path
from segments_as_code.model.problem import Problem, Severity, sorted_problems
from segments_as_code.model.segment import DesiredSegment, Lifecycle, Reference
from segments_as_code.ports import Dialect
from segments_as_code.recreation import temporary_id

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,255}")
_KEY_RULE = "a key is 1 to 256 letters A to Z, digits and . _ / -, and begins with a letter or a digit"

_NO_LIFECYCLE = Lifecycle()


@dataclass(frozen=True, slots=True)
class Resolved:
    """Desired segments in the order of their keys, their container if one is named, and all problems."""

    scope: str | None
    segments: tuple[DesiredSegment, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """The segment of a valid document, and the locations of members that other documents may contradict.

    Not the document itself, because all entries are kept until the last is read: a reference may point to any of them.
    """

    segment: DesiredSegment
    references: tuple[tuple[Location, Reference], ...]
    scope: str | None
    key_location: Location
    scope_location: Location
    adopt_location: Location

    @property
    def key(self) -> str:
        """Return the key of its segment."""
        return self.segment.key


def read_segment(document: Document, dialect: Dialect) -> Entry | Problem:
    """Return the segment of a document (as ``validate`` returned it), or the problem with its key."""
    content, key = document.content, find_key(document)
    key_path: Path = ("Key",) if "Key" in content else ()
    if key is None:
        message = "this file has several documents, and this one has no Key."
        return Problem(document.location(), "missing-key", message, f"add a Key, for example Key: {document.stem}/some-name.")
    if _KEY.fullmatch(key) is None:
        remedy = "choose another Key." if key_path else "write an explicit Key, or rename the file."
        message = f"the key {key!r} cannot be kept in a tag; {_KEY_RULE}."
        return Problem(document.location(key_path), "invalid-key", message, remedy)
    segment = _desired(key, document, dialect)
    scope = content.get(dialect.scope_member)
    return Entry(
        segment,
        tuple((document.location(at), reference) for at, reference in dialect.reference_paths(content)),
        scope if isinstance(scope, str) else None,
        document.location(key_path) if key_path else segment.location,
        document.location((dialect.scope_member,)) if scope else segment.location,
        document.location(("Lifecycle", "Adopt")) if segment.lifecycle.adopt else segment.location,
    )


def find_key(document: Document) -> str | None:
    """Return a document's own key or the one from its path, valid or not; None if it has none."""
    key = document.content.get("Key")
    if isinstance(key, str):
        return key
    return document.stem if document.alone else None


def resolve(entries: Sequence[Entry], dialect: Dialect, *, scope: str | None, broken: Collection[str] = ()) -> Resolved:
    """Return the segments of all ``entries``, with the problems between them.

    ``scope`` is the container that the run names, if any. ``broken`` are keys of documents that are not valid: a reference to one of them
    is not a second problem.
    """
    problems: list[Problem] = []
    first = _first_by_key(entries, problems)
    problems.extend(_find_adopted_twice(entries))
    problems.extend(_find_same_ids(first))
    scope = _common_scope(entries, dialect, scope, problems)
    problems.extend(_find_dangling(entries, {*first, *broken}, dialect))
    problems.extend(_find_cycles(first))
    segments = tuple(entry.segment for _, entry in sorted(first.items()))
    problems.extend(_find_warnings(first, segments, dialect))
    problems.extend(_find_folder_problems(segments, dialect))
    return Resolved(scope, segments, sorted_problems(problems))


def _first_by_key(entries: Sequence[Entry], problems: list[Problem]) -> dict[str, Entry]:
    first: dict[str, Entry] = {}
    for entry in entries:
        earlier = first.setdefault(entry.key, entry)
        if earlier is not entry:
            other = earlier.key_location
            message = f"the key {entry.key} is already that of the segment at {other}."
            problems.append(Problem(entry.key_location, "duplicate-segment", message, "give one of the two another Key.", related=(other,)))
    return first


def _find_adopted_twice(entries: Sequence[Entry]) -> Iterator[Problem]:
    first: dict[str, Entry] = {}
    for entry in entries:
        wanted = entry.segment.lifecycle.adopt
        if wanted is None:
            continue
        earlier = first.setdefault(wanted, entry)
        if earlier is not entry:
            other = earlier.adopt_location
            message = f"the deployed segment {wanted} is already adopted at {other}."
            yield Problem(entry.adopt_location, "adopted-twice", message, "adopt it in one document only.", related=(other,))


def _find_same_ids(first: Mapping[str, Entry]) -> Iterator[Problem]:
    """Yield a problem for each segment whose id, which its document decides, another one has, whatever its capitals.

    The other one has it always, or only while it is recreated.
    """
    named = [(entry.segment.id, entry) for _, entry in sorted(first.items()) if entry.segment.id is not None]
    by_id: dict[str, Entry] = {}
    temporary = {temporary_id(wanted).casefold(): entry for wanted, entry in named}
    for wanted, entry in named:
        earlier, meanwhile = by_id.setdefault(wanted.casefold(), entry), temporary.get(wanted.casefold())
        if earlier is not entry:
            other, so_is = earlier.segment.location, "and so is the one at"
        elif meanwhile is not None:
            other, so_is = meanwhile.segment.location, "the name that another one has while it is recreated, at"
        else:
            continue
        message = f"this segment is to be deployed as {wanted}, {so_is} {other}."
        yield Problem(entry.segment.location, "same-name", message, "give one of the two another name.", related=(other,))


def _common_scope(entries: Sequence[Entry], dialect: Dialect, scope: str | None, problems: list[Problem]) -> str | None:
    """Return the container that the run or its documents name; a document that names another is a problem."""
    member, container = dialect.scope_member, dialect.nouns.container
    named_by = "this run is for" if scope is not None else "the documents before it are for"
    for entry in entries:
        found = entry.scope
        if found is None:
            continue
        scope = found if scope is None else scope
        if found != scope:
            message = f"{member} is {found}, but {named_by} {scope}: one run is about one {container}."
            remedy = f"write {scope}, leave {member} out, or keep the segments of {found} in a folder and a run of their own."
            problems.append(Problem(entry.scope_location, "another-application", message, remedy))
    return scope


def _find_dangling(entries: Sequence[Entry], known: Collection[str], dialect: Dialect) -> Iterator[Problem]:
    otherwise = f"write the key of a segment in this folder, or {dialect.id_member or 'Id'} for one that is not."
    for entry in entries:
        for location, reference in entry.references:
            if reference.key is None or reference.key in known:
                continue
            close = get_close_matches(reference.key, known, n=1)
            remedy = f"did you mean {close[0]}?" if close else otherwise
            message = f"Ref is {reference.key}, and no document here has that key."
            yield Problem(location, "unknown-reference", message, remedy)


def _find_cycles(first: Mapping[str, Entry]) -> Iterator[Problem]:
    """Yield a problem for each circle of references, at the reference of its first segment (by key) to the next."""
    needs = {key: {reference.key for _, reference in entry.references if reference.key in first} for key, entry in first.items()}
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
        location = next(location for location, reference in entry.references if reference.key == following)
        message = "these segments build on each other in a circle: " + " -> ".join([*circle, circle[0]]) + "."
        yield Problem(location, "reference-cycle", message, "take one of these references out.")
        needs[circle[0]].discard(following)


# ── warnings ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _find_folder_problems(segments: Sequence[DesiredSegment], dialect: Dialect) -> Iterator[Problem]:
    """Yield what the provider finds in all definitions together; a warning that its segment ignores is not yielded."""
    by_key = {segment.key: segment for segment in segments}
    for key, found in dialect.find_folder_problems({key: segment.definition for key, segment in by_key.items()}):
        if found.severity is Severity.ERROR or found.code not in by_key[key].lifecycle.ignore:
            yield Problem(by_key[key].location, found.code, found.message, found.remedy, found.severity)


def _find_warnings(first: Mapping[str, Entry], segments: Sequence[DesiredSegment], dialect: Dialect) -> Iterator[Problem]:
    """Yield warnings that are not ignored.

    A needless ``Ignore`` is not reported here: a run may be about one file of several.
    """
    ignored = {segment.key: segment.lifecycle.ignore for segment in segments}
    by_audience = _group_by_audience(segments, dialect)
    everyone = {segment.key for segment in by_audience.pop(None, ())}
    for keys in _find_alike(by_audience.values(), dialect):
        loud = [key for key in keys if "duplicate-audience" not in ignored[key]]
        yield from (_duplicate(first[key].segment, first[loud[0]].segment) for key in loud[1:])
    for key, location, source in _of_everyone(first, everyone):
        if "everyone-as-source" not in ignored[key]:
            message = f"everyone is in {source}: building on it does not narrow anything, and excluding it leaves nobody."
            remedy = "remove it; if it is intended, write Lifecycle: {Ignore: [everyone-as-source]}."
            yield Problem(location, "everyone-as-source", message, remedy, Severity.WARNING)


def _group_by_audience(segments: Sequence[DesiredSegment], dialect: Dialect) -> dict[int | None, list[DesiredSegment]]:
    """Return the segments by a hash of their audience (None: everyone).

    The audiences themselves are not kept: ten thousand of them are larger than their definitions.
    """
    found: dict[int | None, list[DesiredSegment]] = {}
    for segment in segments:
        audience = dialect.audience(segment.definition)
        found.setdefault(hash(audience) if audience else None, []).append(segment)
    return found


def _find_alike(candidates: Iterable[Sequence[DesiredSegment]], dialect: Dialect) -> Iterator[Sequence[str]]:
    """Yield the keys of segments with the same audience; ``candidates`` have the same hash."""
    for several in candidates:
        if len(several) > 1:
            keys: dict[bytes, list[str]] = {}
            for segment in several:
                keys.setdefault(dialect.audience(segment.definition), []).append(segment.key)
            yield from (same for same in keys.values() if len(same) > 1)


def _duplicate(segment: DesiredSegment, earlier: DesiredSegment) -> Problem:
    message = f"this segment has the same criteria as {earlier.key} at {earlier.location}."
    remedy = "keep one of them; if both are intended, write Lifecycle: {Ignore: [duplicate-audience]} in one."
    return Problem(segment.location, "duplicate-audience", message, remedy, Severity.WARNING, related=(earlier.location,))


def _of_everyone(first: Mapping[str, Entry], everyone: Collection[str]) -> Iterator[tuple[str, Location, str]]:
    """Yield the key, the location and the source of each Ref to a segment that everyone is in."""
    for key, entry in first.items() if everyone else ():
        for location, reference in entry.references:
            if reference.key in everyone and reference.key is not None:
                yield key, location, reference.key


def _desired(key: str, document: Document, dialect: Dialect) -> DesiredSegment:
    content = document.content
    tags = content.get("Tags")
    return DesiredSegment(
        key=key,
        name=dialect.name_of(content) or key,
        definition=dialect.definition(content),
        tags={name: str(value) for name, value in tags.items()} if isinstance(tags, Mapping) else {},
        lifecycle=_lifecycle(content),
        location=document.location(),
        id=dialect.id_of(key, content),
        names_its_id=dialect.id_member in content,
    )


def _lifecycle(content: Mapping[str, Json]) -> Lifecycle:
    said = content.get("Lifecycle")
    if not isinstance(said, Mapping):
        return _NO_LIFECYCLE
    adopt, ignore, audience = said.get("Adopt"), said.get("Ignore"), said.get("Audience")
    most, least = (audience.get("Most"), audience.get("Least")) if isinstance(audience, Mapping) else (None, None)
    return Lifecycle(
        protected=said.get("Protected") is True,
        adopt=adopt if isinstance(adopt, str) else None,
        ignore=tuple(str(code) for code in ignore) if isinstance(ignore, list) else (),
        most=_whole(most),
        least=_whole(least),
    )


def _whole(number: Json) -> int | None:
    """Return a number of people, also one that is written as 1e3 or 1000.0: a whole number to the schema."""
    return int(number) if isinstance(number, int | float) and int(number) == number else None
