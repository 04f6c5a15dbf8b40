"""What the tests of rewriting share."""

from __future__ import annotations

from segments_as_code.load import load
from segments_as_code.model.places import SourceFile
from segments_as_code.model.values import Json
from segments_as_code.pipeline import reformat
from segments_as_code.problems import Problem
from segments_as_code.providers.pinpoint.dialect import PinpointDialect

DIALECT = PinpointDialect()


class OneFile:
    """A folder that holds one file."""

    def __init__(self, content: bytes) -> None:
        self._source = SourceFile("segments/a.yaml", "a", content)

    def read(self) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
        return (self._source,), ()


def rewritten(content: bytes) -> bytes:
    """Return a file written anew; nothing may be wrong with it."""
    made = reformat(OneFile(content), DIALECT)
    assert made.problems == (), f"{made.problems}\n{content.decode()}"
    ((_, after),) = made.files
    return after


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
    documents, problems = load([SourceFile("a.yaml", "a", text.encode())])
    assert problems == ()
    return [DIALECT.respell(document.content).content for document in documents]
