"""Find what differs between two canonical definitions, value by value."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self, TypeAlias, TypeGuard

from segments_as_code.model.plan import FieldChange, FieldChangeKind
from segments_as_code.model.values import Definition, Json, Path

if TYPE_CHECKING:
    from deepdiff.model import DiffLevel

_Tree: TypeAlias = "dict[str, object]"


def find_field_changes(before: Definition, after: Definition) -> tuple[FieldChange, ...]:
    """Return what changed from ``before`` to ``after``, both canonical, in the order of their paths.

    A value put into or taken out of a list of values is one change at the list's path. Other list positions in a path
    are those of ``before`` for what was removed or changed, and of ``after`` for what was added.
    """
    if before == after:
        return ()
    # Most plans change little, and deepdiff costs a tenth of a second to import.
    from deepdiff import DeepDiff  # noqa: PLC0415

    left, right = _pair_mappings(before, after)
    tree = DeepDiff(left, right, view="tree", ignore_numeric_type_changes=True, threshold_to_diff_deeper=0)
    changes = [_field_change(report, level) for report, levels in tree.items() for level in levels]
    return tuple(sorted(changes, key=_order))


def _field_change(report: str, level: DiffLevel) -> FieldChange:
    path = tuple(step for key in level.path(output_format="list") for step in _steps(key))
    match report:
        case "dictionary_item_added":
            return FieldChange(FieldChangeKind.ADDED, path, after=_unwrapped(level.t2))
        case "dictionary_item_removed":
            return FieldChange(FieldChangeKind.REMOVED, path, before=_unwrapped(level.t1))
        case "values_changed" | "type_changes":
            return FieldChange(FieldChangeKind.CHANGED, path, _unwrapped(level.t1), _unwrapped(level.t2))
        case _:
            raise AssertionError(f"deepdiff reported {report}, which two trees of mappings cannot give")


def _order(change: FieldChange) -> tuple[list[tuple[bool, str]], str, str, str]:
    return (
        [(isinstance(step, str), step if isinstance(step, str) else f"{step:>9}") for step in change.path],
        change.kind,
        _text(change.before),
        _text(change.after),
    )


# ── two trees of mappings ────────────────────────────────────────────────────────────────────────────────────────────
#
# deepdiff's ordered comparison calls everything behind an insertion changed, and its ignore_order is quadratic (a list of
# 2,000 values with 60 % changed takes a minute). Canonical lists are sets or multisets, so both sides become trees of
# mappings first: a value is keyed by itself, equal elements are left out, the rest are paired in order. That is linear.
#
# deepdiff takes as long for each level as for a difference. So where all that differs below a key is below one more, the
# two are one key, which knows the steps of the path that it stands for.


class _Key(str):
    """The key of something in a tree: a text that no other has beside it, and the steps from there to what differs."""

    __slots__ = ("steps",)
    steps: Path

    def __new__(cls, text: str, steps: Path) -> Self:
        """Make a key of a member, an element, or a value (which is no step of a path)."""
        key = super().__new__(cls, text)
        key.steps = steps
        return key


class _Whole(str):
    """A list that counts as one value, as JSON: deepdiff would look into a list."""

    __slots__ = ()


def _steps(key: object) -> Path:
    return key.steps if isinstance(key, _Key) else (str(key),)


def _add_pair(key: str, before: Json, after: Json, left: _Tree, right: _Tree) -> None:
    """Add what differs between the values of ``key`` to both sides."""
    one, other = _pair(before, after)
    if isinstance(one, dict) and isinstance(other, dict) and len(one) == 1 and one.keys() == other.keys():
        (below,) = one
        key, one, other = _Key(key, (*_steps(key), *_steps(below))), one[below], other[below]
    left[key], right[key] = one, other


def _pair(before: Json, after: Json) -> tuple[object, object]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _pair_mappings(before, after)
    if _is_list(before) and _is_list(after):
        return _pair_lists(before, after)
    return _wrapped(before), _wrapped(after)


def _pair_mappings(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[_Tree, _Tree]:
    left: _Tree = {name: value for name, value in before.items() if name not in after}
    right: _Tree = {name: value for name, value in after.items() if name not in before}
    for name in before.keys() & after.keys():
        if before[name] != after[name]:
            _add_pair(name, before[name], after[name], left, right)
    return left, right


def _pair_lists(before: Sequence[Json], after: Sequence[Json]) -> tuple[object, object]:
    if not any(isinstance(value, Mapping | list) for value in (*before, *after)):
        return _pair_values(before, after)
    alone = len(before) == len(after) == 1  # then the two differ, or they would not be here
    gone, come = ([0], [0]) if alone else (_rest(before, after), _rest(after, before))
    left: _Tree = {_Key(f"-{i}", (i,)): before[i] for i in gone[len(come) :]}
    right: _Tree = {_Key(f"+{i}", (i,)): after[i] for i in come[len(gone) :]}
    for i, j in zip(gone, come, strict=False):
        _add_pair(_Key(f"={i}", (i,)), before[i], after[j], left, right)
    return left, right


def _pair_values(before: Sequence[Json], after: Sequence[Json]) -> tuple[object, object]:
    left, right = {_Key(_text(v), ()): v for v in before}, {_Key(_text(v), ()): v for v in after}
    if left.keys() == right.keys():  # they differ in order or number alone
        return _wrapped(before), _wrapped(after)
    return left, right


def _rest(these: Sequence[Json], those: Sequence[Json]) -> list[int]:
    """Return the positions of the elements of ``these`` that have no equal in ``those``."""
    others = Counter(map(_text, those))
    rest = []
    for index, text in enumerate(map(_text, these)):
        if others[text]:
            others[text] -= 1
        else:
            rest.append(index)
    return rest


def _wrapped(value: Json) -> object:
    return _Whole(_text(value)) if _is_list(value) else value


def _unwrapped(value: object) -> Json:
    unwrapped: Json = json.loads(value) if isinstance(value, _Whole) else value  # type: ignore[assignment]  # we put it there
    return unwrapped


def _is_list(value: Json) -> TypeGuard[Sequence[Json]]:
    return isinstance(value, list)


_text = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
