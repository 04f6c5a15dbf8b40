"""Refuse a plan that moves too many people, if a live campaign or journey uses the segment; the numbers are those that are shown.

They come from a count, which is not made again at apply: what it found is sealed in the plan's comment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from typing import Final

from segments_as_code.model.audience import Audience, Counts
from segments_as_code.model.document import Json
from segments_as_code.model.phrases import Nouns
from segments_as_code.model.plan import Change, Create, Delete, Notice, Plan, Refusal, key_of
from segments_as_code.model.policy import GrowthQuestion, PolicyResult, Status
from segments_as_code.model.problem import short
from segments_as_code.model.segment import Usage
from segments_as_code.plan.policy_gate import Labels, describe, find_allowing

MANY: Final = 1_000
"""A segment that fewer people come into or go out of has not grown, shrunk or turned over."""

_MOST_SEALED: Final = 30
_LONGEST: Final = 300
_MARK_LENGTH: Final = 10
_CHECK = "check the definition"
_COUNT = "count people: segments plan --audience EXPORT --out PLAN, then segments apply PLAN."


@dataclass(frozen=True, slots=True)
class BrokenLimit:
    """A limit for the number of people in the segment ``key`` that a plan breaks; ``key`` is empty for several segments.

    ``stops``: the plan is refused for it, unless one of ``labels`` allows it. ``mark`` is a hash of everything that those labels
    allow with it, as the comment showed it.
    """

    code: str
    key: str
    message: str
    labels: tuple[str, ...] = ()
    stops: bool = True
    mark: str = ""


def label_of(plan: Plan) -> str:
    """Return the label that allows what the numbers of ``plan`` refuse, and nothing of any other plan."""
    return f"segments-allow-audience-{plan.digest[:6]}"


def find_broken_limits(
    plan: Plan, audience: Audience | None, nouns: Nouns, growth: Sequence[PolicyResult] = (), *, whose: str = ""
) -> list[BrokenLimit]:
    """Return the limits that the segments of ``plan`` break, by the numbers in ``audience``, and what came of policies about ``growth``.

    Only numbers that were counted on a real export stop a plan, and only if the limit is broken for certain: an estimate, or people of
    whom it is not known whether they are in a segment, make no more than a notice. ``whose`` names the policies.
    """
    asked = [_of_policy(result, whose) for result in growth]
    if audience is None:
        return with_marks(asked)
    users, found = find_live_users(plan), []
    for change in plan.changes:
        counts = audience.segments.get(key_of(change))
        if counts is None or isinstance(change, Delete):
            continue
        for broken in _Limits(change, counts, audience, nouns).broken():
            user = users.get(key_of(change))
            message = f"{broken.message} The {user.kind} {short(user.name)} uses it." if user is not None else broken.message
            found.append(replace(broken, message=message, labels=(label_of(plan),), stops=broken.stops and user is not None))
    return with_marks([*found, *asked])


def answer_growth(plan: Plan, questions: Sequence[GrowthQuestion], audience: Audience | None) -> list[PolicyResult]:
    """Return for which segments a policy about growth does not hold, or is not proven to: nothing is without numbers."""
    users = find_live_users(plan) if questions else {}
    answers = (_growth(question, audience, is_live=question.key in users) for question in questions)
    return [answer for answer in answers if answer is not None]


def find_live_users(plan: Plan) -> Mapping[str, Usage]:
    """Return, by the segment's key, a live campaign or journey that uses it, or a segment of nobody's files that builds on it."""
    live = {usage.segment_id: usage for usage in plan.usages if usage.live and usage.kind != "segment"}
    for _ in plan.neighbours:  # each round goes one segment further
        for neighbour in plan.neighbours:
            if neighbour.id in live:
                live |= {source.id: live[neighbour.id] for source in neighbour.builds_on if source.id is not None and source.id not in live}
    ids = {key_of(change): change.deployed.id for change in plan.changes if not isinstance(change, Create)}
    return {key: live[each] for key, each in ids.items() if each in live}


# ── what comes of broken limits ──────────────────────────────────────────────────────────────────────────────────────


def with_marks(broken: Sequence[BrokenLimit]) -> list[BrokenLimit]:
    """Return limits with their marks; those of one code that the same labels allow have one mark."""
    marks = {group: _mark(group, limits) for group, limits in _groups(broken)}
    return [replace(limit, mark=marks[limit.code, limit.labels]) for limit in broken]


def seal(broken: Sequence[BrokenLimit]) -> tuple[BrokenLimit, ...]:
    """Return what an apply has to know of the limits that stop a plan: one for each code, its labels and its mark."""
    groups = [limits for _, limits in _groups([limit for limit in broken if limit.stops])]
    sealed = [replace(limits[0], key="", message=_together(limits)) for limits in groups[:_MOST_SEALED]]
    if rest := groups[_MOST_SEALED:]:
        message = f"{len(rest)} more limits for numbers of people are broken, too many to list in the comment."
        sealed.append(
            BrokenLimit("audience-most", "", message, mark=_mark(("audience-most", ()), [limit for each in rest for limit in each]))
        )
    return tuple(sealed)


def refuse_broken_limits(plan: Plan, broken: Sequence[BrokenLimit], labels: Labels) -> Plan:
    """Return ``plan`` with a refusal for each limit that stops it and that no label allows, and a notice for the others."""
    refusals: list[Refusal] = []
    notices: list[Notice] = []
    for limit in broken:
        keys = (limit.key,) if limit.key else ()
        allowing, faults = find_allowing(limit.labels, limit.mark, labels)
        if not limit.stops:
            notices.append(Notice(limit.code, limit.message, "", keys))
        elif allowing is not None:
            message = f"{limit.message} The label {allowing.label} that {allowing.by} put on allows it."
            notices.append(Notice("audience-allowed", message, "", keys))
        elif labels.later and limit.labels:
            notices.append(Notice(limit.code, f"{limit.message} {labels.later}", "", keys))
        else:
            names = [labels.labels_for(label)[0] for label in limit.labels]
            remedy = f"{_CHECK}; if it is meant, put the label {' or '.join(names)} {labels.where} while this plan stands in the comment."
            refusals.append(Refusal(limit.code, f"{limit.message}{faults}", remedy if names else f"{_CHECK}."))
    return replace(plan, refusals=(*plan.refusals, *refusals), notices=(*plan.notices, *notices))


def refuse_unless_allowed(plan: Plan, broken: Sequence[BrokenLimit], allowed: str | None, *, is_counted: bool = True) -> Plan:
    """Return ``plan`` as ``refuse_broken_limits`` does, on a laptop; ``allowed`` begins the digest of the plan that is meant."""
    token = plan.digest[:6]
    is_allowed = allowed is not None and len(allowed) >= len(token) and plan.digest.startswith(allowed)
    refusals: list[Refusal] = []
    notices: list[Notice] = []
    for limit in broken:
        can_be = label_of(plan) in limit.labels
        if limit.stops and not (is_allowed and can_be):
            remedy = f"{_CHECK}; if it is meant, pass --allow-audience {token}." if can_be else f"{_CHECK}." if is_counted else _COUNT
            refusals.append(Refusal(limit.code, limit.message, remedy))
        else:
            said = f"{limit.message} --allow-audience allows it." if limit.stops else limit.message
            notices.append(Notice("audience-allowed" if limit.stops else limit.code, said, "", (limit.key,)))
    return replace(plan, refusals=(*plan.refusals, *refusals), notices=(*plan.notices, *notices))


# ── which limits are broken ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Limits:
    change: Change
    counts: Counts
    audience: Audience
    nouns: Nouns

    def broken(self) -> Iterator[BrokenLimit]:
        """Yield the limits that this segment breaks, or may break: one for how it moves and how large it becomes, and its file's own.

        A limit that is broken for certain comes before one that only may be.
        """
        found = [*([] if isinstance(self.change, Create) else self._movement()), *self._share()]
        yield from ([limit for limit in found if limit.stops] or found)[:1]
        yield from self._own()

    def _movement(self) -> Iterator[BrokenLimit]:
        before, after = self.counts.bounds("before"), self.counts.bounds("after")
        if before is None or after is None:
            return
        gained = self.counts.bounds("gained") or (max(0, after[0] - before[1]), max(0, after[1] - before[0]))
        lost = self.counts.bounds("lost") or (max(0, before[0] - after[1]), max(0, before[1] - after[0]))
        sides = f"from {self.counts.text('before')} to {self.counts.text('after')} {self.nouns.members}, by more than half"
        more = [2 * after[end] > 3 * before[end] for end in (0, 1)]  # at both ends: who is unknown before is unknown after
        fewer = [2 * after[end] < before[end] for end in (0, 1)]
        grows = 2 * after[0] > 3 * before[1] and gained[0] >= MANY, any(more) and gained[1] >= MANY
        shrinks = 2 * after[1] < before[0] and lost[0] >= MANY, any(fewer) and lost[1] >= MANY
        moves = gained[0] + lost[0]
        turns = moves >= MANY and 2 * moves > before[1], moves >= MANY and 2 * moves > before[0]
        if after[0] == 0 < before[0]:
            text = f"{{}} nobody left in it; now it has {self.counts.text('before')} {self.nouns.members}."
            yield self._limit("audience-emptied", (after[1] == 0, True), text, ("would have", "may have"))
        if any(grows):
            yield self._limit("audience-grows", grows, f"{{}} {sides}.", ("grows", "may grow"))
        if any(shrinks):
            yield self._limit("audience-shrinks", shrinks, f"{{}} {sides}.", ("shrinks", "may shrink"))
        if any(turns):
            come, go = self.counts.text("gained"), self.counts.text("lost")
            text = f"{{}} more than half of its {self.counts.text('before')} {self.nouns.members}: {come} come in, {go} go out."
            yield self._limit("audience-turnover", turns, text, ("replaces", "may replace"))

    def _share(self) -> Iterator[BrokenLimit]:
        after, before, everybody = self.counts.bounds("after"), self.counts.bounds("before") or (0, 0), self.audience.population
        if after is None or not everybody:
            return
        is_new = isinstance(self.change, Create)
        more = 2 * after[0] > everybody and (is_new or 2 * before[1] <= everybody), 2 * after[1] > everybody and 2 * before[1] <= everybody
        if any(more):
            until = "" if is_new else f"; now it has {self.counts.text('before')}"
            text = f"{{}} {self.counts.text('after')} of {everybody:,} {self.nouns.members}, more than half of all{until}."
            yield self._limit("audience-most", more, text, ("would have", "may have"))

    def _own(self) -> Iterator[BrokenLimit]:
        after, before = self.counts.bounds("after"), self.counts.bounds("before")
        if after is None or isinstance(self.change, Delete):
            return
        lifecycle, has = self.change.desired.lifecycle, f"{self.counts.text('after')} {self.nouns.members}"
        most, least = lifecycle.most, lifecycle.least
        if most is not None and after[1] > most:
            sure = after[0] > most and (before is None or after[0] > before[1])
            text = f"{{}} {has}, and its Lifecycle.Audience.Most is {most:,}."
            yield self._limit("audience-above-limit", (sure, True), text, ("would have", "has, or may have,"))
        if least is not None and after[0] < least:
            sure = after[1] < least and (before is None or after[1] < before[0])
            text = f"{{}} {has}, and its Lifecycle.Audience.Least is {least:,}."
            yield self._limit("audience-below-limit", (sure, True), text, ("would have", "has, or may have,"))

    def _limit(self, code: str, sure: tuple[bool, bool], text: str, verbs: tuple[str, str]) -> BrokenLimit:
        key, is_real = key_of(self.change), self.audience.source.kind == "export"
        message = text.format(f"{short(key)} {verbs[0] if sure[0] else verbs[1]}")
        if not sure[0] and self.counts.bounds("unknown") not in {None, (0, 0)}:
            message += f" Of {self.counts.text('unknown')} it cannot be known whether they are in it."
        return BrokenLimit(code, key, message, stops=sure[0] and is_real)


def _growth(question: GrowthQuestion, audience: Audience | None, *, is_live: bool) -> PolicyResult | None:
    """Return that a segment grows by more than a policy lets it, or that this is not known; None if it does not."""
    most = question.policy.most_growth or Decimal(0)
    now, then = (audience.segments.get(key) if audience is not None else None for key in (question.key, question.compared))
    before = then.bounds("before") if then is not None else None
    after = now.bounds("after") if now is not None else None
    status: Status = "undecided"
    if audience is None or now is None or then is None or before is None or after is None:
        reason = f"whether it grows by more than {most} % is not known, because nobody was counted"
    elif 100 * after[1] <= (100 + most) * before[0]:
        return None
    else:
        is_certain = 100 * after[0] > (100 + most) * before[1] and audience.source.kind == "export"
        status = "broken" if is_certain else "undecided"
        numbers = f"from {then.text('before')} to {now.text('after')}"
        reason = f"it {'grows' if is_certain else 'may grow'} by more than {most} %, {numbers}"
    return PolicyResult(
        question.policy,
        question.key,
        "max-growth",
        status,
        reason,
        was=question.was,
        takes_over=question.takes_over,
        is_harmless=not is_live,
    )


def _of_policy(result: PolicyResult, whose: str) -> BrokenLimit:
    code = ("policy-broken" if result.status == "broken" else "policy-undecided") if result.stops else "policy-warning"
    message = f"{describe(result)} (Policies {whose}.)" if result.stops else describe(result)
    return BrokenLimit(code, result.key, message, result.policy.labels, result.stops)


def limits_json(limits: Sequence[BrokenLimit]) -> list[Json]:
    """Return sealed limits as JSON, for ``read_limits``."""
    return [[limit.code, limit.message, [*limit.labels], limit.mark] for limit in limits]


def limits_from(said: Json) -> list[BrokenLimit]:
    """Return the limits that ``limits_json`` wrote; what is not written so was not written by it."""
    found = []
    for each in said if isinstance(said, list) else ():
        match each:
            case [str(code), str(message), [*labels], str(mark)]:
                found.append(BrokenLimit(code, "", message, tuple(map(str, labels)), mark=mark))
            case _:
                pass
    return found


def _groups(broken: Sequence[BrokenLimit]) -> list[tuple[tuple[str, tuple[str, ...]], list[BrokenLimit]]]:
    def group(limit: BrokenLimit) -> tuple[str, tuple[str, ...]]:
        return limit.code, limit.labels

    return [(which, [*limits]) for which, limits in groupby(sorted(broken, key=group), key=group)]


def _mark(group: tuple[str, tuple[str, ...]], limits: Sequence[BrokenLimit]) -> str:
    said = [*group, sorted([limit.key, limit.message] for limit in limits if limit.stops)]
    return sha256(json.dumps(said).encode()).hexdigest()[:_MARK_LENGTH]


def _together(limits: Sequence[BrokenLimit]) -> str:
    others = len(limits) - 1
    more = f" The same holds for {others} more segment{'s' if others > 1 else ''}." if others else ""
    return f"{limits[0].message[:_LONGEST]}{more}"
