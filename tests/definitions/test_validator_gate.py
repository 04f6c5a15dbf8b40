"""The fast gate and what explains its refusals never disagree on whether a document is valid."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from segments_as_code.definitions.validator import SchemaValidator
from segments_as_code.model.document import Json, Path
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.providers.pinpoint.schema import read_schema
from tests.examples import examples
from tests.strategies import documents, equivalent, json_values, mutated

PINPOINT = SchemaValidator(read_schema())

ODD_CHARACTERS = [
    "",
    "\n",
    "a\n",
    "\x1c",
    "\x1f",
    "\x85",
    "\xa0",
    "\u180e",
    "\u2028",
    "\u200b",
    "\ufeff",
    "\ud800",
    "\U0001f600",
    "\x00",
    "٣",
    "\u017f",
    "\u212a",
]
ODD_NUMBERS: list[Json] = [0, -0.0, 1.0, 1.5, True, 2**31 - 1, 2**31, 2.0**31, 2**53 + 1, 10**30, 10**400, 1e308, 5e-324, 90.00000000000001]
ODD: list[Json] = [
    *ODD_CHARACTERS,
    *(f"{text}x" for text in ODD_CHARACTERS),
    *("x" * n for n in (50, 51, 64, 65, 128, 129, 256, 257)),
    *ODD_NUMBERS,
    None,
    [],
    {},
]


def agree(content: Mapping[str, Json], schema: SchemaValidator = PINPOINT) -> bool:
    """Return what both say; the gate may fail to let something through that is valid, never the other way round."""
    is_valid = not schema.find_failures(content)
    is_text = "\\ud8" not in ascii(content).lower()
    is_accepted = schema.accepts(content)
    assert is_accepted == is_valid if is_text else not is_accepted
    return is_valid


def places(value: Json, at: Path = ()) -> Iterator[Path]:
    yield at
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*at, step))


@st.composite
def damaged(draw: DrawFn) -> dict[str, Json]:
    """Return a document with one value exchanged, taken out, or put under another name."""
    document = deepcopy(draw(documents()))
    *way, step = draw(st.sampled_from([at for at in places(document) if at]))
    holder: Json = document
    for name in way:
        holder = holder[name]  # type: ignore[index]  # the path was found in this document
    assert isinstance(holder, dict | list)
    what = draw(st.sampled_from(["exchange", "take out", "rename"]))
    if what == "exchange":
        holder[step] = draw(st.sampled_from(ODD) | json_values())  # type: ignore[index]  # as above
    elif what == "rename" and isinstance(holder, dict):
        holder[draw(st.sampled_from([text for text in ODD if isinstance(text, str)]))] = holder.pop(step)
    else:
        del holder[step]  # type: ignore[arg-type]  # as above
    return document


@examples(60)
@given(documents())
def test_both_accept_every_valid_document(document: Mapping[str, Json]) -> None:
    assert agree(document)


@examples(50)
@given(documents().flatmap(mutated))
def test_both_say_the_same_of_a_document_with_another_meaning(document: Mapping[str, Json]) -> None:
    agree(document)


@examples(200)
@given(damaged())
def test_both_say_the_same_of_a_damaged_document(document: Mapping[str, Json]) -> None:
    agree(document)


@examples(200)
@given(documents(keys=("a", "b")).flatmap(equivalent) | damaged())
def test_what_the_schema_accepts_is_in_canonical_spelling(document: dict[str, Json]) -> None:
    before = deepcopy(document)
    if PINPOINT.accepts(document):
        normalized = PinpointDialect().normalize(document)
        assert (normalized.content, normalized.problems, normalized.origins) == (before, (), {})


def patterns_in(schema: Json) -> Iterator[str]:
    for name, inner in schema.items() if isinstance(schema, dict) else ():
        if name == "pattern" and isinstance(inner, str):
            yield inner
        elif name == "patternProperties" and isinstance(inner, dict):
            yield from inner
        yield from patterns_in(inner)
    for inner in schema if isinstance(schema, list) else ():
        yield from patterns_in(inner)


@pytest.mark.parametrize("pattern", sorted(set(patterns_in(dict(read_schema())))))
def test_a_pattern_means_the_same_to_both_whatever_the_character(pattern: str) -> None:
    schema = SchemaValidator({"properties": {"value": {"pattern": pattern}}})
    for character in (*map(chr, range(0x3100)), *ODD_CHARACTERS[:-1]):
        if "\ud800" not in character:
            for text in (character, f"a{character}", f"{character}a", f"AWS{character}"):
                assert schema.accepts({"value": text}) == (re.search(pattern, text) is not None), ascii(text)


def test_what_the_gate_cannot_read_is_asked_of_the_other() -> None:
    assert PINPOINT.accepts({"Name": "\ud800"}) is False
    deep: Json = 1
    for _ in range(300):
        deep = [deep]
    assert PINPOINT.accepts({"Name": "x", "Tags": deep}) is False


def test_a_valid_document_is_never_shown_to_what_explains() -> None:
    probe = """
import sys
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.model.document import SourceFile
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.definitions.validator import DocumentValidator
from segments_as_code.meaning.lint import Linter
documents, _ = read_files([SourceFile("a.yaml", "a", sys.argv[1].encode())])
print(len(DocumentValidator(PinpointDialect(), Linter(PinpointDialect())).validate(documents[0])[1]), "jsonschema" in sys.modules)
"""
    valid, invalid = "Name: VIPs\\nDimensions: {Metrics: {n: {ComparisonOperator: EQUAL, Value: 1}}}", "Name: [1]"
    for text, said in [(valid.replace("\\n", "\n"), "0 False"), (invalid, "1 True")]:
        ended = subprocess.run([sys.executable, "-c", probe, text], capture_output=True, text=True, check=True, timeout=60)
        assert ended.stdout.strip() == said
