"""Amazon Pinpoint: its dialect, and how to open it for reading and writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from shlex import quote
from typing import Final

from segments_as_code.model.criteria import Criteria, Loss
from segments_as_code.model.document import Definition, Json, Path
from segments_as_code.model.phrases import Nouns
from segments_as_code.model.problem import DocumentProblem
from segments_as_code.model.segment import Reference, Target
from segments_as_code.ports import Connection, Dialect, Normalized, SegmentReader, SegmentWriter
from segments_as_code.providers.aws.rate_limit import RateLimits
from segments_as_code.providers.pinpoint.api import QUOTA
from segments_as_code.providers.pinpoint.canonical import audience, canonical
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from segments_as_code.providers.pinpoint.criteria_writer import write_criteria
from segments_as_code.providers.pinpoint.normalize import CODES as NORMALIZE_CODES
from segments_as_code.providers.pinpoint.normalize import normalize
from segments_as_code.providers.pinpoint.reader import PinpointReader
from segments_as_code.providers.pinpoint.references import ignore_unset_versions, reference_paths, references, replace_references
from segments_as_code.providers.pinpoint.rules import CODES as RULE_CODES
from segments_as_code.providers.pinpoint.rules import find_rule_breaks
from segments_as_code.providers.pinpoint.schema import SCHEMA_CODES, read_schema, read_test_schema
from segments_as_code.providers.pinpoint.simplify import simplify

CODES: Final[Mapping[str, str]] = dict(sorted({**NORMALIZE_CODES, **SCHEMA_CODES, **RULE_CODES}.items()))
"""Every problem code that only Pinpoint has, with one sentence about its meaning."""

NOUNS: Final = Nouns(container="application", member="endpoint", service="Pinpoint", option="application-id")


class PinpointDialect:
    """Pinpoint's dialect, without state; ``ports.Dialect`` documents the methods."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """Return ``pinpoint``."""
        return "pinpoint"

    @property
    def scope_member(self) -> str:
        """Return the member that names the application."""
        return "ApplicationId"

    @property
    def name_member(self) -> str:
        """Return the member that people know a segment by."""
        return "Name"

    @property
    def id_member(self) -> None:
        """Return None: Pinpoint chooses the ids."""
        return

    @property
    def marks(self) -> Sequence[str]:
        """Return the members that only definitions of Pinpoint have."""
        return ("Name", "Dimensions", "ApplicationId")

    @property
    def schema(self) -> Mapping[str, Json]:
        """Return the schema of one document."""
        return read_schema()

    @property
    def test_schema(self) -> Mapping[str, Json]:
        """Return the schema of one test."""
        return read_test_schema()

    @property
    def codes(self) -> Mapping[str, str]:
        """Return the meaning of each of Pinpoint's codes."""
        return CODES

    def normalize(self, content: Mapping[str, Json]) -> Normalized:
        """Normalize pasted spellings."""
        return normalize(content)

    def find_problems(self, criteria: Criteria) -> Iterable[DocumentProblem]:
        """Find problems with Pinpoint's quotas and spellings."""
        return find_rule_breaks(criteria)

    def find_folder_problems(self, definitions: Mapping[str, Definition]) -> Iterable[tuple[str, DocumentProblem]]:  # noqa: ARG002  # the port
        """Find nothing: Pinpoint counts each segment on its own."""
        return ()

    def definition(self, content: Mapping[str, Json]) -> Definition:
        """Return the canonical name and criteria of a document."""
        return canonical(content)

    def canonical(self, definition: Definition) -> Definition:
        """Return the canonical form."""
        return canonical(definition)

    def ignore_unset_versions(self, deployed: Definition, desired: Definition) -> Definition:
        """Return ``deployed`` without versions that ``desired`` leaves to the service."""
        return ignore_unset_versions(deployed, desired)

    def references(self, definition: Definition) -> tuple[Reference, ...]:
        """Return the source segments."""
        return references(definition)

    def reference_paths(self, content: Mapping[str, Json]) -> tuple[tuple[Path, Reference], ...]:
        """Return the paths at which source segments are named."""
        return reference_paths(content)

    def audience(self, definition: Definition) -> bytes:
        """Return the criteria as bytes; none if there are none."""
        return audience(definition)

    def replace_references(self, definition: Definition, rebind: Callable[[Reference], Reference]) -> Definition:
        """Return ``definition`` with other source segments."""
        return replace_references(definition, rebind)

    def simplify(self, definition: Definition) -> Definition:
        """Return the shortest readable form."""
        return simplify(definition)

    @property
    def nouns(self) -> Nouns:
        """Return application and endpoint."""
        return NOUNS

    def read_criteria(self, definition: Mapping[str, Json]) -> Criteria:
        """Return the criteria of a definition."""
        return read_criteria(definition)

    def write_criteria(self, criteria: Criteria) -> tuple[Definition, Sequence[Loss]]:
        """Return a definition, and what Pinpoint cannot express."""
        return write_criteria(criteria)

    def delete_command(self, target: Target, segment_id: str) -> str:
        """Return the command of the AWS command line that deletes a segment."""
        where = f"--region {quote(target.region)} --application-id {quote(target.scope)}"
        return f"aws pinpoint delete-segment {where} --segment-id {quote(segment_id)}"

    def can_update_in_place(self, deployed: Definition, desired: Definition) -> bool:  # noqa: ARG002  # the port asks with both
        """Return true: UpdateSegment takes any definition (and makes a new version)."""
        return True

    def name_of(self, content: Mapping[str, Json]) -> str | None:
        """Return the member Name."""
        name = content.get("Name")
        return None if name is None else str(name)

    def id_of(self, key: str, content: Mapping[str, Json]) -> str | None:  # noqa: ARG002  # the port asks with both
        """Return None: Pinpoint chooses ids."""
        return None


class Pinpoint:
    """Implements Provider. All of its writers share one quota."""

    def __init__(self) -> None:
        self._dialect = PinpointDialect()
        self._limits = RateLimits(QUOTA)

    @property
    def dialect(self) -> Dialect:
        """Return Pinpoint's dialect."""
        return self._dialect

    def open_reader(self, connection: Connection) -> SegmentReader:
        """Return a reader on one application."""
        return PinpointReader(connection, self._dialect)

    def open_writer(self, connection: Connection) -> SegmentWriter:
        """Return a writer on one application."""
        from segments_as_code.providers.pinpoint.writer import PinpointWriter  # noqa: PLC0415  # what writes is not loaded by a plan

        return PinpointWriter(connection, limits=self._limits)
