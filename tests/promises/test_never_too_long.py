"""Promise 2: never too long, never broken, from one change to five thousand, and whatever is left out is somewhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it.token import Token

from segments_as_code.model.document import Location
from segments_as_code.model.plan import Applied, Change, Delete, Failed, Notice, NotStarted, Outcome, Plan, Refusal, Written
from segments_as_code.model.problem import Problem, Severity
from segments_as_code.plan.plan_json import write_plan
from segments_as_code.report.apply_report import render_record, render_record_summary
from segments_as_code.report.plan_report import render_plan_comment, render_plan_summary
from segments_as_code.report.problem_report import render_problems_comment
from tests.examples import examples
from tests.report.builders import DIALECT, SETTING, adopt, attribute, create, definition, delete, desired, plan, replaced, update
from tests.report.examples import many
from tests.report.hostile import FRAGMENTS, foul_play, parse

MOST_IN_A_COMMENT = 60_000
MOST_IN_A_SUMMARY = 2**20
OURS = "https://github.com/octo/audiences/"
SIZES = st.integers(1, 12) | st.integers(1, 600) | st.integers(1, 5_000)
MARKDOWN = [fragment for fragment in FRAGMENTS if fragment.isprintable()]

huge = st.builds(
    lambda text, length: (text * length)[: max(length, 1)], st.sampled_from([*MARKDOWN, "@team #1 ", "|a|\n"]), st.integers(1, 100_000)
)
hostile = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=4).map("".join)
PLAIN, LONG = ["plain"] * 6, ["`|<b>@team #1</b>" * 9, "</details>" * 40, "x" * 100_000, "```\n", "-->", "\u202e|"]
values = st.lists(huge | hostile, min_size=6, max_size=6)


def changes(v: list[str], number: int) -> list[Change]:
    """Return ``number`` changes of every kind, each with a key of its own; the values ``v`` stand in three of seven."""
    patterns = [pattern for shift in range(7) for pattern in of_every_kind(v[shift:] + v[:shift] if shift < 3 else [f"plain {shift}"] * 6)]
    return [keyed(patterns[index % len(patterns)], f"bulk/{index:04}") for index in range(number)]


def of_every_kind(v: list[str]) -> list[Change]:
    before = desired("k", v[0], definition(v[0], old=attribute(v[1], "a")))
    after = replace(
        before, name=v[2], definition=definition(v[2], old=attribute("a", v[3]), new=attribute(v[4])), location=Location(v[5], 3)
    )
    return [create(after), update(before, after), adopt(before, after, "id-1"), replaced(before, after), delete(before)]


def keyed(change: Change, name: str) -> Change:
    if isinstance(change, Delete):
        return replace(change, key=name)
    return replace(change, desired=replace(change.desired, key=name))


def outcome(index: int, change: Change, v: Sequence[str]) -> Outcome:
    match index // 5 % 3:
        case 0:
            return Applied(change, Written("0b1c2d3e4f5a", "arn", 4))
        case 1:
            return Failed(change, v[0])
        case _:
            return NotStarted(change, v[1])


def length_in_github(text: str) -> int:
    """Return how many characters GitHub counts: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def unbalanced(page: str, tokens: Sequence[Token]) -> list[str]:
    """Return what of a page a GFM parser finds open, nested, cut off or out of its table."""
    trouble, depth = [], 0
    for token in tokens:
        if token.type == "html_block":
            depth += token.content.count("<details") - token.content.count("</details>")
            trouble += [f"details {depth} deep"] if depth not in {0, 1} else []
        elif token.type == "fence" and ("\n</details>\n" in token.content or "<sub>For commit" in token.content):
            trouble.append("a fence that is not closed")
        elif token.type == "inline" and token.content.startswith("| "):
            trouble.append(f"a row outside its table: {token.content[:40]}")
    trouble += ["details left open"] if depth else []
    return trouble + ([] if page.endswith("</sub>\n") and page.count("<sub>For commit") == 1 else ["the last line is not the last line"])


def rows(tokens: Sequence[Token]) -> list[int]:
    """Return how many cells each row of a page's tables has, as the parser has cut them."""
    counted: list[int] = []
    for token in tokens:
        if token.type == "tr_open":
            counted.append(0)
        elif token.type in {"td_open", "th_open"}:
            counted[-1] += 1
    return counted


def is_sound(page: str, most: int, length: int) -> bool:
    tokens = parse(page)
    assert length <= most
    assert unbalanced(page, tokens) == []
    assert len(set(rows(tokens))) <= 2, "a table of changes, and one of counts"
    assert foul_play(page, OURS) == []
    return True


def is_sound_summary(page: str) -> bool:
    """Hold the largest pages to their limit and their ends, and those that a parser reads in a second to everything."""
    length = len(page.encode("utf-8", "strict"))
    assert length <= MOST_IN_A_SUMMARY
    assert page.count("\n</details>\n") == page.count("\n<details")
    assert page.endswith("</sub>\n")
    return length > MOST_IN_A_COMMENT * 4 or is_sound(page, MOST_IN_A_SUMMARY, length)


def problems_of(v: Sequence[str], number: int) -> list[Problem]:
    return [Problem(Location(v[n % 6], n + 1), "code", v[(n + 1) % 6], v[(n + 2) % 6], Severity.WARNING) for n in range(number)]


@examples(4)
@given(values, SIZES, st.integers(0, 300))
@example(PLAIN, 130, 0)
@example(PLAIN, 500, 0)
@example(LONG, 150, 300)
@example(PLAIN, 5_000, 0)
@example(LONG, 700, 10)
def test_a_plans_comment_fits_is_whole_and_leaves_nothing_unreachable(v: list[str], number: int, problems: int) -> None:
    made = plan(*changes(v, number), notices=[Notice("name-taken", v[0], v[1])] * 9, refusals=[Refusal("protected", v[2], v[3])] * 9)
    comment = render_plan_comment(made, problems_of(v, problems), DIALECT, SETTING)
    assert is_sound(comment, MOST_IN_A_COMMENT, length_in_github(comment))
    assert says_each(comment, made) or "in the [job summary]" in comment
    summary = render_plan_summary(made, problems_of(v, problems), DIALECT, SETTING)
    assert is_sound_summary(summary)
    assert says_each(summary, made) or "in the plan file of this run" in summary
    said = json.loads(write_plan(made))["changes"]
    assert [change.get("key") or change["desired"]["key"] for change in said] == [key(change) for change in made.changes]


@examples(4)
@given(values, SIZES)
@example(PLAIN, 130)
@example(LONG, 150)
@example(PLAIN, 5_000)
def test_a_record_fits_is_whole_and_leaves_nothing_unreachable(v: list[str], number: int) -> None:
    made = plan(*changes(v, number))
    outcomes = [outcome(index, change, v) for index, change in enumerate(made.changes)]
    comment = render_record(made, outcomes, DIALECT, SETTING)
    assert is_sound(comment, MOST_IN_A_COMMENT, length_in_github(comment))
    assert says_each(comment, made) or "in the [job summary]" in comment
    summary = render_record_summary(made, outcomes, DIALECT, SETTING)
    assert is_sound_summary(summary)
    assert says_each(summary, made) or "in the plan file of this run" in summary


@examples(4)
@given(values, st.integers(1, 3_000))
@example(PLAIN, 3_000)
def test_problems_fit_and_are_whole(v: list[str], number: int) -> None:
    comment = render_problems_comment(problems_of(v, number), SETTING)
    assert is_sound(comment, MOST_IN_A_COMMENT, length_in_github(comment))
    assert comment.count("⚠️") >= number or "more, in the [job summary]" in comment


def key(change: Change) -> str:
    return change.key if isinstance(change, Delete) else change.desired.key


def says_each(page: str, made: Plan) -> bool:
    return set(re.findall(r"`bulk/\d{4}`", page)) == {f"`{key(change)}`" for change in made.changes}


@pytest.mark.parametrize(
    ("page", "trouble"),
    [
        ("<details><summary>a</summary>\n\nx\n", "details left open"),
        ("<details><summary>a</summary>\n\n<details><summary>b</summary>\n\n</details>\n\n</details>\n", "details 2 deep"),
        ("```diff\n+ x\n\n<sub>For commit a</sub>\n", "a fence that is not closed"),
        ("| a | b |\n\n| c | d |\n", "a row outside its table: | a | b |"),
    ],
)
def test_what_is_broken_is_seen_to_be(page: str, trouble: str) -> None:
    assert trouble in unbalanced(page, parse(page))


@pytest.mark.parametrize(("number", "rung"), [(5, "full"), (120, "shortened"), (5_000, "counts")])
def test_the_page_grows_shorter_step_by_step(number: int, rung: str) -> None:
    page = render_plan_comment(many(number), (), DIALECT, SETTING)
    seen = {
        "full": "```diff" in page and "shortened here" not in page,
        "shortened": "```diff" in page and "shortened here" in page,
        "counts": "That is too much to list here. Each of them is in the [job summary]" in page,
    }
    assert [name for name, is_there in seen.items() if is_there] == [rung]
