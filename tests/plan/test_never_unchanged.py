"""Canonical forms that are not equal are never Unchanged: over the whole schema, changed in one place at a time."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from segments_as_code.model.document import Definition, Json, Location, Path
from segments_as_code.model.plan import Unchanged, Update
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle, Reference
from segments_as_code.ownership import with_our_tags
from segments_as_code.plan.changes import find_changes
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from tests.builders import OWNER
from tests.examples import examples
from tests.strategies.documents import Document, documents

DIALECT = PinpointDialect()
NAMES = ("__optout", "__", "_", "a.b", "root['x']", "x\ny", '"', "'", "[0]", "=0", "-0", "+0", "0", "ключ", " ", "\u200b", "a" * 300)


@st.composite
def changed_in_one_place(draw: DrawFn, document: Document) -> Document:
    """Return ``document`` with one value, number, name, element, member or version that is another."""
    result = deepcopy(document)
    criteria: Json = {name: result[name] for name in ("Name", "Dimensions", "SegmentGroups") if name in result}
    places = dict(_places(criteria))
    numbers = [at for at, value in places.items() if isinstance(value, int | float)]
    sources = [at for at in places if at[-1] == "Id"]
    at = draw(st.sampled_from(draw(st.sampled_from([kind for kind in (list(places), numbers, sources) if kind]))))
    holder: Json = result
    for step in at[:-1]:
        holder = holder[step]  # type: ignore[index]  # the path was found in this document
    last = at[-1]
    if isinstance(holder, dict):
        _change_member(draw, holder, str(last))
    elif isinstance(holder, list):
        assert isinstance(last, int)
        _change_element(draw, holder, last)
    return result


def _places(value: Json, at: Path = ()) -> Iterator[tuple[Path, Json]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in inside:
        yield (*at, step), inner
        yield from _places(inner, (*at, step))


def _change_member(draw: DrawFn, holder: dict[str, Json], name: str) -> None:
    ways = ["value", "name", "gone", "one more"]
    match draw(st.sampled_from([*ways, "version"] if "Id" in holder else ways)):
        case "value":
            holder[name] = draw(_others(holder[name]))
        case "name":
            new = draw(st.sampled_from(NAMES))
            changed = {new if old == name else old: value for old, value in holder.items()}
            holder.clear()
            holder.update(changed)
        case "gone":
            del holder[name]
        case "one more":
            holder[draw(st.sampled_from(NAMES))] = holder[name]
        case "version" if "Version" in holder:
            del holder["Version"]
        case _:
            holder["Version"] = 1


def _change_element(draw: DrawFn, holder: list[Json], index: int) -> None:
    match draw(st.sampled_from(["value", "gone", "twice"])):
        case "value":
            holder[index] = draw(_others(holder[index]))
        case "gone":
            del holder[index]
        case _:
            holder.append(holder[index])


def _others(value: Json) -> st.SearchStrategy[Json]:
    """Return values that ``value`` may become: as near to it as can be, or of another kind."""
    near: list[Json] = [None, [], {}, True, "", 0]
    if isinstance(value, str):
        near += [value + "x", value[:-1], value.swapcase(), "__" + value]
    elif isinstance(value, int | float):
        near += [value + 1, -value, math.nextafter(value, math.inf), math.nextafter(value, -math.inf), str(value)]
    return st.sampled_from(near)


@st.composite
def pairs(draw: DrawFn) -> tuple[Definition, Definition]:
    """Return a definition, and the same with one place changed."""
    document = draw(documents(keys=("base",)))
    changed = draw(changed_in_one_place(document))
    return DIALECT.definition(document), DIALECT.definition(changed)


def _segments(key: str, definition: Definition, deployed: Definition) -> tuple[DesiredSegment, DeployedSegment]:
    desired = DesiredSegment(key, str(definition.get("Name", "")), definition, {}, Lifecycle(), Location(f"segments/{key}.yaml"))
    tags: Mapping[str, str] = with_our_tags({}, key=key, owner=OWNER, sources=DIALECT.references(deployed))
    by_id = DIALECT.replace_references(deployed, lambda source: Reference(id=f"id-{source.key}") if source.key else source)
    return desired, DeployedSegment(f"id-{key}", f"arn:{key}", str(deployed.get("Name", "")), 1, by_id, tags)


@given(pairs())
@examples(200)
def test_definitions_that_are_not_equal_are_never_unchanged(pair: tuple[Definition, Definition]) -> None:
    before, after = pair
    base, top = _segments("base", {"Name": "Base"}, {"Name": "Base"}), _segments("top", after, before)
    for desired, deployed in (top, (replace(top[0], definition=before), top[1])):
        is_equal = json.dumps(desired.definition) == json.dumps(before)
        difference = find_changes([base[0], desired], [base[1], deployed], owner=OWNER, dialect=DIALECT)
        (change,) = [change for change in difference.changes if not isinstance(change, Unchanged) or change.desired.key == "top"]
        assert isinstance(change, Unchanged if is_equal else Update)
        assert is_equal or (isinstance(change, Update) and change.fields)
