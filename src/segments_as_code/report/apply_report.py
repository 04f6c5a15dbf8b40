"""Render the record of an apply: the comment after the merge, and the job summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from segments_as_code.meaning.relation import Verdicts
from segments_as_code.meaning.verdict_text import change_words
from segments_as_code.model.comment import Header
from segments_as_code.model.plan import Applied, Create, Delete, Failed, NotStarted, Outcome, Plan, Written, key_of, name_of
from segments_as_code.ports import Dialect
from segments_as_code.report.alerts import render_comment_error, render_notices, usage_notices_after
from segments_as_code.report.change_block import LONGEST_NAME, MOST_SOURCES, NOTHING, Users, block, title
from segments_as_code.report.change_phrases import describe
from segments_as_code.report.change_summary import done, icon
from segments_as_code.report.markdown import Markdown, code, fill, join, join_sections, strong, text
from segments_as_code.report.page import PageContext, closing_text, footer, hidden_end, target_line, where_the_rest_is, with_header
from segments_as_code.report.people import SourceNames, describe_in_english
from segments_as_code.report.people_markdown import render_phrase
from segments_as_code.report.rollback_help import RollbackHelp
from segments_as_code.report.size_budget import COMMENT, SUMMARY, Limit, SizeBudget, take_all, take_some
from segments_as_code.review.comment_header import seal_comment, write_header

KIND = "record"
"""The hidden header of a record."""

_TABLE_HEAD = Markdown("|  | Segment | What was done | Now | Before |\n|:--|:--|:--|:--|:--|")

_FOR_REMARKS = 1_000

_MOST_LINES = 400

_LONGEST_REASON = 300

_WORDS: dict[type[Outcome], str] = {Applied: "applied", Failed: "failed", NotStarted: "not started"}


def render_record(plan: Plan, outcomes: Sequence[Outcome], dialect: Dialect, context: PageContext, *, left: str = "") -> str:
    """Return the comment that replaces a plan's after it was applied, completely or in part.

    ``left`` is the digest of what is left to do, which the review covers too; empty if nothing is.
    """
    marker = Markdown(write_header(Header(context.target, context.head, left, kind=KIND)))
    return seal_comment(_render(plan, outcomes, dialect, context, COMMENT, marker))


def render_record_summary(plan: Plan, outcomes: Sequence[Outcome], dialect: Dialect, context: PageContext) -> str:
    """Return the same page for a job summary."""
    return _render(plan, outcomes, dialect, context, SUMMARY, None)


def _render(plan: Plan, outcomes: Sequence[Outcome], dialect: Dialect, context: PageContext, limit: Limit, marker: Markdown | None) -> str:
    budget, rest = SizeBudget(limit), where_the_rest_is(context, limit)
    first = [with_header(marker, fill("### Segments: {}", Markdown(count_outcomes(outcomes)))), target_line(plan, context)]
    first.extend([_alert(outcomes)] if any(not isinstance(outcome, Applied) for outcome in outcomes) else [])
    last = [_closing(outcomes, context), footer(context), *hidden_end(context, marker)]
    failure = list(render_comment_error(context))
    budget.reserve(*failure, *first, *last, rest, rest)
    box = list(render_notices(usage_notices_after(plan.notices, outcomes), plan.changes, budget, rest))
    budget.left -= _FOR_REMARKS
    rollback_help = RollbackHelp(plan, outcomes, rest)
    reserved = rollback_help.reserve(budget)
    users, names = Users(plan), SourceNames(plan)
    ordered, context = sorted(outcomes, key=_worst_first), replace(context, verdicts=verdicts_come_true(context.verdicts, outcomes))
    rows = take_all((_row(outcome, context.verdicts, dialect, names) for outcome in ordered), budget)
    if rows is None:
        failed = [outcome for outcome in ordered if not isinstance(outcome, Applied)]
        rows = take_all((_row(outcome, context.verdicts, dialect, names) for outcome in failed), budget) or []
    also = take_some(_rows_through(plan, context.verdicts), lambda each: each, budget) if len(rows) == len(outcomes) else []
    table = [join("\n", [_TABLE_HEAD, *rows, *also])] if rows else []
    left_out = [fill("The {} others are {}.", Markdown(f"{len(outcomes) - len(rows):,}"), rest)] if len(rows) < len(outcomes) else []
    back = rollback_help.take(budget, reserved)
    blocks = take_all(
        (block(o.change, users, names, dialect, context, most=_MOST_LINES, is_open=False, made=_deployed_as(o)) for o in outcomes), budget
    )
    left_out += [fill("The YAML of each, before and after, is {}.", rest)] if blocks is None else []
    return join_sections([*failure, *first, *box, *table, *left_out, *back, *(blocks or []), *last])


def verdicts_come_true(verdicts: Verdicts, outcomes: Sequence[Outcome]) -> Verdicts:
    """Return the verdicts that hold now: those of applied changes, and of segments that build only on those."""
    applied = {key_of(outcome.change) for outcome in outcomes if isinstance(outcome, Applied)}
    changed = {key: verdict for key, verdict in verdicts.changed.items() if applied.issuperset({key, *verdict.through})}
    return Verdicts(changed, tuple(verdict for verdict in verdicts.also if applied.issuperset(verdict.through)))


def count_outcomes(outcomes: Sequence[Outcome]) -> str:
    """Return how many changes were applied, failed and were not started, as text."""
    numbers = {kind: sum(isinstance(outcome, kind) for outcome in outcomes) for kind in _WORDS}
    return ", ".join(f"{number:,} {_WORDS[kind]}" for kind, number in numbers.items() if number) or "nothing to apply"


def what_was_done(outcome: Outcome) -> str:
    """Return a word or two for an outcome, without its reason."""
    match outcome:
        case Applied(change):
            return done(change)
        case Failed(change):
            return f"not {done(change)}"
        case NotStarted():
            return "not started"
        case _:
            assert_never(outcome)


def _row(outcome: Outcome, verdicts: Verdicts, dialect: Dialect, names: SourceNames) -> Markdown:
    match outcome:
        case Applied(change, written):
            verdict = verdicts.changed.get(key_of(change))
            people = [strong(words)] if verdict and (words := change_words(verdict)) else []
            phrase = (
                []
                if isinstance(change, Create) or not written
                else [render_phrase(describe(change, *describe_in_english(change, dialect, names)))]
            )
            cells = (icon(change), join(": ", [text(done(change)), *people, *phrase]), _now(written))
        case Failed(_, reason):
            cells = ("❌", fill("**{}**: {}", text(what_was_done(outcome)), text(reason, _LONGEST_REASON)), NOTHING)
        case NotStarted(_, reason):
            cells = ("⏸️", fill("**not started**: {}", text(reason, _LONGEST_REASON)), NOTHING)
        case _:
            assert_never(outcome)
    sign, what, now = cells
    return fill("| {} | {} | {} | {} | {} |", Markdown(sign), title(outcome.change), what, now, _before(outcome))


def _rows_through(plan: Plan, verdicts: Verdicts) -> list[Markdown]:
    """Return a row for each segment that has other people now although it was not changed itself."""
    by_key = {key_of(change): change for change in plan.changes}
    rows = []
    for verdict in verdicts.also:
        through = join(", ", [text(name_of(by_key[key]), LONGEST_NAME) for key in verdict.through[:MOST_SOURCES]])
        what = fill("{}, through {}", strong(change_words(verdict)), through)
        rows.append(fill("| ↪️ | {} | {} | {} | {} |", title(by_key[verdict.key]), what, NOTHING, NOTHING))
    return rows


def _worst_first(outcome: Outcome) -> int:
    return [Failed, NotStarted, Applied].index(type(outcome))


def _deployed_as(outcome: Outcome) -> Markdown:
    """Return the id that the service gave or kept, or that a deleted segment had, in a sentence; ids are too long for a table."""
    if not isinstance(outcome, Applied):
        return NOTHING
    if outcome.written is not None:
        return fill("Deployed as {}.", _id_and_version(outcome.written.id, outcome.written.version))
    if isinstance(outcome.change, Delete):
        return fill("It was {}.", _id_and_version(outcome.change.deployed.id, outcome.change.deployed.version))
    return NOTHING


def _now(written: Written | None) -> Markdown:
    if written is None:
        return NOTHING
    return fill("version {}", written.version) if written.version is not None else code(written.id)


def _before(outcome: Outcome) -> Markdown:
    """Return the version to roll back to, with its id if the id has changed."""
    if isinstance(outcome.change, Create):
        return NOTHING
    before = outcome.change.deployed
    is_elsewhere = isinstance(outcome, Applied) and outcome.written is not None and outcome.written.id != before.id
    if before.version is not None and not is_elsewhere:
        return fill("version {}", before.version)
    return _id_and_version(before.id, before.version)


def _id_and_version(segment_id: str, version: int | None) -> Markdown:
    return fill("{}, version {}", code(segment_id), version) if version is not None else code(segment_id)


def _alert(outcomes: Sequence[Outcome]) -> Markdown:
    open_ones = sum(not isinstance(outcome, Applied) for outcome in outcomes)
    return fill(
        "> [!CAUTION]\n> **{} of {} changes were not applied.**\n>\n"
        "> What is marked as done stays. Once the cause is fixed, run this job again to apply the rest.",
        open_ones,
        len(outcomes),
    )


def _closing(outcomes: Sequence[Outcome], context: PageContext) -> Markdown:
    if context.closing is not None:
        last = closing_text(context.closing)
    else:
        last = Markdown("Nothing else was touched." if outcomes else "Everything was deployed as the files say already.")
    return join(" ", filter(None, [text(context.confirmed) if context.confirmed else None, last]))
