"""Every question that can be asked of the prover; importing this module loads all of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from segments_as_code.meaning.comparison import Comparison, compare_definitions
from segments_as_code.meaning.contradictory_facts import find_contradiction
from segments_as_code.meaning.coverage import find_coverage
from segments_as_code.meaning.declarations import declare
from segments_as_code.meaning.examples import Outcome, TriedExamples, find_failures, try_examples
from segments_as_code.meaning.folder_meaning import FolderMeaning, read_folder
from segments_as_code.meaning.policy_checks import check_policies
from segments_as_code.meaning.proof_lint import Proven, proof_problems, prove_segments
from segments_as_code.meaning.relation import Verdicts
from segments_as_code.meaning.verdicts import judge_drift, judge_plan
from segments_as_code.meaning.witnesses import Witnesses, find_witnesses
from segments_as_code.model.criteria import Criteria
from segments_as_code.model.document import Definition
from segments_as_code.model.example import Example
from segments_as_code.model.plan import Plan
from segments_as_code.model.policy import Policy, PolicyReport
from segments_as_code.model.problem import DocumentProblem, Problem
from segments_as_code.model.segment import DesiredSegment, SegmentKind
from segments_as_code.model.settings import Settings


class Prover:
    """The prover for one provider's criteria and one project's settings; only ``pipeline.load_prover`` makes one."""

    def __init__(self, read_criteria: Callable[[Definition], Criteria], settings: Settings) -> None:
        self._read_criteria = read_criteria
        self._settings = settings
        self._declared = declare(settings, read_criteria)

    def find_contradiction(self) -> Iterator[Problem]:
        """Yield a problem for the first declared fact that contradicts those before it."""
        return find_contradiction(self._settings, self._read_criteria)

    def judge_plan(self, plan: Plan) -> Verdicts:
        """Return who comes in and who goes out with each change of ``plan``."""
        return judge_plan(plan, self._read_criteria, self._declared, imported=_imported(plan))

    def judge_drift(self, plan: Plan) -> Verdicts:
        """Return whether more or fewer people are in the deployed segments than git says."""
        return judge_drift(plan, self._read_criteria, self._declared, imported=_imported(plan))

    def check_policies(
        self, plan: Plan, policies: Sequence[Policy], segments: Sequence[DesiredSegment], bases: Sequence[Sequence[DesiredSegment]] = ()
    ) -> PolicyReport:
        """Return what of ``policies`` does not hold once ``plan`` is applied; ``segments`` are those of the policies' commit.

        ``bases`` has those of each commit before the change.
        """
        return check_policies(plan, policies, segments, self._read_criteria, self._declared, bases=bases, imported=_imported(plan))

    def compare(self, old: DesiredSegment, new: DesiredSegment, known: Iterable[DesiredSegment]) -> Comparison:
        """Return who comes in and who goes out from ``old`` to ``new``; ``known`` are what they may build on."""
        definitions = {segment.key: segment.definition for segment in known}
        return compare_definitions(old.definition, new.definition, definitions, self._read_criteria, self._declared, key=new.key)

    def prove_segments(self, criteria: Mapping[str, Criteria], *, wanted: Collection[str] | None) -> Proven:
        """Examine the segments ``wanted`` (None: all) of those in ``criteria``, and hold each against all others."""
        return prove_segments(criteria, self._declared, wanted=wanted)

    def proof_problems(self, key: str, criteria: Criteria, proven: Proven) -> Iterator[DocumentProblem]:
        """Yield what is proven to be wrong inside the segment ``key``."""
        return proof_problems(key, criteria, proven)

    def try_examples(self, people: Iterable[Example], segments: Iterable[DesiredSegment], *, with_coverage: bool) -> TriedExamples:
        """Return how each example person fares, what is wrong with them, and, if asked for, which criteria none of them would miss."""
        folder = self._read_folder(segments)
        results, problems = try_examples(people, folder)
        passing = [(each.example, each.person) for each in results if each.outcome is not Outcome.FAIL]
        return TriedExamples(tuple(results), tuple(problems), find_coverage(folder, passing) if with_coverage else ())

    def find_failures(self, tried: TriedExamples, *, strict: bool) -> Iterator[Problem]:
        """Yield a problem for each example person who is not as expected."""
        return find_failures(tried.results, strict=strict)

    def find_witnesses(self, key: str, segments: Iterable[DesiredSegment]) -> Witnesses:
        """Return people who show each criterion of the segment ``key``, one of ``segments``."""
        return find_witnesses(key, self._read_folder(segments))

    def _read_folder(self, segments: Iterable[DesiredSegment]) -> FolderMeaning:
        return read_folder(segments, self._read_criteria, self._declared)


def _imported(plan: Plan) -> list[str]:
    return [neighbour.id for neighbour in plan.neighbours if neighbour.kind is SegmentKind.IMPORTED]
