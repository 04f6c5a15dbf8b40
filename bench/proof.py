"""What proof takes: ``python -m bench.proof`` prints CPU times and their ratios as JSON.

A process of its own, since it measures CPU inside the process: of relations of changed segments, of the same questions asked of z3 over the
same cells, and of what proof and policies add to a plan of 1,000 segments of which 10 are changed. Of policies, the steps that one
question takes are in there, too.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from statistics import median
from typing import Any, Final, Protocol

from bench.definitions import APP, OWNER, Json, as_text, definition, key
from segments_as_code.meaning.declarations import Declarations
from segments_as_code.meaning.encoding import Encoding, Meaning
from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.policy_checks import POLICY_BUDGET, check_policies
from segments_as_code.meaning.predicate import TRUE, Predicate, Ref
from segments_as_code.meaning.question import BUDGET, Question
from segments_as_code.meaning.readings import Assumptions, Readings
from segments_as_code.meaning.relate import relate
from segments_as_code.meaning.solver import Literal, Solver, Steps
from segments_as_code.model.document import Location, SourceFile
from segments_as_code.model.policy import Compared, Policy, Selector
from segments_as_code.model.problem import Problem, Severity
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Reference, Target
from segments_as_code.ownership import with_our_tags
from segments_as_code.pipeline import check_definitions
from segments_as_code.plan.changes import find_changes
from segments_as_code.plan.planner import make_plan
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.proving import judge, with_proven_problems

_DIALECT: Final = PinpointDialect()
_SIZE: Final = 1_000
_CHANGED: Final = 10
_DEPTH: Final = 5
_ROUNDS: Final = 5


class _Z3(Protocol):
    """What of z3 is used."""

    def __getattr__(self, name: str) -> Any: ...  # z3 brings no types


# ── relations ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _edits(count: int) -> Iterator[tuple[Meaning, Meaning]]:
    """Yield a segment before and after a realistic change, with what it builds on, five deep."""
    environment = {str(depth): _meaning(depth, str(depth - 1) if depth else None) for depth in range(_DEPTH)}
    for number in range(10, 10 + count):
        source = str(number % _DEPTH) if number % 2 else None
        yield Meaning(_meaning(number, source), environment), Meaning(_meaning(number, source, changed=True), environment)


def _meaning(number: int, source: str | None, *, changed: bool = False) -> Predicate:
    content = _content(number, source, changed=changed)
    return lower(_DIALECT.read_criteria(content), Assumptions(Readings(is_open=True)), lambda reference: Ref(reference.key or ""))


def _content(number: int, source: str | None, *, changed: bool = False) -> dict[str, Json]:
    """Return a definition of the other measurements, on another source."""
    content = definition(number, changed=changed, first=number)
    whole = content["SegmentGroups"]
    assert isinstance(whole, dict)
    groups = whole["Groups"]
    assert isinstance(groups, list)
    assert isinstance(groups[0], dict)
    groups[0] |= {"SourceSegments": [{"Ref": source}]} if source is not None else {}
    return content


def _relation_ms(pairs: Iterable[tuple[Meaning, Meaning]]) -> list[float]:
    found = []
    for old, new in pairs:
        begun = time.process_time_ns()
        relate(old, new)
        found.append((time.process_time_ns() - begun) / 1e6)
    return found


class _Recorded(Solver):
    """Keeps the clauses, for z3."""

    def __init__(self) -> None:
        super().__init__(Steps(BUDGET))
        self.clauses: list[list[Literal]] = []

    def add(self, clause: Iterable[Literal]) -> None:
        literals = list(clause)
        self.clauses.append(literals)
        super().add(literals)


def _against_z3(pairs: Iterable[tuple[Meaning, Meaning]]) -> list[float]:
    """Return our CPU over z3's for who comes in and who goes out by each change; cutting into cells counts on both sides."""
    import z3  # noqa: PLC0415  # for this measurement alone

    ratios = []
    for old, new in pairs:
        questions = [Question(inside, outside, Meaning(TRUE, {})) for inside, outside in (((new,), (old,)), ((old,), (new,)))]
        begun = time.process_time_ns()
        ours = [_ask(questions)]
        between = time.process_time_ns()
        theirs = [_ask_z3(questions, z3)]
        ratios.append((between - begun) / (time.process_time_ns() - between))
        assert ours == theirs
    return ratios


def _ask(questions: list[Question]) -> list[bool]:
    encoding = Encoding(questions[0].meanings, Solver(Steps(BUDGET)))
    return [encoding.solver.solve([question.goal(encoding, None)]) for question in questions]


def _ask_z3(questions: list[Question], z3: _Z3) -> list[bool]:
    recorded = _Recorded()
    encoding = Encoding(questions[0].meanings, recorded)
    goals = [question.goal(encoding, None) for question in questions]
    variables: dict[int, Any] = {}

    def term(literal: Literal) -> Any:
        variable = variables.setdefault(literal >> 1, None)
        if variable is None:
            variable = variables[literal >> 1] = z3.Bool(str(literal >> 1))
        return z3.Not(variable) if literal & 1 else variable

    solver = z3.Solver()
    for clause in recorded.clauses:
        solver.add(z3.Or([term(literal) for literal in clause]))
    return [bool(solver.check(term(goal)) == z3.sat) for goal in goals]


# ── a plan ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Files:
    def __init__(self, sources: list[SourceFile]) -> None:
        self._sources = sources

    def read(self) -> tuple[list[SourceFile], list[Problem]]:
        return self._sources, []


def _files(*, changed: bool) -> _Files:
    """Return the files of all segments, each on the one before it unless that would be deeper than five."""
    step = _SIZE // _CHANGED
    contents = {n: _content(n, key(n - 1) if n % _DEPTH else None, changed=changed and n % step == 0) for n in range(_SIZE)}
    return _Files([SourceFile(f"segments/{key(n)}.yaml", key(n), as_text(content).encode()) for n, content in contents.items()])


def all_files() -> _Files:
    """Return the files of all segments, none of them changed."""
    return _files(changed=False)


def _plan_ratios() -> tuple[float, float, float]:
    """Return the CPU of a plan with proof, and with a policy, over that of the same plan without either, and the steps of a question.

    All in this process; start-up is not counted.
    """
    deployed = [_deployed(segment) for segment in check_definitions(all_files(), _DIALECT, scope=APP).segments]
    files = _files(changed=True)
    begun = time.process_time()
    checked = check_definitions(files, _DIALECT, scope=APP)
    target = Target("pinpoint", APP, "eu-west-1", OWNER)
    difference = find_changes(checked.segments, deployed, owner=OWNER, dialect=_DIALECT)
    plan = make_plan(difference, checked.segments, deployed, (), target=target, policy=DeletePolicy(), dialect=_DIALECT)
    planned = time.process_time() - begun
    begun = time.process_time()
    verdicts = judge(plan, _DIALECT)
    with_proven_problems(plan, files, checked, _DIALECT)
    assert len(verdicts.changed) == _CHANGED
    proven = time.process_time() - begun
    begun, steps = time.process_time(), Steps(POLICY_BUDGET)
    report = check_policies(plan, [_policy()], checked.segments, _DIALECT.read_criteria, Declarations(), steps=steps)
    assert (report.asked, report.results) == (_SIZE, ())
    weighed = time.process_time() - begun
    return (planned + proven) / planned, (planned + weighed) / planned, (POLICY_BUDGET - steps.left) / _SIZE


def _policy() -> Policy:
    """Return a policy that every segment keeps: everybody in it has one of some channels."""
    channels: Json = {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL", "PUSH", "SMS"]}}}
    within = Compared(definition={"Dimensions": channels})
    return Policy("channels", (Selector("**"),), (), (("within", within),), (), Severity.ERROR, True, False, Location("policies.yaml"))


def _deployed(segment: DesiredSegment) -> DeployedSegment:
    def by_id(reference: Reference) -> Reference:
        return Reference(id=f"id-{reference.key}")

    held = _DIALECT.replace_references(segment.definition, by_id)
    sources = _DIALECT.references(segment.definition)
    tags = with_our_tags(segment.tags, key=segment.key, owner=OWNER, sources=sources)
    return DeployedSegment(f"id-{segment.key}", "arn", segment.name, 1, held, tags)


def main() -> None:
    """Measure, and print."""
    pairs = list(_edits(60))
    _relation_ms(islice(pairs, 5))
    plans = [_plan_ratios() for _ in range(_ROUNDS)]
    found = {
        "relation_ms": [median(_relation_ms(pairs)) for _ in range(_ROUNDS)],
        "against_z3": [median(_against_z3(pairs)) for _ in range(_ROUNDS)],
        "plan": [proof for proof, _, _ in plans],
        "policies": [policies for _, policies, _ in plans],
        "policy_steps": [steps for _, _, steps in plans],
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
