"""Quotas that count through sources: at the limit nothing is said, and one more is told with where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from segments_as_code.model.document import Definition, Json
from segments_as_code.model.segment import Reference
from segments_as_code.providers.customer_profiles.canonical import canonical
from segments_as_code.providers.customer_profiles.quotas import find_folder_problems
from segments_as_code.providers.customer_profiles.references import references, replace_references

WIDE = "WARNING too-many-attributes: this segment compares 61 attributes, and Customer Profiles takes 60: "
CALCULATED = "WARNING too-many-calculated: this segment compares 11 calculated attributes, and Customer Profiles takes 10: "
TEXT: Json = {"DimensionType": "INCLUSIVE", "Values": ["x"]}


def segment(attributes: Sequence[str] = (), calculated: Sequence[str] = (), on: Sequence[str] = (), far: Sequence[str] = ()) -> Definition:
    """Return a definition that compares these attributes, on segments by key (``on``) and by name (``far``)."""
    blocks: list[Json] = []
    if attributes:
        blocks.append({"ProfileAttributes": {"Attributes": dict.fromkeys(attributes, TEXT)}})
    if calculated:
        blocks.append({"CalculatedAttributes": dict.fromkeys(calculated, TEXT)})
    sources: list[Json] = [*({"Ref": key} for key in on), *({"SegmentDefinitionName": name} for name in far)]
    group: Json = {"Type": "ALL", "SourceType": "ALL", "Dimensions": blocks, "SourceSegments": sources}
    return canonical({"DisplayName": "x", "SegmentGroups": {"Include": "ALL", "Groups": [group]}})


def names(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(count)]


def told(**definitions: Definition) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, problem in find_folder_problems(definitions):
        found.setdefault(key, []).append(f"{problem.severity.name} {problem.code}: {problem.message}")
    return found


def test_sixty_attributes_and_ten_calculated_ones_are_compared_and_no_more() -> None:
    assert told(top=segment(names("a", 30), names("c", 5), ["base"]), base=segment(names("b", 30), names("d", 5))) == {}
    assert told(top=segment(names("a", 31), names("c", 6), ["base"]), base=segment(names("b", 30), names("d", 5))) == {
        "top": [
            f"{WIDE}31 of its own, 30 more in base.",
            f"{CALCULATED}6 of its own, 5 more in base.",
        ]
    }


def test_what_several_segments_compare_counts_once_for_the_first_of_them() -> None:
    shared = names("a", 40)
    definitions = {
        "top": segment((), (), ["left", "right"]),
        "left": segment(shared, (), ["base"]),
        "right": segment([*shared, *names("r", 11)], (), ["base"]),
        "base": segment([*shared, *names("b", 10)]),
    }
    assert told(**definitions) == {
        "right": [f"{WIDE}51 of its own, 10 more in base."],
        "top": [f"{WIDE}40 more in left, 11 more in right, 10 more in base."],
    }


@pytest.mark.parametrize(("count", "more"), [(6, ""), (7, " and 1 more")])
def test_six_sources_are_named_and_the_rest_is_counted(count: int, more: str) -> None:
    keys = names("k", count)
    definitions = {key: segment(names(f"{key}-", 11)) for key in keys}
    (message,) = told(top=segment((), (), keys), **definitions)["top"]
    assert message.endswith(f"11 more in k5{more}.")


def test_attributes_of_profiles_and_addresses_count_by_their_place() -> None:
    block: Json = {"ProfileAttributes": {"FirstName": TEXT, "Address": {"City": TEXT}, "ShippingAddress": {"City": TEXT}}}
    group: Json = {"Type": "ALL", "SourceType": "ALL", "Dimensions": [block], "SourceSegments": [{"Ref": "base"}]}
    top = canonical({"DisplayName": "x", "SegmentGroups": {"Include": "ALL", "Groups": [group]}})
    assert told(top=top, base=segment(names("a", 57))) == {}
    (message,) = told(top=top, base=segment([*names("a", 57), "City"]))["top"]
    assert message.endswith("3 of its own, 58 more in base.")


@pytest.mark.parametrize("far", [(), ("elsewhere",)])
def test_sources_may_be_five_levels_deep_and_one_by_name_is_a_level(far: tuple[str, ...]) -> None:
    depth = 5 - len(far)
    chain = {f"s{n}": segment((), (), [f"s{n + 1}"]) for n in range(depth)} | {f"s{depth}": segment(["a"], far=far)}
    assert told(**chain) == {}
    way = " -> ".join(["top", *chain, *far])
    message = f"ERROR sources-too-deep: this segment builds on others 6 levels deep, and Customer Profiles takes 5: {way}."
    assert told(top=segment((), (), ["s0"]), **chain) == {"top": [message]}


def test_the_longest_way_down_is_told() -> None:
    chain = {f"s{n}": segment((), (), [f"s{n + 1}"]) for n in range(5)} | {"s5": segment(["a"])}
    (message,) = told(top=segment((), (), ["a", "s0"]), a=segment(["a"]), **chain)["top"]
    assert "top -> s0 -> s1 -> s2 -> s3 -> s4 -> s5." in message


def test_a_circle_ends() -> None:
    assert told(a=segment(["x"], (), ["b"]), b=segment(["y"], (), ["a"])) == {}
    (message,) = told(a=segment(names("a", 61), (), ["b"]), b=segment((), (), ["a"]))["a"]
    assert message == f"{WIDE}61 of its own."


def test_a_segment_outside_of_the_folder_adds_nothing_that_is_known() -> None:
    assert told(a=segment(names("a", 61), (), (), ["elsewhere"])) == {"a": [f"{WIDE}61 of its own."]}


def test_sources_are_in_the_order_of_their_keys_and_then_of_their_names() -> None:
    found = references(segment((), (), ["b", "a"], ["d", "c"]))
    assert found == (Reference(key="a"), Reference(key="b"), Reference(id="c"), Reference(id="d"))


def test_a_source_of_another_type_is_no_reference_and_other_members_are_kept() -> None:
    sources: Json = [{"Ref": 1}, {"SegmentDefinitionName": ["x"]}, {"Ref": "a", "Odd": 1}]
    group: Json = {"Type": "ALL", "SourceType": "ALL", "Dimensions": [], "SourceSegments": sources}
    definition = canonical({"DisplayName": "x", "SegmentGroups": {"Include": "ALL", "Groups": [group]}})
    assert references(definition) == (Reference(key="a"),)
    there = replace_references(definition, lambda _: Reference(id="b"))
    assert references(there) == (Reference(id="b"),)
    back = replace_references(there, lambda each: Reference(key="a") if each.id == "b" else each)
    assert back == definition
