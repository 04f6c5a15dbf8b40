"""The record says how each change is put back."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace

import pytest
from hypothesis import given

from segments_as_code.model.plan import Applied, Change, Failed, NotStarted, Outcome, Written
from segments_as_code.model.segment import Target
from segments_as_code.report.apply_report import render_record, render_record_summary
from segments_as_code.report.visible import visible
from tests.examples import examples
from tests.report.builders import DIALECT, SETTING, adopt, attribute, create, definition, delete, desired, plan, replaced, update
from tests.report.examples import many
from tests.report.hostile import hostile_text, parse

A, B = (desired("retail/a", "A", definition("A", x=attribute(value))) for value in ("old", "new"))
TAGGED = replace(A, tags={"team": "crm"})
WRITTEN = Written("0b1c2d3e4f5a", "arn", 4)


def record(*outcomes: Outcome, target: Target | None = None) -> str:
    made = plan(*(outcome.change for outcome in outcomes))
    return render_record(replace(made, target=target or made.target), outcomes, DIALECT, SETTING)


def commands(page: str) -> list[str]:
    return [line for token in parse(page) if token.type == "fence" and token.info == "sh" for line in token.content.splitlines()]


def ways(page: str) -> set[str]:
    """Return the first words of each line on what is undone without a command."""
    _, _, rest = page.partition("<summary>How to put each of these back</summary>")
    return {" ".join(line.removeprefix("- ").split()[:3]) for line in rest.partition("</details>")[0].split("\n") if line.startswith("- ")}


def test_a_changed_definition_has_a_command_that_names_everything() -> None:
    (command,) = commands(record(Applied(update(A, B, version=3), WRITTEN)))
    assert command == "segments rollback retail/a --to 3 --application-id app-123456 --region eu-west-1 --owner octo/audiences"


@pytest.mark.parametrize(
    ("change", "expected", "way"),
    [
        (create(A), 0, {"What was created"}),
        (delete(A), 0, {"What was removed"}),
        (replaced(A, B), 0, {"What has no"}),
        (update(A, B), 1, set()),
        (update(A, TAGGED), 0, {"If only tags"}),
        (adopt(A, B, "1f6a"), 1, set()),
        (adopt(A, A, "1f6a"), 0, {"What was taken"}),
        (replace(made := update(A, B), deployed=replace(made.deployed, version=None)), 0, {"What has no"}),
    ],
)
def test_every_kind_of_change_has_its_way_back(change: Change, expected: int, way: set[str]) -> None:
    page = record(Applied(change, WRITTEN))
    assert (len(commands(page)), ways(page)) == (expected, way)


def test_what_failed_may_be_half_done_and_has_its_command_and_what_was_not_started_has_none() -> None:
    page = record(Failed(update(A, B, version=3), "429"), NotStarted(create(replace(B, key="c")), "it needs a"))
    assert (len(commands(page)), ways(page)) == (1, set())
    assert "How to put" not in record(NotStarted(update(A, B), "no"), Failed(create(A), "no"))


def test_letting_a_segment_go_that_was_taken_over_comes_with_the_warning_that_a_deleted_file_deletes_it() -> None:
    assert "a deleted file deletes the segment" in record(Applied(adopt(A, A, "1f6a"), WRITTEN))


@examples(40)
@given(hostile_text, hostile_text)
def test_no_value_is_more_than_one_word_of_the_command(key: str, owner: str) -> None:
    key, owner = key[:100], owner[:100]
    before, after = (replace(segment, key=f"k{key}") for segment in (A, B))
    page = record(Applied(update(before, after), WRITTEN), target=Target("small", "app", "region", f"o{owner}"))
    (line,) = commands(page)
    assert shlex.split(line) == [
        *("segments", "rollback", visible(f"k{key}"), "--to", "3", "--application-id", "app", "--region", "region"),
        *("--owner", visible(f"o{owner}")),
    ]


@pytest.mark.parametrize("number", [1, 100, 300, 320, 340, 400, 1_000, 5_000])
def test_where_not_all_commands_fit_one_says_how_they_are_made(number: int) -> None:
    made = many(number)
    outcomes = [Applied(change, Written("0b1c2d3e4f5a", "arn", 4)) for change in made.changes]
    for page in (render_record(made, outcomes, DIALECT, SETTING), render_record_summary(made, outcomes, DIALECT, SETTING)):
        found = commands(page)
        if len(found) == number:
            assert re.fullmatch(r"segments rollback bulk/segment-0000 --to 3 .*", found[0])
        else:
            assert found == ["segments rollback KEY --to VERSION --application-id app-123456 --region eu-west-1 --owner octo/audiences"]
            assert "`KEY` and `VERSION` are in the table, under *Segment* and *Before*" in page


def test_a_key_too_long_to_be_copied_goes_back_with_its_file() -> None:
    before, after = (replace(segment, key="k" * 5_000) for segment in (A, B))
    page = record(Applied(update(before, after), WRITTEN))
    assert (commands(page), ways(page)) == ([], {"What has no"})
