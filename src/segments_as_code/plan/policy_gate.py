"""Refuse a plan that breaks a policy, and say what else policies have to say of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from segments_as_code.model.comment import PutOn
from segments_as_code.model.document import Json, Location
from segments_as_code.model.plan import Notice, Plan, Refusal
from segments_as_code.model.policy import PolicyReach, PolicyReport, PolicyResult
from segments_as_code.model.problem import Problem, short

_RULES = {
    "within": "everybody in it is in what the policy names",
    "apart-from": "nobody in it is in what the policy names",
    "same-as": "it holds the same people as what the policy names",
    "never-wider": "nobody new comes in",
    "never-narrower": "nobody leaves",
    "not-everybody": "it is not everybody",
    "not-nobody": "it is not nobody",
    "max-growth": "fewer people come in",
}
_MOST_OLD = 5
_MOST_NAMED = 5
_MARK_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels on the pull request, by their names.

    ``refused`` has the marks of what the comment refused while they were added: a label allows nothing else. ``labels_for``
    gives the labels that count for one that a policy names, the one to add first: with several targets they name this one.
    ``where`` says on which pull request a label would count. ``later`` is a sentence if none can count in this run, and the apply
    will ask for them: then nothing that a label could allow is refused.
    """

    put_on: Mapping[str, PutOn] = field(default_factory=dict)
    refused: Collection[str] = ()
    labels_for: Callable[[str], Sequence[str]] = lambda label: (label,)
    where: str = "on the pull request"
    later: str = ""


NO_LABELS = Labels()


def refuse_broken(plan: Plan, report: PolicyReport, labels: Labels, *, whose: str) -> Plan:
    """Return ``plan`` with a refusal for each policy that stops it, and a notice for everything else that does not hold.

    ``whose`` names the policies: those of the base commit c3c3c3c.
    """
    refusals: list[Refusal] = []
    notices: list[Notice] = []
    for result in report.results:
        allowing, faults = find_allowing(result.policy.labels, mark(result), labels)
        if not result.stops:
            if not result.is_old:
                notices.append(Notice("policy-warning", describe(result), "", (result.key,)))
        elif allowing is not None:
            message = f"{describe(result)} The label {allowing.label} that {allowing.by} put on allows it."
            notices.append(Notice("policy-allowed", message, "", (result.key,)))
        elif labels.later and result.policy.labels:
            notices.append(Notice("policy-warning", f"{describe(result)} {labels.later}", "", (result.key,)))
        else:
            refusals.append(_refusal(result, whose, labels, faults))
    notices += [_reach_notice(reach) for reach in report.reach]
    notices += _old([result for result in report.results if result.is_old and not result.stops])
    said = {*plan.notices}  # by the same policy of another commit
    return replace(plan, refusals=(*plan.refusals, *refusals), notices=(*plan.notices, *(each for each in notices if each not in said)))


def needs_label(report: PolicyReport) -> bool:
    """Return whether a label could allow something that stops the plan."""
    return any(result.stops and result.policy.labels for result in report.results)


def mark(result: PolicyResult) -> str:
    """Return a short hash of what a label allows: this policy, with what it asks and its labels, not to hold for this segment."""
    policy = result.policy
    rules = [[rule, compared and [compared.key, compared.definition]] for rule, compared in policy.rules]
    said = [policy.name, policy.labels, rules, result.key, result.rule, result.status]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:_MARK_LENGTH]


def marks_of_stops(reports: Sequence[PolicyReport]) -> tuple[str, ...]:
    """Return the marks of everything that stops a plan unless a label allows it."""
    return tuple(sorted({mark(result) for report in reports for result in report.results if result.stops}))


def own_notices(plan: Plan, own: PolicyReport, held: PolicyReport, commit: str) -> Iterator[Notice]:
    """Yield that a change has other policies or settings than ``commit``, and what of its ``own`` would not hold once it is merged.

    What stops nothing is left out if ``held``, the report of the policies that count, says the same.
    """
    stops = [result for result in own.results if result.stops]
    said = f"under its own, this plan would be refused for {len(stops)} of {own.asked} questions" if stops else "under its own, it passes"
    if others := len(own.results) - len(stops):
        said += f", and {others} of {own.asked} answers would stop nothing but are against it"
    message = f"this change has other policies or settings than the commit {commit[:7]}, whose policies count until it is merged; {said}."
    yield Notice("policies-differ", message)
    for refusal in refuse_broken(replace(plan, refusals=()), own, NO_LABELS, whose="of this change").refusals:
        yield Notice("policy-warning", f"under the policies of this change: {refusal.message}")
    known = {mark(result) for result in held.results}
    new = [describe(result) for result in own.results if not result.stops and mark(result) not in known]
    more = [f"{len(new) - _MOST_OLD} more answers are against it."] if len(new) > _MOST_OLD else []
    for each in (*new[:_MOST_OLD], *more):
        yield Notice("policy-warning", f"under the policies of this change, without stopping it: {each}")


def find_allowing(names: Sequence[str], refused: str, labels: Labels) -> tuple[PutOn | None, str]:
    """Return the label, one of ``names``, that allows what has the mark ``refused``; without one, why one that is there does not.

    A label allows what the comment showed when it was added.
    """
    put_on = [labels.put_on[each] for name in names for each in labels.labels_for(name) if each in labels.put_on]
    found = [_with_fault(label, refused, labels) for label in put_on]
    allowing = next((label for label in found if not label.fault), None)
    return allowing, "".join(f" {label.fault[:1].upper()}{label.fault[1:]}." for label in found[:1] if allowing is None)


def _with_fault(label: PutOn, refused: str, labels: Labels) -> PutOn:
    if label.fault or refused in labels.refused:
        return label
    by = f" by {short(label.by)}" if label.by else ""
    fault = f"the label {label.label} was added{by} before the comment showed this refusal, so it does not allow it"
    return replace(label, fault=fault)


def describe(result: PolicyResult) -> str:
    """Return in sentences which policy does not hold for which segment, with the person who shows it."""
    word = "breaks" if result.status == "broken" else "is not proven to meet"
    was = f" ({'in place of' if result.takes_over else 'until now'} {short(result.was)})" if result.was else ""
    said = f"{short(result.key)}{was} {word} the policy “{short(result.policy.name)}”: {result.reason.rstrip('.')}."
    if result.person:
        said += f" For example: {result.person}."
    if result.through:
        said += f" It comes through {', '.join(short(key) for key in result.through[:3])}."
    return said


def policy_problem(result: PolicyResult, place: Location | None) -> Problem:
    """Return a result as a problem at the segment's definition, or at the policy if the segment has none any more."""
    remedy = f"change the definition so that {_RULES[result.rule]}."
    policy = result.policy.location
    return Problem(place or policy, "policy-broken", describe(result), remedy, result.policy.severity, related=(policy,) if place else ())


def policy_json(report: PolicyReport) -> Json:
    """Return the member ``policies`` of a plan's JSON."""
    return {"asked": report.asked, "results": [_result_json(result) for result in report.results]}


def _result_json(result: PolicyResult) -> Json:
    return {
        "policy": result.policy.name,
        "key": result.key,
        "rule": result.rule,
        "status": result.status,
        "severity": result.policy.severity.value,
        "stops": result.stops,
        "before": result.is_old,
        "reason": result.reason,
        "example": result.example,
        "through": [*result.through],
    }


def _refusal(result: PolicyResult, whose: str, labels: Labels, faults: str) -> Refusal:
    remedy = f"change the definitions so that {_RULES[result.rule]}"
    if names := [labels.labels_for(label)[0] for label in result.policy.labels]:
        remedy += f", or put the label {' or '.join(names)} {labels.where} while this plan stands in the comment, if it is meant"
    message = f"{describe(result)} (Policies {whose}.){faults}"
    return Refusal("policy-broken" if result.status == "broken" else "policy-undecided", message, f"{remedy}.")


def _reach_notice(reach: PolicyReach) -> Notice:
    policy, sentences, deleted = short(reach.policy.name), [], _list([*map(short, reach.deleted)])
    if reach.moved:
        moved = [f"{short(key)} (until now {short(was)})" if was != key else f"{short(key)} (by its tags)" for key, was in reach.moved]
        sentences.append(f"the policy “{policy}” is no longer for {_list(moved)}, once this change is merged.")
    if reach.taken:
        taken = [f"{short(key)} (in place of {short(was)})" for key, was in reach.taken]
        sentences.append(f"the policy “{policy}” is not for {_list(taken)}, once this change is merged.")
    if reach.created:
        created = _list([*map(short, reach.created)])
        of_changes = all(rule in {"never-wider", "never-narrower"} for rule, _ in reach.policy.rules)
        not_asked = f"compares {created}, new here, with nothing" if of_changes else f"not for {created}, new here"
        sentences.append(f"the policy “{policy}” is for {deleted}, deleted here, and {not_asked}.")
    if reach.changed:
        changed = _list([*map(short, reach.changed)])
        sentences.append(f"the policy “{policy}” is for {deleted}, deleted here, and not for {changed}, changed here.")
    keys = (*(key for key, _ in (*reach.moved, *reach.taken)), *reach.deleted, *reach.created, *reach.changed)
    remedy = "if it is meant for them too, name them in the policy's `for`."
    return Notice("policy-out-of-reach", " ".join(sentences), remedy, keys)


def _list(keys: Sequence[str]) -> str:
    more = f" and {len(keys) - _MOST_NAMED} more" if len(keys) > _MOST_NAMED else ""
    return f"{', '.join(keys[:_MOST_NAMED])}{more}"


def _old(results: Sequence[PolicyResult]) -> Iterator[Notice]:
    if results:
        named = "; ".join(describe(result).rstrip(".") for result in results[:_MOST_OLD])
        more = f"; and {len(results) - _MOST_OLD} more" if len(results) > _MOST_OLD else ""
        keys = tuple(result.key for result in results)
        yield Notice(
            "policy-broken-before",
            f"this was so before the change: {named}{more}.",
            "it stops nothing unless the policy says strict.",
            keys,
        )
