"""The goals, each with what was measured, whether that meets it, and, where it does not, why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log10
from statistics import median
from typing import Final

from bench.measure import Quantity, Spread
from bench.results import Results


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal: its number, what it is about, the most it may be, and what it was (None: not measured in this run)."""

    number: str
    about: str
    most: float
    found: float | None
    around: Spread | None = None

    @property
    def is_met(self) -> bool | None:
        """Return whether it is met; None where it was not measured."""
        return None if self.found is None else self.found <= self.most


IDEAL_CREATES_S: Final = 39.0
IDEAL_MIXED_S: Final = 11.0


def goals(results: Results) -> Iterator[Goal]:
    """Yield every goal that is a matter of measuring; those that are a matter of counting are kept by tests."""
    for size, most in ((10, 2.2), (1_000, 1.45), (10_000, 1.25)):
        yield _ratio(results, "4", f"plan {size:,} unchanged, 50 ms a request: wall ÷ floor", most, ("plan", size, "floor", "wall"))
    for changed, most in (("tenth", 1.5), ("all", 3.0)):
        about = f"plan 1,000, {'a tenth' if changed == 'tenth' else 'all'} changed: wall ÷ unchanged"
        yield _ratio(results, "5", about, most, (f"plan {changed}", 1_000, "unchanged", "wall"))
    yield _ratio(results, "6", "plan 10,000: CPU ÷ octoDNS", 0.35, ("plan", 10_000, "octoDNS", "cpu"))
    for number, peer, few, many in (("7", "check-jsonschema", 0.065, 0.055), ("8", "cfn-lint", 0.02, 0.018)):
        yield _ratio(results, number, f"validate 1,000: CPU ÷ {peer}", few, ("validate", 1_000, peer, "cpu"))
        yield _ratio(results, number, f"validate 10,000: CPU ÷ {peer}", many, ("validate", 10_000, peer, "cpu"))
    yield _ratio(results, "9", "validate 10,000: wall ÷ ajv + js-yaml", 1.0, ("validate", 10_000, "ajv + js-yaml", "wall"))
    yield _ratio(results, "10", "validate 1,000: CPU ÷ floor", 1.7, ("validate", 1_000, "floor", "cpu"))
    yield _writing(results, "2", "1,000 creates at 25 a second ÷ ideal 39 s", 2.5, "creates", IDEAL_CREATES_S)
    yield _writing(results, "3", "300 creates, updates and deletes ÷ ideal 11 s", 2.5, "mixed", IDEAL_MIXED_S)
    for task, size, most in (("plan", 1_000, 60.0), ("plan", 10_000, 135.0), ("validate", 10_000, 70.0)):
        samples = results.ours(task, size)
        yield Goal("11", f"{task} {size:,}: peak, MiB", most, median(s.peak for s in samples) if samples else None)
    for task in ("validate", "plan"):
        yield Goal("12", f"{task}: growth exponent of CPU, 1,000 to 10,000", 1.05, _growth(results, task))
    yield Goal("16", "plan 10 by the action: seconds more in the container than as a bare process", 0.6, results.container_s)


def _ratio(results: Results, number: str, about: str, most: float, which: tuple[str, int, str, Quantity]) -> Goal:
    task, size, peer, quantity = which
    pair = results.find(task, size, peer)
    found = pair.ratio(quantity) if pair else None
    return Goal(number, about, most, found.median if found else None, found)


def _writing(results: Results, number: str, about: str, most: float, which: str, ideal: float) -> Goal:
    written = results.writes.get(which)
    return Goal(number, about, most, written["seconds"] / ideal if written else None)


def _growth(results: Results, task: str) -> float | None:
    few, many = results.ours(task, 1_000), results.ours(task, 10_000)
    return log10(median(s.cpu for s in many) / median(s.cpu for s in few)) if few and many else None
