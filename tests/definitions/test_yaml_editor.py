"""A document is changed where it says something else, and every other character of it stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from segments_as_code.definitions.tree_editor import Edit
from segments_as_code.definitions.yaml_editor import change_text, read_contents
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.definitions.yaml_tree import CannotEditError
from segments_as_code.definitions.yaml_writer import write_document
from segments_as_code.model.document import Json, SourceFile
from tests.examples import examples
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


def updated_text(text: str, wanted: Mapping[str, Json]) -> str:
    """Return the text of one document, changed to say what is wanted."""
    contents = read_contents(text)
    assert contents is not None
    return change_text(text, [Edit(content, wanted) for content in contents])


def said() -> dict[str, Json]:
    contents = read_contents(TEXT)
    assert contents is not None
    return cast("dict[str, Json]", contents[0])


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
        (["hats"], "        - shoes  # first\n", "        # first\n"),
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


def test_a_member_that_goes_takes_its_lines_along_and_leaves_its_comments() -> None:
    content = said()
    del attributes(content)["since"], content["Tags"]
    gone = '    since:\n      AttributeType: "AFTER"\n      Values:\n      - 2023-11-01T00:00:00Z  # the launch\n'
    assert updated_text(TEXT, content) == TEXT.replace(gone, "    # the launch\n").replace("Tags: {team: crm}\n", "")


def test_a_text_without_a_line_end_is_added_to_on_a_line_of_its_own() -> None:
    assert updated_text("Name: a # x", {"Name": "a", "b": [1, {"c": None}]}) == "Name: a # x\nb:\n  - 1\n  - c: null\n"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("{Name: a, b: 1}", "{Name: c, b: a}\n"),
        ("Name: &n a\nb: *n\n", "Name: &n c\nb: a\n"),
        ("b: {x: &n a}\nName: *n\n", "b: a\nName: c\n"),
        ("Name: # c\n  a\nb:\n\n  - x # y\n  # z\n", "Name: c # c\n# y\n# z\nb: a\n"),
        ("# top\n\nName: a   \nb: |+\n   x\n\n\n# end", "# top\n\nName: c\nb: a\n# end\n"),
        ("Name: a\r\nb: x # ü\r\n", "Name: c\r\nb: a # ü\r\n"),
        ("\ufeffb: 1\nName: a\n", "\ufeffb: a\nName: c\n"),
        ("%YAML 1.2\n--- # x\nName: a\nb: 1\n...\n# after\n", "%YAML 1.2\n--- # x\nName: c\nb: a\n...\n# after\n"),
    ],
)
def test_whatever_the_layout_it_is_changed(text: str, after: str) -> None:
    assert updated_text(text, {"Name": "c", "b": "a"}) == after


def test_other_documents_of_the_file_stay_to_the_byte() -> None:
    first, second, third = "---   \n#  a\nName:   a  # x  \n...\n", "\n---\nName:  b\nTags: {a:  b}\n", "---\n- x: [ 1 ,2]\n"
    said: list[dict[str, Json]] = [{"Name": "a"}, {"Name": "b", "Tags": {"a": "b"}}, {"x": 1}]
    text = first + second + third.replace("- x: [ 1 ,2]", "x:   1")
    wanted: list[dict[str, Json]] = [said[0], {"Name": "c", "Tags": {"a": "b"}}, said[2]]
    edits = [Edit(*pair) for pair in zip(said, wanted, strict=True)]
    assert change_text(text, edits) == text.replace("Name:  b", "Name: c")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Name: a\n---\nName: b\n", {"Name": "a"}),
        ("# nothing\n", {}),
        ("", {}),
        ("a: [", {}),
        ("Name: a\n? |-\n  b\n: 1\n", {"Name": "a", "b": 1}),
    ],
)
def test_what_cannot_be_changed_is_left_alone(text: str, said: Mapping[str, Json]) -> None:
    with pytest.raises(CannotEditError):
        change_text(text, [Edit(said, {"Name": "c", "b": "a"})])


@pytest.mark.parametrize("read", [None, [], [{"Name": "a"}], [{"Name": "c", "b": 1}]])
def test_a_text_that_is_read_as_anything_else_is_not_given_out(read: list[dict[str, Json]] | None) -> None:
    with pytest.raises(CannotEditError):
        change_text("Name: a\n", [Edit({"Name": "a"}, {"Name": "c"})], lambda _: read)


def written(content: Mapping[str, Json], at: list[int]) -> tuple[str, set[str]]:
    """Return ``content`` as text with comments above some of its lines, as deep as those are, and the comments."""
    lines: list[str] = []
    for number, line in enumerate(write_document(content, "# top").splitlines()):
        lines += [f"{' ' * (len(line) - len(line.lstrip()))}# remark {number}"] * (number in at)
        lines.append(line)
    return "".join(f"{line}\n" for line in lines), {line for line in lines if line.lstrip().startswith("# remark")}


def read(text: str) -> Mapping[str, Json]:
    (document,), problems = read_files([SourceFile("f.yaml", "f", text.encode())])
    assert problems == ()
    return document.content


@examples(50)
@given(before=documents(), after=documents(), at=st.lists(st.integers(0, 20), max_size=5))
def test_whatever_a_document_said_it_says_what_is_wanted(before: Mapping[str, Json], after: Mapping[str, Json], at: list[int]) -> None:
    text, _ = written(before, at)
    assert read(updated_text(text, after)) == after


@examples(50)
@given(before=documents(), name=st.text(st.characters(codec="utf-8"), max_size=9), at=st.lists(st.integers(0, 20), max_size=5))
def test_every_line_stays_that_says_nothing_else(before: Mapping[str, Json], name: str, at: list[int]) -> None:
    assume(read_contents(write_document({"Name": name}, "# new")))
    text, comments = written(before, at)
    updated = updated_text(text, {**before, "Name": name})
    assert set(text.splitlines()) - set(updated.splitlines()) <= {line for line in text.splitlines() if line.startswith("Name: ")}
    assert comments <= set(updated.splitlines())


@given(value=json_values())
def test_whatever_is_written_is_read_back(value: Json) -> None:
    text = write_document({"a": value, "b": [value]}, "# new")
    documents, problems = read_files([SourceFile("f.yaml", "f", text.encode("utf-8", errors="replace"))])
    assume(not problems)
    assert documents[0].content == {"a": value, "b": [value]}
