"""The page about definitions, from their schema."""

from __future__ import annotations

from collections.abc import Iterable

from scripts.reference.markdown import code, heading, joined, link, prose, table
from scripts.reference.members import member_sections, overview
from scripts.reference.schema import Schema
from scripts.reference.spellings import PROFILES_READ, PROFILES_REFUSED, READ, REFUSED, Spelling
from scripts.reference.values import YAML
from segments_as_code.model.problem import DocumentProblem, Severity

_INTRO = """\
One YAML document is one segment; a file may hold several, with `---` between them. Names and capitals are those of the Pinpoint API, so
you can paste a request body; `Key`, `Ref` and `Lifecycle` are this tool's own and are never sent. A member that is not on this page is
refused, and the [problem](problems.md#unknown-member) suggests the one that was probably meant.

For completion and checks while you type, begin a file with this line. You can print the schema with `segments schema`:

```yaml
# yaml-language-server: $schema={schema}
```

Files are read by the rules of YAML 1.2: `ON`, `NO` and dates are text and need no quotes. What looks like a number is a number, so a text
of digits needs quotes: `Values: ["5"]`."""

_PROFILES_INTRO = """\
One YAML document is one segment; a file may hold several, with `---` between them. Names and capitals are those of the Customer Profiles
API; `Key`, `Ref` and `Lifecycle` are this tool's own and are never sent. Everything is text there, numbers and dates too. A member that is
not on this page is refused, and the [problem](problems.md#unknown-member) suggests the one that was probably meant. The guide shows
[how to use it](../guide/customer-profiles.md), and there are [six examples](../../examples/customer-profiles).

For completion and checks while you type, begin a file with this line. You can print the schema with `segments schema customer-profiles`:

```yaml
# yaml-language-server: $schema={schema}
```

Through all its sources a segment has at most 60 attributes and 10 calculated ones, and sources are at most 5 deep. `segments validate`
counts them, and names [the segment that adds up](problems.md#too-many-attributes)."""

_SPELLINGS = """\
Some published definitions have spellings that the API would refuse. If they can mean only one thing, they are
accepted, with a warning on their line that says what to write."""

_NO_READING = "If they can mean more than one thing, or nothing, they are errors:"


def definition_page() -> str:
    """Return the page."""
    return _page("A definition", "pinpoint-segment.schema.json", _INTRO, READ, REFUSED)


def profiles_definition_page() -> str:
    """Return the page about definitions of Customer Profiles."""
    return _page(
        "A definition of Customer Profiles", "customer-profiles-segment.schema.json", _PROFILES_INTRO, PROFILES_READ, PROFILES_REFUSED
    )


def _page(title: str, file: str, intro: str, read: Iterable[Spelling], refused: Iterable[Spelling]) -> str:
    schema = Schema(file)
    blocks = [
        heading(title, 1),
        intro.replace("{schema}", str(schema.root["$id"])),
        heading("Overview"),
        overview(schema),
        *member_sections(schema, YAML),
        heading("Pasted spellings"),
        _SPELLINGS,
        table(["pasted", "read as", "warnings"], ([_pasted(one), code(one.read()[0]), _codes(one.read()[1])] for one in read)),
        _NO_READING,
        table(["pasted", "problem"], ([_pasted(one), _said(one.read()[1])] for one in refused)),
    ]
    return joined(blocks)


def _pasted(spelling: Spelling) -> str:
    return f"in {code(spelling.where)}:<br>{code(spelling.pasted)}" if spelling.where else code(spelling.pasted)


def _codes(problems: Iterable[DocumentProblem]) -> str:
    return " ".join(dict.fromkeys(_linked(problem) for problem in problems))


def _said(problems: Iterable[DocumentProblem]) -> str:
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    return "<br>".join(f"{_linked(error)}: {prose(error.message)}<br>*fix:* {prose(error.remedy)}" for error in errors)


def _linked(problem: DocumentProblem) -> str:
    return link(code(problem.code), f"problems.md#{problem.code}")
