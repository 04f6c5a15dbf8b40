"""What is to be counted: predicates of segments, by key, in several worlds (as deployed, as the files have it)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from segments_as_code.meaning.declarations import readings_in
from segments_as_code.meaning.folder_meaning import settle
from segments_as_code.meaning.predicate import Environment, Predicate

Counted = tuple[Predicate, Environment]
"""A predicate, and the environment that its references are looked up in; no open readings are left in either."""


@dataclass(frozen=True, slots=True)
class Question:
    """How many people a segment has: ``before`` and ``after`` a change; None if it does not exist then.

    ``otherwise`` is, by the name of a reading that nobody settled, what the segment means if AWS reads it the other way.
    """

    key: str
    before: Counted | None
    after: Counted | None
    otherwise: Mapping[str, Counted] = field(default_factory=dict)


def ask(keys: Iterable[str], before: Environment, after: Environment) -> Sequence[Question]:
    """Return a question for each of ``keys``; in ``before`` and ``after`` readings that nobody settled are open."""
    worlds = _Worlds(before, after)
    return [worlds.question(key) for key in keys]


class _Worlds:
    """Environments by the readings that are read the other way, each made once."""

    def __init__(self, before: Environment, after: Environment) -> None:
        self._before, self._opened = before, after
        self._settled_before = settle_all(before)
        self._settled: dict[str, Environment] = {"": settle_all(after)}

    def question(self, key: str) -> Question:
        readings = sorted(readings_in([self._opened[key]], self._opened)) if key in self._opened else []
        return Question(
            key,
            (self._settled_before[key], self._settled_before) if key in self._before else None,
            self.after(key, "") if key in self._opened else None,
            {reading: self.after(key, reading) for reading in readings},
        )

    def after(self, key: str, flipped: str) -> Counted:
        if flipped not in self._settled:
            self._settled[flipped] = settle_all(self._opened, flipped)
        environment = self._settled[flipped]
        return environment[key], environment


def settle_all(environment: Environment, flipped: str = "") -> Environment:
    """Return ``environment`` with every open reading at its default, but that called ``flipped`` at its other value."""
    return {key: settle(predicate, {flipped} - {""}) for key, predicate in environment.items()}
