"""The order of the steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segments_as_code.definitions.example_files import ExampleReader
from segments_as_code.definitions.formatter import format_file
from segments_as_code.definitions.policies import PoliciesReader
from segments_as_code.definitions.reserved_files import TESTS, SortedFiles, find_definitions, sort_files
from segments_as_code.definitions.resolver import Entry, find_key, read_segment, resolve
from segments_as_code.definitions.settings_reader import SettingsReader, members_of
from segments_as_code.definitions.validator import DocumentValidator
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.error_codes import PROVEN
from segments_as_code.error_codes import TOGETHER as RESOLVE_CODES
from segments_as_code.error_codes import YAML as LOAD_CODES
from segments_as_code.meaning.lint import Linter
from segments_as_code.meaning.readings import READING_VALUES
from segments_as_code.model.document import Document, SourceFile
from segments_as_code.model.plan import Adopt, Change, Create, DriftOrigin, Plan, Recreate, Replace, Unchanged, Update, key_of
from segments_as_code.model.policy import Policy
from segments_as_code.model.problem import Problem, Severity, has_errors, sorted_problems
from segments_as_code.model.segment import DesiredSegment, Target
from segments_as_code.model.settings import Settings
from segments_as_code.plan.changes import find_changes
from segments_as_code.plan.drift_origins import find_origins
from segments_as_code.plan.known_definitions import known_definitions
from segments_as_code.plan.planner import affected_ids, make_plan
from segments_as_code.plan.rollback import as_it_was, find_segment, only_definition
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import DefinitionFiles, Dialect, SegmentReader, SegmentWriter, know_nothing
from segments_as_code.pull.puller import Pulled, check_files, pull
from segments_as_code.recreation import read_as_before

if TYPE_CHECKING:
    from segments_as_code.meaning.prover import Prover
    from segments_as_code.model.plan import Outcome

OTHER_CODES = frozenset({*LOAD_CODES, *RESOLVE_CODES, *PROVEN})


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The checked files: the desired segments, the container that they name, if any, all problems, settings and policies."""

    scope: str | None
    segments: tuple[DesiredSegment, ...]
    problems: tuple[Problem, ...]
    settings: Settings = field(default_factory=Settings)
    tests: tuple[SourceFile, ...] = ()
    policies: tuple[Policy, ...] = ()


def check_definitions(files: DefinitionFiles, dialect: Dialect, *, scope: str | None) -> CheckResult:
    """Read, validate and resolve every definition; all problems are returned, in the order of their locations."""
    sources, unreadable = files.read()
    sorted_files = sort_files(sources)
    entries: list[Entry] = []
    problems: list[Problem] = [*unreadable]
    broken: set[str] = set()
    validator = DocumentValidator(dialect, Linter(dialect), other_codes=OTHER_CODES)
    settings, wrong_beside = _read_settings(sorted_files, dialect, validator)
    problems += wrong_beside
    for source in sorted_files.definitions:
        documents, found = read_file(source)
        problems += found
        if not documents:
            broken.add(source.stem)
        for document in documents:
            entry, wrong = check_document(document, dialect, validator)
            problems += wrong
            if entry is not None:
                entries.append(entry)
            elif key := find_key(document):
                broken.add(key)
    resolved = resolve(entries, dialect, scope=scope, broken=broken)
    policies, wrong_policies = PoliciesReader(dialect, validator).read(sorted_files.policies, resolved.segments, frozenset(broken))
    problems += [*resolved.problems, *wrong_policies]
    return CheckResult(resolved.scope, resolved.segments, sorted_problems(problems), settings, sorted_files.tests, policies)


def _read_settings(files: SortedFiles, dialect: Dialect, validator: DocumentValidator) -> tuple[Settings, Sequence[Problem]]:
    """Return the settings, and all problems in them and in the other reserved files."""
    members = members_of(dialect)
    problems: list[Problem] = []
    for source in files.tests:
        documents, _ = read_file(source, TESTS)
        problems += find_definitions(documents, TESTS, members)
        may_be_a_definition = not any("Segment" in document.content for document in documents)
        problems += ExampleReader(dialect.test_schema, ()).read([source])[1] if may_be_a_definition else []
    settings, wrong = SettingsReader(dialect, validator, READING_VALUES).read(files.settings)
    problems += wrong
    problems += load_prover(dialect, settings).find_contradiction() if settings.facts else ()
    return settings, problems


def load_prover(dialect: Dialect, settings: Settings) -> Prover:
    """Return the prover, loaded here alone and only if something is to be proven: it takes as long to load as a small plan takes."""
    from segments_as_code.meaning.prover import Prover  # noqa: PLC0415  # see above

    return Prover(dialect.read_criteria, settings)


def find_errors(documents: Sequence[Document], dialect: Dialect) -> list[Problem]:
    """Return the errors of documents, each checked on its own."""
    validator = DocumentValidator(dialect, Linter(dialect), other_codes=OTHER_CODES)
    problems = [problem for document in documents for problem in check_document(document, dialect, validator)[1]]
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def check_document(document: Document, dialect: Dialect, validator: DocumentValidator) -> tuple[Entry | None, tuple[Problem, ...]]:
    """Return the segment of a document, None if it has errors, and all its problems."""
    canonical, problems = validator.validate(document)
    if has_errors(problems, strict=False):
        return None, problems
    entry = read_segment(canonical, dialect)
    return (entry, problems) if isinstance(entry, Entry) else (None, (*problems, entry))


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Every readable file with its text in canonical spelling, and all problems in the texts."""

    files: tuple[tuple[SourceFile, bytes], ...]
    problems: tuple[Problem, ...]


def reformat(files: DefinitionFiles, dialect: Dialect) -> Rewritten:
    """Rewrite every definition file, in memory; files with errors are left out."""
    sources, unreadable = files.read()
    problems, rewritten = [*unreadable], []
    for source in sort_files(sources).definitions:
        made = _formatted(source, dialect)
        if isinstance(made, bytes):
            rewritten.append((source, made))
        else:
            problems += made
    return Rewritten(tuple(rewritten), sorted_problems(problems))


def count_fixed_by_fmt(files: DefinitionFiles, problems: Sequence[Problem], dialect: Dialect) -> int:
    """Return how many of the ``problems`` that ``check_definitions`` found are about spellings that ``reformat`` corrects."""
    shown: dict[str, Counter[str]] = {}
    for problem in problems:
        shown.setdefault(problem.location.path, Counter())[problem.code] += 1
    left_alone = {problem.location.path for problem in problems if problem.severity is Severity.ERROR}
    sources = [source for source in sort_files(files.read()[0]).definitions if source.path in shown.keys() - left_alone] if shown else []
    spellings = ((source.path, Counter(_spelling_codes(source, dialect))) for source in sources)
    return sum((shown[path] & corrected).total() for path, corrected in spellings)


def _spelling_codes(source: SourceFile, dialect: Dialect) -> list[str]:
    documents, _ = read_file(source)
    return [problem.code for document in documents for problem in dialect.normalize(document.content).problems]


def _formatted(source: SourceFile, dialect: Dialect) -> bytes | Sequence[Problem]:
    documents, problems = read_file(source)
    errors = [*problems, *find_errors(documents, dialect)]
    if errors:
        return errors
    formatted = format_file(source, documents, dialect)
    return formatted if isinstance(formatted, bytes) else [formatted]


def propose(  # what is compared, and three choices by name
    segments: tuple[DesiredSegment, ...],
    reader: SegmentReader,
    dialect: Dialect,
    *,
    target: Target,
    policy: DeletePolicy,
    read_all: bool = False,
) -> Plan:
    """Compare the desired ``segments`` with what is deployed; nothing here can write.

    With ``read_all`` every definition is read, also of a segment whose tag says that it is as desired.
    """
    known = know_nothing if read_all else known_definitions(segments, owner=target.owner, dialect=dialect)
    deployed = read_as_before(reader.list_segments(known=known))
    difference = find_changes(segments, deployed, owner=target.owner, dialect=dialect)
    usages = reader.list_usages(affected_ids(difference, deployed, dialect))
    return make_plan(difference, segments, deployed, usages, target=target, policy=policy, dialect=dialect, as_of=reader.as_of)


def propose_rollback(key: str, version: int, reader: SegmentReader, dialect: Dialect, *, target: Target) -> Plan:
    """Plan to restore the segment ``key`` as it was at ``version``; everything else stays as deployed.

    Raises:
        Refused: that segment cannot be rolled back to that version.
    """
    deployed = read_as_before(reader.list_segments())
    segment = find_segment(key, deployed, owner=target.owner)
    earlier = reader.get_version(segment.id, version)
    desired = as_it_was(segment, earlier, version, deployed, owner=target.owner, dialect=dialect)
    difference = only_definition(find_changes(desired, deployed, owner=target.owner, dialect=dialect, exact=True), key)
    usages = reader.list_usages(affected_ids(difference, deployed, dialect))
    return make_plan(difference, desired, deployed, usages, target=target, policy=DeletePolicy(), dialect=dialect)


def trace_drift(plan: Plan, reader: SegmentReader, dialect: Dialect) -> Mapping[str, DriftOrigin]:
    """Return, by key, why each segment differs from git: it was changed outside, or it waits for an apply."""
    return find_origins(plan.changes, reader.get_version, dialect)


def survey(segments: tuple[DesiredSegment, ...], reader: SegmentReader, dialect: Dialect, *, target: Target) -> Plan:
    """Return the plan of ``propose`` with everything else that is deployed, and all campaigns and journeys."""
    deployed = read_as_before(reader.list_segments())
    difference = find_changes(segments, deployed, owner=target.owner, dialect=dialect)
    usages = reader.list_usages([segment.id for segment in deployed])
    return make_plan(difference, segments, deployed, usages, target=target, policy=DeletePolicy(), dialect=dialect, everything=True)


def carry_out(
    plan: Plan, reader: SegmentReader, writer: SegmentWriter, dialect: Dialect, *, report: Callable[[Outcome], None]
) -> tuple[Outcome, ...]:
    """Apply a plan that was checked to be the approved one; ``report`` is called with each outcome as soon as it is known."""
    from segments_as_code.apply.executor import apply_plan  # noqa: PLC0415  # promise 5: a run that plans does not load what writes

    return apply_plan(plan, reader=reader, writer=writer, dialect=dialect, report=report)


def pull_definitions(
    files: DefinitionFiles, reader: SegmentReader, dialect: Dialect, *, scope: str | None, owner: str, folder: str
) -> Pulled:
    """Turn what is deployed into files below ``folder``, which are read back and planned before they are written."""
    deployed = read_as_before(reader.list_segments())
    sources, _ = files.read()

    def tried(given: Sequence[SourceFile]) -> tuple[CheckResult, tuple[Change, ...]]:
        checked = check_definitions(_Given(given), dialect, scope=scope)
        return checked, find_changes(checked.segments, deployed, owner=owner, dialect=dialect).changes

    def wrong_in(given: Sequence[SourceFile]) -> tuple[Mapping[str, str], Mapping[str, str]]:
        checked, changes = tried(given)
        return check_files(checked.problems, checked.segments, changes, absent)

    _, before = tried(sources)
    known = [change for change in before if isinstance(change, Update | Replace | Recreate | Adopt | Unchanged)]
    absent = {key_of(change) for change in before if isinstance(change, Create)}
    return pull(deployed, known, sources, folder=folder, owner=owner, dialect=dialect, check=wrong_in)


@dataclass(frozen=True, slots=True)
class _Given:
    """Files in memory."""

    sources: Sequence[SourceFile]

    def read(self) -> tuple[Sequence[SourceFile], Sequence[Problem]]:
        return self.sources, ()
