"""Promise 3: no value, however meant, is more than a value in the comment, the summary, the log, the annotations or the outputs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from aws_emulator.emulator import Emulator
from segments_as_code.model.document import Json
from tests.action.job import APP, TOKEN, Ended, Job
from tests.cli.laptop import Laptop
from tests.github.runner import commands_in
from tests.promises.jobs import running
from tests.report.hostile import FRAGMENTS, ZERO_WIDTH, block_outline, foul_play, texts

_OURS = "https://github.example/"
_BUILT = (
    *("`" * length for length in (1, 2, 3, 4, 7, 40)),
    "```diff\n+ <details>",
    "</details></details><details open><summary>",
    "--> <!-- segments-as-code {} -->",
    "|a|b|\n|:--|:--|\n|c|d|",
    "@team #1 GH-1 octo/other#1",
    "::error file=x.yml,line=1::gotcha",
    "\n::add-mask::x",
    "\r::set-output name=applied::99",
    "  ::stop-commands::x",
    "##[error]x ##[command]y",
    "ghadelimiter_x\napplied=99",
    "EOF\nfailure-reason=none",
    "%0A::error::x",
    "{0} {} %s ${{ github.token }} $(id) `id`",
)
HOSTILE = tuple(dict.fromkeys((*_BUILT, *(fragment for fragment in FRAGMENTS if fragment.strip()))))
_REFUSED = frozenset({"\x00", "\x1b[31m", "\x7f", "\ufeff", "\ud800", "\ufffe"})
"""Characters that no definition may hold: they end as problems."""

_LONGEST_NAME, _LONGEST_KEY, _LONGEST_VALUE, _LONGEST_TAG = 64, 50, 100, 256
_PAIR = re.compile(r"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}")
_AWKWARD = re.compile(r"[#:?\\/]")
"""What an attribute's name gets a warning for."""


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with running(tmp_path) as made:
        yield made


def document(value: str, stamp: str) -> dict[str, Json]:
    """Return a definition that has ``value`` in every place that the schema leaves open."""
    criteria: Json = {
        "AttributeType": "INCLUSIVE",
        "Values": [text[:_LONGEST_VALUE] for text in (value, f"{stamp} {value}", f"{value} {stamp}")],
    }
    attributes: Json = {f"plan{value}"[:_LONGEST_KEY]: criteria, "kind": {"AttributeType": "INCLUSIVE", "Values": [stamp]}}
    tags: Json = {"project": _as_tag(value), f"t{_as_tag(value)}"[:60]: stamp}
    care = {"Ignore": ["blanks-around-value", "similar-values", "needless-ignore"]}  # which of them are found is the value's affair
    return {"Name": f"{stamp} {value}"[:_LONGEST_NAME], "Dimensions": {"Attributes": attributes}, "Tags": tags, "Lifecycle": care}


def _as_tag(value: str) -> str:
    """Return as much of ``value`` as a tag may hold (letters, digits and _.:/=+-)."""
    return "".join(letter for letter in value if letter.isalnum() or letter in "_.:/=+-")[:_LONGEST_TAG] or "x"


def yaml_of(content: Mapping[str, Json]) -> str:
    """Return ``content`` as JSON that is YAML too: a character beyond the basic plane is one escape, not two."""
    return _PAIR.sub(lambda pair: "\\U" + f"{ord(json.loads(chr(34) + pair[0] + chr(34))):08x}", json.dumps(content))


def life(job: Job, values: list[str]) -> list[Ended]:
    """Plan and apply segments with ``values``, then change them all, plan, and delete them all but one."""
    job.check_out(files(values, "old"))
    planned = job.pull_request()
    job.inputs["require-approved-plan"] = "false"
    applied = job.push()
    job.check_out(files(values, "now"))
    changed = job.pull_request()
    job.check_out(files(values[:1], "old"))
    job.inputs["allow-deletes"] = str(len(values) - 1)
    return [planned, applied, changed, job.pull_request()]


def files(values: list[str], stamp: str) -> dict[str, str]:
    """Return a file for each of ``values``."""
    return {f"s{number}.json.yaml": yaml_of(document(value, stamp)) for number, value in enumerate(values)}


def is_awkward(value: str) -> bool:
    """Return whether an attribute named after ``value`` is warned of."""
    return _AWKWARD.search(value[: _LONGEST_KEY - len("plan")]) is not None


def foul_commands(ended: Ended) -> list[str]:
    """Return the commands in a log that are neither the mask of the token nor a warning on a line of a file of ours."""
    meant = re.compile(rf"::add-mask::{TOKEN}|::warning file=segments/s\d+\.json\.yaml,line=1,col=\d+,title=[a-z-]+::.*")
    return [command for command in commands_in("\n".join(ended.log)) if not meant.fullmatch(command)]


def shape(ended: Ended) -> tuple[int, list[str], Mapping[str, str], list[str]]:
    """Return what a run did apart from the words: exit code, commands, outputs, the blocks of its summary."""
    outputs = {
        name: value for name, value in ended.outputs.items() if name not in {"plan-digest", "plan-json", "plan-markdown", "comment-url"}
    }
    places = [command.partition(",col=")[0] for command in commands_in("\n".join(ended.log))]
    return ended.code, places, outputs, kinds(ended.summary)


def twin(tmp_path: Path, values: list[str]) -> tuple[list[Ended], list[str]]:
    """Return the runs of ``values``, and the comment after each kind of them."""
    tmp_path.mkdir()
    with running(tmp_path) as job:
        runs = life(job, values)
        return runs, [comment.body for comment in job.comments()]


GROUPS = [HOSTILE[start : start + 12] for start in range(0, len(HOSTILE), 12)]


@pytest.mark.slow
@pytest.mark.parametrize("values", GROUPS, ids=lambda group: ascii(group[0])[:30])
def test_a_run_with_hostile_values_does_what_its_harmless_twin_does(tmp_path: Path, values: tuple[str, ...]) -> None:
    valid = [value[:40] for value in values if value not in _REFUSED]
    hostile, comments = twin(tmp_path / "hostile", valid)
    harmless, expected = twin(tmp_path / "harmless", [f"value {number}{'/' * is_awkward(value)}" for number, value in enumerate(valid)])
    assert [run.code for run in harmless] == [0, 0, 0, 0], [run.log for run in harmless]
    for run, other in zip(hostile, harmless, strict=True):
        assert shape(run) == shape(other)
        assert foul_commands(run) == []
        assert foul_play(run.summary, _OURS) == []
        assert set(run.outputs) == set(other.outputs)
    assert [kinds(comment) for comment in comments] == [kinds(comment) for comment in expected]
    assert [foul_play(comment, _OURS) for comment in comments] == [[]] * len(comments)


def kinds(comment: str) -> list[str]:
    """Return the blocks of a comment in their order, each kind once: a longer value may take more lines, never other blocks."""
    return list(dict.fromkeys(block_outline(comment)))


@pytest.mark.parametrize("value", ["`" * 100_000, "</details>" * 10_000, "@team ::error::x\n" * 6_000], ids=["backticks", "html", "lines"])
def test_a_value_of_a_hundred_thousand_characters_is_told_of_in_a_few(job: Job, value: str) -> None:
    long: dict[str, Json] = {"Name": value, "Dimensions": {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": [value]}}}}
    job.check_out({"s.yaml": yaml_of(long)})
    ended = job.pull_request()
    assert (ended.code, ended.reason) == (1, "findings")
    assert max(map(len, ended.log)) < 1_000
    assert [foul_play(page, _OURS) for page in (ended.summary, job.comments()[0].body)] == [[], []]
    assert len(job.comments()[0].body) < 2_000


def test_hostile_names_are_still_readable(job: Job) -> None:
    job.check_out({"s.yaml": yaml_of(document("<b>@team</b> #1 | `x`", "now"))})
    job.pull_request()
    shown = texts(job.comments()[0].body).replace(ZERO_WIDTH, "")
    assert "now <b>@team</b> #1 | `x`" in shown


# ── problems ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value)[:30])
def test_a_problem_about_a_hostile_value_is_one_annotation_on_its_line(job: Job, value: str) -> None:
    wrong: Json = {"Attributes": {"kind": {"AttributeType": f"!{value}", "Values": ["a"]}}}
    content: dict[str, Json] = {"Name": "x", "Dimensions": wrong, f"!{value}": value}
    job.check_out({"s.yaml": yaml_of(content)})
    ended = job.pull_request()
    commands = commands_in("\n".join(ended.log))
    assert (ended.code, ended.reason) == (1, "findings")
    assert commands[0] == f"::add-mask::{TOKEN}"
    assert all(command.startswith("::error file=segments/s.yaml,line=1,col=") for command in commands[1:]), commands
    assert len(commands) > 1
    assert foul_play(ended.summary, _OURS) == []
    assert foul_play(job.comments()[0].body, _OURS) == []


@pytest.mark.parametrize(
    "name", ["`a`|b.yaml", "@team#1.yaml", "a,line=9::b.yaml", "::error::x.yaml", "a\u202eb.yaml", "<details>.yaml", "a%0Ab.yaml"]
)
def test_a_file_name_is_data_too(job: Job, name: str) -> None:
    job.check_out({name: "Name: 7\n"})
    ended = job.pull_request()
    commands = commands_in("\n".join(ended.log))
    assert (ended.code, len(commands)) == (1, 2), commands
    assert commands[1].startswith("::error file=segments/")
    assert [foul_play(page, _OURS) for page in (ended.summary, job.comments()[0].body)] == [[], []]


@pytest.mark.parametrize("name", ["target", "owner", "path", "aws-region", "application-id", "allow-deletes"])
def test_an_input_is_data_too(job: Job, name: str) -> None:
    job.inputs[name] = "x`|<details>@team ::error::x --> \n::error::y ##[error]z"
    ended = job.pull_request()
    extra = [
        command for command in commands_in("\n".join(ended.log))[1:] if not command.startswith("::error title=") and "file=" not in command
    ]
    assert (extra, "Traceback" in "\n".join(ended.log)) == ([], False)
    assert foul_play(ended.summary, _OURS) == []
    assert [foul_play(comment.body, _OURS) for comment in job.comments()] == [[]] * len(job.comments())


# ── code scanning ────────────────────────────────────────────────────────────────────────────────────────────────────

_SARIF_LINK = re.compile(r"(?<!\\)(?:\\\\)*\[(?:[^\\\]]|\\.)*\]\(")
"""An embedded link in the text of a message, with a bracket or a backslash in it escaped by a backslash (SARIF 2.1.0, 3.11.6)."""


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    with Emulator(applications=[APP], region="eu-west-1") as emulator:
        yield Laptop(tmp_path, emulator)


@pytest.mark.parametrize(
    "name", ["[click](https://evil.example)", "a [0](1) b", "\\[x](y)", "\\\\[x](y)", "[[x]](y)", "[x]", "[x\\](y)", "][](z"]
)
def test_no_value_is_a_link_in_sarif(laptop: Laptop, name: str) -> None:
    assert _SARIF_LINK.search("see [this](https://a.example) and \\\\[that](1)")
    criteria: Json = {"kind": {"AttributeType": name, "Values": ["a"]}}
    laptop.check_out({"a.yaml": json.dumps({"Name": "A", "Dimensions": {"Attributes": criteria}})})
    ended = laptop.run("validate", "--format", "sarif")
    (run,) = cast("list[dict[str, Any]]", ended.json["runs"])
    said = [result["message"]["text"] for result in run["results"]]
    assert [text for text in said if _SARIF_LINK.search(text)] == []
    shown = name.replace("\\", "\\\\")  # a message quotes such a value
    assert [shown in (re.sub(r"\\(.)", r"\1", text) if "](" in name else text) for text in said] == [True]
