"""What one condition becomes: a clause of target conditions, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from segments_as_code.definitions.yaml_writer import scalar_text
from segments_as_code.model.criteria import Condition, Connective


@dataclass(frozen=True, slots=True)
class Clause:
    """Target conditions, and how they are joined."""

    how: Connective
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a condition becomes. Without a clause it is impossible; with a clause and a ``code`` it differs; else it is exact.

    ``entry`` is the line of a mapping file that ``remedy`` names, if it names one.
    """

    clause: Clause | None
    code: str = ""
    reason: str = ""
    remedy: str = ""
    assumes: tuple[str, ...] = ()
    entry: str = ""


def also_assumes(ruling: Ruling, *assumes: str) -> Ruling:
    """Return ``ruling`` with more assumptions."""
    if ruling.clause is None:
        return ruling
    both = tuple(dict.fromkeys((*ruling.assumes, *assumes)))
    return Ruling(ruling.clause, ruling.code, ruling.reason, ruling.remedy, both)


def differs(ruling: Ruling, code: str, reason: str, remedy: str) -> Ruling:
    """Return ``ruling`` as one that may select other people; unchanged if it is impossible."""
    return ruling if ruling.clause is None else Ruling(ruling.clause, code, reason, remedy, ruling.assumes)


def impossible(code: str, reason: str, remedy: str, entry: str = "") -> Ruling:
    """Return that there is no form."""
    return Ruling(None, code, reason, remedy, entry=entry)


def not_mapped(said: str, line: str = "") -> Ruling:
    """Return that the mapping says nothing of ``said``; ``line`` is what it could say."""
    section, _, name = said.partition(".")
    line = line or f"{section}: {{{scalar_text(name)}: {{Key: …}}}}"
    return impossible("not-mapped", f"the mapping does not say where {said} is found on a profile", f"add {line} to the mapping.", line)


def cannot_compare(said: str) -> Ruling:
    """Return that the target cannot be compared like this."""
    return impossible("cannot-compare", f"{said} cannot be compared in this way", "map it to a Key, or compare it in another way.")
