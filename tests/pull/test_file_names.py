"""Each pulled segment has a file of its own whose name is safe on every file system."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.pull.file_names import FileName, FileNames

SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("New Customers", "new-customers"),
        ("Übergrößen & Co.", "ubergroen-co"),
        ("日本", "segment"),
        ("", "segment"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "segment-con"),
        ("a" * 500, "a" * 60),
        ("-- x --", "x"),
    ],
)
def test_a_segment_without_a_key_is_named_by_its_name(name: str, stem: str) -> None:
    assert FileNames([], []).of_name(name, "id-1") == FileName(stem, stem)


@pytest.mark.parametrize(
    ("key", "stem"),
    [
        ("retail/New_customers.v2", "retail/New_customers.v2"),
        ("a/../../b", "a-b"),
        ("a//b", "a-b"),
        ("a/.hidden", "a-hidden"),
        ("a.", "a"),
        ("aux/x", "aux-x"),
        ("x.yaml", "x-yaml"),
        ("a/" * 40 + "b", "a-" * 29 + "a"),
    ],
)
def test_a_key_is_the_path_where_it_can_be_and_else_is_written_down(key: str, stem: str) -> None:
    found = FileNames([], []).of_key(key, "id-1")
    assert found == FileName(stem, key)
    assert found.must_say_key == (stem != key)


@pytest.mark.parametrize("key", ["", "/a", "-a", "a b", "ä", "a" * 257])
def test_what_is_no_key_gives_no_name(key: str) -> None:
    assert FileNames([], []).of_key(key, "id-1") is None


def test_names_differ_where_only_capitals_would_tell_them_apart() -> None:
    names = FileNames(["VIPs"], ["old"])
    assert [names.of_name("vips", "0a1b2c3d4e"), names.of_name("Old", "ffff"), names.of_name("OLD", "ffff"), names.of_name("new", "1")] == [
        FileName("vips-0a1b2c3d", "vips-0a1b2c3d"),
        FileName("old-ffff", "old-ffff"),
        FileName("old-ffff-2", "old-ffff-2"),
        FileName("new", "new"),
    ]


@given(names=st.lists(st.tuples(st.booleans(), st.text(max_size=300) | st.sampled_from(["a", "A", "a/b", "A/b"]), st.text(max_size=4))))
def test_every_name_is_safe_and_no_two_are_the_same_anywhere(names: list[tuple[bool, str, str]]) -> None:
    handed = FileNames(["a"], ["b"])
    made = [handed.of_key(text, number) if has_key else handed.of_name(text, number) for has_key, text, number in names]
    stems = [name.stem for name in made if name is not None]
    assert [stem for stem in stems if not SAFE.fullmatch(stem) or ".." in stem.split("/") or stem.endswith(".")] == []
    folded = ["b", *(stem.casefold() for stem in stems)]
    assert len(set(folded)) == len(folded)
