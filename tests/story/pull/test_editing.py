"""A document is changed where it says something else, and every other character of it stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.model.places import SourceFile
from segments_as_code.model.values import Json
from segments_as_code.pull.editing import CannotEditError, said_in, updated_text
from segments_as_code.pull.writing import block
from tests.strategies import documents, json_values

TEXT = """\
# Our best customers.
Name: VIPs   # as marketing calls them

Dimensions:
  # who they are
  Attributes:
    kind: {AttributeType: INCLUSIVE, Values: [vip, gold]} # from the shop
    # since when
    since:
      AttributeType: "AFTER"
      Values:
      - 2023-11-01T00:00:00Z  # the launch
    # what they bought
    bought:
      AttributeType: INCLUSIVE
      Values:
        - shoes  # first
        # second
        - hats
        # behind the last

# whose they are
Tags: {team: crm}
# the end
"""


def said() -> dict[str, Json]:
    content = said_in(TEXT)
    assert isinstance(content, dict)
    return content


def attributes(content: dict[str, Json]) -> dict[str, dict[str, Json]]:
    return cast("dict[str, dict[str, dict[str, dict[str, Json]]]]", content)["Dimensions"]["Attributes"]


def test_what_says_it_already_stays_as_it_is() -> None:
    assert updated_text(TEXT, said()) == TEXT


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ({"Name": "Best"}, "Name: VIPs   #", "Name: Best   #"),
        ({"Name": "a: b # c"}, "Name: VIPs   #", 'Name: "a: b # c"   #'),
        ({"Tags": {"team": "web"}}, "Tags: {team: crm}\n", "Tags: {team: web}\n"),
        ({"Tags": {"team": "crm", "x": "NO"}}, "Tags: {team: crm}\n", 'Tags: {team: crm, x: "NO"}\n'),
        ({"Lifecycle": {"Protected": True}}, "Tags: {team: crm}\n", "Tags: {team: crm}\nLifecycle:\n  Protected: true\n"),
    ],
)
def test_a_member_is_changed_in_its_place_or_added_behind_the_last(change: dict[str, Json], old: str, new: str) -> None:
    assert updated_text(TEXT, {**said(), **change}) == TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("values", "old", "new"),
    [
        (["shoes", "hats", "bags"], "- hats\n", "- hats\n        - bags\n"),
        (["bags", "shoes", "hats"], "        - shoes ", "        - bags\n        - shoes "),
        (["shoes"], "        - hats\n", ""),
        (["hats"], "        - shoes  # first\n", ""),
        (["shoes", "caps"], "- hats", "- caps"),
    ],
)
def test_items_of_a_list_are_put_in_and_taken_out_as_lines_and_comments_stay(values: list[Json], old: str, new: str) -> None:
    content = said()
    attributes(content)["bought"]["Values"] = values
    assert updated_text(TEXT, content) == TEXT.replace(old, new)


def test_a_list_that_is_not_indented_keeps_its_style() -> None:
    content = said()
    attributes(content)["since"]["Values"] = ["2023-11-01T00:00:00Z", "2024-01-01T00:00:00Z"]
    added = '# the launch\n      - "2024-01-01T00:00:00Z"\n'
    assert updated_text(TEXT, content) == TEXT.replace("# the launch\n", added)


def test_a_member_that_goes_takes_its_lines_along() -> None:
    content = said()
    del attributes(content)["since"], content["Tags"]
    gone = '    since:\n      AttributeType: "AFTER"\n      Values:\n      - 2023-11-01T00:00:00Z  # the launch\n'
    assert updated_text(TEXT, content) == TEXT.replace(gone, "").replace("Tags: {team: crm}\n", "")


def test_a_text_without_a_line_end_is_added_to_on_a_line_of_its_own() -> None:
    assert updated_text("Name: a # x", {"Name": "a", "b": [1, {"c": None}]}) == "Name: a # x\nb:\n  - 1\n  - c: null\n"


@pytest.mark.parametrize(
    "text",
    ["{Name: a, b: 1}", "- a", "", "# nothing", "Name: &n a\nb: *n\n", "Name: a\n---\nName: b\n", "a: [", "? [x]\n: 1\n"],
)
def test_what_cannot_be_changed_in_places_is_left_alone(text: str) -> None:
    with pytest.raises(CannotEditError):
        updated_text(text, {"Name": "c", "b": "a"})


def written(content: Mapping[str, Json], at: list[int]) -> tuple[str, set[str]]:
    """Return ``content`` as text with comments above some of its lines, as deep as those are, and the comments."""
    lines: list[str] = []
    for number, line in enumerate(block(content)):
        lines += [f"{' ' * (len(line) - len(line.lstrip()))}# remark {number}"] * (number in at)
        lines.append(line)
    return "".join(f"{line}\n" for line in lines), {line for line in lines if line.lstrip().startswith("# remark")}


def read(text: str) -> Mapping[str, Json]:
    (document,), problems = read_files([SourceFile("f.yaml", "f", text.encode())])
    assert problems == ()
    return document.content


@settings(max_examples=50)
@given(before=documents(), after=documents(), at=st.lists(st.integers(0, 20), max_size=5))
def test_whatever_a_document_said_it_says_what_is_wanted(before: Mapping[str, Json], after: Mapping[str, Json], at: list[int]) -> None:
    text, _ = written(before, at)
    assert read(updated_text(text, after)) == after


@settings(max_examples=50)
@given(before=documents(), name=st.text(st.characters(codec="utf-8"), max_size=9), at=st.lists(st.integers(0, 20), max_size=5))
def test_every_line_stays_that_says_nothing_else(before: Mapping[str, Json], name: str, at: list[int]) -> None:
    text, comments = written(before, at)
    updated = updated_text(text, {**before, "Name": name})
    assert set(text.splitlines()) - set(updated.splitlines()) <= {line for line in text.splitlines() if line.startswith("Name: ")}
    assert comments <= set(updated.splitlines())


@given(value=json_values())
def test_whatever_is_written_is_read_back(value: Json) -> None:
    text = "".join(f"{line}\n" for line in block({"a": value, "b": [value]}))
    documents, problems = read_files([SourceFile("f.yaml", "f", text.encode("utf-8", errors="replace"))])
    assume(not problems)
    assert documents[0].content == {"a": value, "b": [value]}
