"""``segments explain`` says in English who is in a segment."""

from __future__ import annotations

import pytest

from tests.cli.laptop import Laptop

BASE = "Name: Base\nDimensions: {Attributes: {kind: {AttributeType: INCLUSIVE, Values: [loyal, 'x or y']}}}\n"
TOP = (
    "Name: Top\nSegmentGroups: {Include: ALL, Groups: [{Type: ALL, SourceType: ALL, SourceSegments: [{Ref: base}], "
    "Dimensions: [{Location: {Country: {DimensionType: EXCLUSIVE, Values: [NO]}}}]}]}\n"
)
SAID = 'Top  top  segments/top.yaml:1\n  all of this is true:\n  - in the segment "Base" (base)\n  - the country is not "Norway" (NO)\n'


@pytest.fixture(autouse=True)
def definitions(laptop: Laptop) -> None:
    laptop.check_out({"base.yaml": BASE, "top.yaml": TOP})


@pytest.mark.parametrize("which", ["top", "segments/top.yaml"])
def test_a_segment_is_explained_by_key_and_by_file_with_the_names_of_the_folder(laptop: Laptop, which: str) -> None:
    ended = laptop.run("explain", which)
    assert (ended.code, ended.out, ended.err) == (0, SAID, "")
    assert laptop.operations() == []


def test_a_value_cannot_pass_for_words(laptop: Laptop) -> None:
    assert 'kind is "loyal" or "x or y"' in laptop.run("explain", "base").out


def test_markdown_and_json_say_the_same(laptop: Laptop) -> None:
    assert laptop.run("explain", "base", "--format", "markdown").out == "### **Base** `base`\n\n- `kind` is *loyal* or *x or y*\n"
    assert '"text": "kind is \\"loyal\\" or \\"x or y\\""' in laptop.run("explain", "base", "--json").out


def test_a_key_that_is_not_there_is_told_with_the_nearest(laptop: Laptop) -> None:
    ended = laptop.run("explain", "tops")
    assert (ended.code, ended.out) == (1, "")
    assert "tops is neither the key of a segment here nor a file of definitions." in ended.err
    assert "did you mean top?" in ended.err


def test_a_folder_in_the_first_place_is_told_to_come_last(laptop: Laptop) -> None:
    for order in (["segments"], ["segments", "base"]):
        assert "segments is a folder, and a folder comes last." in laptop.run("explain", *order).err
    (laptop.folder / "segments").rename(laptop.folder / "audiences")
    assert "fix: write the key of a segment first: segments explain KEY audiences." in laptop.run("explain", "audiences").err


def test_errors_are_told_as_validate_tells_them(laptop: Laptop) -> None:
    laptop.check_out({"base.yaml": "Name: [a]\n"})
    ended = laptop.run("explain", "base")
    assert (ended.code, ended.out) == (1, laptop.run("validate").out)
