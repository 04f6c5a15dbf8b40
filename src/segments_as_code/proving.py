"""What is proven of definitions, examples, policies and plans, all of it without calling a service."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from segments_as_code.definitions.example_files import ExampleReader
from segments_as_code.definitions.resolver import find_key
from segments_as_code.definitions.validator import DocumentValidator, SchemaValidator, in_canonical_spelling, locate
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.meaning.lint import Linter
from segments_as_code.meaning.relation import Verdicts
from segments_as_code.model.document import Definition, Document, Location
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Plan, Recreate, Replace, Unchanged, Update, key_of
from segments_as_code.model.policy import PolicyReport
from segments_as_code.model.problem import Problem, Severity, has_errors, sorted_problems, unless_meant
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.model.settings import Settings
from segments_as_code.pipeline import OTHER_CODES, CheckResult, check_document, load_prover
from segments_as_code.ports import DefinitionFiles, Dialect

if TYPE_CHECKING:
    from segments_as_code.meaning.comparison import Comparison
    from segments_as_code.meaning.examples import TriedExamples
    from segments_as_code.meaning.prover import Prover
    from segments_as_code.meaning.witnesses import Witnesses

_NO_SETTINGS = Settings()

_SAID_ALREADY: Mapping[str, frozenset[str]] = {
    "proven-nobody": frozenset({"nobody-matches"}),
    "proven-everybody": frozenset({"everyone", "empty-group", "or-trap"}),
    "same-people": frozenset({"duplicate-audience"}),
}
"""What a rule says of one segment with its reason: proof does not say it again, and what silences the one silences the other."""


def check_alone(files: DefinitionFiles, dialect: Dialect) -> CheckResult:
    """Read and validate definitions as they stand, without looking for what they build on."""
    sources, unreadable = files.read()
    problems: list[Problem] = [*unreadable]
    segments: list[DesiredSegment] = []
    validator = DocumentValidator(dialect, Linter(dialect), other_codes=OTHER_CODES)
    for source in sources:
        documents, found = read_file(source)
        problems += found
        for document in documents:
            entry, wrong = check_document(document, dialect, validator)
            problems += wrong
            segments += [entry.segment] if entry is not None else []
    return CheckResult(None, tuple(segments), sorted_problems(problems))


def compare(old: DesiredSegment, new: DesiredSegment, known: Sequence[DesiredSegment], dialect: Dialect, settings: Settings) -> Comparison:
    """Return who comes in and who goes out from one definition to another; ``known`` are what they may build on."""
    return load_prover(dialect, settings).compare(old, new, known)


def judge(plan: Plan, dialect: Dialect, settings: Settings = _NO_SETTINGS) -> Verdicts:
    """Return who comes in and who goes out with each change of ``plan``; an empty plan loads no prover."""
    return Verdicts() if plan.is_empty else load_prover(dialect, settings).judge_plan(_only_affected(plan, dialect))


def judge_deployed(plan: Plan, dialect: Dialect, settings: Settings = _NO_SETTINGS) -> Verdicts:
    """Return whether more or fewer people are in the deployed segments than git says; without drift no prover is loaded."""
    return Verdicts() if plan.is_empty else load_prover(dialect, settings).judge_drift(_only_affected(plan, dialect))


def _only_affected(plan: Plan, dialect: Dialect) -> Plan:
    """Return ``plan`` without unchanged segments, unless they build on a change or something that is kept builds on them."""
    keys = {change.deployed.id: key_of(change) for change in plan.changes if not isinstance(change, Create)}
    sources: dict[str, set[str]] = {}
    builders: dict[str, set[str]] = defaultdict(set)
    for change in plan.changes:
        references = [reference for definition in _definitions_of(change) for reference in dialect.references(definition)]
        sources[key_of(change)] = {reference.key or keys.get(reference.id or "", "") for reference in references}
        for source in sources[key_of(change)]:
            builders[source].add(key_of(change))
    changed = {key_of(change) for change in plan.changes if not isinstance(change, Unchanged)}
    kept = _closure(_closure(changed, builders), sources)
    return replace(plan, changes=tuple(change for change in plan.changes if key_of(change) in kept))


def _definitions_of(change: Change) -> Sequence[Definition]:
    """Return what a segment is in the files, and as it is deployed."""
    if isinstance(change, Create):
        return (change.desired.definition,)
    return (change.deployed.definition,) if isinstance(change, Delete) else (change.desired.definition, change.deployed.definition)


def _closure(keys: Collection[str], next_to: Mapping[str, Collection[str]]) -> set[str]:
    """Return ``keys`` and all that is reached from them, step by step."""
    found, waiting = set(keys), list(keys)
    while waiting:
        new = set(next_to.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def weigh_policies(plan: Plan, gate: CheckResult, dialect: Dialect, bases: Sequence[Sequence[DesiredSegment]] = ()) -> PolicyReport:
    """Return what of the policies of ``gate`` does not hold once ``plan`` is applied; without policies no prover is loaded.

    ``gate`` is the commit whose policies, settings and named segments count, which need not be the one that is planned.
    ``bases`` has the segments of each commit before the change, which may be merged and not applied yet.
    """
    if not gate.policies:
        return PolicyReport()
    return load_prover(dialect, gate.settings).check_policies(plan, gate.policies, gate.segments, bases)


def try_examples(checked: CheckResult, dialect: Dialect, *, with_coverage: bool = False) -> TriedExamples:
    """Hold the example people of the test files to the definitions, which have no errors."""
    return _try_examples(load_prover(dialect, checked.settings), checked, dialect, with_coverage=with_coverage)


def check_examples(checked: CheckResult, dialect: Dialect, *, strict: bool) -> CheckResult:
    """Return ``checked`` with what its example people find, errors too; as it is if the definitions have errors, or it has no tests."""
    if not checked.tests or has_errors(checked.problems, strict=False):
        return checked
    prover = load_prover(dialect, checked.settings)
    tried = _try_examples(prover, checked, dialect, with_coverage=False)
    problems = [*checked.problems, *tried.problems, *prover.find_failures(tried, strict=strict)]
    return replace(checked, problems=sorted_problems(problems))


def _try_examples(prover: Prover, checked: CheckResult, dialect: Dialect, *, with_coverage: bool) -> TriedExamples:
    keys = {segment.key for segment in checked.segments}
    people, problems = ExampleReader(dialect.test_schema, keys).read(checked.tests)
    tried = prover.try_examples(people, checked.segments, with_coverage=with_coverage)
    return replace(tried, problems=sorted_problems([*problems, *tried.problems]))


def generate_examples(key: str, checked: CheckResult, dialect: Dialect) -> Witnesses:
    """Return people who show each criterion of the segment ``key``, which ``checked`` has."""
    return load_prover(dialect, checked.settings).find_witnesses(key, checked.segments)


@dataclass(frozen=True, slots=True)
class ProofResult:
    """What proof finds in definitions: problems, pairs of keys of which the first lies within the second, and what it did not finish."""

    problems: tuple[Problem, ...]
    within: tuple[tuple[str, str], ...] = ()
    unfinished: tuple[str, ...] = ()


def find_proven_problems(
    files: DefinitionFiles, checked: CheckResult, dialect: Dialect, *, wanted: Collection[str] | None = None
) -> ProofResult:
    """Prove what can be proven of the segments ``wanted`` (None: all) of definitions that were checked, and have no errors.

    Their files are read again, for the places of what is found.
    """
    prover = load_prover(dialect, checked.settings)
    documents = find_documents(files, checked, dialect, wanted)
    criteria = {segment.key: dialect.read_criteria(segment.definition) for segment in checked.segments}
    criteria |= {key: dialect.read_criteria(document.content) for key, document in documents.items()}
    proven = prover.prove_segments(criteria, wanted=None if wanted is None else documents.keys())
    problems: list[Problem] = []
    for key, document in documents.items():
        problems += (locate(problem, document) for problem in prover.proof_problems(key, criteria[key], proven))
    places = {segment.key: segment.location for segment in checked.segments}
    for one, other in proven.same:
        message = f"exactly the same people are in {one} at {places[one]}, whatever the data."
        remedy = unless_meant("keep one of the two", "same-people")
        problems.append(Problem(places[other], "same-people", message, remedy, Severity.WARNING, (places[one],)))
    return ProofResult(sorted_problems(_not_said_already(problems, checked)), proven.within, proven.unfinished)


def with_proven_problems(plan: Plan, files: DefinitionFiles, checked: CheckResult, dialect: Dialect) -> CheckResult:
    """Return ``checked`` with what is proven of the definitions that ``plan`` changes, and of those that build on them.

    A plan that changes no definition loads no prover.
    """
    changed = {key_of(change) for change in plan.changes if _changes_definition(change)}
    if not changed:
        return checked
    proven = find_proven_problems(files, checked, dialect, wanted=_with_dependents(changed, checked.segments, dialect))
    return replace(checked, problems=sorted_problems([*checked.problems, *proven.problems]))


def _changes_definition(change: Change) -> bool:
    return isinstance(change, Create) or (isinstance(change, Update | Replace | Recreate | Adopt) and bool(change.fields))


def _with_dependents(keys: set[str], segments: Sequence[DesiredSegment], dialect: Dialect) -> set[str]:
    """Return ``keys`` and those of all segments that build on one of them, directly or through others."""
    builders: dict[str, set[str]] = defaultdict(set)
    for segment in segments:
        for reference in dialect.references(segment.definition):
            builders[reference.key or ""].add(segment.key)
    return _closure(keys, builders)


def find_documents(files: DefinitionFiles, checked: CheckResult, dialect: Dialect, wanted: Collection[str] | None) -> dict[str, Document]:
    """Return the documents of segments (None: of all), by key, in canonical spelling."""
    paths = {segment.location.path for segment in checked.segments if wanted is None or segment.key in wanted}
    schema = SchemaValidator(dialect.schema)
    documents = (document for source in files.read()[0] if source.path in paths for document in read_file(source)[0])
    found = {find_key(document): in_canonical_spelling(document, dialect, schema) for document in documents}
    return {
        segment.key: found[segment.key]
        for segment in checked.segments
        if segment.key in found and (wanted is None or segment.key in wanted)
    }


def _not_said_already(problems: Sequence[Problem], checked: CheckResult) -> Iterator[Problem]:
    """Yield the problems that no rule has reported at the same place or of the same segment, and that the segment does not ignore."""
    segments = sorted(checked.segments, key=lambda segment: segment.location)
    starts = [segment.location for segment in segments]

    def segment_at(location: Location) -> DesiredSegment:
        return segments[bisect_right(starts, location) - 1]

    places = {problem.location for problem in checked.problems}
    said = {(segment_at(problem.location).key, problem.code) for problem in checked.problems} if segments else set()
    for problem in problems:
        segment, codes = segment_at(problem.location), {problem.code, *_SAID_ALREADY.get(problem.code, ())}
        is_said = problem.location in places and problem.code == "changes-nothing"
        if not is_said and codes.isdisjoint(segment.lifecycle.ignore) and not any((segment.key, code) in said for code in codes):
            yield problem
