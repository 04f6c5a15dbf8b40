"""What the tests of rewriting share."""

from __future__ import annotations

from collections.abc import Mapping

from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.model.places import SourceFile
from segments_as_code.model.values import Json
from segments_as_code.pipeline import reformat
from segments_as_code.problems import Problem
from segments_as_code.providers.pinpoint.dialect import PinpointDialect
from segments_as_code.rewrite import rewrite

DIALECT = PinpointDialect()


class OneFile:
    """A folder that holds one file."""

    def __init__(self, content: bytes) -> None:
        self._source = SourceFile("segments/a.yaml", "a", content)

    def read(self) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
        return (self._source,), ()


def rewritten(content: bytes) -> bytes:
    """Return a file written anew, whether the schema allows what it says or not."""
    documents, problems = read_files([SourceFile("a.yaml", "a", content)])
    assert problems == (), f"{problems}\n{content.decode()}"
    respelled = [(document, DIALECT.respell(document.content)) for document in documents]
    text = rewrite(content.decode(), respelled, DIALECT.schema, said_in)
    assert text is not None, content.decode()
    return text.encode()


def said_in(text: str) -> list[Mapping[str, Json]] | None:
    """Return what the documents of a text say, as it is spelt; None if anything is wrong with it."""
    documents, problems = read_files([SourceFile("a.yaml", "a", text.encode())])
    return None if problems else [document.content for document in documents]


def fmt(text: str) -> str:
    """Return a text written anew."""
    return rewritten(text.encode()).decode()


def codes(text: str) -> list[str]:
    """Return the codes of what is wrong with a text; then it is not written anew."""
    made = reformat(OneFile(text.encode()), DIALECT)
    assert made.files == ()
    return [problem.code for problem in made.problems]


def meaning(text: str) -> list[Json]:
    """Return what the documents of a text say, in canonical spelling."""
    documents, problems = read_files([SourceFile("a.yaml", "a", text.encode())])
    assert problems == ()
    return [DIALECT.respell(document.content).content for document in documents]
