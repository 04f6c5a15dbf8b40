"""Faults as JSON, for seed files and for the admin path: the members of Fault, ``raw`` as text, and no ``when``."""

from __future__ import annotations

from collections.abc import Mapping

from aws_emulator.core.faults import Fault
from aws_emulator.core.types import Body, Json, texts

_MEMBERS = ("operation", "nth", "count", "where", "delay_s", "status", "error", "message", "raw", "drop", "done", "headers")


def fault_from_json(value: Json) -> Fault:
    """Return the rule that ``value`` describes; raise ValueError where it describes none."""
    if not isinstance(value, dict):
        raise ValueError("A fault is an object.")  # noqa: TRY004 - callers know one way to be wrong
    unknown = sorted(value.keys() - set(_MEMBERS))
    if unknown:
        raise ValueError(f"{unknown[0]} is not a member of a fault; there are {', '.join(_MEMBERS)}.")
    return Fault(
        operation=_text(value, "operation", "*"),
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
    """Return a whole number; 1 where there is none."""
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
