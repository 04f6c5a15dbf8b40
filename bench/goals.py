"""The goals, each with what was measured, whether that meets it, and, where it does not, why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log10
from statistics import median
from typing import Final

from bench.measure import Quantity, Spread, spread
from bench.results import COUNTED, PEOPLE, Results


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


def goals(results: Results) -> Iterator[Goal]:
    """Yield every goal that is a matter of measuring; those that are a matter of counting are kept by tests."""
    yield from _writes(results)
    for size, most in ((10, 4.0), (100, 4.0), (1_000, 3.0)):
        yield _ratio(results, "4", f"plan {size:,} unchanged, 50 ms a request: wall ÷ floor", most, ("plan", size, "floor", "wall"))
    yield _ratio(results, "5", "plan 1,000, all changed: wall ÷ unchanged", 4.0, ("plan all", 1_000, "unchanged", "wall"))
    for peer, most in (("check-jsonschema", 0.15), ("cfn-lint", 0.05)):
        yield _ratio(results, "6", f"validate 1,000: CPU ÷ {peer}", most, ("validate", 1_000, peer, "cpu"))
    for task in ("validate", "plan"):
        yield Goal("7", f"{task}: growth exponent of CPU, 1,000 to 10,000", 1.05, _growth(results, task))
    samples = results.ours("plan", 10_000)
    yield Goal("8", "plan 10,000: peak, MiB", 200.0, median(s.peak for s in samples) if samples else None)
    yield _proof(results, "10", "who comes in and goes out by one changed segment: CPU, ms", 5.0, "relation_ms")
    yield _proof(results, "11", "the same questions: CPU ÷ z3", 0.6, "against_z3")
    yield _proof(results, "12", "plan 1,000 of which 10 changed, five deep, with proof: CPU ÷ without", 1.5, "plan")
    yield from _people(results)
    around = spread(results.conversion) if results.conversion else None
    about = "convert 1,000 definitions, with verdicts and without proof: CPU ÷ validating them"
    yield Goal("17", about, 1.5, around.median if around else None, around)
    yield Goal("19", "plan 10 by the action: seconds more in the container than as a bare process", 0.6, results.container_s)


def _people(results: Results) -> Iterator[Goal]:
    about = "count a segment before and after on 1,000,000 endpoints, NDJSON.gz: CPU ÷ unpack and parse"
    yield _ratio(results, "13", about, 1.6, ("count 1 segment, lines", PEOPLE, "igzip and orjson", "cpu"))
    fifty = f"count {COUNTED} segments"
    for peer, most in (("polars", 0.75), ("chdb", 1.6)):
        about = f"count {COUNTED} segments before and after, 1,000,000 endpoints, Parquet: CPU ÷ {peer}"
        yield _ratio(results, "14", about, most, (fifty, PEOPLE, peer, "cpu"))
    pair = results.find(fifty, 10 * PEOPLE, "a tenth of them")
    yield Goal("16", "the same on 10,000,000 endpoints: peak, MiB", 320.0, median(s.peak for s in pair.ours) if pair else None)
    growth = log10(pair.ratio("cpu").median) if pair else None
    yield Goal("16", "growth exponent of CPU, 1,000,000 to 10,000,000 endpoints", 1.05, growth)


def _writes(results: Results) -> Iterator[Goal]:
    creates = results.writes.get("creates")
    yield Goal("2", "1,000 creates: refused for their rate", 0, creates["refused"] if creates else None)
    yield Goal("2", "1,000 creates: lost", 0, creates["changes"] - creates["applied"] if creates else None)
    yield _writing(results, "3", "1,000 creates at 25 a second ÷ ideal 39 s", 2.5, "creates", IDEAL_CREATES_S)


def _proof(results: Results, number: str, about: str, most: float, which: str) -> Goal:
    found = results.proof.get(which)
    around = spread(found) if found else None
    return Goal(number, about, most, around.median if around else None, around)


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
