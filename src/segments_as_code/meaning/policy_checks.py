"""Ask of every segment that a policy applies to whether the policy holds once the plan is applied.

A policy is one more question for the prover. What it compares with is taken from the commit whose policies count, not from the change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final

from segments_as_code.meaning.declarations import Declarations
from segments_as_code.meaning.encoding import Meaning
from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.person_text import person_json, person_text
from segments_as_code.meaning.plan_meanings import PlanMeanings, ReadCriteria, break_circles
from segments_as_code.meaning.policy_reach import find_continuity, find_out_of_reach, has_name_of
from segments_as_code.meaning.predicate import FALSE, Predicate, Ref, keys_in_order
from segments_as_code.meaning.question import BUDGET, find_person
from segments_as_code.meaning.readings import Readings
from segments_as_code.meaning.relate import is_identical
from segments_as_code.meaning.relation import Undecided
from segments_as_code.meaning.solver import Steps
from segments_as_code.meaning.unapplied_base import Asked, as_if_applied, join_reaches, without_repeats
from segments_as_code.meaning.verdict_text import reason
from segments_as_code.model.plan import Adopt, Delete, Plan, Unchanged, key_of
from segments_as_code.model.policy import Compared, GrowthQuestion, Policy, PolicyReach, PolicyReport, PolicyResult, Rule, Status
from segments_as_code.model.segment import DesiredSegment, Reference

POLICY_BUDGET: Final = 40 * BUDGET
"""Steps for all policies of a plan; what comes after is not proven for want of steps."""

_Found = Person | Undecided | None


def check_policies(
    plan: Plan,
    policies: Sequence[Policy],
    segments: Sequence[DesiredSegment],
    read_criteria: ReadCriteria,
    declared: Declarations,
    *,
    bases: Sequence[Sequence[DesiredSegment]] = (),
    imported: Collection[str] = (),
    steps: Steps | None = None,
) -> PolicyReport:
    """Return what of ``policies`` does not hold once ``plan`` is applied; what ``steps`` (``POLICY_BUDGET``) do not reach is not proven.

    ``segments`` are those of the commit that the policies are from. What a policy names is what it is there, so that a change cannot
    make it larger to fit; and also what the plan makes of it, if that is something else. ``bases`` has the segments of each
    commit before the change: what they put under a policy counts too if they are not applied yet.
    """
    steps = steps or Steps(POLICY_BUDGET)
    first = _Checks(plan, segments, read_criteria, declared, frozenset(imported), steps)
    others = filter(None, (as_if_applied(plan, base) for base in bases))
    each = [first, *(_Checks(other, segments, read_criteria, declared, frozenset(imported), steps, first.asked_of()) for other in others)]
    results = [result for policy in policies for check in each for result in check.results(policy)]
    growth = [question for policy in policies if policy.most_growth is not None for check in each for question in check.growth(policy)]
    reaches = [reduce(join_reaches, [check.reach(policy) for check in each]) for policy in policies]
    return PolicyReport(sum(check.asked for check in each), without_repeats(results), tuple(filter(None, reaches)), tuple(growth))


@dataclass(frozen=True, slots=True, eq=False)
class _Versions:
    """A meaning after the plan and before it. Without ``before``, everyone who breaks the rule counts as new."""

    now: Meaning
    before: Meaning | None


class _Checks:
    def __init__(
        self,
        plan: Plan,
        segments: Sequence[DesiredSegment],
        read_criteria: ReadCriteria,
        declared: Declarations,
        imported: frozenset[str],
        steps: Steps,
        already: Asked | None = None,
    ) -> None:
        settled = replace(declared.assumptions, readings=Readings(declared.assumptions.readings.settled))
        self._meanings = PlanMeanings(plan, read_criteria, settled, imported)
        self._meanings.lower()
        self._facts = declared.predicate
        self._changes = {key_of(change): change for change in plan.changes}
        self._moved = {key for key, change in self._changes.items() if not isinstance(change, Unchanged)}
        self._named = {segment.key: segment for segment in segments}
        self._compared: dict[str, Predicate] = {
            _compared_key(segment.key): self._meanings.lower_one(segment.definition, self._source) for segment in segments
        }
        break_circles(self._compared)
        self._edited = {_compared_key(segment.key) for segment in segments if self._is_edited(segment)}
        for change in plan.left:
            self._meanings.before[change.key] = self._meanings.lower_one(change.deployed.definition, self._meanings.source_before)
        self._continuity = find_continuity(plan, self._changes, self._meanings.before, self._meanings.after, segments)
        self._steps = steps
        self._already = already
        self.asked = 0

    def results(self, policy: Policy) -> Iterator[PolicyResult]:
        """Yield what does not hold of one policy: other keys, tags or names take no segment out of reach of what it was held to."""
        for key in sorted(self._changes):
            held = self._continuity.held(policy, key)
            if held is None:
                continue
            for rule, compared in self._already.rules_left(policy, key, held) if self._already is not None else policy.rules:
                self.asked += 1
                for result in self._ask(policy, rule, compared, key, held.compared):
                    yield replace(result, was=held.was, takes_over=held.takes_over)

    def growth(self, policy: Policy) -> Iterator[GrowthQuestion]:
        """Yield each segment of which only a count tells how much it grows: it is not new, and somebody may come in."""
        for key in sorted(self._changes):
            held = self._continuity.held(policy, key)
            if held is None or held.compared is None or isinstance(self._changes[key], Delete):
                continue
            before, after = self._before(held.compared), self._after(key)
            is_asked = self._already is None or self._already.is_counted(policy, key, held)
            if is_asked and not is_identical(before, after) and self._find([after], [before]) is not None:
                yield GrowthQuestion(policy, key, held.compared, held.was, held.takes_over)

    def asked_of(self) -> Asked:
        """Return what was asked, for checks from another state before the plan."""
        return Asked(self._continuity, {key for key in self._changes if key in self._moved or self._through(key)})

    def reach(self, policy: Policy) -> PolicyReach | None:
        """Return which segments ``policy`` is for and will not be for once the plan is applied; None if there are none."""
        return find_out_of_reach(policy, self._continuity, self._meanings.before, self._meanings.after)

    def _ask(self, policy: Policy, rule: Rule, compared: Compared | None, key: str, known: str | None) -> Iterator[PolicyResult]:
        """Yield how a rule does not hold for the segment ``key``, which is compared with the deployed one ``known``."""
        change = self._changes[key]
        if isinstance(change, Delete):
            if rule == "never-narrower":
                yield from self._unless_none(policy, rule, key, self._find([self._before(key)], []), "leaves")
            return
        after = self._after(key)
        before = self._before(known) if known is not None else None
        if rule in {"never-wider", "never-narrower"}:
            if before is not None and not is_identical(before, after):
                inside, outside = (after, before) if rule == "never-wider" else (before, after)
                found = self._find([inside], [outside])
                words = "comes in" if rule == "never-wider" else "leaves"
                yield from self._unless_none(policy, rule, key, found, words)
            return
        if isinstance(change, Adopt) or known != key:
            before = None  # what was broken before stops nothing, but not in a segment that is not the same one
        if compared is None:
            yield from self._extremes(policy, rule, key, before, after)
            return
        subject = _Versions(after, before)
        results = [[*self._comparisons(policy, rule, key, subject, other, name)] for other, name in self._named_versions(compared)]
        if self._is_lost(compared):
            why = f"{compared.name} is in no file any more, and it is not clear what replaces it; change the policy in a pull request first"
            results.append([PolicyResult(policy, key, rule, "undecided", why, through=self._through(key))])
        yield from next((each for each in results if any(not result.is_old for result in each)), max(results, key=len))

    def _comparisons(self, policy: Policy, rule: Rule, key: str, subject: _Versions, other: _Versions, name: str) -> Iterator[PolicyResult]:
        """Yield who breaks a rule that compares with ``other``; somebody who is new to it if there is anybody."""
        questions: list[tuple[list[_Versions], list[_Versions], str]] = []
        if rule in {"within", "same-as"}:
            questions.append(([subject], [other], f"is in it and not in {name}"))
        if rule == "apart-from":
            questions.append(([subject, other], [], f"is both in it and in {name}"))
        if rule == "same-as":
            questions.append(([other], [subject], f"is in {name} and not in it"))
        for inside, outside, words in questions:
            found = self._find([each.now for each in inside], [each.now for each in outside])
            if found is None:
                continue
            new = [self._find(*question) for question in _only_new(inside, outside)] if subject.before is not None else [found]
            person = next((each for each in new if isinstance(each, Person)), found)
            yield self._result(policy, rule, key, person, words, is_old=all(each is None for each in new))

    def _extremes(self, policy: Policy, rule: Rule, key: str, before: Meaning | None, after: Meaning) -> Iterator[PolicyResult]:
        """Yield that a segment is nobody, or everybody, if it may not be."""
        word = "nobody" if rule == "not-nobody" else "everybody"
        found = self._extreme(rule, after)
        if isinstance(found, Person):
            return
        is_old = before is not None and (is_identical(before, after) or self._extreme(rule, before) is None)
        if found is None:
            yield PolicyResult(policy, key, rule, "broken", f"it is {word}", is_old=is_old, through=self._through(key))
        else:
            why = f"whether it is {word} is not proven. {reason([found])}"
            yield PolicyResult(policy, key, rule, "undecided", why, is_old=is_old, through=self._through(key))

    def _extreme(self, rule: Rule, meaning: Meaning) -> _Found:
        """Return somebody who shows that a segment is not nobody, or not everybody; None if it is."""
        return self._find([meaning], []) if rule == "not-nobody" else self._find([], [meaning])

    def _unless_none(self, policy: Policy, rule: Rule, key: str, found: _Found, words: str) -> Iterator[PolicyResult]:
        if found is not None:
            yield self._result(policy, rule, key, found, words, is_old=False)

    def _result(self, policy: Policy, rule: Rule, key: str, found: _Found, words: str, *, is_old: bool) -> PolicyResult:
        status: Status = "broken"
        person, example, why = "", None, words
        if isinstance(found, Person):
            person, example, why = person_text(found), person_json(found), f"somebody {words}"
        elif isinstance(found, Undecided):
            status, why = "undecided", f"it is not proven that nobody {words}. {reason([found])}"
        return PolicyResult(policy, key, rule, status, why, person, example, is_old, self._through(key))

    # ── meanings ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _find(self, inside: Sequence[Meaning], outside: Sequence[Meaning]) -> _Found:
        with self._steps.share(BUDGET) as steps:
            return find_person(inside, outside, facts=self._facts, steps=steps)

    def _before(self, key: str) -> Meaning:
        return Meaning(self._meanings.before[key], self._meanings.before)

    def _after(self, key: str) -> Meaning:
        return Meaning(self._meanings.after[key], self._meanings.after)

    def _meaning_of(self, compared: Compared) -> Meaning:
        if compared.key is not None:
            return Meaning(self._compared.get(_compared_key(compared.key), FALSE), self._compared)
        definition = compared.definition or {}
        return Meaning(self._meanings.lower_one(definition, self._source), self._compared)

    def _named_versions(self, compared: Compared) -> Iterator[tuple[_Versions, str]]:
        """Yield what a policy compares with as its own commit has it, and, if the plan makes something else of it, as that will be."""
        base = self._meaning_of(compared)
        yield _Versions(base, base), compared.name
        for key in self._followers(compared.key) if compared.key is not None else ():
            before = self._before(compared.key) if compared.key in self._meanings.before else base
            yield _Versions(self._after(key), before), f"{key} (until now {compared.name}) as this plan leaves it"
        reached = {*keys_in_order(base.predicate, self._compared), _compared_key(compared.key or "")}
        if reached.isdisjoint(self._edited) or (compared.key is not None and compared.key not in self._meanings.after):
            return
        now, before = (self._named_in(compared, environment) for environment in (self._meanings.after, self._meanings.before))
        yield _Versions(now, before), f"{compared.name} as this plan leaves it"

    def _followers(self, key: str) -> list[str]:
        """Return the keys of the segments that continue one that a policy names.

        If it is not deployed any more, since an earlier run deleted it, they are those with the name or the criteria of its definition.
        """
        followers, segment, after = self._continuity.followers(key), self._named.get(key), self._meanings.after
        if followers or segment is None or key in after:
            return followers
        meaning = self._meanings.lower_one(segment.definition, self._meanings.source_after)
        return [each for each, change in self._changes.items() if after.get(each) == meaning or has_name_of(change, segment)]

    def _is_lost(self, compared: Compared) -> bool:
        """Return whether the segment that a policy names is gone from the files, and nothing is known to continue it."""
        key = compared.key
        return key is not None and key in self._continuity.gone and not self._followers(key)

    def _named_in(self, compared: Compared, environment: Mapping[str, Predicate]) -> Meaning:
        if compared.key is not None:
            return Meaning(environment.get(compared.key, FALSE), environment)

        def source(reference: Reference) -> Predicate:
            found = self._standing(reference.key, environment) if reference.version is None else None
            return Ref(found) if found is not None else self._meanings.foreign(reference)

        return Meaning(self._meanings.lower_one(compared.definition or {}, source), environment)

    def _standing(self, key: str | None, environment: Mapping[str, Predicate]) -> str | None:
        """Return the key under which a segment stands in ``environment``: its own, or that of what continues it, if that is clear."""
        if key is None or key in environment:
            return key
        followers = [each for each in self._followers(key) if each in environment]
        return followers[0] if len({environment[each] for each in followers}) == 1 else None

    def _is_edited(self, segment: DesiredSegment) -> bool:
        """Return whether the plan deploys another definition of ``segment``, or none."""
        change = self._changes.get(segment.key)
        return change is None or isinstance(change, Delete) or change.desired.definition != segment.definition

    def _source(self, reference: Reference) -> Predicate:
        """Return a source of what a policy compares with: a segment of the same commit, or one that nothing is known of."""
        if reference.key is not None and reference.key in self._named:
            return Ref(_compared_key(reference.key))
        return self._meanings.foreign(reference)

    def _through(self, key: str) -> tuple[str, ...]:
        predicate = self._meanings.after.get(key)
        if predicate is None:
            return ()
        return tuple(each for each in keys_in_order(predicate, self._meanings.after) if each in self._moved)


def _only_new(inside: Sequence[_Versions], outside: Sequence[_Versions]) -> Iterator[tuple[list[Meaning], list[Meaning]]]:
    """Yield the questions who breaks a rule now and did not before: by one of the meanings that has changed."""
    ins, outs = [each.now for each in inside], [each.now for each in outside]
    for each in (*inside, *outside):
        if each.before is not None and not is_identical(each.before, each.now):
            yield (ins, [*outs, each.before]) if each in inside else ([*ins, each.before], outs)


def _compared_key(key: str) -> str:
    """Return the key in an environment of a segment as the policies' commit has it."""
    return f"{key} as the policies have it"
