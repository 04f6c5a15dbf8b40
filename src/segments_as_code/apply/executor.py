"""Apply the changes of a plan one after the other, in the plan's order, and stop when the service itself fails."""

from __future__ import annotations

from collections.abc import Callable

from segments_as_code.apply.change_writer import ChangeWriter
from segments_as_code.model.plan import Applied, Change, Create, Delete, Failed, NotStarted, Outcome, Plan, Replace, Unchanged, key_of
from segments_as_code.model.problem import Refused, SegmentsError
from segments_as_code.ports import Dialect, SegmentReader, SegmentWriter

MOST_FAILURES_IN_A_ROW = 3
"""After this many failures in a row that are the service's fault, the rest is not tried. Each takes two minutes at most (if
the service does not answer at all), so that an apply of any size ends within minutes."""

_SERVICE_FAULTS = frozenset(
    {
        "application-not-found",
        "connection-lost",
        "domain-not-found",
        "credentials-expired",
        "credentials-missing",
        "credentials-rejected",
        "reply-unreadable",
        "service-failed",
        "service-unreachable",
        "throttled",
    }
)

_NEEDS_SOMEBODY = frozenset({"access-denied", "created-without-tags"})


def apply_plan(
    plan: Plan, *, reader: SegmentReader, writer: SegmentWriter, dialect: Dialect, report: Callable[[Outcome], None]
) -> tuple[Outcome, ...]:
    """Apply ``plan`` and return the outcome of each change; ``report`` is given each outcome as soon as it is known.

    Changes that do not depend on a failed one are still applied. After several failures in a row that are the service's
    fault, the rest is not started.

    Raises:
        Refused: the plan has refusals; nothing was done.
    """
    for refusal in plan.refusals:
        raise Refused(refusal.code, refusal.message, refusal.remedy)
    return _Execution(plan, ChangeWriter(plan, reader, writer, dialect), dialect, report).run()


class CircuitBreaker:
    """Counts the failures in a row that are the service's fault, not a change's."""

    def __init__(self) -> None:
        self._failures_in_a_row = 0
        self._last_message = ""
        self._has_applied = False

    @property
    def reason_to_stop(self) -> str | None:
        """Return why no other change should be tried, or None if the next one should."""
        if self._failures_in_a_row < MOST_FAILURES_IN_A_ROW:
            return None
        count = f"{MOST_FAILURES_IN_A_ROW} changes in a row failed for a reason that is the service's"
        return f"{count}, so this one was not tried: {self._last_message}"

    def record_success(self) -> None:
        """Count a change that was applied."""
        self._has_applied = True
        self._failures_in_a_row = 0

    def record_failure(self, error: SegmentsError) -> None:
        """Count a change that failed.

        A denied call counts only while nothing has been applied: a policy that lacks one permission still allows other changes.
        """
        is_service_fault = error.code in _SERVICE_FAULTS or (error.code == "access-denied" and not self._has_applied)
        self._failures_in_a_row = self._failures_in_a_row + 1 if is_service_fault else 0
        self._last_message = error.message


class _Execution:
    """One run through a plan. A replaced segment is deleted at the end, when nothing builds on it any more."""

    def __init__(self, plan: Plan, writer: ChangeWriter, dialect: Dialect, report: Callable[[Outcome], None]) -> None:
        self._changes = [change for change in plan.changes if not isinstance(change, Unchanged)]
        self._writer = writer
        self._dialect = dialect
        self._report = report
        self._breaker = CircuitBreaker()
        self._users = self._find_users()
        self._attempted: dict[str, Outcome] = {}
        self._concluded: dict[str, Outcome] = {}

    def run(self) -> tuple[Outcome, ...]:
        replacements: list[Replace] = []
        last_create = max((number for number, change in enumerate(self._changes) if isinstance(change, Create | Replace)), default=None)
        for number, change in enumerate(self._changes):
            outcome = self._attempted[key_of(change)] = self._attempt(change)
            if isinstance(change, Replace) and isinstance(outcome, Applied):
                replacements.append(change)
            else:
                self._conclude(outcome)
            if number == last_create:
                self._resolve_duplicates()
        for replacement in reversed(replacements):
            self._conclude(self._delete_replaced(replacement, self._attempted[replacement.desired.key]))
        return tuple(self._concluded.values())

    def _conclude(self, outcome: Outcome) -> None:
        self._concluded[key_of(outcome.change)] = outcome
        self._report(outcome)

    def _resolve_duplicates(self) -> None:
        """Correct the outcomes for what another run created at the same time; failures among them are reported again."""
        for key, result in self._writer.resolve_duplicates().items():
            change = self._attempted[key].change
            outcome: Outcome = Failed(change, _failure_text(result)) if isinstance(result, SegmentsError) else Applied(change, result)
            self._attempted[key] = outcome
            if key in self._concluded:
                self._concluded[key] = outcome
                if isinstance(outcome, Failed):
                    self._report(outcome)

    def _attempt(self, change: Change) -> Outcome:
        if reason := self._breaker.reason_to_stop:
            return NotStarted(change, reason)
        if failed := sorted(key for key in self._needs(change) if self._has_failed(key)):
            return NotStarted(change, f"it needs {' and '.join(failed)}, which could not be changed")
        try:
            written = self._writer.write(change)
        except SegmentsError as error:
            self._breaker.record_failure(error)
            return Failed(change, _failure_text(error))
        self._breaker.record_success()
        return Applied(change, written)

    def _delete_replaced(self, change: Replace, outcome: Outcome) -> Outcome:
        if not isinstance(outcome, Applied) or outcome.written is None:
            return outcome
        written = outcome.written
        begin = f"the new segment is {written.id}; {change.deployed.id}"
        if failed := sorted(key for key in self._users.get(change.desired.key, set()) if self._has_failed(key)):
            return Failed(change, f"{begin} stays, because {' and '.join(failed)} still uses it")
        if reason := self._breaker.reason_to_stop:
            return Failed(change, f"{begin} stays: {reason}")
        try:
            self._writer.delete(change.desired.key, change.deployed)
        except SegmentsError as error:
            self._breaker.record_failure(error)
            return Failed(change, f"{begin} could not be deleted: {error.message}")
        self._breaker.record_success()
        return Applied(change, written)

    def _has_failed(self, key: str) -> bool:
        outcome = self._attempted.get(key)
        return outcome is not None and not isinstance(outcome, Applied)

    def _needs(self, change: Change) -> set[str]:
        """Return the keys that must be applied before ``change``: what it builds on, or what built on the segment it deletes."""
        if isinstance(change, Delete):
            return self._users.get(change.key, set()) | self._users.get(change.deployed.id, set())
        return {r.key for r in self._dialect.references(change.desired.definition) if r.key is not None}

    def _find_users(self) -> dict[str, set[str]]:
        """Return, for each key and id, the keys of the changing segments that build on it as deployed."""
        users: dict[str, set[str]] = {}
        for change in self._changes:
            if isinstance(change, Create):
                continue
            for reference in self._dialect.references(change.deployed.definition):
                users.setdefault(reference.key or reference.id or "", set()).add(key_of(change))
        return users


def _failure_text(error: SegmentsError) -> str:
    """Return what went wrong, with the fix if the user can do something: grant a permission, adopt a segment."""
    return f"{error.message.removesuffix('.')}: {error.remedy}" if error.code in _NEEDS_SOMEBODY else error.message
