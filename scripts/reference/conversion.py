"""The pages on segments convert: mapping files, the codes of its verdicts, and its JSON."""

from __future__ import annotations

from scripts.reference.markdown import code, heading, joined, link, prose, table
from scripts.reference.members import member_sections, overview
from scripts.reference.schema import Schema
from scripts.reference.values import JSON, YAML
from segments_as_code.model.conversion import ASSUMPTIONS, DIFFERS, IMPOSSIBLE

_MAPPING = """\
`segments convert --mapping FILE` reads one; `segments convert --init-mapping` writes one for your definitions.
`segments schema mapping` prints the schema. [Leaving Pinpoint](../guide/convert.md) shows how it is used.
Without a file, `--mapping` also takes the name of a preset."""
_CODES = """\
`segments convert` gives each rule of a segment a verdict. *Exact*: the same people. *Exact if*: the same people under assumptions, which it
names. *Differs*: a form exists, and it may select other people. *Impossible*: there is no form, or every form would let in more people.
A rule that differs or is impossible has one of these codes, and `Accept` in the [mapping file](mapping.md) accepts it, by code and key.
A segment with a rule that is accepted as impossible is left out."""


def mapping_page() -> str:
    """Return the page on mapping files."""
    schema = Schema("mapping.schema.json")
    start = [heading("Mapping files", 1), prose(str(schema.root["description"])), _MAPPING, heading("At a glance"), overview(schema)]
    return joined([*start, *member_sections(schema, YAML)])


def conversion_page() -> str:
    """Return the page on verdicts."""
    blocks = [heading("Verdicts of a conversion", 1), _CODES]
    for title, codes in (("Differs", DIFFERS), ("Impossible", IMPOSSIBLE)):
        blocks += [heading(title), table(["code", "meaning"], [[code(name), prose(says)] for name, says in codes.items()])]
    assumed = [[code(name), prose(f"{says[:1].upper()}{says[1:]}.")] for name, says in ASSUMPTIONS.items()]
    return joined(
        [
            *blocks,
            heading("Assumptions"),
            table(["name", "meaning"], assumed),
            f"The report as JSON: {link('its members', 'conversion-result.md')}.",
        ]
    )


def conversion_result_page() -> str:
    """Return the page on the report as JSON."""
    schema = Schema("conversion.schema.json")
    start = [heading("The result of segments convert as JSON", 1), prose(str(schema.root["description"]))]
    return joined(
        [
            *start,
            "`segments schema conversion` prints the schema.",
            heading("At a glance"),
            overview(schema),
            *member_sections(schema, JSON),
        ]
    )
