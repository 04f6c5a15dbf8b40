"""A service whose segments cannot be changed, and runs that go wrong in the middle of a recreation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

from segments_as_code.apply.executor import apply_plan
from segments_as_code.model.plan import Applied, Outcome, Plan
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.recreation import read_as_before, temporary_id
from tests.builders import desired, planned, toy
from tests.fakes import FakeService
from tests.toy import ToyDialect

NAMED = ToyDialect(immutable=True, named=True)
OLD, NEW, LATER = toy("VIPs", "old"), toy("VIPs", "new"), toy("VIPs", "later")
TEMPORARY = temporary_id("vips")


class Killed(BaseException):
    """The process ends here."""


def named(key: str, *values: str, **more: object) -> DesiredSegment:
    return desired(key, toy("VIPs", *values), id=key, **more)


def plan_of(there: FakeService, *files: DesiredSegment) -> Plan:
    return planned(files, read_as_before(there.list_segments()), usages=there.usages, dialect=NAMED)


def carry_out(plan: Plan, there: FakeService) -> tuple[Outcome, ...]:
    return apply_plan(plan, reader=there, writer=there, dialect=NAMED, report=lambda _: None)


def deploy(*files: DesiredSegment) -> FakeService:
    """Return a service with ``files`` applied, each with a tag that somebody else added."""
    there = FakeService(NAMED, lists_definitions=False)
    assert all(isinstance(outcome, Applied) for outcome in carry_out(plan_of(there, *files), there))
    for segment_id, segment in there.segments.items():
        there.segments[segment_id] = replace(segment, tags={**segment.tags, "cost": "7"})
    there.calls.clear()
    return there


def stands(there: FakeService, *values: str) -> bool:
    """Return whether ``vips`` stands once, with these values and all its tags."""
    found = there.segments.get("vips")
    said = {"team": "web", "cost": "7"}.items()
    return (
        list(there.segments) == ["vips"] and found is not None and found.definition == toy("VIPs", *values) and found.tags.items() >= said
    )


VIPS_OLD, VIPS_NEW = named("vips", "old", tags={"team": "crm"}), named("vips", "new", tags={"team": "web"})


def fail_at(call: str, nth: int, error: BaseException, *, times: int = 1) -> Callable[[str], None]:
    """Return a hook that raises ``error`` at the ``nth`` call of that name and ``times - 1`` further ones."""
    seen = count(1)

    def hook(name: str) -> None:
        if call in (name, "any") and nth <= next(seen) < nth + times:
            raise error

    return hook


def calm(there: FakeService) -> None:
    there.before = there.after = lambda _: None


def run(plan: Plan, there: FakeService) -> Sequence[Outcome]:
    try:
        return carry_out(plan, there)
    except Killed:
        return ()


def run_with(there: FakeService, *files: DesiredSegment) -> None:
    hooks = there.before, there.after
    calm(there)
    plan = plan_of(there, *files)
    there.before, there.after = hooks
    run(plan, there)
