"""Verdicts on each segment that a plan changes, and on unchanged ones whose people change.

Everything is judged in the space of keys, from the plan alone: a source that the plan does not hold (imported, foreign, pinned to an
earlier version) is unknown, and is mentioned only if a verdict depends on it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from segments_as_code.meaning.declarations import Declarations, name_assumptions, readings_in
from segments_as_code.meaning.encoding import Meaning
from segments_as_code.meaning.independent_parts import IndependentParts
from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.plan_meanings import PlanMeanings, ReadCriteria
from segments_as_code.meaning.predicate import TRUE, And, Given, Ref, atoms, keys_in_order, references
from segments_as_code.meaning.question import BUDGET
from segments_as_code.meaning.readings import Readings
from segments_as_code.meaning.relate import relate, result_of
from segments_as_code.meaning.relation import Relation, Verdict, Verdicts
from segments_as_code.meaning.solver import Steps
from segments_as_code.model.criteria import Criteria, Group, Joined
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Change, Create, Delete, Plan, Recreate, Unchanged, key_of
from segments_as_code.model.segment import DeployedSegment

PLAN_BUDGET = 12 * BUDGET
"""Budget of steps for a whole plan; when it is used up, the rest is not proven."""


def judge_plan(
    plan: Plan, read_criteria: ReadCriteria, declared: Declarations, *, imported: Collection[str] = (), steps: Steps | None = None
) -> Verdicts:
    """Return the verdicts on every change of ``plan``; ``imported`` are the ids of segments that came from an import.

    What ``steps`` (``PLAN_BUDGET``) do not reach is not proven.
    """
    return _Judge(plan, read_criteria, declared, frozenset(imported), steps or Steps(PLAN_BUDGET)).verdicts()


def judge_drift(plan: Plan, read_criteria: ReadCriteria, declared: Declarations, *, imported: Collection[str] = ()) -> Verdicts:
    """Return how the people of what is deployed relate to those of what git says; nothing of what only one of the two has."""
    return _DriftJudge(plan, read_criteria, declared, frozenset(imported), Steps(PLAN_BUDGET)).verdicts()


class _Judge:
    def __init__(self, plan: Plan, read_criteria: ReadCriteria, declared: Declarations, imported: frozenset[str], steps: Steps) -> None:
        self._changes = {key_of(change): change for change in plan.changes}
        self._read_criteria = read_criteria
        self._declared = declared
        self._facts = declared.predicate
        self._steps = steps
        self._parts = IndependentParts()
        self._meanings = PlanMeanings(plan, read_criteria, declared.assumptions, imported)
        self._old = {key: change.deployed for key, change in self._changes.items() if not isinstance(change, Create)}
        self._before, self._after = self._meanings.before, self._meanings.after

    def verdicts(self) -> Verdicts:
        """Judge the changes, then what builds on them."""
        changed = [key for key, change in self._changes.items() if self._is_judged(change)]
        if not changed:
            return Verdicts()
        self._meanings.lower()
        for key, change in self._changes.items():
            if isinstance(change, Recreate) and change.is_half_done:
                self._before[key] = Given("unread", f"{key} as it was before an earlier run deleted it")
        found = {key: self._changed(key, self._changes[key]) for key in changed}
        moved = {key for key, verdict in found.items() if verdict.relation is None or verdict.relation.relation != "same"}
        others = [self._through(key, moved) for key in self._dependents(moved)]
        also = tuple(each for each in others if each.relation is not None and each.relation.relation != "same")
        same = tuple(each.key for each in others if each.relation is not None and each.relation.relation == "same")
        return Verdicts({key: self._with_sources(verdict, moved) for key, verdict in found.items()}, also, same)

    def _is_judged(self, change: Change) -> bool:
        return not isinstance(change, Unchanged)

    # ── verdicts ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _changed(self, key: str, change: Change) -> Verdict:
        match change:
            case Create():
                with self._steps.share(BUDGET) as steps:
                    result = result_of(Meaning(self._after[key], self._after), facts=self._facts, steps=steps)
                return Verdict(key, result, is_new=True, assumes=self._assumes(key))
            case Delete():
                return Verdict(key, "nobody")
            case _:
                relation = self._relate(key)
                connectives = self._connectives(change.deployed, change.desired.definition)
                return Verdict(key, relation.result, relation, (), connectives, assumes=self._assumes(key))

    def _relate(self, key: str) -> Relation:
        before, after = Meaning(self._before[key], self._before), Meaning(self._after[key], self._after)
        return self._compare(before, after)

    def _compare(self, old: Meaning, new: Meaning) -> Relation:
        with self._steps.share(BUDGET) as steps:
            return relate(old, new, facts=self._facts, steps=steps, parts=self._parts)

    def _through(self, key: str, moved: Collection[str]) -> Verdict:
        relation = self._relate(key)
        return Verdict(key, relation.result, relation, self._sources(key, moved), assumes=self._assumes(key))

    def _assumes(self, key: str) -> tuple[str, ...]:
        """Return the declared assumptions that bear on who is in a segment, before or after."""
        if self._declared == Declarations():
            return ()
        sides = [(side[key], side) for side in (self._before, self._after) if key in side]
        found = [atom for predicate, side in sides for atom in atoms(predicate, side)]
        return name_assumptions(self._declared, found, self._open_readings(key))

    def _open_readings(self, key: str) -> set[str]:
        """Return the settled readings that a segment would hang on if they were left open."""
        if not self._declared.assumptions.readings.settled:
            return set()
        is_open = replace(self._declared.assumptions, readings=Readings(is_open=True))
        reached = {each for side in (self._before, self._after) if key in side for each in (key, *keys_in_order(side[key], side))}
        definitions = [self._old[each].definition for each in reached if each in self._old]
        definitions += [c.desired.definition for each, c in self._changes.items() if each in reached and not isinstance(c, Delete)]
        return readings_in((lower(self._read_criteria(each), is_open, lambda _: TRUE) for each in definitions), {})

    def _with_sources(self, verdict: Verdict, moved: Collection[str]) -> Verdict:
        through = self._sources(verdict.key, set(moved) - {verdict.key})
        return replace(verdict, through=through)

    def _sources(self, key: str, moved: Collection[str]) -> tuple[str, ...]:
        predicate = self._after.get(key) or self._before.get(key)
        if predicate is None:
            return ()
        return tuple(each for each in keys_in_order(predicate, self._after) if each in moved)

    def _dependents(self, moved: set[str]) -> Sequence[str]:
        """Return the keys of unchanged segments that build on one of ``moved``, in the order of the plan."""
        reached = set(moved)
        for key in keys_in_order(And(tuple(map(Ref, self._after))), self._after):
            if key in self._after and not reached.isdisjoint(references(self._after[key])):
                reached.add(key)
        return [key for key, change in self._changes.items() if isinstance(change, Unchanged) and key in reached - moved]

    def _connectives(self, deployed: DeployedSegment, desired: Definition) -> tuple[str, ...]:
        return changed_connectives(self._read_criteria(deployed.definition), self._read_criteria(desired))


class _DriftJudge(_Judge):
    """The other way round: from what git says to what is deployed."""

    def _is_judged(self, change: Change) -> bool:
        return not isinstance(change, Unchanged | Create | Delete)

    def _relate(self, key: str) -> Relation:
        in_git, deployed = Meaning(self._after[key], self._after), Meaning(self._before[key], self._before)
        return self._compare(in_git, deployed)


def changed_connectives(old: Criteria, new: Criteria) -> tuple[str, ...]:
    """Return how things are joined in another way: ``any of the blocks of criteria instead of all``."""
    found = [_change("groups", old.groups, new.groups)]
    if len(old.groups.parts) == len(new.groups.parts):
        for one, other in zip(old.groups.parts, new.groups.parts, strict=True):
            if isinstance(one, Group) and isinstance(other, Group):
                found += [_change("blocks of criteria", one.blocks, other.blocks), _change("source segments", one.sources, other.sources)]
    return tuple(dict.fromkeys(each for each in found if each))


def _change(what: str, old: Joined[object], new: Joined[object]) -> str:
    """Return how a connective over two or more parts changed: ``any of the blocks instead of all``."""
    words = {"ALL": "all", "ANY": "any", "NONE": "none"}
    if old.how == new.how or old.how is None or new.how is None or min(len(old.parts), len(new.parts)) <= 1:
        return ""
    return f"{words[new.how]} of the {what} instead of {words[old.how]}"
