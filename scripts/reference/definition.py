"""The page about definitions, from their schema."""

from __future__ import annotations

from collections.abc import Iterable

from scripts.reference.markdown import code, heading, joined, link, prose, table
from scripts.reference.members import member_sections, overview
from scripts.reference.schema import Schema
from scripts.reference.spellings import READ, REFUSED, Spelling
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

_SPELLINGS = """\
Some published definitions have spellings that the API would refuse. If they can mean only one thing, they are
accepted, with a warning on their line that says what to write."""

_NO_READING = "If they can mean more than one thing, or nothing, they are errors:"


def definition_page() -> str:
    """Return the page."""
    schema = Schema("pinpoint-segment.schema.json")
    blocks = [
        heading("A definition", 1),
        _INTRO.replace("{schema}", str(schema.root["$id"])),
        heading("Overview"),
        overview(schema),
        *member_sections(schema, YAML),
        heading("Pasted spellings"),
        _SPELLINGS,
        table(["pasted", "read as", "warnings"], ([_pasted(one), code(one.read()[0]), _codes(one.read()[1])] for one in READ)),
        _NO_READING,
        table(["pasted", "problem"], ([_pasted(one), _said(one.read()[1])] for one in REFUSED)),
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
