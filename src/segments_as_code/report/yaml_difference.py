"""Show definitions as YAML lines, and the lines in which two of them differ."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from typing import TypeGuard, assert_never

from segments_as_code.model.document import Definition, Json
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Recreate, Replace, Unchanged, Update
from segments_as_code.ownership import OUR_PREFIX
from segments_as_code.ports import Dialect
from segments_as_code.report.visible import cut_apart, is_visible, visible

_LONGEST = 200

_PLAIN = re.compile(r"[^\W\d_](?:[\w./@+-]|[ ](?=[\w(/&+-])|[()&,](?![\[\]{}]))*")
"""Text that begins with a letter and has no characters with a meaning in YAML (YAML 1.2, 7.3.3)."""

_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that some YAML reader does not read as a string."""


def yaml_shown(change: Change, dialect: Dialect, most: int) -> list[Line]:
    """Return the changed lines of a change's difference with a few others round them, up to ``most``."""
    return condense(yaml_difference(change, dialect), most)


def yaml_difference(change: Change, dialect: Dialect) -> list[Line]:
    """Return a segment's YAML before and after a change, as a person would write it, line by line."""
    before, after = yaml_sides(change, dialect)
    return find_difference(before, after)


def yaml_sides(change: Change, dialect: Dialect) -> tuple[Sequence[str], Sequence[str]]:
    """Return a segment's YAML as deployed and as desired; a side without a segment has no lines."""
    match change:
        case Create(desired) | Recreate(desired, is_half_done=True):
            return (), _yaml(desired.definition, desired.tags, dialect)
        case Delete(_, deployed):
            return _yaml(deployed.definition, deployed.tags, dialect), ()
        case Update() | Adopt() | Replace() | Recreate() | Unchanged():
            before, after = change.deployed, change.desired
            old = {name: before.tags[name] for name in after.tags if name in before.tags}
            removed = () if isinstance(change, Replace | Recreate | Unchanged) else change.tags.removed
            old |= {name: before.tags[name] for name in removed if name in before.tags}
            return _yaml(before.definition, old, dialect), _yaml(after.definition, after.tags, dialect)
        case _:
            assert_never(change)


def _yaml(definition: Definition, tags: Mapping[str, str], dialect: Dialect) -> Sequence[str]:
    theirs = {name: value for name, value in sorted(tags.items()) if not name.startswith(OUR_PREFIX)}
    written = {**dialect.simplify(definition), "Tags": theirs} if theirs else dialect.simplify(definition)
    return yaml_lines(written)


def definition_yaml(definition: Definition, dialect: Dialect) -> str:
    """Return ``definition`` complete, as YAML to copy into a file."""
    return "\n".join([*yaml_lines(dialect.simplify(definition), most=None), ""])


def yaml_lines(value: Mapping[str, Json] | list[Json], *, most: int | None = _LONGEST) -> list[str]:
    """Return ``value`` as lines without line ends.

    A string of more than ``most`` characters is cut and marked; with None nothing is cut, and the lines are the YAML of ``value``.
    """
    lines: list[str] = []
    _write(value, "", most, lines)
    return lines


def _write(value: Mapping[str, Json] | list[Json], indent: str, most: int | None, lines: list[str]) -> None:
    if isinstance(value, list):
        for item in value:
            start = f"{indent}- "
            if _has_lines(item):
                first = len(lines)
                _write(item, indent + "  ", most, lines)
                lines[first] = start + lines[first][len(start) :]
            else:
                lines.append(start + _scalar(item, most))
        return
    for name, member in value.items():
        start = f"{indent}{_scalar(name, most)}:"
        if _has_lines(member):
            lines.append(start)
            _write(member, indent + "  ", most, lines)
        else:
            lines.append(f"{start} {_scalar(member, most)}")


def _has_lines(value: Json) -> TypeGuard[dict[str, Json] | list[Json]]:
    return isinstance(value, dict | list) and bool(value)


def _scalar(value: Json, most: int | None) -> str:
    if isinstance(value, str):
        return _string(value if most is None else cut_apart(value, most))
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, list) else json.dumps(value)


@lru_cache(maxsize=4_096)
def _string(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and is_visible(text):
        return text
    return visible(json.dumps(text, ensure_ascii=False))


_MOST_FOR_BEST = 400
"""More lines than this are matched in one pass, because difflib is quadratic in the worst case."""

_NEAR = 3


class Side(StrEnum):
    """The text that a line belongs to; the value is its mark in a diff."""

    BOTH = " "
    BEFORE = "-"
    AFTER = "+"
    LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference, without its mark."""

    side: Side
    text: str

    def __str__(self) -> str:
        mark = " " if self.side is Side.LEFT_OUT else self.side
        return f"{mark} {self.text}"


def find_difference(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    """Return all lines of ``before`` and ``after``, common ones only once."""
    if max(len(before), len(after)) > _MOST_FOR_BEST:
        return list(_in_one_pass(before, after))
    lines: list[Line] = []
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation == "equal":
            lines.extend(Line(Side.BOTH, text) for text in before[i1:i2])
        else:
            lines.extend(Line(Side.BEFORE, text) for text in before[i1:i2])
            lines.extend(Line(Side.AFTER, text) for text in after[j1:j2])
    return lines


def condense(lines: Sequence[Line], most: int) -> list[Line]:
    """Return up to ``most`` of ``lines``, without common ones far from a change; each gap says how many it hides.

    Common lines are kept if they are near a change or are a parent member of one.
    """
    kept = _kept(lines)
    shown: list[Line] = []
    hidden: list[Line] = []
    for index, line in enumerate(lines):
        if index in kept and len(shown) < most:
            shown.extend(_gap(hidden))
            hidden = []
            shown.append(line)
        else:
            hidden.append(line)
    return [*shown, *_gap(hidden)]


def _gap(hidden: Sequence[Line]) -> Iterator[Line]:
    if len(hidden) == 1 and hidden[0].side is Side.BOTH:
        yield hidden[0]
    elif hidden:
        changed = sum(line.side is not Side.BOTH for line in hidden)
        indent = " " * _indent(hidden[0].text)
        what = f"{changed:,} more changed lines" if changed else f"{len(hidden):,} unchanged lines"
        yield Line(Side.LEFT_OUT, f"{indent}… {what}")


def _kept(lines: Sequence[Line]) -> set[int]:
    kept: set[int] = set()
    leads: list[int] = []
    for index, line in enumerate(lines):
        while leads and _indent(lines[leads[-1]].text) >= _indent(line.text):
            leads.pop()
        if line.side is not Side.BOTH:
            kept.update(leads, range(max(index - _NEAR, 0), min(index + _NEAR + 1, len(lines))))
        leads.append(index)
    return kept


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _in_one_pass(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Yield a difference in linear time: if two lines differ, the one that the other side lacks comes first."""
    left, right = Counter(before), Counter(after)
    i = j = 0
    while i < len(before) and j < len(after):
        old, new = before[i], after[j]
        takes_old = old == new or not right[old] or left[new] > 0
        takes_new = old == new or not takes_old
        if takes_old:
            left[old] -= 1
            i += 1
        if takes_new:
            right[new] -= 1
            j += 1
        yield Line(Side.BOTH if old == new else Side.BEFORE if takes_old else Side.AFTER, old if takes_old else new)
    yield from (Line(Side.BEFORE, text) for text in before[i:])
    yield from (Line(Side.AFTER, text) for text in after[j:])
