"""Reading ahead: the same answers and the same errors, whoever is done first."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest

from segments_as_code.ahead import ReadAhead
from segments_as_code.problems import ServiceError
from tests.builders import TOY, ours
from tests.fakes import FakeService


def service(before: Callable[[str], object] = lambda _: None) -> FakeService:
    def hook(call: str) -> None:
        before(call)

    return FakeService(TOY, {"id-a": ours("a")}, before=hook)


def test_the_listing_begins_before_it_is_asked_for_and_is_made_once() -> None:
    begun = Event()
    there = service(lambda _: begun.set())
    ahead = ReadAhead(there)
    assert begun.wait(5)
    assert [segment.id for segment in ahead.list_segments()] == ["id-a"]
    assert there.calls == ["list"]


def test_a_slow_listing_is_waited_for() -> None:
    go_on = Event()
    ahead = ReadAhead(service(lambda _: go_on.wait(5)))
    go_on.set()
    assert len(ahead.list_segments()) == 1


def test_an_error_is_raised_where_the_listing_is_asked_for_and_the_next_listing_is_a_new_one() -> None:
    errors = [ServiceError("access-denied", "403")]

    def once(_: str) -> None:
        if errors:
            raise errors.pop()

    ahead = ReadAhead(service(once))
    with pytest.raises(ServiceError, match="403"):
        ahead.list_segments()
    assert len(ahead.list_segments()) == 1


def test_a_second_listing_sees_what_is_deployed_by_then() -> None:
    there = service()
    ahead = ReadAhead(there)
    assert len(ahead.list_segments()) == 1
    there.segments.clear()
    assert ahead.list_segments() == []
