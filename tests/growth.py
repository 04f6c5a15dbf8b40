"""How the work of a program grows with its input, counted in function calls, which are the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

LINEAR = 4.6
"""Four times as much, and some for sorting; what is quadratic does sixteen times as much."""


def steps(work: Callable[[], object]) -> int:
    """Return how many functions ``work`` calls."""
    count = 0

    def seen(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def growth(work: Callable[[int], object], size: int) -> float:
    """Return how many times as much is done for ``size`` as for a quarter of it; both run once before, for what is only made once."""
    for each in (size // 4, size):
        work(each)
    return steps(lambda: work(size)) / steps(lambda: work(size // 4))
