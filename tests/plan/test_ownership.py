"""The tags of ours: what they say, and that their values never change from one release to the next."""

from __future__ import annotations

import pytest

from segments_as_code import ownership
from segments_as_code.model.segment import Reference
from segments_as_code.ownership import (
    MEMORY_TAG,
    OUR_PREFIX,
    OUR_TAGS,
    VERSIONS_TAG,
    keep_filled_in,
    managed_tags,
    note_filled_in,
    with_our_tags,
)


def test_every_tag_of_ours_is_among_ours() -> None:
    tags = {value for name, value in vars(ownership).items() if name.endswith("_TAG")}
    assert tags == OUR_TAGS
    assert all(tag.startswith(OUR_PREFIX) for tag in tags)


def test_the_values_of_our_tags_are_the_same_in_every_release() -> None:
    sources = (Reference(key="base", version=3), Reference(id="id-other", version=1), Reference(key="open"))
    assert with_our_tags({"team": "crm", "stage": "live"}, key="a", owner="octo/segments", protected=True, sources=sources) == {
        "team": "crm",
        "stage": "live",
        "segments-as-code:key": "a",
        "segments-as-code:owner": "octo/segments",
        "segments-as-code:tags": "x_9tzyosi0",
        "segments-as-code:protected": "true",
        "segments-as-code:versions": "e14f8121219790a6",
    }


def test_tags_that_say_nothing_are_left_out() -> None:
    assert set(with_our_tags({}, key="a", owner="octo/segments")) == {"segments-as-code:key", "segments-as-code:owner"}
    assert with_our_tags({}, key="a", owner="o", sources=[Reference(key="open")])[VERSIONS_TAG] == "none"


def test_the_names_of_45_tags_fit_into_one_value() -> None:
    tags = {f"name-{n}": "x" for n in range(45)}
    ours = with_our_tags(tags, key="a", owner="octo/segments")
    assert len(ours[MEMORY_TAG]) <= 256
    assert managed_tags({**ours, "somebody": "else"}) == set(tags)


def test_no_tag_of_ours_is_ever_managed_whatever_somebody_wrote_into_the_memory() -> None:
    ours = with_our_tags({"team": "crm", **dict.fromkeys(OUR_TAGS, "x")}, key="a", owner="octo/segments")
    assert managed_tags({**dict.fromkeys(OUR_TAGS, "x"), **ours}) == {"team"}


@pytest.mark.parametrize(
    ("tags", "filled_in", "expected"),
    [
        ({}, True, {}),
        ({VERSIONS_TAG: "none"}, True, {VERSIONS_TAG: "none+filled-in"}),
        ({VERSIONS_TAG: "none"}, False, {}),
        ({VERSIONS_TAG: "none+filled-in"}, True, {}),
        ({VERSIONS_TAG: "none+filled-in"}, False, {VERSIONS_TAG: "none"}),
    ],
)
def test_a_note_that_the_service_added_versions_is_put_if_it_is_not_there(
    tags: dict[str, str],
    filled_in: bool,  # noqa: FBT001  # a parameter
    expected: dict[str, str],
) -> None:
    assert note_filled_in(tags, filled_in=filled_in) == expected


@pytest.mark.parametrize(
    ("wanted", "deployed", "expected"),
    [
        ("none", "none+filled-in", "none+filled-in"),
        ("none", "none", "none"),
        ("abc", "none+filled-in", "abc"),
        ("none", None, "none"),
    ],
)
def test_the_note_stays_as_long_as_the_file_names_the_same_versions(wanted: str, deployed: str | None, expected: str) -> None:
    there = {} if deployed is None else {VERSIONS_TAG: deployed}
    assert keep_filled_in({"team": "crm", VERSIONS_TAG: wanted}, there) == {"team": "crm", VERSIONS_TAG: expected}


def test_the_order_of_sources_is_no_part_of_what_is_remembered() -> None:
    sources = [Reference(key=key, version=version) for key, version in (("b", 2), ("a", 1), ("c", 3))]
    values = {
        with_our_tags({}, key="a", owner="o", sources=order)[VERSIONS_TAG] for order in (sources, sources[::-1], sorted(sources, key=str))
    }
    assert len(values) == 1
