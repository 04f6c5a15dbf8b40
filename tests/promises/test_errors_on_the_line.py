"""Promise 12: errors land on the line, in the pull request's files view, saying what is wrong, what was found, and how to fix it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest

from tests.action.job import Ended, Job
from tests.cli.laptop import Laptop
from tests.github.runner import annotation, commands_in
from tests.promises.jobs import running

INVALID = sorted((Path(__file__).parents[1] / "cases" / "pinpoint" / "invalid").iterdir())
EXPECTATION = re.compile(rb"# expect: (\d+):(\d+) (error|warning) ([a-z0-9-]+)\r?")


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Job]:
    with running(tmp_path_factory.mktemp("job")) as made:
        made.inputs["comment"] = "never"
        yield made


def check(job: Job, file: Path) -> Ended:
    job.check_out({})
    (job.workspace / "segments" / file.name).write_bytes(file.read_bytes())
    return job.pull_request()


def expected(file: Path) -> list[tuple[str, str, str, str]]:
    """Return severity, line, column and code of each problem that the first lines of an example announce."""
    found = takewhile(bool, map(EXPECTATION.fullmatch, file.read_bytes().split(b"\n")))
    return [(match[3].decode(), match[1].decode(), match[2].decode(), match[4].decode()) for match in found if match]


def annotated(ended: Ended) -> list[tuple[str, dict[str, str], str]]:
    return [annotation(command) for command in commands_in("\n".join(ended.log)) if "file=" in command]


@pytest.mark.parametrize("file", INVALID[::3], ids=lambda file: file.name)
def test_each_problem_is_an_annotation_on_its_line_with_a_way_to_fix_it(job: Job, file: Path) -> None:
    ended = check(job, file)
    found = annotated(ended)
    seen = [(kind, said["line"], said["col"], said["title"]) for kind, said, _ in found]
    assert set(expected(file)) <= set(seen), "those of one document; what a folder is wrong in may be more"
    assert {said["file"] for _, said, _ in found} == {f"segments/{file.name}"}
    assert [message for _, _, message in found if not re.search(r"\nfix: .*\.$", message, re.DOTALL)] == []
    is_wrong = any(kind == "error" for kind, *_ in seen)
    assert (ended.code, ended.reason) == ((1, "findings") if is_wrong else (0, ""))


def test_a_problem_says_what_is_wrong_what_was_found_and_what_is_allowed(job: Job) -> None:
    job.check_out(
        {"lapsed.yml": "Name: Lapsed\nDimensions:\n  Behavior:\n    Recency:\n      Duration: DAY_31\n      RecencyType: INACTIVE\n"}
    )
    ended = job.pull_request()
    ((kind, said, message),) = annotated(ended)
    assert (kind, said["file"], said["line"], said["col"], said["title"]) == ("error", "segments/lapsed.yml", "5", "17", "unknown-duration")
    assert message == (
        "Recency.Duration is DAY_31; Pinpoint knows HR_24, DAY_7, DAY_14 and DAY_30.\nfix: write one of those four, for example DAY_30."
    )


def test_all_problems_of_all_files_come_at_once_in_the_order_of_their_places(job: Job) -> None:
    job.check_out(dict.fromkeys(("b.yaml", "a.yaml"), "Name: 7\nDimension: {}\n"))
    said = [(found["file"], int(found["line"])) for _, found, _ in annotated(job.pull_request())]
    assert said == sorted(said)
    assert {file for file, _ in said} == {"segments/a.yaml", "segments/b.yaml"}


def test_nothing_is_asked_of_the_service_while_there_are_problems(job: Job) -> None:
    job.emulator.forget_requests()
    job.check_out({"a.yaml": "Name: 7\n"})
    assert (job.pull_request().code, job.operations()) == (1, [])


def test_a_file_with_errors_is_never_rewritten_and_its_errors_are_reported_on_their_lines(job: Job, tmp_path: Path) -> None:
    laptop = Laptop(tmp_path, job.emulator)
    text = "# ours\nNmae: Sale\ntags: {a: b}\n"
    laptop.check_out({"sale.yaml": text})
    ended = laptop.run("fmt")
    assert (ended.code, ended.out.splitlines()[0].partition(": unknown-member: ")[0]) == (1, "segments/sale.yaml:2:1: error")
    assert (laptop.folder / "segments" / "sale.yaml").read_text() == text


# ── what matters first ───────────────────────────────────────────────────────────────────────────────────────────────

PASTED = "Name: Pasted {0}\nDimensions: {{Attributes: {{bought{0}: {{AttributeType: GREATER_THAN, Values: ['2023-11-01']}}}}}}\n"
MEANT = {
    "y/contrary.yaml": "Name: Loyal customers\nDimensions: {Attributes: {kind: {AttributeType: EXCLUSIVE, Values: [loyal]}}}\n",
    "z/contrary.yaml": "Name: Gold customers\nDimensions: {Attributes: {kind: {AttributeType: EXCLUSIVE, Values: [gold]}}}\n",
}


def test_what_definitions_mean_is_warned_of_before_how_they_are_spelt(job: Job) -> None:
    job.check_out({**{f"a{number}.yaml": PASTED.format(number) for number in range(12)}, **MEANT})
    job.inputs["comment"] = "always"
    try:
        ended = job.pull_request()
    finally:
        job.inputs["comment"] = "never"
    said = [(found["file"], found["title"]) for kind, found, _ in annotated(ended) if kind == "warning"]
    assert len(said) == 10
    assert {title for _, title in said} >= {"contrary-name", "only-exclusive"}
    page = ended.summary.partition("in the files</summary>")[2].partition("</details>")[0]
    items = [line for line in page.splitlines() if line.startswith("- ")]
    assert items[-1] == "- ⚠️ 12 spellings that `segments fmt` rewrites"
    assert ["segments/y/contrary.yaml" in items[0], len(items)] == [True, 5]
    assert "`contrary-name`" in page
    assert "`only-exclusive`" in page
    assert page in job.comments()[-1].body


def test_the_first_warnings_of_a_plan_are_about_meaning(job: Job, tmp_path: Path) -> None:
    laptop = Laptop(tmp_path, job.emulator)
    laptop.check_out({**{f"a{number}.yaml": PASTED.format(number) for number in range(7)}, **MEANT})
    warned = [line for line in laptop.plan().out.splitlines() if "warning: " in line or line.startswith("… and ")]
    assert [line.split(": ")[2] for line in warned[:3]] == ["only-exclusive", "contrary-name", "only-exclusive"]
    assert warned[3:] == ["… and 1 more: segments validate shows them all.", "warning: 7 spellings that segments fmt rewrites"]
