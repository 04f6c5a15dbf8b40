"""The reference pages say what their sources say, and every code has its place on one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest
import yaml

from scripts.reference import schemas
from scripts.reference.example_pull_request import PAGE, example_page
from scripts.reference.examples import examples
from scripts.reference.flow import flow
from scripts.reference.markdown import code, prose, slug, table
from scripts.reference.pages import COMMAND, FOLDER, PAGES, make_page
from scripts.reference.problems import GROUPS
from scripts.reference.refusals import GROUPS as REFUSAL_GROUPS
from scripts.reference.schema import Schema, elements, mapping
from scripts.reference.without_docker import FILE, composite_action
from segments_as_code.cli.command import segments
from segments_as_code.convert.mapping_file import CODES as MAPPING
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.error_codes import BESIDE, EXAMPLES, FILES, PROVEN
from segments_as_code.error_codes import FORMATTING as REWRITE
from segments_as_code.error_codes import SCHEMA as VALIDATE
from segments_as_code.error_codes import TOGETHER as RESOLVE
from segments_as_code.error_codes import YAML as LOAD
from segments_as_code.meaning.lint import CODES as LINT
from segments_as_code.model.conversion import VERDICT_CODES
from segments_as_code.model.document import Json, SourceFile
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.refusal_codes import GITHUB, REFUSALS
from tests.emitted_codes import composed_codes, emitted_codes, schema_codes

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src" / "segments_as_code").rglob("*.py"))
DIALECT = PinpointDialect()
OWNERS: Mapping[str, Mapping[str, str]] = {
    "files": FILES,
    "load": LOAD,
    "validate": VALIDATE,
    "resolve": RESOLVE,
    "proven": PROVEN,
    "beside": BESIDE,
    "examples": EXAMPLES,
    "rewrite": REWRITE,
    "dialects": {**DIALECT.codes, **CustomerProfilesDialect().codes},
    "lint": LINT,
    "mapping": MAPPING,
    "conversion": VERDICT_CODES,
    "github": GITHUB,
    "reasons": REFUSALS,
}
WITHOUT_EXAMPLE = {
    "file-changed": "it takes two people at once",
    "either-or": "Pinpoint's schema has codes of its own for each such case",
    "folder-too-deep": "its path would be longer than the rest of the page",
    "folder-too-large": "it takes 64 MiB of files",
    "not-rewritten": "only segments fmt finds it; tests/story/rewrite/test_rewrite.py has it",
    "repeated-value": "Pinpoint's schema has no list whose items must differ",
    "too-many-files": "it takes 20,000 files",
    "too-many-values": "Pinpoint's schema has codes of its own for each such case",
    "unknown-value": "Pinpoint's schema has codes of its own for each such case",
    "unreadable": "whoever is root may read everything",
    "unwritable": "whoever is root may write everywhere",
}


def kept(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def emitted() -> set[str]:
    return emitted_codes(SOURCES).union(*map(schema_codes, (ROOT / "schemas").glob("*-segment.schema.json")))


# ── the pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_its_source_says(name: str) -> None:
    assert kept(name) == make_page(name), f"run: {COMMAND}"


def test_the_action_without_docker_is_what_the_action_says() -> None:
    assert FILE.read_text(encoding="utf-8") == composite_action(), f"run: {COMMAND}"


def test_the_example_pull_request_is_what_the_program_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == example_page(), f"run: {COMMAND}"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_trailing_blanks_and_no_row_with_a_cell_too_many(name: str) -> None:
    lines = kept(name).splitlines()
    rows = [re.split(r"(?<!\\)\|", line) for line in lines if line.startswith("| ")]
    assert [line for line in lines if line != line.rstrip()] == []
    assert {len(row) for row in rows} <= {4, 5}


def headings(page: str) -> Iterator[str]:
    yield from (slug(line.lstrip("#").strip()) for line in page.splitlines() if re.match(r"#+ ", line))


def broken_links(page: Path) -> Iterator[str]:
    text = re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if "://" in target:
            continue
        if not file.exists() or (anchor and anchor not in set(headings(file.read_text(encoding="utf-8")))):
            yield target


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    assert list(broken_links(FOLDER / name)) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("## `a.b[]`\n[x](#ab) [y](#a-b) [z](other.md)\n", encoding="utf-8")
    assert list(broken_links(page)) == ["#a-b", "other.md"]


@pytest.mark.parametrize("name", schemas.SCHEMAS)
def test_a_schema_is_what_its_source_says(name: str) -> None:
    assert (schemas.FOLDER / name).read_text(encoding="utf-8") == schemas.make_schema(name), f"run: {COMMAND}"


# ── codes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_code_that_is_emitted_is_explained_and_every_explained_code_is_emitted() -> None:
    explained = {code for codes in OWNERS.values() for code in codes}
    assert {"not explained": emitted() - explained, "not emitted": explained - emitted()} == {"not explained": set(), "not emitted": set()}


def test_every_code_is_explained_in_one_place() -> None:
    counted = Counter(code for codes in OWNERS.values() for code in codes)
    assert [code for code, count in counted.items() if count > 1] == []


def test_no_code_is_put_together_from_parts() -> None:
    assert composed_codes(SOURCES) == []


def test_every_code_is_on_one_page_under_one_heading() -> None:
    problems = Counter(code for _, _, codes in GROUPS for code in codes)
    refusals = Counter(code for _, _, codes in REFUSAL_GROUPS for code in codes)
    assert problems == Counter(
        [*FILES, *LOAD, *VALIDATE, *RESOLVE, *PROVEN, *BESIDE, *EXAMPLES, *REWRITE, *LINT, *MAPPING, *OWNERS["dialects"]]
    )
    assert refusals == Counter([*GITHUB, *REFUSALS])


def test_codes_are_kebab_case_and_told_in_one_sentence() -> None:
    told = {code: says for codes in OWNERS.values() for code, says in codes.items()}
    assert [code for code in told if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code)] == []
    assert [says for says in told.values() if not re.fullmatch(r"[A-Z].*\.", says) or ". " in says] == []


def test_an_emitted_code_is_found_however_it_is_given(tmp_path: Path) -> None:
    source = tmp_path / "source.py"
    source.write_text(
        "class Sad(Exception):\n    def __init__(self, code): ...\n"
        "class Sadder(Sad): ...\n"
        "class Note:\n    at: int\n    code: str = 'by-default'\n"
        "def warn(at, code): ...\n"
        "kind = Sad if lost else Sadder\n"
        "raise Sad('plain')\nraise Sadder(f'{no}-idea')\nkind('by-alias')\nwarn(1, known or 'second-choice')\n"
        "Note(2, code='by-name')\noutputs['failure-reason'] = 'failed' if bad else ''\nunrelated('not-a-code')\n",
        encoding="utf-8",
    )
    assert emitted_codes([source]) == {"plain", "by-alias", "second-choice", "by-name", "by-default", "failed"}
    assert composed_codes([source]) == ["f'{no}-idea'"]


# ── problems ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_problem_has_a_real_example_or_a_reason_why_not() -> None:
    assert set(examples()) | set(WITHOUT_EXAMPLE) == {code for _, _, codes in GROUPS for code in codes}
    assert set(examples()).isdisjoint(WITHOUT_EXAMPLE)


def test_an_example_marks_the_place_it_is_about() -> None:
    assert examples()["unknown-duration"][0].text() == (
        "    Recency: {Duration: DAY_8, RecencyType: ACTIVE}\n"
        "                        ^\n"
        "unknown-duration.yaml:5:25: error: unknown-duration: Recency.Duration is DAY_8; Pinpoint\n"
        "    knows HR_24, DAY_7, DAY_14 and DAY_30.\n"
        "    fix: write one of those four, for example DAY_30."
    )


# ── a definition ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_property_of_a_schema_has_a_row() -> None:
    files = {"definition": "pinpoint-segment", "test": "segments-test", "customer-profiles-definition": "customer-profiles-segment"}
    files["conversion-result"] = "conversion"
    for page in (*files, "customer-profiles-test", "plan", "audience", "snapshot", "test-result", "mapping"):
        schema, text = Schema(f"{files.get(page, page)}.schema.json"), kept(f"{page}.md")
        described = [name for section in schema.sections for name in mapping(section.schema["properties"])]
        nodes = [mapping(node) for node in (schema.root, *mapping(schema.root["$defs"]).values())]
        assert set(described) >= {name for node in nodes for name in mapping(node.get("properties"))}
        assert [name for name in described if f"| {code(name)} |" not in text and f"| **{code(name)}**<br>" not in text] == []


@pytest.mark.parametrize("file", ["pinpoint-segment", "customer-profiles-segment", "customer-profiles-test"])
def test_every_example_of_the_schema_can_be_copied_from_the_page(file: str) -> None:
    schema = Schema(f"{file}.schema.json")
    members = [item for section in schema.sections for item in mapping(section.schema["properties"]).items()]
    for name, example in ((name, example) for name, node in members for example in elements(mapping(node).get("examples"))):
        assert loaded(f"{name}: {flow(example)}") == {name: example}


def loaded(text: str) -> Mapping[str, Json]:
    documents, problems = read_files([SourceFile("f.yaml", "f", text.encode())])
    assert problems == ()
    return documents[0].content


@pytest.mark.parametrize(
    "value", ["5", "true", "null", "1e5", "0x1f", "1.5", "a: b", "", " a", "a ", "#a", "- a", "ü", "[a]", 5, 0.5, True]
)
def test_what_is_written_in_one_line_is_read_back(value: Json) -> None:
    assert loaded(f"{{a: {flow(value)}, b: {flow([value, {'c': value}])}}}") == {"a": value, "b": [value, {"c": value}]}


# ── commands and action ──────────────────────────────────────────────────────────────────────────────────────────────


def test_every_command_and_option_is_on_the_page() -> None:
    context, page = click.Context(segments, **segments.context_settings), kept("commands.md")
    commands = [segments.get_command(context, name) for name in segments.list_commands(context)]
    options = [option.opts[0] for command in commands if command for option in command.params if isinstance(option, click.Option)]
    assert [name for name in segments.list_commands(context) if f"## `segments {name}`" not in page] == []
    assert [option for option in options if f"| `{option}" not in page] == []


def test_every_input_and_output_is_on_the_page() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    page = kept("action.md")
    assert [name for name in (*action["inputs"], *action["outputs"]) if f"| {code(name)} |" not in page] == []


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_text_from_the_source_is_not_taken_for_markdown() -> None:
    assert prose("an alias (*name), `a *b*` and <b>, a  b") == r"an alias (\*name), `a *b*` and \<b>, a b"
    assert (code("a`b"), code("a|b")) == ("`` a`b ``", "`a|b`")
    assert table(["a"], [["x | y\nz"]]) == "| a |\n| :-- |\n| x \\| y z |"
