"""What a plan, or a folder of definitions, changes for people in numbers: what to count, and what the counts say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from segments_as_code.audience.population import Count, Counts
from segments_as_code.audience.questions import Question, ask
from segments_as_code.meaning.declarations import declare
from segments_as_code.meaning.folder_meaning import read_folder
from segments_as_code.meaning.plan_meanings import PlanMeanings
from segments_as_code.meaning.predicate import LAST_ACTIVE, NumberIn, atoms
from segments_as_code.meaning.relation import Relation, Verdicts
from segments_as_code.model import audience as numbers
from segments_as_code.model.plan import Plan
from segments_as_code.model.segment import DesiredSegment, SegmentKind
from segments_as_code.model.settings import Settings
from segments_as_code.ports import Dialect


def questions_of_plan(plan: Plan, dialect: Dialect, settings: Settings, keys: Collection[str]) -> Sequence[Question]:
    """Return what to count of the segments ``keys`` of ``plan``, before and after it."""
    imported = frozenset(neighbour.id for neighbour in plan.neighbours if neighbour.kind is SegmentKind.IMPORTED)
    meanings = PlanMeanings(plan, dialect.read_criteria, declare(settings, dialect.read_criteria).assumptions, imported)
    meanings.lower()
    return ask([key for key in keys if key in meanings.before or key in meanings.after], meanings.before, meanings.after)


def questions_of_folder(
    segments: Iterable[DesiredSegment], dialect: Dialect, settings: Settings, keys: Collection[str]
) -> Sequence[Question]:
    """Return what to count of the segments ``keys`` of a folder, as the files have them."""
    folder = read_folder(segments, dialect.read_criteria, declare(settings, dialect.read_criteria))
    return ask(keys, {}, folder.opened)


def asks_for_activity(questions: Iterable[Question]) -> bool:
    """Return whether a count depends on when people are looked at."""
    sides = [side for question in questions for side in (question.before, question.after) if side is not None]
    return any(
        isinstance(atom, NumberIn) and atom.field.member == LAST_ACTIVE for predicate, known in sides for atom in atoms(predicate, known)
    )


def make_audience(counts: Counts, source: numbers.AudienceSource, as_of: datetime, *, plan: str = "") -> numbers.Audience:
    """Return what was counted, few people hidden, for the plan with this digest; for no plan if it is empty."""
    segments = {count.key: numbers.hide_few(_numbers(count), counts.population) for count in counts.segments}
    return numbers.Audience(f"{as_of:%Y-%m-%dT%H:%M:%SZ}", source, plan, segments, counts.population)


def _numbers(count: Count) -> numbers.Counts:
    after = count.after or 0
    return numbers.Counts(
        before=count.before,
        after=count.after,
        both=count.both,
        gained=count.gained,
        lost=count.lost,
        reachable=count.reachable,
        unknown=count.unknown,
        doubt=max((abs(number - after) for number in count.otherwise.values()), default=0),
        otherwise=count.otherwise,
        reasons={"unknown": count.why_unknown} if count.unknown and count.why_unknown else {},
    )


def find_contradiction(verdicts: Verdicts, counts: Counts) -> str | None:
    """Return the key of a segment that people leave, or come into, though it is proven that nobody does.

    Then the product has a bug in one of the two. Left out are a verdict that rests on what a project declares, since real people may
    not be as declared, and a segment of which something cannot be known: SQL does not see that somebody is in a list or is not.
    """
    proven = {**verdicts.changed} | {verdict.key: verdict for verdict in verdicts.also}
    for count in counts.segments:
        verdict = proven.get(count.key)
        if verdict is None or verdict.assumes or count.unknown:
            continue
        if verdict.relation is not None and _contradicts(verdict.relation, count):
            return count.key
        if (verdict.result == "nobody" and count.after) or (verdict.result == "everybody" and count.after not in {None, counts.population}):
            return count.key
    same = (count for count in counts.segments if count.key in verdicts.same and not count.unknown)
    return next((count.key for count in same if count.gained or count.lost), None)


def _contradicts(relation: Relation, count: Count) -> bool:
    return bool((relation.enters is False and count.gained) or (relation.leaves is False and count.lost))
