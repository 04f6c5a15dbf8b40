"""Text that is made to hurt: it ends in a problem, in linear time, and in bounded memory."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest

from segments_as_code.definitions.yaml_events import OpenEvents, fastest_events
from segments_as_code.model.document import Json
from tests.definitions.reading import PARSERS, found, read_text
from tests.growth import LINEAR, growth

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
LENGTH = 2**16
"""Of the longer text, in characters; the shorter is a quarter of it."""


@pytest.mark.parametrize("parser", PARSERS)
def test_an_alias_bomb_is_refused_once(parser: OpenEvents) -> None:
    assert found(BOMB, parser) == ["5:36 too-many-aliases"]


def test_aliases_that_people_write_are_within_bounds() -> None:
    text = "a: &a [x, y, z]\n" + "".join(f"k{number}: *a\n" for number in range(1000))
    assert found(text) == []


def test_documents_of_one_file_share_the_bound() -> None:
    document = "a: &a [" + "x, " * 999 + "x]\nb: [" + "*a, " * 19 + "*a]\n"
    assert found("---\n".join([document] * 4)) == []
    assert found("---\n".join([document] * 6)) == ["14:81 too-many-aliases"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "[{a: "])
def test_values_nested_too_deep_are_refused_without_exhausting_the_stack(opening: str) -> None:
    for parser in PARSERS:
        _, problems = read_text("a: " + opening * 20_000, parser)
        assert [problem.code for problem in problems] == ["too-deep"]


def test_a_hundred_levels_are_read_and_one_more_is_refused() -> None:
    assert found("a: " + "[" * 99 + "]" * 99) == []
    assert found("a: " + "[" * 100 + "]" * 100) == ["1:103 too-deep"]


def test_aliases_cannot_nest_deeper_than_text() -> None:
    chain = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 400))
    assert found(chain)[0] == "100:12 too-deep"


GROWING: dict[str, Callable[[int], str]] = {
    "keys": lambda size: "".join(f"k{number}: v\n" for number in range(size // 10)),
    "equal keys": lambda size: "k: v\n" * (size // 5),
    "pairs of equal keys": lambda size: "".join(f"k{number}: v\nk{number}: w\n" for number in range(size // 20)),
    "documents": lambda size: "---\nk1: v\n" * (size // 10),
    "empty documents": lambda size: "---\n" * (size // 4),
    "one long value": lambda size: "k1: " + "v" * size,
    "one long line of blanks": lambda size: "k1:" + " " * size + "v",
    "one long list": lambda size: "k1: [" + "v, " * (size // 3) + "v]",
    "one long number": lambda size: "k1: " + "9" * size,
    "one long hexadecimal number": lambda size: "k1: 0x" + "f" * size,
    "one long fraction": lambda size: "k1: 0." + "9" * size,
    "anchors": lambda size: "".join(f"k{number}: &a{number} v\n" for number in range(size // 12)),
    "aliases": lambda size: "k: &a v\n" + "".join(f"k{number}: *a\n" for number in range(size // 12)),
    "unknown aliases": lambda size: "".join(f"k{number}: *a\n" for number in range(size // 12)),
    "tags": lambda size: "".join(f"k{number}: !t v\n" for number in range(size // 12)),
    "quotes": lambda size: 'k1: "' + "\\n" * (size // 2) + '"',
    "comments": lambda size: "# c\n" * (size // 4) + "k1: v\n",
    "numbers as keys": lambda size: "".join(f"{number}: v\n" for number in range(size // 10)),
    "an open quote": lambda size: 'k1: "' + "line\n" * (size // 5),
    "an open bracket": lambda size: "k1: [" + "line,\n" * (size // 6),
}


def load(text: str) -> None:
    """Read ``text``, and look for the place of a value in some of its documents."""
    documents, _problems = read_text(text)
    for document in documents[:100]:
        document.location(("k1",))


@pytest.mark.parametrize("kind", GROWING)
def test_loading_takes_work_linear_in_the_length(kind: str) -> None:
    texts = {size: GROWING[kind](size) for size in (LENGTH // 4, LENGTH)}
    assert growth(lambda size: load(texts[size]), LENGTH) < LINEAR


def test_a_hundred_thousand_keys_are_read() -> None:
    documents, problems = read_text("".join(f"k{number}: {number}\n" for number in range(100_000)))
    content: dict[str, Json] = {f"k{number}": number for number in range(100_000)}
    assert (documents[0].content, problems) == (content, ())
    assert documents[0].source.positions.position(("k99999",)) == (100_000, 9)


def test_five_thousand_documents_are_read_and_each_knows_its_place() -> None:
    documents, problems = read_text("---\nName: A\n" * 5_000)
    assert (len(documents), problems) == (5_000, ())
    assert [document.location(("Name",)).line for document in documents] == [2 * number for number in range(1, 5_001)]


def test_no_parser_is_left_behind() -> None:
    """A builder that is a closure around its parser leaks one a file: several kilobytes each."""
    read_text("Name: A\n")
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(100):
        read_text("Name: A\n", fastest_events)
        read_text("Name: A\nName: B\n", fastest_events)
    gc.collect()
    assert len(gc.get_objects()) - before < 100
