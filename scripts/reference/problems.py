"""The page on problems, from the codes of each step and real examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scripts.reference.examples import examples
from scripts.reference.markdown import code, fenced, heading, joined, link, prose
from segments_as_code.error_codes import BESIDE, EXAMPLES, FILES
from segments_as_code.error_codes import FORMATTING as REWRITE
from segments_as_code.error_codes import SCHEMA as VALIDATE
from segments_as_code.error_codes import TOGETHER as RESOLVE
from segments_as_code.error_codes import YAML as LOAD
from segments_as_code.meaning.lint import CODES as LINT
from segments_as_code.model.problem import Severity
from segments_as_code.providers.pinpoint.normalize import CODES as NORMALIZE
from segments_as_code.providers.pinpoint.rules import CODES as PINPOINT_RULES
from segments_as_code.providers.pinpoint.schema import SCHEMA_CODES

_INTRO = """\
What can be wrong with definitions. `segments validate`, and every plan, reports all problems of a folder in one run, each at its
file, line and column, and with how to fix it; on a pull request they stand on their lines in the files view. An error
stops the run; a warning does not, unless the run is strict. `Lifecycle: {Ignore: [everyone]}` silences warnings of one segment,
never errors; a code there that nothing has, or that silences nothing, is a warning itself.

Examples show the line, the place in it, and what the tool says. What is no problem in a file is among the [refusals](refusals.md)."""

GROUPS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("Files and folders", "Before anything is read. No link is followed, and nothing outside the workspace is opened.", FILES),
    ("YAML", "The text of a file, before anything is made of it.", LOAD),
    ("Members and values", "What any schema can say of a value; where Pinpoint's has a code of its own, that is used.", VALIDATE),
    ("Pinpoint's schema", "What Pinpoint would refuse, or take for something that nobody meant.", SCHEMA_CODES),
    ("Pasted spellings", "Read for what they mean, with a warning; an error where there is no single reading.", NORMALIZE),
    ("Meaning", "What a schema cannot say.", {**LINT, **PINPOINT_RULES}),
    ("Definitions together", "What only shows when all documents of the folder are known.", RESOLVE),
    ("Beside the definitions", "Settings, policies and tests, in files whose names are reserved.", BESIDE),
    ("Example people", "In test files: `segments test` finds them, and so does every plan.", EXAMPLES),
    ("Rewriting", "What only `segments fmt` finds.", REWRITE),
)
"""Title, what they are about, and what each code means; together every code that a problem can have."""


def problems_page() -> str:
    """Return the page."""
    return joined([heading("Problems", 1), _INTRO, *_contents(), *(block for group in GROUPS for block in _group(*group))])


def _contents() -> Iterator[str]:
    for title, _, codes in GROUPS:
        yield f"**{title}**: " + " · ".join(link(code(name), f"#{name}") for name in sorted(codes))


def _group(title: str, says: str, codes: Mapping[str, str]) -> Iterator[str]:
    yield heading(title)
    yield says
    for name, meaning in sorted(codes.items()):
        found = examples().get(name, ())
        yield heading(code(name), 3)
        yield f"{_severity({example.problem.severity for example in found})}{prose(meaning)}"
        if found:
            yield fenced(found[0].text(), "text")


def _severity(seen: set[Severity]) -> str:
    if seen == {Severity.WARNING}:
        return "Warning. "
    return "Warning or error. " if len(seen) > 1 else ""
