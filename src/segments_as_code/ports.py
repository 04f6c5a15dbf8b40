"""What the steps need from services and files, as protocols; the tests' fakes implement them too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from segments_as_code.model.criteria import Criteria, Loss
from segments_as_code.model.document import Definition, Json, Path, SourceFile
from segments_as_code.model.phrases import Nouns
from segments_as_code.model.plan import Written
from segments_as_code.model.problem import DocumentProblem, Problem
from segments_as_code.model.segment import DeployedSegment, Reference, Target, Usage


@dataclass(frozen=True, slots=True)
class Normalized:
    """A document's content in canonical spelling, a warning for each thing normalized, and where moved values came from."""

    content: Mapping[str, Json]
    problems: tuple[DocumentProblem, ...] = ()
    origins: Mapping[Path, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remedies:
    """The remedies of one entry point, in its own terms; ``{deletes}`` and ``{owner}`` are filled in."""

    confirm_deletes: str = "confirm exactly {deletes} deletions"
    check_target: str = "check path, owner and container"
    set_owner: str = "set the owner to {owner}"
    set_region: str = "set AWS_REGION."
    give_credentials: str = "configure AWS credentials."


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach one container of segments; None means the environment's value. ``attempts`` is the limit for one call."""

    scope: str
    region: str | None = None
    endpoint_url: str | None = None
    read_timeout_s: float = 30
    attempts: int = 6
    remedies: Remedies = field(default_factory=Remedies)


class Dialect(Protocol):
    """What is known about one provider's definitions without calling the service."""

    @property
    def name(self) -> str:
        """Return the provider's name, as written in plans: ``pinpoint``."""
        ...

    @property
    def scope_member(self) -> str:
        """Return the document member that names the container of segments: ``ApplicationId``."""
        ...

    @property
    def name_member(self) -> str:
        """Return the document member that people know a segment by: ``Name``."""
        ...

    @property
    def id_member(self) -> str | None:
        """Return the document member in which an author may choose a segment's id; None if the service chooses ids."""
        ...

    @property
    def marks(self) -> Sequence[str]:
        """Return what definitions are recognized by: members at the top of a document, types of CloudFormation resources."""
        ...

    @property
    def schema(self) -> Mapping[str, Json]:
        """Return the JSON Schema (Draft 2020-12) of one document; members are written in the order of its properties."""
        ...

    @property
    def test_schema(self) -> Mapping[str, Json]:
        """Return the JSON Schema of one test; a person's members and names are those of the fields in ``meaning/lower.py``."""
        ...

    @property
    def codes(self) -> Mapping[str, str]:
        """Return every problem code of this dialect and its schema, with one sentence about its meaning."""
        ...

    def normalize(self, content: Mapping[str, Json]) -> Normalized:
        """Normalize spellings that can mean only one thing; never raise, for any ``content``.

        Content that the schema accepts is in canonical spelling: there is nothing to normalize or report in it.
        """
        ...

    def find_problems(self, criteria: Criteria) -> Iterable[DocumentProblem]:
        """Find problems specific to this service (a quota, a spelling) in the criteria of content that the schema accepts."""
        ...

    def find_folder_problems(self, definitions: Mapping[str, Definition]) -> Iterable[tuple[str, DocumentProblem]]:
        """Find problems that only all definitions of a folder show (a quota counted through sources), each with a segment's key.

        ``definitions`` are canonical, by key, and refer to each other by key.
        """
        ...

    def definition(self, content: Mapping[str, Json]) -> Definition:
        """Return the canonical definition of a valid document's content, without key, scope, tags or lifecycle."""
        ...

    def canonical(self, definition: Definition) -> Definition:
        """Return ``definition`` so that equal meaning is an equal value; idempotent; accepts anything that the service returns."""
        ...

    def ignore_unset_versions(self, deployed: Definition, desired: Definition) -> Definition:
        """Return ``deployed`` without what ``desired`` leaves to the service (such as a source's version)."""
        ...

    def references(self, definition: Definition) -> tuple[Reference, ...]:
        """Return the segments that a canonical ``definition`` builds on."""
        ...

    def reference_paths(self, content: Mapping[str, Json]) -> tuple[tuple[Path, Reference], ...]:
        """Return the paths at which a document's content names other segments, for problems."""
        ...

    def audience(self, definition: Definition) -> bytes:
        """Return bytes that are equal only for canonical definitions that select the same people; empty for everyone.

        Parts that do not affect who is selected, such as a name, are not included.
        """
        ...

    def replace_references(self, definition: Definition, rebind: Callable[[Reference], Reference]) -> Definition:
        """Return ``definition`` in canonical form, with each reference replaced by the result of ``rebind``."""
        ...

    def simplify(self, definition: Definition) -> Definition:
        """Return a canonical ``definition`` in the shortest form that a person would write."""
        ...

    @property
    def nouns(self) -> Nouns:
        """Return the service's names for the container of segments and for a member of one."""
        ...

    def read_criteria(self, definition: Mapping[str, Json]) -> Criteria:
        """Return the criteria of a canonical definition or of a normalized document; never raise, drop nothing."""
        ...

    def write_criteria(self, criteria: Criteria) -> tuple[Definition, Sequence[Loss]]:
        """Return a definition without a name, and what the service cannot express; no losses for criteria read by this dialect."""
        ...

    def delete_command(self, target: Target, segment_id: str) -> str:
        """Return the command line of the service's own tool that deletes a segment."""
        ...

    def can_update_in_place(self, deployed: Definition, desired: Definition) -> bool:
        """Return whether the service can change one into the other without creating a new segment."""
        ...

    def name_of(self, content: Mapping[str, Json]) -> str | None:
        """Return the name in a document's content, as people see it, or None if it has none."""
        ...

    def id_of(self, key: str, content: Mapping[str, Json]) -> str | None:
        """Return the id of the segment that a document with this key creates, and that a recreation keeps; None as for ``id_member``."""
        ...


class Rules(Protocol):
    """Rules that a schema cannot express: those for every service, and those of one."""

    @property
    def codes(self) -> Mapping[str, str]:
        """Return every code of the rules and the dialect, with one sentence about its meaning."""
        ...

    def find_problems(self, content: Mapping[str, Json]) -> Iterable[DocumentProblem]:
        """Find errors and likely errors in a document's content that the schema accepts."""
        ...


KnownDefinitions: TypeAlias = Callable[[Sequence[DeployedSegment]], Mapping[str, Definition]]
"""Takes listed segments, without definitions, and returns the definitions, by id, that need not be read."""


def know_nothing(listed: Sequence[DeployedSegment]) -> Mapping[str, Definition]:
    """Return no definition: each is read."""
    del listed
    return {}


class SegmentReader(Protocol):
    """Reads a service. Planning gets this; nothing behind it can write."""

    @property
    def region(self) -> str:
        """Return the region that it reads from."""
        ...

    @property
    def as_of(self) -> str | None:
        """Return the time of the snapshot (``2026-11-26T09:00:00Z``); None for the service itself."""
        ...

    def list_segments(self, *, expecting: Collection[str] = (), known: KnownDefinitions = know_nothing) -> Sequence[DeployedSegment]:
        """Return every deployed segment of the scope, in the order of their ids; on refusal raise ServiceError, never return an empty list.

        ``expecting`` are ids of segments that were just created: if the listing lags, it is repeated for some seconds until they
        are in it. A service that lists segments without their definitions reads one at a time; those that ``known`` returns are not read.
        """
        ...

    def get_segment(self, segment_id: str) -> DeployedSegment | None:
        """Return one deployed segment as it is now, with its tags, or None if it does not exist."""
        ...

    def get_version(self, segment_id: str, version: int) -> DeployedSegment | None:
        """Return a segment as it was at ``version``, or None if there is no such version; tags are not part of a version."""
        ...

    def list_usages(self, segment_ids: Collection[str]) -> Sequence[Usage]:
        """Return the campaigns and journeys that use any of these segments, in the order of kind, name and id."""
        ...


class SegmentWriter(Protocol):
    """Writes to a service. Only apply gets this. No method retries a write that may have happened: it raises UnclearWrite."""

    def create(self, definition: Definition, tags: Mapping[str, str], *, segment_id: str | None = None, is_freed: bool = False) -> Written:
        """Create a segment from a canonical definition whose references are by id.

        ``segment_id`` is its id if the service lets the caller choose one. With ``is_freed`` a segment of that id was deleted a
        moment ago: if the service says that the id is still taken, it is tried again for about a minute.
        """
        ...

    def update(self, segment_id: str, definition: Definition) -> Written:
        """Replace the definition of a segment; its tags stay."""
        ...

    def delete(self, segment_id: str) -> None:
        """Delete a segment; it is not an error if it is gone already."""
        ...

    def tag(self, arn: str, tags: Mapping[str, str]) -> None:
        """Add tags to a segment."""
        ...

    def untag(self, arn: str, names: Collection[str]) -> None:
        """Remove tags from a segment."""
        ...


class Provider(Protocol):
    """One service that has segments; the numbers are the order of a run.

    1. ``dialect.normalize`` reads pasted spellings; the validator checks the content against ``dialect.schema``, and
    ``dialect.find_problems`` adds problems specific to this service.
    2. ``dialect.definition`` makes a document's canonical definition; ``dialect.references`` returns what it builds on.
    3. ``open_reader`` lists what is deployed (``SegmentReader``), already in ``dialect.canonical`` form.
    4. The plan compares the two, with ``dialect.replace_references`` between keys and ids and ``dialect.ignore_unset_versions``;
       ``dialect.can_update_in_place`` and ``dialect.id_of`` decide between an update, a replacement and a recreation.
    5. Only an apply opens a ``SegmentWriter``.
    """

    @property
    def dialect(self) -> Dialect:
        """Return the dialect."""
        ...

    def open_reader(self, connection: Connection) -> SegmentReader:
        """Return a reader; does not call the service yet."""
        ...

    def open_writer(self, connection: Connection) -> SegmentWriter:
        """Return a writer; does not call the service yet."""
        ...


class DefinitionFiles(Protocol):
    """The definitions folder."""

    def read(self) -> tuple[Sequence[SourceFile], Sequence[Problem]]:
        """Return every definition file, in the order of their paths, and a problem for each that cannot be read."""
        ...


class EditableFiles(DefinitionFiles, Protocol):
    """The definitions folder on a laptop, where files may be changed."""

    def replace(self, source: SourceFile, content: bytes) -> Problem | None:
        """Replace the content of a file that was read, completely or not at all; return the problem if that fails."""
        ...
