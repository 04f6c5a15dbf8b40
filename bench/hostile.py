"""Inputs that are made to take long: each is linear to a program that is careful, and none of them to one that is not."""

from __future__ import annotations

from bench.definitions import Json

VALUES = 2_000
"""In one list, six of ten changed."""
DEPTH = 100
PARTS = 1_000


def long_list(size: int, *, changed: bool) -> dict[str, Json]:
    """Return a segment with a list of ``size`` values, of which six in ten are others where it is ``changed``."""
    values: list[Json] = [f"{'new' if changed and n % 10 < 6 else 'value'}-{n:06}" for n in range(size)]
    criterion: dict[str, Json] = {"AttributeType": "INCLUSIVE", "Values": values}
    return {"Name": "Long", "SegmentGroups": {"Groups": [{"Dimensions": [{"Attributes": {"kind": criterion}}]}]}}


def many_blocks(size: int, *, reordered: bool) -> dict[str, Json]:
    """Return a segment of ``size`` blocks of criteria, in another order where they are ``reordered``."""
    numbers = [n * 7 % size for n in range(size)] if reordered else range(size)
    blocks: list[Json] = [{"Metrics": {"n": {"ComparisonOperator": "EQUAL", "Value": n}}} for n in numbers]
    return {"Name": "Many", "SegmentGroups": {"Include": "ALL", "Groups": [{"Type": "ANY", "SourceType": "ALL", "Dimensions": blocks}]}}


def alias_bomb(levels: int) -> str:
    """Return YAML whose aliases stand for ten to the power of ``levels`` values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(["Name: Bomb", *lines]) + "\n"


def deep(levels: int) -> str:
    """Return YAML nested ``levels`` deep."""
    return "Name: Deep\nDimensions: " + "{a: " * levels + "1" + "}" * levels + "\n"
