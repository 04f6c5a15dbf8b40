"""Faults on request: which call is hit, and what happens to it instead of, or after, its work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from threading import Lock

from aws_emulator.core.types import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One rule. Of the calls it matches, the ``nth`` and the ``count - 1`` after it are hit (``count`` None: all after it).

    Matching: ``operation`` (a name, or a pattern such as ``Get*``), ``where`` (parameters or members of the body with these
    values), and ``when`` (any question about the call; from Python only).

    What happens: ``delay_s`` seconds go by; then ``status`` and ``error`` are answered, or ``raw`` in place of the JSON, or the
    connection is dropped; with none of these the call is merely late. With ``done`` the call is carried out first, so that
    the client hears of a failure, or of nothing, after the write.
    """

    operation: str = "*"
    nth: int = 1
    count: int | None = 1
    where: Mapping[str, str] = field(default_factory=dict)
    when: Callable[[Call], bool] | None = None
    delay_s: float = 0.0
    status: int | None = None
    error: str = ""
    message: str = "This failure was asked for."
    raw: bytes | None = None
    drop: bool = False
    done: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.nth < 1 or (self.count is not None and self.count < 1) or self.delay_s < 0:
            raise ValueError("A fault's nth and count are numbers from 1, its delay_s is 0 or more.")
        if sum((self.status is not None, self.raw is not None, self.drop)) > 1:
            raise ValueError("A fault has one of status, raw and drop.")
        if not (self.status is not None or self.raw is not None or self.drop or self.delay_s):
            raise ValueError("A fault has one of status, raw, drop and delay_s.")

    @property
    def is_mere_delay(self) -> bool:
        """Return whether the call is carried out and answered as ever, only later."""
        return self.status is None and self.raw is None and not self.drop

    def matches(self, call: Call) -> bool:
        """Return whether this rule is about ``call`` at all."""
        known = {**{name: value for name, value in call.content.items() if isinstance(value, str)}, **call.parameters}
        return (
            fnmatchcase(call.operation, self.operation)
            and all(known.get(name) == value for name, value in self.where.items())
            and (self.when is None or self.when(call))
        )


class Dropped(ConnectionError):
    """The connection is to be closed without an answer."""


class Faults:
    """The rules in force, in the order of their adding; each counts its own matches."""

    def __init__(self) -> None:
        self._rules: list[_Rule] = []
        self._lock = Lock()

    def add(self, fault: Fault) -> None:
        """Put a rule in force."""
        with self._lock:
            self._rules.append(_Rule(fault))

    def clear(self) -> None:
        """Take every rule out of force."""
        with self._lock:
            self._rules.clear()

    def counts(self) -> Sequence[tuple[Fault, int, int]]:
        """Return the rules, each with how many calls it matched and how many it hit."""
        with self._lock:
            return [(rule.fault, rule.matched, rule.hit) for rule in self._rules]

    def strike(self, call: Call) -> tuple[Fault, ...]:
        """Return the rules that hit ``call``; every rule that matches counts it, whether it hits or not."""
        with self._lock:
            return tuple(rule.fault for rule in self._rules if rule.strikes(call))


@dataclass(slots=True)
class _Rule:
    fault: Fault
    matched: int = 0
    hit: int = 0

    def strikes(self, call: Call) -> bool:
        if not self.fault.matches(call):
            return False
        self.matched += 1
        beyond = self.matched - self.fault.nth
        strikes = beyond >= 0 and (self.fault.count is None or beyond < self.fault.count)
        self.hit += strikes
        return strikes
