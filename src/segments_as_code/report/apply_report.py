"""Put together the page that says what came of a plan: the comment after the merge, and the job summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from segments_as_code.model.comments import Header
from segments_as_code.model.plan import Applied, Create, Failed, NotStarted, Outcome, Plan, Written
from segments_as_code.ports import Dialect
from segments_as_code.report.alerts import notices, unwritten, usage_notices_after
from segments_as_code.report.change_block import NOTHING, Users, block, title
from segments_as_code.report.change_summary import describe, done, icon
from segments_as_code.report.markdown import Markdown, code, fill, joined, page, text
from segments_as_code.report.page import Setting, elsewhere, footer, said_instead, under_marker, where_line
from segments_as_code.report.people import Names, paint
from segments_as_code.report.rollback_help import WayBack
from segments_as_code.report.size_budget import COMMENT, SUMMARY, Limit, Room, take_all
from segments_as_code.review.comment_header import write_header

KIND = "record"
"""What the hidden header says of a record."""

_TABLE_HEAD = Markdown("|  | Segment | What was done | Now | Before |\n|:--|:--|:--|:--|:--|")

_FOR_REMARKS = 1_000

_MOST_LINES = 400

_LONGEST_REASON = 300

_WORDS: dict[type[Outcome], str] = {Applied: "applied", Failed: "failed", NotStarted: "not started"}


def render_record(plan: Plan, outcomes: Sequence[Outcome], dialect: Dialect, setting: Setting, *, left: str = "") -> str:
    """Return the comment that takes the place of a plan's once it was applied, wholly or in part.

    ``left`` is the digest of what is left to do, which the review covers too; empty where nothing is.
    """
    marker = Markdown(write_header(Header(setting.target, setting.head, left, kind=KIND)))
    return _render(plan, outcomes, dialect, setting, COMMENT, marker)


def render_record_summary(plan: Plan, outcomes: Sequence[Outcome], dialect: Dialect, setting: Setting) -> str:
    """Return the same page for a job summary."""
    return _render(plan, outcomes, dialect, setting, SUMMARY, None)


def _render(plan: Plan, outcomes: Sequence[Outcome], dialect: Dialect, setting: Setting, limit: Limit, marker: Markdown | None) -> str:
    room, rest = Room(limit), elsewhere(setting, limit)
    first = [under_marker(marker, fill("### Segments: {}", Markdown(count_outcomes(outcomes)))), where_line(plan, setting)]
    first.extend([_alert(outcomes)] if any(not isinstance(outcome, Applied) for outcome in outcomes) else [])
    last = [_closing(outcomes, setting), footer(setting)]
    failure = list(unwritten(setting))
    room.spend(*failure, *first, *last, rest, rest)
    box = list(notices(usage_notices_after(plan.notices, outcomes), plan.changes, room, rest))
    room.left -= _FOR_REMARKS
    way_back = WayBack(plan, outcomes, rest)
    reserved = way_back.reserve(room)
    ordered = sorted(outcomes, key=_worst_first)
    rows = take_all(map(_row, ordered), room)
    if rows is None:
        rows = take_all(map(_row, [outcome for outcome in ordered if not isinstance(outcome, Applied)]), room) or []
    table = [joined("\n", [_TABLE_HEAD, *rows])] if rows else []
    left_out = [fill("The {} others are {}.", Markdown(f"{len(outcomes) - len(rows):,}"), rest)] if len(rows) < len(outcomes) else []
    back = way_back.take(room, reserved)
    users, names = Users(plan), Names(plan)
    blocks = take_all((block(o.change, users, names, dialect, setting, most=_MOST_LINES, is_open=False) for o in outcomes), room)
    left_out += [fill("The YAML of each, before and after, is {}.", rest)] if blocks is None else []
    return page([*failure, *first, *box, *table, *left_out, *back, *(blocks or []), *last])


def count_outcomes(outcomes: Sequence[Outcome]) -> str:
    """Return how many changes were applied, failed and were not started, in words."""
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


def _row(outcome: Outcome) -> Markdown:
    match outcome:
        case Applied(change, written):
            phrase = Markdown("") if isinstance(change, Create) or not written else fill(": {}", paint(describe(change)))
            cells = (icon(change), fill("{}{}", text(done(change)), phrase), _now(written))
        case Failed(_, reason):
            cells = ("❌", fill("**{}**: {}", text(what_was_done(outcome)), text(reason, _LONGEST_REASON)), NOTHING)
        case NotStarted(_, reason):
            cells = ("⏸️", fill("**not started**: {}", text(reason, _LONGEST_REASON)), NOTHING)
        case _:
            assert_never(outcome)
    sign, what, now = cells
    return fill("| {} | {} | {} | {} | {} |", Markdown(sign), title(outcome.change), what, now, _before(outcome))


def _worst_first(outcome: Outcome) -> int:
    return [Failed, NotStarted, Applied].index(type(outcome))


def _now(written: Written | None) -> Markdown:
    return _id_and_version(written.id, written.version) if written else NOTHING


def _before(outcome: Outcome) -> Markdown:
    """Return the version to go back to, with its id where that is not the one that stands now."""
    if isinstance(outcome.change, Create):
        return NOTHING
    before = outcome.change.deployed
    if isinstance(outcome, Applied) and outcome.written and outcome.written.id == before.id and before.version is not None:
        return fill("version {}", before.version)
    return _id_and_version(before.id, before.version)


def _id_and_version(segment_id: str, version: int | None) -> Markdown:
    return fill("{}, version {}", code(segment_id), version) if version is not None else code(segment_id)


def _alert(outcomes: Sequence[Outcome]) -> Markdown:
    open_ones = sum(not isinstance(outcome, Applied) for outcome in outcomes)
    return fill(
        "> [!CAUTION]\n> **{} of {} changes were not carried out.**\n>\n"
        "> What is marked as done stays done. Once the cause is fixed, run this job again: it goes on with what is left.",
        open_ones,
        len(outcomes),
    )


def _closing(outcomes: Sequence[Outcome], setting: Setting) -> Markdown:
    if setting.closing is not None:
        last = said_instead(setting.closing)
    else:
        last = Markdown("Nothing else was touched." if outcomes else "Everything was deployed as the files say already.")
    return joined(" ", filter(None, [text(setting.confirmed) if setting.confirmed else None, last]))
