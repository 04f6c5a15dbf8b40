"""Refuse a plan that breaks a policy, and say what else policies have to say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

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
}
_MOST_OLD = 5
_MOST_NAMED = 5


def refuse_broken(
    plan: Plan, report: PolicyReport, allowed: Mapping[str, str], *, whose: str, label_for: Callable[[str], str] = str
) -> Plan:
    """Return ``plan`` with a refusal for each policy that stops it, and a notice for everything else that does not hold.

    ``allowed`` are the labels that count, with who put each on. ``label_for`` gives the label to put on for one that a policy
    names: another one if the pull request has several targets. ``whose`` names the policies: those of the base commit c3c3c3c.
    """
    refusals: list[Refusal] = []
    notices: list[Notice] = []
    for result in report.results:
        label = next((label for label in map(label_for, result.policy.labels) if label in allowed), None)
        if result.stops and label is None:
            refusals.append(_refusal(result, whose, [*map(label_for, result.policy.labels)]))
        elif result.stops:
            message = f"{describe(result)} The label {label} that {allowed[label or '']} put on allows it."
            notices.append(Notice("policy-allowed", message, "", (result.key,)))
        elif not result.is_old:
            notices.append(Notice("policy-warning", describe(result), "", (result.key,)))
    notices += [_reach_notice(reach) for reach in report.reach]
    notices += _old([result for result in report.results if result.is_old and not result.stops])
    said = {*plan.notices}  # by the same policy of another commit
    return replace(plan, refusals=(*plan.refusals, *refusals), notices=(*plan.notices, *(each for each in notices if each not in said)))


def needs_label(report: PolicyReport) -> bool:
    """Return whether a label could allow something that stops the plan."""
    return any(result.stops and result.policy.labels for result in report.results)


def describe(result: PolicyResult) -> str:
    """Return in sentences which policy does not hold for which segment, with the person who shows it."""
    word = "breaks" if result.status == "broken" else "is not proven to meet"
    was = f" (until now {short(result.was)})" if result.was else ""
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


def _refusal(result: PolicyResult, whose: str, labels: Sequence[str]) -> Refusal:
    remedy = f"change the definitions so that {_RULES[result.rule]}"
    if labels:
        remedy += f", or put the label {' or '.join(labels)} on the pull request while this plan stands in the comment, if it is meant"
    message = f"{describe(result)} (Policies {whose}.)"
    return Refusal("policy-broken" if result.status == "broken" else "policy-undecided", message, f"{remedy}.")


def _reach_notice(reach: PolicyReach) -> Notice:
    policy, sentences = short(reach.policy.name), []
    if reach.moved:
        moved = [f"{short(key)} (until now {short(was)})" if was != key else f"{short(key)} (by its tags)" for key, was in reach.moved]
        sentences.append(f"the policy “{policy}” is no longer for {_list(moved)}, once this change is merged.")
    if reach.created:
        deleted, created = _list([*map(short, reach.deleted)]), _list([*map(short, reach.created)])
        of_changes = all(rule in {"never-wider", "never-narrower"} for rule, _ in reach.policy.rules)
        not_asked = f"compares {created}, new here, with nothing" if of_changes else f"not for {created}, new here"
        sentences.append(f"the policy “{policy}” is for {deleted}, deleted here, and {not_asked}.")
    keys = (*(key for key, _ in reach.moved), *reach.deleted, *reach.created)
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
