"""Whatever a plan holds, its page fits, is whole, and shows values as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.meaning.relation import Relation, Verdict, Verdicts
from segments_as_code.model.comment import Header
from segments_as_code.model.document import Definition, Location
from segments_as_code.model.plan import Applied, Change, Failed, Notice, NotStarted, Outcome, Plan, Refusal, Written
from segments_as_code.model.problem import Problem, SegmentsError, Severity
from segments_as_code.model.segment import Usage
from segments_as_code.report.apply_report import render_record, render_record_summary, verdicts_come_true
from segments_as_code.report.plan_report import render_plan_comment, render_plan_summary
from segments_as_code.report.problem_report import render_error_comment, render_problems_comment, render_problems_summary
from segments_as_code.review.comment_header import read_header
from tests.examples import examples
from tests.report.builders import (
    DIALECT,
    SETTING,
    SmallDialect,
    adopt,
    attribute,
    create,
    definition,
    delete,
    deployed,
    desired,
    plan,
    replaced,
    update,
)
from tests.report.examples import many
from tests.report.hostile import block_outline, foul_play, hostile_text, parse

_OURS = "https://github.com/octo/audiences/"
_PLAIN = "x"
values = st.lists(hostile_text, min_size=12, max_size=12)


def _changes(v: list[str], number: int = 5) -> list[Change]:
    """Return ``number`` changes with the values ``v`` in every place that a value can stand in."""
    before = desired(f"{v[0]}k", v[1], definition(v[1], old=attribute(v[2], "a")), {_tag(v[3]): v[4], "gone": v[5]})
    after = replace(before, name=v[6], definition=definition(v[6], old=attribute("a", v[7]), new=attribute(v[8])), tags={_tag(v[3]): v[9]})
    after = replace(after, location=Location(f"segments/{v[10]}.yaml", 3))
    five: list[Change] = [create(after), update(before, after), adopt(before, after, f"{v[11]}i"), replaced(before, after), delete(before)]
    return [five[index % 5] for index in range(number)]


def _tag(name: str) -> str:
    """Return ``name`` as a tag's: what a tag is called has passed an encoder before."""
    return name.encode("utf-8", "replace").decode()


def _plan(v: list[str], number: int = 5) -> Plan:
    usage = Usage(deployed(desired(f"{v[0]}k", v[1])).id, "campaign", v[2], v[3], v[4], live=True, pinned_version=2, next_run=v[5] or None)
    notices = [Notice("name-taken", f"{v[6]} is taken: {v[7]}", v[8], (f"{v[0]}k",))]
    refusals = [Refusal("protected", f"{v[9]} is protected", v[10]), Refusal("too-many", "this is too much", "")]
    return plan(*_changes(v, number), usages=[usage], notices=notices, refusals=refusals)


def _problems(v: list[str]) -> list[Problem]:
    related = (Location(v[3]),)
    return [Problem(Location(v[0], 2, 3), v[1], v[2], v[4], Severity.WARNING, related), Problem(Location(v[5]), "c", f"{v[6]} x", v[7])]


def _outcomes(v: list[str]) -> list[Outcome]:
    new, changed, adopted, other, gone = _changes(v)
    written = Written(f"{v[0]}i", "arn", 2)
    return [Applied(new, written), Failed(changed, v[1]), NotStarted(adopted, v[2]), Applied(other, written), Applied(gone, None)]


def _pages(v: list[str]) -> Iterator[str]:
    yield render_plan_comment(_plan(v), _problems(v), DIALECT, SETTING)
    yield render_record(_plan(v), _outcomes(v), DIALECT, SETTING)
    yield render_problems_comment(_problems(v), SETTING)
    yield render_error_comment(SegmentsError("code", f"{v[0]}x", f"{v[1]}x"), SETTING)


@examples(30)
@given(values)
def test_no_value_changes_the_structure_of_a_page(v: list[str]) -> None:
    plain = [_PLAIN if value else "" for value in v]  # an absent remedy or note is left out, which is no play of a value's
    assert [block_outline(page) for page in _pages(v)] == [block_outline(page) for page in _pages(plain)]


@examples(30)
@given(values)
def test_no_value_adds_html_or_a_link_or_a_mention(v: list[str]) -> None:
    assert [foul_play(page, _OURS) for page in _pages(v)] == [[], [], [], []]


@examples(30)
@given(values)
def test_a_row_of_a_table_has_as_many_bars_as_its_head(v: list[str]) -> None:
    for page in _pages(v):
        rows = [line for line in page.split("\n") if line.startswith(("| ", "|:"))]
        assert {row.count("|") for row in rows} <= ({5} if page.count("Used by |") else {6})


@examples(20)
@given(values, st.integers(1, 200))
def test_a_comment_of_any_plan_fits_and_is_whole(v: list[str], number: int) -> None:
    page = render_plan_comment(_plan(v, number), _problems(v), DIALECT, SETTING)
    assert len(page.encode("utf-16-le")) // 2 <= 60_000
    assert _is_whole(page)
    assert foul_play(page, _OURS) == []


@pytest.mark.parametrize("number", [1, 3, 4, 50, 120, 121, 350, 400, 450, 560, 1_000, 5_000])
def test_a_comment_of_any_size_fits_and_is_whole(number: int) -> None:
    for page in (
        render_plan_comment(many(number, deletes=number // 2), (), DIALECT, SETTING),
        render_record(*_applied(number), DIALECT, SETTING),
    ):
        assert len(page.encode("utf-16-le")) // 2 <= 60_000
        assert _is_whole(page)


@pytest.mark.parametrize("number", [1, 500, 5_000])
def test_a_summary_of_any_size_fits_and_names_every_segment(number: int) -> None:
    plan_page, record_page = (
        render_plan_summary(many(number), (), DIALECT, SETTING),
        render_record_summary(*_applied(number), DIALECT, SETTING),
    )
    assert _is_whole(plan_page)
    for page in (plan_page, record_page):
        assert len(page.encode()) <= 1_048_576
        assert all(f"`bulk/segment-{index:04}`" in page for index in range(number))


@pytest.mark.parametrize(
    "huge", ["x" * 100_000, "`" * 100_000, "|" * 100_000, "\u202e" * 100_000, "👩‍💻" * 20_000, "$" * 100_000, "<b>" * 30_000]
)
def test_huge_values_fit(huge: str) -> None:
    v = [huge] * 12
    comment = render_plan_comment(_plan(v, 30), _problems(v) * 200, DIALECT, SETTING)
    problems = render_problems_comment(_problems(v) * 200, SETTING)
    record = render_record(_plan(v), _outcomes(v) * 40, DIALECT, SETTING)
    for page in (comment, problems, record):
        assert len(page.encode("utf-16-le")) // 2 <= 60_000
        assert (_is_whole(page), foul_play(page, _OURS)) == (True, [])


def test_a_thousand_refusals_and_notices_fit() -> None:
    refusals = [
        Refusal("protected", f"segment {index} is protected and would be deleted. " * 5, "bring its file back.") for index in range(1_000)
    ]
    notices = [Notice("name-taken", f"a segment named {index} is deployed already. " * 5) for index in range(1_000)]
    page = render_plan_comment(replace(many(300), refusals=tuple(refusals), notices=tuple(notices)), (), DIALECT, SETTING)
    assert len(page) <= 60_000
    assert "more, in the [job summary]" in page
    assert _is_whole(page)


def test_a_thousand_problems_fit_and_the_rest_is_counted() -> None:
    problems = [
        Problem(Location(f"segments/{index}.yaml", 3), "unknown-duration", "Duration is DAY_31.", "write DAY_30.") for index in range(1_000)
    ]
    page = render_problems_comment(problems, SETTING)
    shown = page.count("❌")
    assert (len(page) <= 60_000, f"… and {1_000 - shown} more, in the [job summary]" in page) == (True, True)
    assert render_problems_summary(problems, SETTING).count("❌") == 1_000


def test_the_first_line_of_a_comment_is_the_marker() -> None:
    comment = render_plan_comment(many(1), (), DIALECT, SETTING)
    assert read_header(comment) == Header(SETTING.target, SETTING.head, many(1).digest)


def test_a_record_and_problems_are_told_from_a_plan_and_problems_approve_nothing() -> None:
    record, problems = (
        read_header(render_record(*_applied(1), DIALECT, SETTING)),
        read_header(render_problems_comment(_problems([_PLAIN] * 12), SETTING)),
    )
    assert record == Header(SETTING.target, SETTING.head, "", kind="record")
    assert problems == Header(SETTING.target, SETTING.head, "", kind="findings")


def test_a_record_carries_the_digest_of_what_is_left_to_do() -> None:
    header = read_header(render_record(*_applied(1), DIALECT, SETTING, left="b4e0d2"))
    assert header == Header(SETTING.target, SETTING.head, "b4e0d2", kind="record")


def test_a_record_says_who_came_in_only_of_what_was_applied_and_of_what_builds_on_that_alone() -> None:
    wider = Verdict("bulk/segment-0000", "some", Relation("wider", True, False, "some", "some"))
    changed = {key: replace(wider, key=key) for key in ("bulk/segment-0000", "bulk/segment-0001")}
    also = replace(wider, key="bulk/first", through=("bulk/segment-0000", "bulk/segment-0001"))
    done, left = (each for each in many(2).changes)
    verdicts = Verdicts(changed, (also,))
    assert verdicts_come_true(verdicts, [Applied(done, None), Failed(left, "no")]) == Verdicts({"bulk/segment-0000": wider})
    assert verdicts_come_true(verdicts, [Applied(done, None), Applied(left, None)]) == verdicts
    page = render_record(many(2), [Applied(done, None), Failed(left, "no")], DIALECT, replace(SETTING, verdicts=Verdicts(changed)))
    assert (page.count("changed: **more people**"), page.count("**More people.**")) == (1, 1)


def test_a_last_sentence_may_be_replaced_or_left_out() -> None:
    pages = [
        render_plan_comment(many(1), (), DIALECT, replace(SETTING, closing=closing)) for closing in ("Nothing is applied from a fork.", "")
    ]
    assert ["Nothing is applied from a fork." in page for page in pages] == [True, False]
    assert not any("Merging applies" in page or "(empty)" in page for page in pages)


def test_a_summary_has_no_marker() -> None:
    assert read_header(render_plan_summary(many(1), (), DIALECT, SETTING)) is None


@dataclass(frozen=True, slots=True)
class _CountingDialect(SmallDialect):
    asked: list[Definition] | None = None

    def simplify(self, definition: Definition) -> Definition:
        assert self.asked is not None
        self.asked.append(definition)
        return definition


def test_a_comment_of_five_thousand_changes_looks_into_a_few_definitions_only() -> None:
    dialect = _CountingDialect(asked=[])
    render_plan_comment(many(5_000), (), dialect, SETTING)
    assert dialect.asked == []


def test_the_same_plan_gives_the_same_page() -> None:
    assert render_plan_comment(many(30), (), DIALECT, SETTING) == render_plan_comment(many(30), (), DIALECT, SETTING)


def _applied(number: int) -> tuple[Plan, list[Outcome]]:
    made = many(number)
    return made, [Applied(change, Written("0b1c2d3e4f5a", "arn", 4)) for change in made.changes]


def _is_whole(page: str) -> bool:
    """Return whether every block of a page that opens also closes, nothing stands in another, and the last sentence is there."""
    depth, deepest = 0, 0
    for token in parse(page):
        if token.type == "html_block":
            depth += token.content.count("<details") - token.content.count("</details>")
            deepest = max(deepest, depth)
        if token.type == "fence" and "\n### " in token.content:
            return False
    return depth == 0 and deepest <= 1 and page.count("<sub>For commit") == 1 and page.endswith("</sub>\n")
