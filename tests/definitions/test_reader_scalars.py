"""Scalars mean what the core schema of YAML 1.2 says, and nothing more: https://yaml.org/spec/1.2.2/#1032-tag-resolution."""

from __future__ import annotations

import pytest

from segments_as_code.definitions.yaml_events import OpenEvents
from segments_as_code.model.document import Json
from tests.definitions.reading import PARSERS, contents, found, read_text

pytestmark = pytest.mark.parametrize("parser", PARSERS)

TEXTS = (
    "ON", "on", "Off", "NO", "no", "yes", "Y", "n", "2023-11-01", "2023-11-01T00:00:00Z", "12:30:45", "1_000", "0b11", "0o8", "0xg",
    "1e", "1.2.3", "+", ".", "..", "+.", "-a", "nan", "inf", ".Nan", "nULL", "tRUE", "1,5", "1 000", "\u0661", "0x", "+0x1", "-0o7", "a:b",
    "=", "<", "DAY_7", "1f6a0c", "12e", "e5", "v1.0",
)  # fmt: skip

VALUES: tuple[tuple[str, Json], ...] = (
    ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None),
    ("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False),
    ("0", 0), ("-0", 0), ("+12", 12), ("-19", -19), ("0777", 777), ("007", 7), ("0o17", 15), ("0x1F", 31), ("0xff", 255),
    ("1.", 1.0), (".5", 0.5), ("-.5", -0.5), ("+1.5", 1.5), ("1e3", 1000.0), ("1E-2", 0.01), ("12e03", 12000.0), ("0.", 0.0), ("1.10", 1.1),
    (str(2**53), 2**53), (str(-(2**53)), -(2**53)), ("0" * 5000 + "1", 1), ("-" + "0" * 30 + "12", -12),
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_words_that_yaml_1_1_took_for_something_else_are_text(parser: OpenEvents, text: str) -> None:
    assert contents(f"a: {text}\nb: x\n", parser) == [{"a": text, "b": "x"}]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_numbers_and_words_of_the_core_schema_have_their_type(parser: OpenEvents, text: str, value: Json) -> None:
    (content,) = contents(f"a: {text}\n", parser)
    assert (content["a"], type(content["a"])) == (value, type(value))


@pytest.mark.parametrize("text", ["1", "true", "null", "~", "0x1F", ".inf", "", "1" * 5000])
@pytest.mark.parametrize("form", ['"{}"', "'{}'", "!!str {}", "! {}", "!!str '{}'"])
def test_in_quotes_or_with_the_text_tag_everything_is_text(parser: OpenEvents, text: str, form: str) -> None:
    assert contents(f"a: {form.format(text)}\n", parser) == [{"a": text}]


@pytest.mark.parametrize(
    ("text", "value"),
    [("!!int 5", 5), ("!!int '5'", 5), ("!!float 5", 5), ("!!bool true", True), ("!!null ~", None), ("!!map {}", {}), ("!!seq []", [])],
)
def test_a_standard_tag_that_fits_changes_nothing(parser: OpenEvents, text: str, value: Json) -> None:
    assert contents(f"a: {text}\n", parser) == [{"a": value}]


@pytest.mark.parametrize(
    "text",
    [
        "!!int x",
        "!!bool 1",
        "!!null x",
        "!!python/object:os.system x",
        "!!python/name:os.system",
        "!Ref x",
        "!Sub [x]",
        "!GetAtt {a: b}",
        "!!set {a}",
        "!!map []",
        "!!binary eA==",
        "!!timestamp 2023-11-01",
        "!<x:y> z",
    ],
)
def test_every_other_tag_is_refused(parser: OpenEvents, text: str) -> None:
    documents, _ = read_text(f"a: {text}\n", parser)
    assert (documents, found(f"a: {text}\n", parser)) == ((), ["1:4 yaml-tag"])


@pytest.mark.parametrize("text", [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "1e999", "-1e999", "9" * 400, "0x" + "f" * 300])
def test_numbers_that_cannot_be_kept_are_refused(parser: OpenEvents, text: str) -> None:
    documents, _ = read_text(f"a: {text}\n", parser)
    assert (documents, found(f"a: {text}\n", parser)) == ((), ["1:4 not-finite"])


@pytest.mark.parametrize("text", [str(2**53 + 1), str(-(2**53) - 1), "12345678901234567890", "0x20000000000001", "0o400000000000000001"])
def test_whole_numbers_that_lose_digits_are_refused(parser: OpenEvents, text: str) -> None:
    assert found(f"a: {text}\n", parser) == ["1:4 inexact-number"]


@pytest.mark.parametrize(
    ("key", "spelled"), [("1", "1"), ("0777", "0777"), ("2023", "2023"), ("true", "true"), ("~", "~"), ("1.50", "1.50"), ("null", "null")]
)
def test_a_key_that_is_no_text_is_refused_and_read_as_it_is_spelled(parser: OpenEvents, key: str, spelled: str) -> None:
    documents, _ = read_text(f"{key}: x\n", parser)
    assert ([document.content for document in documents], found(f"{key}: x\n", parser)) == ([{spelled: "x"}], ["1:1 key-not-text"])


@pytest.mark.parametrize("key", ["on", "NO", "yes", "2023-11-01", "'1'", '"true"', "!!str 1", "'<<'"])
def test_a_key_that_is_text_is_accepted(parser: OpenEvents, key: str) -> None:
    assert contents(f"{key}: x\n", parser) == [{key.removeprefix("!!str ").strip("'\""): "x"}]


@pytest.mark.parametrize("key", ["[a]", "{a: b}", "? {a: b}\n"])
def test_a_key_that_is_a_list_or_a_mapping_is_refused(parser: OpenEvents, key: str) -> None:
    documents, problems = read_text(f"x: 1\n{key}: y\n", parser)
    assert (documents, [problem.code for problem in problems]) == ((), ["key-not-text"])


def test_text_over_several_lines_is_folded_as_yaml_says(parser: OpenEvents) -> None:
    text = "a: one\n  two\n\n  three\nb: |\n  x\n   y\nc: >-\n  x\n  y\nd: 'it''s'\ne: \"tab\\tline\\n\\u00e9\"\n"
    assert contents(text, parser) == [{"a": "one two\nthree", "b": "x\n y\n", "c": "x y", "d": "it's", "e": "tab\tline\né"}]
