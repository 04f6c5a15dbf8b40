"""How the work of a program grows with its input, counted in lines and calls, which are the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import TraceFunction

LINEAR = 4.6
"""Four times as much, and some for sorting; what is quadratic does sixteen times as much."""


def steps(work: Callable[[], object]) -> int:
    """Return how many lines ``work`` runs, each turn of a loop by itself, and how many functions it calls."""
    count = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "c_call"

    def ran(_frame: FrameType, _event: str, _argument: object) -> TraceFunction:
        nonlocal count
        count += 1
        return ran

    before = sys.getprofile(), sys.gettrace()
    sys.setprofile(called)
    sys.settrace(ran)
    try:
        work()
    finally:
        sys.settrace(before[1])
        sys.setprofile(before[0])
    return count


def growth(work: Callable[[int], object], size: int) -> float:
    """Return how many times as much is done for ``size`` as for a quarter of it; both run once before, for what is only made once."""
    for each in (size // 4, size):
        work(each)
    return steps(lambda: work(size)) / steps(lambda: work(size // 4))
