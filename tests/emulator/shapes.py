"""Bodies made from botocore's shapes, for property tests."""

from __future__ import annotations

import re

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape
from hypothesis import strategies as st

from aws_emulator.core.types import Json

_NUMBERS = st.one_of(st.integers(-(2**40), 2**40), st.floats(allow_nan=False, allow_infinity=False))
_WILD: st.SearchStrategy[Json] = st.one_of(st.none(), st.integers(-9, 9), st.floats(-9, 9), st.text(max_size=3), st.just([]), st.just({}))


def bodies(shape: Shape, *, wild: bool = False) -> st.SearchStrategy[Json]:
    """Return values of ``shape``; with ``wild`` now and then of another, without what is required, or with more than is known."""
    made = _tame(shape, wild=wild)
    return st.one_of(made, made, made, _WILD) if wild else made


def _tame(shape: Shape, *, wild: bool) -> st.SearchStrategy[Json]:
    least = 0 if wild else int(shape.metadata.get("min", 0))
    match shape:
        case StructureShape():
            return _structures(shape, wild=wild)
        case MapShape():
            keys = _tame(shape.key, wild=False).map(str).filter(bool)
            return st.dictionaries(keys, bodies(shape.value, wild=wild), min_size=least, max_size=max(2, least))
        case ListShape():
            return st.lists(bodies(shape.member, wild=wild), min_size=least, max_size=max(2, least))
        case StringShape():
            return _texts(shape, least)
    whole = st.integers(least, least + 9)
    plain: dict[str, st.SearchStrategy[Json]] = {"integer": whole, "double": _NUMBERS, "boolean": st.booleans()}
    return plain.get(shape.type_name, st.text(max_size=8))


def _texts(shape: StringShape, least: int) -> st.SearchStrategy[Json]:
    if shape.enum:
        return st.sampled_from(list(shape.enum))
    if shape.metadata.get("pattern"):
        made = st.from_regex(re.compile(str(shape.metadata["pattern"]), re.ASCII), fullmatch=True)
        return made.filter(lambda text: least <= len(text) <= shape.metadata.get("max", len(text)))
    return st.text(min_size=least, max_size=max(8, least))


def _structures(shape: StructureShape, *, wild: bool) -> st.SearchStrategy[Json]:
    members = {name: bodies(member, wild=wild) for name, member in shape.members.items()}
    if shape.is_tagged_union and not wild:
        return st.one_of([st.fixed_dictionaries({name: member}) for name, member in members.items()])
    required = {} if wild else {name: members.pop(name) for name in shape.required_members}
    optional = {**members, **({"Stranger": _WILD} if wild else {})}
    return st.fixed_dictionaries(required, optional=optional)
