"""The page about problems, from the codes of each step and real examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scripts.reference.examples import examples
from scripts.reference.markdown import code, fenced, heading, joined, link, prose
from segments_as_code.convert.mapping_file import CODES as MAPPING
from segments_as_code.error_codes import BESIDE, EXAMPLES, FILES, PROVEN
from segments_as_code.error_codes import FORMATTING as REWRITE
from segments_as_code.error_codes import SCHEMA as VALIDATE
from segments_as_code.error_codes import TOGETHER as RESOLVE
from segments_as_code.error_codes import YAML as LOAD
from segments_as_code.meaning.lint import CODES as LINT
from segments_as_code.model.problem import Severity
from segments_as_code.providers.aws.codes import SHARED_SCHEMA_CODES
from segments_as_code.providers.customer_profiles.normalize import CODES as PROFILES_NORMALIZE
from segments_as_code.providers.customer_profiles.quotas import CODES as PROFILES_QUOTAS
from segments_as_code.providers.customer_profiles.rules import CODES as PROFILES_RULES
from segments_as_code.providers.customer_profiles.schema import SCHEMA_CODES as PROFILES_SCHEMA
from segments_as_code.providers.pinpoint.normalize import CODES as NORMALIZE
from segments_as_code.providers.pinpoint.rules import CODES as PINPOINT_RULES
from segments_as_code.providers.pinpoint.schema import SCHEMA_CODES

_INTRO = """\
What can be wrong with definitions. `segments validate`, and every plan, reports all problems of a folder in one run, with
file, line, column and how to fix each; on a pull request they appear on their lines in the files view. An error
stops the run; a warning does not, unless the run is strict. `Lifecycle: {Ignore: [everyone]}` silences warnings of one segment,
never errors; a code there that does not exist, or that silences nothing, is itself reported as a warning.

The examples show the line, the position in it, and the message. Codes that are not about a line of a file are among the
[refusals](refusals.md)."""


def _without(codes: Mapping[str, str], shared: Mapping[str, str]) -> Mapping[str, str]:
    return {code: says for code, says in codes.items() if code not in shared}


GROUPS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("Files and folders", "Found before anything is read. No link is followed, and nothing outside the workspace is opened.", FILES),
    ("YAML", "Problems in the text of a file, found before its content is interpreted.", LOAD),
    (
        "Members and values",
        "What any schema can say about a value; a more specific code of a service's schema is used instead.",
        VALIDATE,
    ),
    ("Both schemas", "What Pinpoint and Customer Profiles would refuse or misunderstand.", SHARED_SCHEMA_CODES),
    ("Pinpoint's schema", "What only Pinpoint would refuse or misunderstand.", _without(SCHEMA_CODES, SHARED_SCHEMA_CODES)),
    (
        "Customer Profiles' schema",
        "What only Customer Profiles would refuse or misunderstand.",
        _without(PROFILES_SCHEMA, SHARED_SCHEMA_CODES),
    ),
    ("Pasted spellings", "Accepted with a warning if the meaning is clear; otherwise an error.", {**NORMALIZE, **PROFILES_NORMALIZE}),
    ("Meaning", "What a schema cannot say.", {**LINT, **PINPOINT_RULES, **PROFILES_RULES, **PROFILES_QUOTAS}),
    ("Definitions together", "What can only be found when all documents of the folder are known.", RESOLVE),
    (
        "By proof",
        "What follows from logic alone, whatever AWS leaves open: of all segments in `validate --prove`, in a plan of what it changes.",
        PROVEN,
    ),
    ("Next to the definitions", "Settings, policies and tests, in files whose names are reserved.", BESIDE),
    ("Example people", "In test files: `segments test` finds them, and so does every plan.", EXAMPLES),
    ("Mapping files", "In the file that `segments convert --mapping` reads.", MAPPING),
    ("Rewriting", "What only `segments fmt` reports.", REWRITE),
)
"""Title, introduction and the meaning of each code; together, every code that a problem can have."""


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
