"""Faults on request: which calls they hit, and what happens instead of, or after, the operation; and faults as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from threading import Lock

from aws_emulator.core.types import Body, Call, Json, texts

_MEMBERS = ("operation", "nth", "count", "where", "delay_s", "status", "error", "message", "raw", "drop", "done", "headers", "service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One rule. Of the calls that it matches, it hits the ``nth`` and the ``count - 1`` after it (``count`` None: all after it).

    Matching: ``operation`` (a name, or a pattern such as ``Get*``), ``service`` (botocore's name of it, or a pattern), ``where``
    (parameters or members of the body with these values), and ``when`` (a function of the call; only from Python).

    What happens: after ``delay_s`` seconds, ``status`` and ``error`` are answered, or ``raw`` instead of the JSON, or the
    connection is dropped; with none of these the call is only late. With ``done`` the operation runs first, so that
    the client gets an error, or no answer, after the write.
    """

    operation: str = "*"
    service: str = "*"
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
        """Return whether the call is answered normally, only later."""
        return self.status is None and self.raw is None and not self.drop

    def matches(self, call: Call) -> bool:
        """Return whether this rule matches ``call``."""
        known = {**{name: value for name, value in call.content.items() if isinstance(value, str)}, **call.parameters}
        return (
            fnmatchcase(call.operation, self.operation)
            and fnmatchcase(call.service, self.service)
            and all(known.get(name) == value for name, value in self.where.items())
            and (self.when is None or self.when(call))
        )


class Dropped(ConnectionError):
    """The connection must be closed without an answer."""


class Faults:
    """The active rules, in the order in which they were added; each counts its own matches."""

    def __init__(self) -> None:
        self._rules: list[_Rule] = []
        self._lock = Lock()

    def add(self, fault: Fault) -> None:
        """Add a rule."""
        with self._lock:
            self._rules.append(_Rule(fault))

    def clear(self) -> None:
        """Remove all rules."""
        with self._lock:
            self._rules.clear()

    def counts(self) -> Sequence[tuple[Fault, int, int]]:
        """Return the rules, each with the number of calls that it matched and hit."""
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


def fault_from_json(value: Json) -> Fault:
    """Return the rule that ``value`` describes; raise ValueError if it describes none."""
    if not isinstance(value, dict):
        raise ValueError("A fault is an object.")  # noqa: TRY004 - callers know one way to be wrong
    unknown = sorted(value.keys() - set(_MEMBERS))
    if unknown:
        raise ValueError(f"{unknown[0]} is not a member of a fault; there are {', '.join(_MEMBERS)}.")
    return Fault(
        operation=_text(value, "operation", "*"),
        service=_text(value, "service", "*"),
        nth=_whole(value, "nth"),
        count=None if "count" in value and value["count"] is None else _whole(value, "count"),
        where=_texts(value, "where"),
        delay_s=_seconds(value),
        status=None if value.get("status") is None else _whole(value, "status"),
        error=_text(value, "error", ""),
        message=_text(value, "message", Fault(drop=True).message),
        raw=None if value.get("raw") is None else _text(value, "raw", "").encode(),
        drop=_truth(value, "drop"),
        done=_truth(value, "done"),
        headers=_texts(value, "headers"),
    )


def fault_to_json(fault: Fault) -> Body:
    """Return ``fault`` as JSON; ``when`` is left out."""
    return {
        "operation": fault.operation,
        "service": fault.service,
        "nth": fault.nth,
        "count": fault.count,
        "where": dict(fault.where),
        "delay_s": fault.delay_s,
        "status": fault.status,
        "error": fault.error,
        "message": fault.message,
        "raw": None if fault.raw is None else fault.raw.decode(errors="replace"),
        "drop": fault.drop,
        "done": fault.done,
        "headers": dict(fault.headers),
    }


def _text(value: Body, name: str, default: str) -> str:
    found = value.get(name, default)
    if isinstance(found, str):
        return found
    raise ValueError(f"A fault's {name} is a text, not {found}.")


def _whole(value: Body, name: str) -> int:
    """Return a whole number; 1 if there is none."""
    found = value.get(name, 1)
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    raise ValueError(f"A fault's {name} is a whole number, not {found}.")


def _seconds(value: Body) -> float:
    found = value.get("delay_s", 0.0)
    if isinstance(found, int | float) and not isinstance(found, bool):
        return float(found)
    raise ValueError(f"A fault's delay_s is a number of seconds, not {found}.")


def _truth(value: Body, name: str) -> bool:
    found = value.get(name, False)
    if isinstance(found, bool):
        return found
    raise ValueError(f"A fault's {name} is true or false, not {found}.")


def _texts(value: Body, name: str) -> Mapping[str, str]:
    found = value.get(name, {})
    if isinstance(found, dict) and len(texts(found)) == len(found):
        return texts(found)
    raise ValueError(f"A fault's {name} is an object of texts, not {found}.")
