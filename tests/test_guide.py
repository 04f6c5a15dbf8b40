"""The guide says what is: its commands, workflows and definitions are those of this program, and its links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from segments_as_code.cli.command import segments
from segments_as_code.definitions.example_files import ExampleReader
from segments_as_code.definitions.validator import DocumentValidator
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.meaning.lint import Linter
from segments_as_code.meaning.verdict_text import verdicts_json
from segments_as_code.model.document import Json, SourceFile
from segments_as_code.plan.plan_json import write_plan
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.proving import judge
from tests.pinpoint_shape import members
from tests.report.marketing import DIALECT as PINPOINT
from tests.report.marketing import marketing
from tests.test_reference import broken_links

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guide"
PAGES = sorted(GUIDE.glob("*.md"))
ACTION = "segments-as-code/segments-as-code@"


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"))


def commands_in(page: Path) -> Iterator[list[str]]:
    """Yield the words of each ``segments`` command in a page's shell blocks, without what redirects its output."""
    for line in "\n".join(blocks(page, "sh")).replace("\\\n", "").splitlines():
        words = shlex.split(line, comments=True)
        if "segments" in words[:1]:
            yield words[1 : words.index(">") if ">" in words else None]


def check_command(words: list[str]) -> None:
    """Raise click's own error where a command line cannot be right."""
    name, *arguments = words
    context = click.Context(segments, info_name="segments", **segments.context_settings)
    command = segments.get_command(context, name)
    if command is None:
        raise click.UsageError(f"no such command: {name}")
    command.make_context(name, list(arguments), parent=context)


COMMANDS = [(page, words) for page in PAGES for words in commands_in(page)]


@pytest.mark.parametrize(("page", "words"), COMMANDS, ids=lambda it: it.name if isinstance(it, Path) else " ".join(it))
def test_every_command_of_the_guide_exists_with_its_options(page: Path, words: list[str]) -> None:
    del page
    check_command(words)


@pytest.mark.parametrize("line", ["valdiate", "validate --stric", "validate a b", "plan --allow-deletes many"])
def test_a_command_that_is_not_right_is_found(line: str) -> None:
    with pytest.raises(click.UsageError):
        check_command(line.split())


def test_there_are_commands_to_check() -> None:
    assert len(COMMANDS) >= 12


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_the_guide_leads_somewhere(page: Path) -> None:
    assert list(broken_links(page)) == []


def test_the_index_names_every_page() -> None:
    index = (GUIDE / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES if page.name != "README.md" and f"({page.name})" not in index] == []


def steps_in(value: Json) -> Iterator[dict[str, Json]]:
    """Yield every step of a workflow, or of a part of one, that uses an action."""
    if isinstance(value, dict) and "uses" in value:
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from steps_in(inner)


YAML = [(page, text) for page in PAGES for text in blocks(page, "yaml")]


@pytest.mark.parametrize(("page", "text"), YAML, ids=lambda it: it.name if isinstance(it, Path) else it.splitlines()[0])
def test_every_definition_of_the_guide_is_valid_and_every_workflow_uses_inputs_that_exist(page: Path, text: str) -> None:
    content = yaml.safe_load(text)
    for dialect in (PinpointDialect(), CustomerProfilesDialect()):
        if dialect.name_member in content:
            (document,), problems = read_files([SourceFile(page.name, page.stem, text.encode())])
            assert (problems, DocumentValidator(dialect, Linter(dialect)).validate(document)[1]) == ((), ())
            return
    if "Segment" in content:
        reader = ExampleReader(PinpointDialect().test_schema, {content["Segment"]})
        assert reader.read([SourceFile(page.name, page.stem, text.encode())])[1] == []
        return
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    ours = [step for step in steps_in(content) if str(step["uses"]).replace("/without-docker@", "@").startswith(ACTION)]
    assert [name for step in ours for name in members(step.get("with")) if name not in inputs] == []


def test_every_action_that_the_guide_uses_is_pinned_as_in_the_examples() -> None:
    pinned = {str(step["uses"]) for file in (ROOT / "examples" / "workflows").iterdir() for step in steps_in(_loaded(file))}
    used = {str(step["uses"]).replace("/without-docker@", "@") for _, text in YAML for step in steps_in(yaml.safe_load(text))}
    assert used <= pinned


def _loaded(file: Path) -> Json:
    content: Json = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content


def test_the_example_for_conftest_names_what_a_real_plan_has() -> None:
    plan, _ = marketing()
    meanings, also = verdicts_json(judge(plan, PINPOINT))
    changes = json.loads(write_plan(plan, meanings, also))["changes"]
    (rego,) = blocks(GUIDE / "policies.md", "rego")
    paths = {tuple(found.split(".")) for found in re.findall(r"change\.([a-z_.]+)", rego)}
    assert ("meaning", "enters") in paths
    for path in paths - {("desired", "tags", "team")}:  # a tag is whatever a project calls it
        assert any(_has(change, path) for change in changes), path
    assert {kind for _, kind in re.findall(r"change\.(kind) == \"(\w+)\"", rego)} <= {change["kind"] for change in changes}


def _has(content: Json, path: tuple[str, ...]) -> bool:
    for member in path:
        if not isinstance(content, dict) or member not in content:
            return False
        content = content[member]
    return True
