"""What the steps need from services, GitHub and files, as protocols; the tests' fakes implement them too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from segments_as_code.model.comment import Comment, Issue
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
    """How a remedy is carried out at one entry point, which passes its own; ``{deletes}`` and ``{owner}`` are filled in."""

    confirm_deletes: str = "confirm exactly {deletes} deletions"
    check_target: str = "check path, owner and application"
    set_owner: str = "set the owner to {owner}"
    set_region: str = "set AWS_REGION."
    give_credentials: str = "configure AWS credentials."


@dataclass(frozen=True, slots=True)
class Connection:
    """Where one container of segments is reached; None means what the environment says. ``attempts`` is the most for one call."""

    scope: str
    region: str | None = None
    endpoint_url: str | None = None
    read_timeout_s: float = 30
    attempts: int = 6
    remedies: Remedies = field(default_factory=Remedies)


class Dialect(Protocol):
    """What one provider knows without talking to it."""

    @property
    def name(self) -> str:
        """Return the provider's name, as it stands in plans: ``pinpoint``."""
        ...

    @property
    def scope_member(self) -> str:
        """Return the document member that names the container of segments: ``ApplicationId``."""
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
        """Return every problem code of this dialect, its schema's too, with one sentence on what it means."""
        ...

    def normalize(self, content: Mapping[str, Json]) -> Normalized:
        """Read spellings that have a single meaning for what they mean; never raise, whatever ``content`` holds.

        Content that the schema accepts is in canonical spelling: there is nothing to normalize, or to find, in it.
        """
        ...

    def find_problems(self, criteria: Criteria) -> Iterable[DocumentProblem]:
        """Find what only this service knows to be wrong (a quota, a spelling), in criteria of content that the schema accepts."""
        ...

    def definition(self, content: Mapping[str, Json]) -> Definition:
        """Return the canonical definition in a valid document's content: no key, scope, tags or lifecycle."""
        ...

    def canonical(self, definition: Definition) -> Definition:
        """Return ``definition`` so that equal meaning is an equal value; idempotent; accepts whatever the service returns."""
        ...

    def ignore_unset_versions(self, deployed: Definition, desired: Definition) -> Definition:
        """Return ``deployed`` without what the author of ``desired`` left to the service (such as a source's version)."""
        ...

    def references(self, definition: Definition) -> tuple[Reference, ...]:
        """Return the segments that a canonical ``definition`` builds on."""
        ...

    def reference_paths(self, content: Mapping[str, Json]) -> tuple[tuple[Path, Reference], ...]:
        """Return where a document's content names other segments, for problems."""
        ...

    def audience(self, definition: Definition) -> bytes:
        """Return bytes that canonical definitions share just where they select the same people; empty if that is everyone.

        What does not decide who is selected, such as a name, is no part of it.
        """
        ...

    def replace_references(self, definition: Definition, rebind: Callable[[Reference], Reference]) -> Definition:
        """Return ``definition`` with each reference replaced by what ``rebind`` makes of it, canonical again."""
        ...

    def simplify(self, definition: Definition) -> Definition:
        """Return a canonical ``definition`` in the shortest form that a person would write."""
        ...

    @property
    def nouns(self) -> Nouns:
        """Return what the service calls the container of segments, and those who are in one."""
        ...

    def read_criteria(self, definition: Mapping[str, Json]) -> Criteria:
        """Return the criteria of a canonical definition, or of a normalized document; never raise, and drop nothing."""
        ...

    def write_criteria(self, criteria: Criteria) -> tuple[Definition, Sequence[Loss]]:
        """Return a definition without its name, and what the service cannot say; no losses for criteria that were read here."""
        ...

    def delete_command(self, target: Target, segment_id: str) -> str:
        """Return the command line of the service's own tool that deletes a segment."""
        ...

    def can_update_in_place(self, deployed: Definition, desired: Definition) -> bool:
        """Return whether the service can change the one into the other without making a new segment."""
        ...


class Rules(Protocol):
    """What a schema cannot say: the rules that hold for every service, and those of one."""

    @property
    def codes(self) -> Mapping[str, str]:
        """Return every code that they and the dialect have, with one sentence on what it means."""
        ...

    def find_problems(self, content: Mapping[str, Json]) -> Iterable[DocumentProblem]:
        """Find what is wrong, or probably wrong, with a document's content that the schema accepts."""
        ...


class SegmentReader(Protocol):
    """What a plan is given. Nothing behind it can write."""

    @property
    def region(self) -> str:
        """Return the region that is read from."""
        ...

    @property
    def as_of(self) -> str | None:
        """Return when what is read was taken (``2026-11-26T09:00:00Z``) if that is a snapshot; None for the service itself."""
        ...

    def list_segments(self, *, expecting: Collection[str] = ()) -> Sequence[DeployedSegment]:
        """Return every deployed segment of the scope, in the order of their ids; raise ServiceError, never an empty list, on refusal.

        ``expecting`` are ids of segments that were just created: if the listing lags, it is repeated for some seconds until they
        are in it.
        """
        ...

    def get_segment(self, segment_id: str) -> DeployedSegment | None:
        """Return one deployed segment as it stands now, with its tags, or None if there is none (any more)."""
        ...

    def get_version(self, segment_id: str, version: int) -> DeployedSegment | None:
        """Return a segment as it stood at ``version``, or None if there is no such version; tags are no part of a version."""
        ...

    def list_usages(self, segment_ids: Collection[str]) -> Sequence[Usage]:
        """Return the campaigns and journeys that use any of these segments, in the order of kind, name and id."""
        ...


class SegmentWriter(Protocol):
    """What apply alone is given. No method retries a write whose fate is unclear: those raise UnclearWrite."""

    def create(self, definition: Definition, tags: Mapping[str, str]) -> Written:
        """Create a segment from a canonical definition whose references are by id."""
        ...

    def update(self, segment_id: str, definition: Definition) -> Written:
        """Replace the definition of a segment; its tags stay."""
        ...

    def delete(self, segment_id: str) -> None:
        """Delete a segment; one that is gone already is not an error."""
        ...

    def tag(self, arn: str, tags: Mapping[str, str]) -> None:
        """Put tags on a segment."""
        ...

    def untag(self, arn: str, names: Collection[str]) -> None:
        """Take tags off a segment."""
        ...


class Provider(Protocol):
    """One service that holds segments; the numbers are the order of a run.

    1. ``dialect.normalize`` reads pasted spellings; the validator holds the content to ``dialect.schema``, and
       ``dialect.find_problems`` adds what only this service knows to be wrong.
    2. ``dialect.definition`` makes the canonical definition of a document, ``dialect.references`` says what it builds on.
    3. ``open_reader`` lists what is deployed (``SegmentReader``), already in ``dialect.canonical`` form.
    4. The plan compares the two, with ``dialect.replace_references`` between keys and ids and ``dialect.ignore_unset_versions``;
       ``dialect.can_update_in_place`` decides between an update and a replacement.
    5. An apply alone opens a ``SegmentWriter``.
    """

    @property
    def dialect(self) -> Dialect:
        """Return what is known of it without talking to it."""
        ...

    def open_reader(self, connection: Connection) -> SegmentReader:
        """Return what reads there; does not talk to the service yet."""
        ...

    def open_writer(self, connection: Connection) -> SegmentWriter:
        """Return what writes there; does not talk to the service yet."""
        ...


class PlanComments(Protocol):
    """The comments on one pull request that begin with our header for one target and that we ourselves wrote."""

    def comments(self) -> Sequence[Comment]:
        """Return our comments, oldest first, from all pages."""
        ...

    def foreign_comments(self) -> Sequence[Comment]:
        """Return comments that begin with our header for this target and that somebody else wrote, oldest first: none of them counts."""
        ...

    def other_targets(self) -> frozenset[str]:
        """Return the other targets that our comments on this pull request are about."""
        ...

    def post(self, body: str) -> Comment:
        """Write a new comment; not repeated if its response is lost (UnclearWrite)."""
        ...

    def edit(self, comment: Comment, body: str) -> Comment:
        """Replace a comment's text."""
        ...

    def remove(self, comment: Comment) -> None:
        """Delete a comment of ours; one that is gone already is not an error."""
        ...


class Issues(Protocol):
    """The open issues with our label that begin with our header for one target and that we ourselves opened."""

    def open_issues(self) -> Sequence[Issue]:
        """Return them, oldest first, from all pages."""
        ...

    def open(self, title: str, body: str) -> Issue:
        """Open a new one; not repeated if its response is lost (UnclearWrite)."""
        ...

    def edit(self, issue: Issue, title: str, body: str, *, closes: str = "") -> Issue:
        """Replace title and text; with ``closes`` (completed or not_planned) close it in the same call."""
        ...


class DefinitionFiles(Protocol):
    """The definitions folder."""

    def read(self) -> tuple[Sequence[SourceFile], Sequence[Problem]]:
        """Return every definition file, in the order of their paths, and a problem for each that cannot be read."""
        ...


class EditableFiles(DefinitionFiles, Protocol):
    """The definitions folder on a laptop, where files may be changed."""

    def replace(self, source: SourceFile, content: bytes) -> Problem | None:
        """Put ``content`` in the place of a file that was read, whole or not at all; return the problem if that cannot be done."""
        ...
