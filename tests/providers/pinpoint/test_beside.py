"""Pages are fetched beside the work on them: the same pages, in the same order, and the same error at the same place."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from threading import Event
from time import monotonic, sleep

import pytest

from segments_as_code.providers.pinpoint.gateway.beside import fetched_beside

PATIENCE_S = 5


def test_all_pages_come_in_their_order() -> None:
    assert list(fetched_beside(range(1_000))) == list(range(1_000))
    assert list(fetched_beside([])) == []
    assert list(fetched_beside([None, None])) == [None, None]


def test_the_next_page_is_asked_for_before_the_one_before_it_is_worked_on() -> None:
    asked = Event()

    def pages() -> Iterator[int]:
        yield 1
        asked.set()
        yield 2

    for page in fetched_beside(pages()):
        assert asked.wait(PATIENCE_S), page


def test_an_error_comes_after_the_pages_before_it() -> None:
    def pages() -> Iterator[int]:
        yield 1
        raise LookupError("the second page")

    found: list[int] = []
    with pytest.raises(LookupError, match="the second page"):
        found += fetched_beside(pages())
    came = fetched_beside(pages())
    assert next(came) == 1
    with pytest.raises(LookupError):
        next(came)


def test_nothing_more_is_asked_for_where_nobody_wants_more() -> None:
    asked: list[int] = []
    go_on = Event()

    def pages() -> Iterator[int]:
        for number in range(100):
            asked.append(number)
            yield number
            go_on.wait(PATIENCE_S)

    came = fetched_beside(pages())
    assert next(came) == 0
    assert isinstance(came, Iterator)
    del came
    go_on.set()
    until = monotonic() + 0.2
    while monotonic() < until:
        sleep(0.01)
    assert len(asked) <= 2


def test_threads_change_as_often_as_before_once_the_last_page_is_there() -> None:
    usual = sys.getswitchinterval()
    assert list(fetched_beside(sys.getswitchinterval() for _ in range(2))) == pytest.approx([0.001, 0.001])
    until = monotonic() + PATIENCE_S
    while sys.getswitchinterval() != usual and monotonic() < until:
        sleep(0.01)
    assert sys.getswitchinterval() == usual
