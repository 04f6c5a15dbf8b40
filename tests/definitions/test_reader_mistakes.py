"""Each mistake in a file's text is found where it is; its words are in tests/golden/problems.txt."""

from __future__ import annotations

import pytest

from segments_as_code.definitions.yaml_events import OpenEvents
from segments_as_code.model.document import Location
from segments_as_code.model.problem import Problem
from tests.definitions.reading import PARSERS, found, read_text

MISTAKES = (
    ("a: 'x\nb: 1\n", "1:4 bad-yaml"),
    ('a: "x\nb: 1\n---\n', "1:4 bad-yaml"),
    ("a: [1, 2\nb: 3\n", "1:4 bad-yaml"),
    ("a: {b: 1\nc: 2\n", "1:4 bad-yaml"),
    ("a: [", "1:5 bad-yaml"),
    ("a: {b: [1,\n# c\n\n", "2:4 bad-yaml"),
    ("a: b: c\n", "1:5 bad-yaml"),
    ("a: 1\nName x\nb: 1\n", "2:1 bad-yaml"),
    ("Name x\nb: 1\n", "1:1 bad-yaml"),
    ("a:1\nb: 1\n", "1:1 bad-yaml"),
    ("a: 1\n---\n  Name x\n\n  b: 1\n", "3:3 bad-yaml"),
    ("Name x\n# c\nb: 1\n", "1:1 not-a-mapping"),
    ("a: 1\n# c\n b: 2\n", "3:2 bad-yaml"),
    ("a:\n  - b: 1\n - c: 2\n", "3:2 bad-yaml"),
    ("a: 1\nb:2\nc: 3\n", "2:1 bad-yaml"),
    ("a: 1\n b: 2\n", "2:3 bad-yaml"),
    ("a:\n  b: 1\n c: 2\n", "3:2 bad-yaml"),
    ("a:\n  - b\n - c\n", "3:2 bad-yaml"),
    ("- a\nb: c\n", "2:1 bad-yaml"),
    ("a: 1\n- b\n", "2:1 bad-yaml"),
    ("a: - b\n", "1:4 bad-yaml"),
    ("a: @x\n", "1:4 bad-yaml"),
    ("a: `x`\n", "1:4 bad-yaml"),
    ("a: %x\n", "1:4 bad-yaml"),
    ("a: *\n", "1:4 bad-yaml"),
    ("a: & b\n", "1:4 bad-yaml"),
    ("Name: *bold*\n", "1:7 bad-yaml"),
    ("a: 'it's'\n", "1:8 bad-yaml"),
    ('a: "x" y\n', "1:8 bad-yaml"),
    ("a: ,b\n", "1:4 bad-yaml"),
    ("a: ]\n", "1:4 bad-yaml"),
    ("a: >x\n", "1:4 bad-yaml"),
    ("a: b\n...\nc: d\n", "3:1 bad-yaml"),
    ("%YAML 2.0\n---\na: b\n", "1:1 bad-yaml"),
    ("a: !u!x y\n", "1:4 yaml-tag"),
    ("\ta: 1\n", "1:1 tab"),
    ("a:\n\tb: 1\n", "2:1 tab"),
    ("a: 1\n\t\nb: 2\n", "2:1 tab"),
    ("a: |\n\tb\n", "2:1 tab"),
    ("a: b\x00c\n", "1:5 control-character"),
    ("a: b\n  \x07c\n", "2:3 control-character"),
    ("a: b\x7f\n", "1:5 control-character"),
    ("a: b\x85c\n", "1:5 control-character"),
    ("a: b\u2028c\n", "1:5 control-character"),
    ("a: b\n\ufeffc: d\n", "2:1 control-character"),
    ("a: b\ufffe\n", "1:5 control-character"),
    ('a: ["\\0"]\n', "1:5 control-character"),
    ('a: "\\e"\n', "1:4 control-character"),
    ('a: "\\u2028"\n', "1:4 control-character"),
    ("<<: {a: 1}\n", "1:1 merge-key"),
    ("a: &a {b: 1}\nc:\n  <<: *a\n", "3:3 merge-key"),
    ("a: *b\n", "1:4 unknown-alias"),
    ("a: *Sale items\n", "1:4 unknown-alias"),
    ("a: &a [*a]\n", "1:8 recursive-alias"),
    ("a: &a {b: {c: *a}}\n", "1:15 recursive-alias"),
    ("- a\n", "1:1 not-a-mapping"),
    ("just text\n", "1:1 not-a-mapping"),
    ("\n\n42\n", "3:1 not-a-mapping"),
    ("~\n", "1:1 not-a-mapping"),
    ("", "1:1 empty-file"),
    ("\n\n# only a comment\n", "1:1 empty-file"),
    ("---\n---\n...\n", "1:1 empty-file"),
)


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_a_mistake_is_found_once_and_where_it_is(parser: OpenEvents, text: str, expected: str) -> None:
    assert found(text, parser) == [expected]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("text", "expected"), [("a: '\\q'\nb: \"\\q\"\n", 2), ('a: "\\ud800"\n', 1), ('a: "\\U00110000"\n', 1), ('a: "\\xZZ"\n', 1)]
)
def test_an_escape_that_does_not_exist_is_found_on_its_line(parser: OpenEvents, text: str, expected: int) -> None:
    _, problems = read_text(text, parser)
    assert [(problem.location.line, problem.code) for problem in problems] == [(expected, "bad-yaml")]


@pytest.mark.parametrize("parser", PARSERS)
def test_a_key_that_stands_twice_is_reported_at_both_places_and_the_first_counts(parser: OpenEvents) -> None:
    text = "Name: A\nTags: {b: 1, c: 2, b: 3}\nName: B\nName: {x: [1]}\n"
    documents, problems = read_text(text, parser)
    assert [document.content for document in documents] == [{"Name": "A", "Tags": {"b": 1, "c": 2}}]
    assert [(problem.code, problem.location, problem.related) for problem in problems] == [
        ("duplicate-key", Location("f.yaml", 2, 20), (Location("f.yaml", 2, 8),)),
        ("duplicate-key", Location("f.yaml", 3, 1), (Location("f.yaml", 1, 1),)),
        ("duplicate-key", Location("f.yaml", 4, 1), (Location("f.yaml", 1, 1),)),
    ]


def test_a_key_that_stands_twice_on_one_line_is_told_by_its_columns() -> None:
    _, problems = read_text("Tags: {b: 1, c: 2, b: 3}\nTags: {}\n")
    assert [problem.message for problem in problems] == [
        "b stands here again, and first in column 8 of this line.",
        "Tags stands here again, and first on line 1.",
    ]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("text", ["a: [", "a: {b: ", "a: [1,  \n\n"])
def test_a_file_that_ends_within_brackets_is_told_so(parser: OpenEvents, text: str) -> None:
    (problem,) = read_text(text, parser)[1]
    assert (problem.message, problem.remedy) == (
        "the file ends where a value is expected.",
        "write the value, and close every [ with ] and every { with }.",
    )


@pytest.mark.parametrize("parser", PARSERS)
def test_places_are_right_beside_a_key_that_stands_twice(parser: OpenEvents) -> None:
    (document,), _ = read_text("a: 1\na: [x, y]\nb: [z]\n", parser)
    assert document.source.positions.position(("b", 0)) == (3, 5)


@pytest.mark.parametrize("parser", PARSERS)
def test_all_that_is_wrong_with_a_file_is_found_in_one_run(parser: OpenEvents) -> None:
    text = "a: .inf\na: !x y\nb: *c\n---\n- d\n---\n1: 2\n---\ne: 'f\n"
    assert found(text, parser) == [
        "1:4 not-finite",
        "2:1 duplicate-key",
        "2:4 yaml-tag",
        "3:4 unknown-alias",
        "5:1 not-a-mapping",
        "7:1 key-not-text",
        "9:4 bad-yaml",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Name: caf\xe9\n", "the file is not UTF-8: byte E9 is no character here; in Windows-1252 it would be é."),
        (b"Name: \x81\n", "the file is not UTF-8: byte 81 is no character here."),
        ("Name: A\n".encode("utf-16"), "the file is UTF-16, and definitions are UTF-8."),
        ("Name: A\n".encode("utf-16-le"), "the file is UTF-16, and definitions are UTF-8."),
        ("Name: A\n".encode("utf-16-be"), "the file is UTF-16, and definitions are UTF-8."),
        ("Name: A\n".encode("utf-32"), "the file is UTF-16, and definitions are UTF-8."),
    ],
)
def test_another_encoding_is_named(content: bytes, message: str) -> None:
    _, problems = read_text(content)
    remedy = "save the file as UTF-8; most editors offer that under 'Save as' or 'Encoding'."
    column = content.index(b"\xe9" if b"\xe9" in content else b"\x81") + 1 if b"not UTF-8" in message.encode() else 1
    assert problems == (Problem(Location("f.yaml", 1, column), "encoding", message, remedy),)


def test_a_byte_that_is_no_character_is_found_on_its_line_and_column() -> None:
    assert found("a: 1\nbä: ".encode() + b"\xfc\n") == ["2:5 encoding"]


def test_half_a_character_is_no_character() -> None:
    assert found(b"a: \xed\xa0\x80\n") == found(b"a: \xc0\x80\n") == found(b"a: \xf4\x90\x80\x80\n") == ["1:4 encoding"]
