"""Try the changes of a plan, several at once where there are hands for it, and give what came of them in the plan's order."""

from __future__ import annotations

from collections.abc import Iterator

from segments_as_code.apply.changes import Changer
from segments_as_code.apply.lanes import Lane, lane_of
from segments_as_code.model.outcomes import Applied, Failed, NotStarted, Outcome, Written
from segments_as_code.model.plan import Change, Create, Delete, Plan, Replace, Unchanged, key_of
from segments_as_code.ports import Crew, Dialect
from segments_as_code.problems import SegmentsError


class Run:
    """One apply. A change begins when all that it needs has ended."""

    def __init__(self, plan: Plan, changer: Changer, dialect: Dialect, crew: Crew) -> None:
        self._changes = [change for change in plan.changes if not isinstance(change, Unchanged)]
        self._changer = changer
        self._dialect = dialect
        self._crew = crew
        self._outcomes: dict[int, Outcome] = {}
        self._errors: dict[int, SegmentsError] = {}
        self._numbers = {key_of(change): number for number, change in enumerate(self._changes)}
        self._users = self._users_now()
        self._twins = self._twins_before()
        self._lanes: dict[str, Lane] = {}
        for number, change in enumerate(self._changes):
            self._lane(change).add(number)

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the outcome of each change; what a replacement leaves behind goes when everything else is done."""
        made: list[tuple[Replace, Written]] = []
        for number, change in enumerate(self._changes):
            outcome = self._outcome(number)
            if isinstance(outcome, Applied) and isinstance(change, Replace) and outcome.written is not None:
                made.append((change, outcome.written))
                continue
            yield outcome
        for lane in self._lanes.values():
            lane.has_room(self._outcomes, self._errors)
        yield from (self._remove_old(change, written) for change, written in reversed(made))

    def _outcome(self, number: int) -> Outcome:
        """Begin what may begin, until it is known what came of one change."""
        while number not in self._outcomes:
            if not self._begin_next():
                self._crew.wait()
        return self._outcomes[number]

    def _begin_next(self) -> bool:
        """Begin the first change in the plan that may; return False where none may yet."""
        ready = ((number, lane) for lane in self._lanes.values() if (number := lane.next) is not None and self._may_begin(number, lane))
        number, lane = min(ready, key=lambda each: each[0], default=(None, None))
        if number is None or lane is None:
            return False
        lane.begin()
        change = self._changes[number]
        reason = lane.streak.verdict or self._missing(change, number)
        if reason is not None:
            self._outcomes[number] = NotStarted(change, reason)
        else:
            self._crew.begin(lambda: self._try(number, change))
        return True

    def _may_begin(self, number: int, lane: Lane) -> bool:
        first = {self._numbers[key] for key in self._needs(self._changes[number]) if key in self._numbers} | self._twins.get(number, set())
        return all(other in self._outcomes for other in first if other < number) and lane.has_room(self._outcomes, self._errors)

    def _missing(self, change: Change, number: int) -> str | None:
        """Return why a change cannot be made, where something that it needs was not."""
        waiting = [key for key in sorted(self._needs(change)) if self._is_undone(key, number)]
        return f"it needs {' and '.join(waiting)}, which could not be changed" if waiting else None

    def _is_undone(self, key: str, before: int) -> bool:
        number = self._numbers.get(key)
        return number is not None and number < before and not isinstance(self._outcomes[number], Applied)

    def _try(self, number: int, change: Change) -> None:
        try:
            self._outcomes[number] = Applied(change, self._changer.carry_out(change))
        except SegmentsError as error:
            self._errors[number] = error
            self._outcomes[number] = Failed(change, _told(error))

    def _remove_old(self, change: Replace, written: Written) -> Outcome:
        streak = self._lane(change).streak
        begin = f"the new segment is {written.id}; {change.deployed.id}"
        users = sorted(self._users.get(change.desired.key, set()))
        if waiting := [key for key in users if self._is_undone(key, len(self._changes))]:
            return Failed(change, f"{begin} stays, because {' and '.join(waiting)} still uses it")
        if verdict := streak.verdict:
            return Failed(change, f"{begin} stays: {verdict}")
        try:
            self._changer.delete(change.desired.key, change.deployed)
        except SegmentsError as error:
            streak.failed(error)
            return Failed(change, f"{begin} could not be deleted: {error.message}")
        streak.went_well()
        return Applied(change, written)

    def _lane(self, change: Change) -> Lane:
        """Return the lane of a change; there is but one where one thing is done after the other."""
        return self._lanes.setdefault(lane_of(change) if self._crew.width > 1 else "", Lane(self._crew.width))

    def _needs(self, change: Change) -> set[str]:
        """Return the keys that must have been changed before ``change``: what it builds on, or what built on what goes."""
        if isinstance(change, Delete):
            return self._users.get(change.key, set()) | self._users.get(change.deployed.id, set())
        return {r.key for r in self._dialect.references(change.desired.definition) if r.key is not None}

    def _users_now(self) -> dict[str, set[str]]:
        """Return, by key and by id, which changing segments build on it as deployed."""
        users: dict[str, set[str]] = {}
        for change in self._changes:
            if isinstance(change, Create):
                continue
            for reference in self._dialect.references(change.deployed.definition):
                users.setdefault(reference.key or reference.id or "", set()).add(key_of(change))
        return users

    def _twins_before(self) -> dict[int, set[int]]:
        """Return, for each new segment, the one before it of the same name: after a lost reply the two could be mistaken."""
        twins: dict[int, set[int]] = {}
        last: dict[str, int] = {}
        for number, change in enumerate(self._changes):
            if isinstance(change, Create | Replace):
                if change.desired.name in last:
                    twins[number] = {last[change.desired.name]}
                last[change.desired.name] = number
        return twins


def _told(error: SegmentsError) -> str:
    """Return what went wrong, and where a permission is missing, which: that is the one that somebody can give."""
    return f"{error.message.removesuffix('.')}: {error.remedy}" if error.code == "access-denied" else error.message
