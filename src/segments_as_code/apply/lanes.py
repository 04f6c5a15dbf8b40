"""Which change may begin when several are under way: a matter of the plan and of outcomes, never of timing.

Pinpoint allows so many creates, updates and deletes a second, each for itself, so each kind has a lane of its own. Within a
lane changes begin in the order of the plan, and one begins only when all but the last few before it have ended: whether it
is tried at all is judged by the outcomes of exactly those. So the same answers of the service give the same outcomes,
however long each of them takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from segments_as_code.apply.giving_up import Streak
from segments_as_code.model.outcomes import Applied, Failed, Outcome
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Replace, Unchanged, Update
from segments_as_code.problems import SegmentsError


def lane_of(change: Change) -> str:
    """Return the lane of a change: the write that it mostly is."""
    match change:
        case Create() | Replace():
            return "create"
        case Update() | Adopt():
            return "update"
        case Delete():
            return "delete"
        case Unchanged():
            return ""
        case _:
            assert_never(change)


class Lane:
    """Changes of one kind, by their numbers in the plan.

    Until one was applied, and after a failure of the service's making, the next is not begun before the last has ended.
    """

    def __init__(self, width: int) -> None:
        self.streak = Streak()
        self._width = width
        self._numbers: list[int] = []
        self._begun = 0
        self._seen = 0

    def add(self, number: int) -> None:
        """Put a change at the lane's end."""
        self._numbers.append(number)

    @property
    def next(self) -> int | None:
        """Return the number of the change that begins next."""
        return self._numbers[self._begun] if self._begun < len(self._numbers) else None

    def begin(self) -> None:
        """Note that the next has begun."""
        self._begun += 1

    def has_room(self, outcomes: Mapping[int, Outcome], errors: Mapping[int, SegmentsError]) -> bool:
        """Return whether the next may begin; look at as few outcomes for that as are needed, and at those in their order."""
        while self._begun - self._seen >= (self._width if self.streak.is_going_well else 1):
            number = self._numbers[self._seen]
            if number not in outcomes:
                return False
            self._look_at(outcomes[number], errors.get(number))
        return True

    def _look_at(self, outcome: Outcome, error: SegmentsError | None) -> None:
        self._seen += 1
        if isinstance(outcome, Applied):
            self.streak.went_well()
        elif isinstance(outcome, Failed) and error is not None:
            self.streak.failed(error)
