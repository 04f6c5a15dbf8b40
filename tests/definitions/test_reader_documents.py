"""Files become documents: what they say, and where they say it."""

from __future__ import annotations

import pytest

from segments_as_code.definitions.yaml_events import OpenEvents
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.model.document import Location, Path, SourceFile
from tests.definitions.reading import PARSERS, contents, found, read_text

pytestmark = pytest.mark.parametrize("parser", PARSERS)

SEGMENT = """\
# a comment
Name: "Äpfel & Birnen"
Dimensions:
  Attributes:
    plan: {AttributeType: INCLUSIVE, Values: [a, bb, c]}
    type:
      Values:
        - x
        - y
"""


def test_a_mapping_is_read_as_it_stands(parser: OpenEvents) -> None:
    assert contents(SEGMENT, parser) == [
        {
            "Name": "Äpfel & Birnen",
            "Dimensions": {
                "Attributes": {"plan": {"AttributeType": "INCLUSIVE", "Values": ["a", "bb", "c"]}, "type": {"Values": ["x", "y"]}}
            },
        }
    ]


@pytest.mark.parametrize(
    ("at", "value", "key"),
    [
        ((), (2, 1), (2, 1)),
        (("Name",), (2, 7), (2, 1)),
        (("Dimensions",), (4, 3), (3, 1)),
        (("Dimensions", "Attributes"), (5, 5), (4, 3)),
        (("Dimensions", "Attributes", "plan"), (5, 11), (5, 5)),
        (("Dimensions", "Attributes", "plan", "Values"), (5, 46), (5, 38)),
        (("Dimensions", "Attributes", "plan", "Values", 2), (5, 54), (5, 54)),
        (("Dimensions", "Attributes", "type", "Values", 1), (9, 11), (9, 11)),
    ],
)
def test_every_value_and_every_key_has_its_place(parser: OpenEvents, at: Path, value: tuple[int, int], key: tuple[int, int]) -> None:
    (document,), _ = read_text(SEGMENT, parser)
    assert (document.location(at), document.location(at, of_key=True)) == (Location("f.yaml", *value), Location("f.yaml", *key))


@pytest.mark.parametrize(
    ("at", "place"),
    [
        (("None",), (2, 1)),
        (("Name", "None"), (2, 7)),
        (("Dimensions", "Attributes", "plan", "Values", 3), (5, 46)),
        (("Dimensions", "Attributes", "plan", "Values", "a"), (5, 46)),
        (("Dimensions", "Attributes", 0), (5, 5)),
    ],
)
def test_the_place_of_what_is_not_there_is_that_of_its_nearest_parent(parser: OpenEvents, at: Path, place: tuple[int, int]) -> None:
    (document,), _ = read_text(SEGMENT, parser)
    assert (document.source.positions.position(at), document.source.positions.position(at, of_key=True)) == (place, place)


def test_columns_count_characters_not_bytes(parser: OpenEvents) -> None:
    (document,), _ = read_text("ä: {日本: [ö, 🎉, x]}\n", parser)
    assert document.source.positions.position(("ä", "日本", 2)) == (1, 16)


def test_places_in_a_mapping_with_many_members_are_right(parser: OpenEvents) -> None:
    (document,), _ = read_text("".join(f"k{number}: v\n" for number in range(100)), parser)
    assert [document.source.positions.position((f"k{number}",)) for number in (0, 50, 99)] == [(1, 5), (51, 6), (100, 6)]


def test_several_documents_in_a_file_know_that_they_are_not_alone(parser: OpenEvents) -> None:
    documents, problems = read_text("Name: A\n---\nName: B\n...\n---\n# only a comment\n---\nName: C\n", parser)
    assert problems == ()
    assert [(document.content, document.alone, document.location()) for document in documents] == [
        ({"Name": "A"}, False, Location("f.yaml", 1, 1)),
        ({"Name": "B"}, False, Location("f.yaml", 3, 1)),
        ({"Name": "C"}, False, Location("f.yaml", 8, 1)),
    ]


def test_places_in_a_later_document_are_those_of_the_file(parser: OpenEvents) -> None:
    documents, _ = read_text("A: 1\n---\nB:\n  C: 2\n", parser)
    assert documents[1].location(("B", "C")) == Location("f.yaml", 4, 6)


@pytest.mark.parametrize(
    "text", ["---\nName: A\n", "Name: A\n---\n", "Name: A\n---\n# c\n---\n", "---\n---\nName: A\n...\n", "%YAML 1.1\n---\nName: A\n"]
)
def test_a_document_among_empty_ones_is_alone(parser: OpenEvents, text: str) -> None:
    documents, problems = read_text(text, parser)
    assert [(document.content, document.alone) for document in documents] == [({"Name": "A"}, True)]
    assert problems == ()


def test_a_document_beside_one_that_cannot_be_used_is_not_alone(parser: OpenEvents) -> None:
    documents, _ = read_text("Name: A\n---\n- a list\n", parser)
    assert [document.alone for document in documents] == [False]


def test_a_document_before_a_place_where_reading_ends_is_kept_and_not_alone(parser: OpenEvents) -> None:
    documents, problems = read_text("Name: A\n---\nName: 'B\n", parser)
    assert ([(document.content, document.alone) for document in documents], len(problems)) == ([({"Name": "A"}, False)], 1)


def test_a_bad_file_hides_no_other(parser: OpenEvents) -> None:
    files = [
        SourceFile("a.yaml", "a", b"Name: 'A\n"),
        SourceFile("b.yaml", "b", b"Name: B\n"),
        SourceFile("c.yaml", "c", b"\xff"),
        SourceFile("sub/d.yml", "sub/d", b"Name: D\n"),
        SourceFile("e.yaml", "e", b""),
    ]
    documents, problems = read_files(files, open_events=parser)
    assert [(document.source.path, document.stem, document.content) for document in documents] == [
        ("b.yaml", "b", {"Name": "B"}),
        ("sub/d.yml", "sub/d", {"Name": "D"}),
    ]
    assert [(problem.location.path, problem.code) for problem in problems] == [
        ("a.yaml", "bad-yaml"),
        ("c.yaml", "encoding"),
        ("e.yaml", "empty-file"),
    ]


@pytest.mark.parametrize("text", ["Name: A\r\nTags:\r\n  a: b\r\n", "\ufeffName: A\nTags:\n  a: b\n", "\ufeffName: A\r\nTags: {a: b}"])
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(parser: OpenEvents, text: str) -> None:
    (document,), problems = read_text(text, parser)
    assert (document.content, document.location(), problems) == ({"Name": "A", "Tags": {"a": "b"}}, Location("f.yaml", 1, 1), ())


def test_an_alias_repeats_what_its_anchor_marks(parser: OpenEvents) -> None:
    text = "a: &list [x, &one y]\nb: *list\nc: {k: *one, *one : 1}\n---\na: &list 2\nb: *list\n"
    assert contents(text, parser) == [{"a": ["x", "y"], "b": ["x", "y"], "c": {"k": "y", "y": 1}}, {"a": 2, "b": 2}]


def test_an_alias_stands_where_it_is_written_and_what_is_in_it_where_the_anchor_is(parser: OpenEvents) -> None:
    (document,), _ = read_text("a: &list [x, y]\nb: *list\n", parser)
    assert (document.source.positions.position(("b",)), document.source.positions.position(("b", 1))) == ((2, 4), (1, 14))


def test_an_anchor_can_be_set_anew(parser: OpenEvents) -> None:
    assert contents("a: &x 1\nb: *x\nc: &x 2\nd: *x\n", parser) == [{"a": 1, "b": 1, "c": 2, "d": 2}]


def test_an_anchor_of_another_document_is_unknown(parser: OpenEvents) -> None:
    assert found("a: &x 1\n---\nb: *x\n", parser) == ["3:4 unknown-alias"]
