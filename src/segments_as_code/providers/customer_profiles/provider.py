"""Amazon Connect Customer Profiles: its dialect, and how to open it for reading and writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from shlex import quote
from typing import Final

from segments_as_code.audience_port import AudienceEstimator
from segments_as_code.model.criteria import Criteria, Loss
from segments_as_code.model.document import Definition, Json, Path
from segments_as_code.model.phrases import Nouns
from segments_as_code.model.problem import DocumentProblem
from segments_as_code.model.segment import Reference, Target
from segments_as_code.ports import Connection, Dialect, Normalized, SegmentReader, SegmentWriter
from segments_as_code.providers.aws.boto_client import known_regions
from segments_as_code.providers.aws.errors import explain_region
from segments_as_code.providers.aws.rate_limit import RateLimits
from segments_as_code.providers.customer_profiles.api import PROFILES, Rates
from segments_as_code.providers.customer_profiles.canonical import audience, canonical
from segments_as_code.providers.customer_profiles.cloudformation import RESOURCE
from segments_as_code.providers.customer_profiles.criteria_reader import read_criteria
from segments_as_code.providers.customer_profiles.criteria_writer import write_criteria
from segments_as_code.providers.customer_profiles.names import name_for
from segments_as_code.providers.customer_profiles.normalize import CODES as NORMALIZE_CODES
from segments_as_code.providers.customer_profiles.normalize import normalize
from segments_as_code.providers.customer_profiles.quotas import CODES as QUOTA_CODES
from segments_as_code.providers.customer_profiles.quotas import find_folder_problems
from segments_as_code.providers.customer_profiles.reader import CustomerProfilesReader
from segments_as_code.providers.customer_profiles.references import reference_paths, references, replace_references
from segments_as_code.providers.customer_profiles.rules import CODES as RULE_CODES
from segments_as_code.providers.customer_profiles.rules import find_rule_breaks
from segments_as_code.providers.customer_profiles.schema import SCHEMA_CODES, read_schema, read_test_schema
from segments_as_code.providers.customer_profiles.simplify import simplify

CODES: Final[Mapping[str, str]] = dict(sorted({**NORMALIZE_CODES, **SCHEMA_CODES, **RULE_CODES, **QUOTA_CODES}.items()))
"""Every problem code of Customer Profiles, with one sentence about its meaning."""

NOUNS: Final = Nouns(container="domain", member="profile", service="Customer Profiles", option="domain-name")


class CustomerProfilesDialect:
    """Customer Profiles' dialect, without state; ``ports.Dialect`` documents the methods."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """Return ``customer-profiles``."""
        return "customer-profiles"

    @property
    def scope_member(self) -> str:
        """Return the member that names the domain."""
        return "DomainName"

    @property
    def name_member(self) -> str:
        """Return the member that people know a segment by."""
        return "DisplayName"

    @property
    def id_member(self) -> str:
        """Return the member that is the last part of a segment's ARN."""
        return "SegmentDefinitionName"

    @property
    def marks(self) -> Sequence[str]:
        """Return the members that only definitions of Customer Profiles have, and the type of their resource in CloudFormation."""
        return ("DisplayName", "SegmentDefinitionName", "SegmentSqlQuery", "SegmentSort", "DomainName", RESOURCE)

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
        """Return the meaning of each of Customer Profiles' codes."""
        return CODES

    def normalize(self, content: Mapping[str, Json]) -> Normalized:
        """Normalize pasted spellings."""
        return normalize(content)

    def find_problems(self, criteria: Criteria) -> Iterable[DocumentProblem]:
        """Find problems with Customer Profiles' spellings and its console."""
        return find_rule_breaks(criteria)

    def find_folder_problems(self, definitions: Mapping[str, Definition]) -> Iterator[tuple[str, DocumentProblem]]:
        """Find quotas that are exceeded through source segments."""
        return find_folder_problems(definitions)

    def definition(self, content: Mapping[str, Json]) -> Definition:
        """Return the canonical names, criteria and order of a document."""
        return canonical(content)

    def canonical(self, definition: Definition) -> Definition:
        """Return the canonical form."""
        return canonical(definition)

    def ignore_unset_versions(self, deployed: Definition, desired: Definition) -> Definition:  # noqa: ARG002  # the port asks with both
        """Return ``deployed``: segments here have no versions."""
        return deployed

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
        """Return domain and profile."""
        return NOUNS

    def read_criteria(self, definition: Mapping[str, Json]) -> Criteria:
        """Return the criteria of a definition."""
        return read_criteria(definition)

    def write_criteria(self, criteria: Criteria) -> tuple[Definition, Sequence[Loss]]:
        """Return a definition, and what Customer Profiles cannot express."""
        return write_criteria(criteria)

    def delete_command(self, target: Target, segment_id: str) -> str:
        """Return the command of the AWS command line that deletes a segment."""
        where = f"--region {quote(target.region)} --domain-name {quote(target.scope)}"
        return f"aws customer-profiles delete-segment-definition {where} --segment-definition-name {quote(segment_id)}"

    def can_update_in_place(self, deployed: Definition, desired: Definition) -> bool:  # noqa: ARG002  # the port asks with both
        """Return false: Customer Profiles has no operation that changes a segment definition."""
        return False

    def name_of(self, content: Mapping[str, Json]) -> str | None:
        """Return the DisplayName."""
        name = content.get("DisplayName")
        return name if isinstance(name, str) else None

    def id_of(self, key: str, content: Mapping[str, Json]) -> str | None:
        """Return the SegmentDefinitionName: the document's own, that of the segment it adopts, or one made of its key."""
        lifecycle = content.get("Lifecycle")
        adopted = lifecycle.get("Adopt") if isinstance(lifecycle, dict) else None
        return next((name for name in (content.get("SegmentDefinitionName"), adopted) if isinstance(name, str)), name_for(key))


class CustomerProfiles:
    """Implements Provider. All of its writers share one quota."""

    def __init__(self) -> None:
        self._dialect = CustomerProfilesDialect()
        self._limits = RateLimits(Rates().of_writes())

    @property
    def dialect(self) -> Dialect:
        """Return the dialect of Customer Profiles."""
        return self._dialect

    def open_reader(self, connection: Connection) -> SegmentReader:
        """Return a reader on one domain."""
        return CustomerProfilesReader(connection, self._dialect)

    def open_writer(self, connection: Connection) -> SegmentWriter:
        """Return a writer on one domain."""
        from segments_as_code.providers.customer_profiles.writer import (  # noqa: PLC0415  # what writes is not loaded by a plan
            CustomerProfilesWriter,
        )

        return CustomerProfilesWriter(connection, limits=self._limits)


def open_estimator(connection: Connection) -> AudienceEstimator:
    """Return what estimates the audiences of one domain."""
    from segments_as_code.providers.customer_profiles.estimator import (  # noqa: PLC0415  # it makes a call that IAM counts as a write
        CustomerProfilesEstimator,
    )

    return CustomerProfilesEstimator(connection)


def require_region(region: str) -> None:
    """Return if botocore knows Customer Profiles to be in ``region``.

    Raises:
        ServiceError: it does not (``region-without-service``); it may be newer than botocore.
    """
    if region not in (regions := known_regions(PROFILES)):
        raise explain_region(PROFILES, region, regions)
