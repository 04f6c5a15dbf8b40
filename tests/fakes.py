"""Fakes that implement the ports, in memory; the real things pass the same contract tests."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from segments_as_code.model.document import Definition, SourceFile
from segments_as_code.model.plan import Written
from segments_as_code.model.problem import NotFound, Problem, ServiceError, UnclearWrite
from segments_as_code.model.segment import DeployedSegment, Usage
from segments_as_code.ports import Dialect, KnownDefinitions, know_nothing


@dataclass
class FakeService:
    """Segments in memory, as a reader and a writer.

    ``before`` is called before each call with its name and may raise: then nothing is done. ``after`` is called when a write is
    done and may raise too: then it was done, and the caller does not know. ``calls`` lists the names of all calls. Without
    ``lists_definitions`` the list has none: each that is not known is a ``get``.
    """

    dialect: Dialect
    segments: dict[str, DeployedSegment] = field(default_factory=dict)
    usages: Sequence[Usage] = ()
    takes_tags_on_create: bool = True
    lists_definitions: bool = True
    before: Callable[[str], None] = lambda _: None
    after: Callable[[str], None] = lambda _: None
    calls: list[str] = field(default_factory=list)
    region: str = "eu-west-1"
    as_of: str | None = None
    creates: int = 0
    freed: list[bool] = field(default_factory=list)
    earlier: dict[tuple[str, int], DeployedSegment] = field(default_factory=dict)

    def list_segments(self, *, expecting: Collection[str] = (), known: KnownDefinitions = know_nothing) -> Sequence[DeployedSegment]:
        del expecting
        self._begin("list")
        found = [self.segments[segment_id] for segment_id in sorted(self.segments)]
        if self.lists_definitions:
            return found
        definitions = known([replace(segment, definition={}) for segment in found])
        return [replace(each, definition=definitions[each.id]) if each.id in definitions else self._read(each.id) for each in found]

    def get_segment(self, segment_id: str) -> DeployedSegment | None:
        self._begin("get")
        return self.segments.get(segment_id)

    def _read(self, segment_id: str) -> DeployedSegment:
        self._begin("get")
        return self.segments[segment_id]

    def get_version(self, segment_id: str, version: int) -> DeployedSegment | None:
        self._begin("version")
        if segment_id not in self.segments:
            return None
        now = self.segments[segment_id]
        found = now if now.version == version else self.earlier.get((segment_id, version))
        return replace(found, tags={}) if found is not None else None

    def list_usages(self, segment_ids: Collection[str]) -> Sequence[Usage]:
        self._begin("usages")
        return [usage for usage in self.usages if usage.segment_id in segment_ids]

    def create(self, definition: Definition, tags: Mapping[str, str], *, segment_id: str | None = None, is_freed: bool = False) -> Written:
        self.freed.append(is_freed)
        self._begin("create")
        if segment_id in self.segments:
            raise ServiceError("service-refused", f"the name {segment_id} is taken")
        self.creates += 1
        number = self.creates
        is_named = segment_id is not None
        segment_id = segment_id or f"id-{number:03}"
        kept = dict(tags) if self.takes_tags_on_create else {}
        made = self.dialect.canonical(definition)
        created = f"2026-11-27T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}.000000Z"
        version, when = (None, created) if is_named else (1, "")
        segment = DeployedSegment(segment_id, f"arn:{segment_id}", self._name(made), version, made, kept, created=created, made=when)
        self.segments[segment_id] = segment
        self.after("create")
        return Written(segment.id, segment.arn, segment.version, segment.tags, segment.definition)

    def update(self, segment_id: str, definition: Definition) -> Written:
        self._begin("update")
        old, said = self.segments[segment_id], self.dialect.canonical(definition)
        if not self.dialect.can_update_in_place(old.definition, said):
            raise ServiceError("invalid-request", f"{segment_id} cannot be changed in place")
        new = replace(old, definition=said, name=self._name(said), version=(old.version or 0) + 1)
        self.earlier[segment_id, old.version or 0] = old
        self.segments[segment_id] = new
        self.after("update")
        return Written(new.id, new.arn, new.version, definition=new.definition)

    def delete(self, segment_id: str) -> None:
        self._begin("delete")
        self.segments.pop(segment_id, None)
        self.after("delete")

    def tag(self, arn: str, tags: Mapping[str, str]) -> None:
        self._begin("tag")
        segment = self._by_arn(arn)
        if clash := [name for name, value in tags.items() if segment.tags.get(name, value) != value]:
            raise ServiceError("service-refused", f"the tag {clash[0]} has a value already")
        self.segments[segment.id] = replace(segment, tags={**segment.tags, **tags})
        self.after("tag")

    def untag(self, arn: str, names: Collection[str]) -> None:
        self._begin("untag")
        segment = self._by_arn(arn)
        if unknown := set(names) - segment.tags.keys():
            raise ServiceError("service-refused", f"the segment has no tag {min(unknown)}")
        self.segments[segment.id] = replace(segment, tags={name: value for name, value in segment.tags.items() if name not in names})
        self.after("untag")

    def _begin(self, call: str) -> None:
        self.calls.append(call)
        self.before(call)

    def _name(self, definition: Definition) -> str:
        return self.dialect.name_of(definition) or ""

    def _by_arn(self, arn: str) -> DeployedSegment:
        for segment in self.segments.values():
            if segment.arn == arn:
                return segment
        raise NotFound("not-found", f"{arn} is not there")


@dataclass(frozen=True)
class FakeFiles:
    """Definition files in memory: texts by path."""

    texts: Mapping[str, str]

    def read(self) -> tuple[Sequence[SourceFile], Sequence[Problem]]:
        files = [
            SourceFile(path, path.removeprefix("segments/").rpartition(".")[0], text.encode()) for path, text in sorted(self.texts.items())
        ]
        return files, ()


def fail(error: Exception, call: str, *, nth: int = 1) -> Callable[[str], None]:
    """Return a hook that raises ``error`` at the ``nth`` call of that name, and only then."""
    seen = 0

    def hook(name: str) -> None:
        nonlocal seen
        seen += name == call
        if name == call and seen == nth:
            seen += 1
            raise error

    return hook


def lost(call: str, *, nth: int = 1) -> Callable[[str], None]:
    """Return a hook that loses the reply of the ``nth`` call of that name."""
    return fail(UnclearWrite("connection-lost", f"the connection was lost during {call}"), call, nth=nth)
