"""Whatever the bytes, loading ends without an exception; and what it reads is what other ways of reading find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from segments_as_code.definitions.yaml_events import fastest_events, pure_python_events
from segments_as_code.model.document import Document, Json, Path
from tests.definitions.reading import contents, read_text
from tests.examples import examples

Placed: TypeAlias = tuple[Path, tuple[int, int], tuple[int, int]]
"""A way to a value, the value's place, its key's."""

# Pieces that make text that is nearly YAML; a space divides them, and ␣ stands for one.
SIGNS = "a b Name :␣ : -␣ - [ ] { } ,␣ , ' \" |\n >-\n #␣c\n ---\n ...\n &a␣ *a *a␣ &b␣ *b␣ << ! !!str␣ !!int␣ !x␣ ?␣ \\n \\x \\u00e9 @ ` %"
WORDS = "1 0x1 .5 .nan 1e3 true null ~ 99999999999999999999 ä 日 🎉 %YAML␣1.1\n key:␣value\n -␣item\n a:␣[b,␣c]\n a:␣{b:␣c}\n"
BLANKS = [" ", "\n", "\n  ", "\n    ", "\t", "\r\n", "\r", "\u2028", "\ufeff", "\x00"]
PIECES = [piece.replace("␣", " ") for piece in f"{SIGNS} {WORDS}".split(" ")] + BLANKS
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)

PRINTABLE = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))
ODD = ["", "ON", "no", "1", "true", "~", "2023-11-01", " a ", "a: b", "# c", "- d", "e\nf\n", "\tg", "'", '"', "*"]
# PyYAML leaves numbers of YAML 1.2 that YAML 1.1 did not know, such as 0E0, without quotes.
STRINGS = st.text(PRINTABLE, max_size=12).filter(lambda word: not word.startswith(tuple("+-.0123456789"))) | st.sampled_from(ODD)


def containers(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.lists(inner, max_size=4) | st.dictionaries(STRINGS, inner, max_size=4)


VALUES: st.SearchStrategy[Json] = st.recursive(STRINGS, containers, max_leaves=12)


@st.composite
def written(draw: st.DrawFn) -> tuple[dict[str, Json], str]:
    """A mapping of text alone, and how PyYAML writes it in one of its styles."""
    value = draw(st.dictionaries(STRINGS, VALUES, min_size=1, max_size=5))
    style, flow = draw(st.sampled_from([None, "'", '"', "|"])), draw(st.sampled_from([True, False, None]))
    return value, yaml.safe_dump(value, default_style=style, default_flow_style=flow, allow_unicode=draw(st.booleans()), sort_keys=False)


# ── whatever the input ───────────────────────────────────────────────────────────────────────────────────────────────


@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"a: \xf0\x9f")
def test_no_bytes_raise(content: bytes) -> None:
    documents, problems = read_text(content)
    assert documents or problems


@examples(500)
@given(TEXTS)
def test_no_text_raises_with_either_parser_and_every_place_is_in_it(text: str) -> None:
    for parser in (fastest_events, pure_python_events):
        documents, problems = read_text(text, parser)
        assert documents or problems
        last = text.count("\n") + text.count("\r") + 1
        assert all(1 <= problem.location.line <= last and problem.location.column >= 1 for problem in problems)


# ── other ways of reading ────────────────────────────────────────────────────────────────────────────────────────────


@examples(500)
@given(TEXTS)
def test_what_pyyamls_own_parser_accepts_libyaml_reads_as_the_same(text: str) -> None:
    theirs, refused = read_text(text, pure_python_events)
    if not refused:
        ours, problems = read_text(text)
        assert problems == ()
        assert [(document.content, written_places(document)) for document in ours] == [
            (document.content, written_places(document)) for document in theirs
        ]


@given(written())
def test_what_yaml_writes_is_read_as_it_was(case: tuple[dict[str, Json], str]) -> None:
    value, text = case
    assert contents(text) == [value]


@given(written())
def test_every_place_is_where_yaml_composes_the_value(case: tuple[dict[str, Json], str]) -> None:
    _, text = case
    (document,), _ = read_text(text)
    node = yaml.compose(text, Loader=yaml.BaseLoader)
    assert node is not None
    assert [placed for placed, _ in walk(document)] == list(composed(node, ()))


def written_places(document: Document) -> list[Placed]:
    """Return the places of values that are written; the parsers differ in where an empty one at the end of a file is."""
    return [placed for placed, value in walk(document) if value is not None]


def walk(document: Document) -> Iterator[tuple[Placed, Json]]:
    """Yield every value of a document with its places, in order."""
    open_: list[tuple[Path, Json]] = [((), document.content)]
    while open_:
        at, value = open_.pop()
        yield (at, document.source.positions.position(at), document.source.positions.position(at, of_key=True)), value
        inner: list[tuple[str | int, Json]] = []
        if isinstance(value, dict):
            inner = list(value.items())
        if isinstance(value, list):
            inner = list(enumerate(value))
        open_ += [((*at, step), child) for step, child in reversed(inner)]


def composed(node: yaml.Node, at: Path, key: yaml.Node | None = None) -> Iterator[Placed]:
    """Yield the same for a tree of PyYAML's nodes."""
    yield at, place(node), place(key or node)
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from composed(value, (*at, name.value), name)
    if isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from composed(value, (*at, index))


def place(node: yaml.Node) -> tuple[int, int]:
    mark = node.start_mark
    assert mark is not None
    return mark.line + 1, mark.column + 1
