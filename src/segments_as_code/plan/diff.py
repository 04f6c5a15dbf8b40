"""Find what differs between two canonical definitions, value by value.

deepdiff's ordered comparison calls everything behind an insertion changed, and its ``ignore_order`` is quadratic (a list of
2,000 values with 60 % changed takes a minute). Canonical lists are sets or multisets, so both sides become trees of mappings
first: a value is keyed by itself, equal elements are left out, the rest are paired in order. That is linear.

deepdiff does not decide whether there is a change. By default it skips keys that begin with two underscores, for
example, so its report must name every difference that the trees have; if it does not, the whole definition is the change.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Self, TypeAlias, TypeGuard

from segments_as_code.model.document import Definition, Json, Path
from segments_as_code.model.plan import FieldChange, FieldChangeKind

if TYPE_CHECKING:
    from deepdiff.model import DiffLevel

_Tree: TypeAlias = "dict[str, object]"


def is_equal(one: Json, other: Json) -> bool:
    """Return whether two JSON values are equal: 5 and 5.0 are, 1 and true are not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_equal(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_equal, one, other))
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def compare_trees(left: _Tree, right: _Tree) -> Mapping[str, Iterable[DiffLevel]]:
    """Return deepdiff's report on two trees."""
    # Most plans change little, and deepdiff costs a tenth of a second to import.
    from deepdiff import DeepDiff  # noqa: PLC0415

    return DeepDiff(left, right, view="tree", ignore_private_variables=False, threshold_to_diff_deeper=0)


def find_field_changes(
    before: Definition, after: Definition, *, compare: Callable[[_Tree, _Tree], Mapping[str, Iterable[DiffLevel]]] = compare_trees
) -> tuple[FieldChange, ...]:
    """Return the changes from ``before`` to ``after`` (both canonical), in the order of their paths; empty only if they are equal.

    A value added to or removed from a list of values is one change at the list's path. Other list positions in a path
    are those of ``before`` for what was removed or changed, and of ``after`` for what was added.
    """
    if is_equal(before, after):
        return ()
    left, right = _pair_mappings(before, after)
    changes = [_field_change(report, level) for report, levels in compare(left, right).items() for level in levels]
    if len(changes) != _count_differences(left, right):
        return (FieldChange(FieldChangeKind.CHANGED, (), before, after),)
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


def _count_differences(left: object, right: object) -> int:
    """Return the number of differences between two trees: values on one side only, or two values that are not both mappings."""
    if not (isinstance(left, dict) and isinstance(right, dict)):
        return 1
    both = left.keys() & right.keys()
    return len(left) + len(right) - 2 * len(both) + sum(_count_differences(left[key], right[key]) for key in both)


def _order(change: FieldChange) -> tuple[list[tuple[bool, str]], str, str, str]:
    return (
        [(isinstance(step, str), step if isinstance(step, str) else f"{step:>9}") for step in change.path],
        change.kind,
        _text(change.before),
        _text(change.after),
    )


# ── two trees of mappings that contain only what differs ─────────────────────────────────────────────────────────────


class _Key(str):
    """The unique key of a list's element or value in a tree. ``steps`` is what it adds to a path."""

    __slots__ = ("steps",)
    steps: Path

    def __new__(cls, text: str, steps: Path) -> Self:
        """Make the key of an element, or of a value (which is not a step of a path)."""
        key = super().__new__(cls, text)
        key.steps = steps
        return key


class _Whole(str):
    """A list as one value, as JSON: deepdiff would compare its elements."""

    __slots__ = ()


def _steps(key: object) -> Path:
    return key.steps if isinstance(key, _Key) else (str(key),)


def _pair(before: Json, after: Json) -> tuple[object, object]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _pair_mappings(before, after)
    if _is_list(before) and _is_list(after):
        return _pair_lists(before, after)
    return _wrapped(before), _wrapped(after)


def _pair_mappings(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[_Tree, _Tree]:
    left: _Tree = {name: _wrapped(value) for name, value in before.items() if name not in after}
    right: _Tree = {name: _wrapped(value) for name, value in after.items() if name not in before}
    for name in before.keys() & after.keys():
        if not is_equal(before[name], after[name]):
            left[name], right[name] = _pair(before[name], after[name])
    return left, right


def _pair_lists(before: Sequence[Json], after: Sequence[Json]) -> tuple[object, object]:
    if not any(isinstance(value, Mapping | list) for value in (*before, *after)):
        return _pair_values(before, after)
    gone, come = _rest(before, after), _rest(after, before)
    if not gone and not come:  # they differ only in order
        return _wrapped(before), _wrapped(after)
    left: _Tree = {_Key(f"-{i}", (i,)): _wrapped(before[i]) for i in gone[len(come) :]}
    right: _Tree = {_Key(f"+{i}", (i,)): _wrapped(after[i]) for i in come[len(gone) :]}
    for i, j in zip(gone, come, strict=False):
        key = _Key(f"={i}", (i,))
        left[key], right[key] = _pair(before[i], after[j])
    return left, right


def _pair_values(before: Sequence[Json], after: Sequence[Json]) -> tuple[object, object]:
    left, right = {_Key(_text(v), ()): v for v in before}, {_Key(_text(v), ()): v for v in after}
    if left.keys() == right.keys():  # they differ only in order or number
        return _wrapped(before), _wrapped(after)
    for key in left.keys() & right.keys():
        del left[key], right[key]
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
