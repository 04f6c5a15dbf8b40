"""What the tests of rewriting share."""

from __future__ import annotations

from segments_as_code.definitions.formatter import format_file
from segments_as_code.definitions.yaml_reader import read_file, read_files
from segments_as_code.model.document import Json, SourceFile
from segments_as_code.model.problem import Problem
from segments_as_code.pipeline import reformat
from segments_as_code.providers.pinpoint.provider import PinpointDialect

DIALECT = PinpointDialect()


class OneFile:
    """A folder that holds one file."""

    def __init__(self, content: bytes) -> None:
        self._source = SourceFile("segments/a.yaml", "a", content)

    def read(self) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
        return (self._source,), ()


def rewritten(content: bytes) -> bytes:
    """Return a file written anew, whether the schema allows what it says or not."""
    source = SourceFile("a.yaml", "a", content)
    documents, problems = read_file(source)
    assert problems == [], f"{problems}\n{content.decode()}"
    formatted = format_file(source, documents, DIALECT)
    assert isinstance(formatted, bytes), f"{formatted}\n{content.decode()}"
    return formatted


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
    return [DIALECT.normalize(document.content).content for document in documents]
