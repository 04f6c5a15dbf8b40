"""Render a plan as a comment and as a job summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import LiteralString

from segments_as_code.model.comment import Header
from segments_as_code.model.plan import Change, Delete, Plan, Recreate, Replace, key_of, name_of
from segments_as_code.model.problem import Problem
from segments_as_code.ports import Dialect
from segments_as_code.report import alerts
from segments_as_code.report.audience_text import WHAT_IS_NOT_KNOWN, audience_provenance
from segments_as_code.report.change_block import Users, block, block_through, row, row_through, table_head
from segments_as_code.report.change_summary import TO_DO, changes_of, count_changes, format_instant, icon, most_dangerous_first, plural
from segments_as_code.report.markdown import Markdown, code, details, fill, join, join_sections, strong, text
from segments_as_code.report.mermaid import graph_section
from segments_as_code.report.page import PageContext, closing_text, footer, hidden_end, target_line, where_the_rest_is, with_header
from segments_as_code.report.people import SourceNames
from segments_as_code.report.size_budget import COMMENT, SUMMARY, Limit, SizeBudget, take_all, take_some
from segments_as_code.review.comment_header import seal_comment, write_header

_FEW = 3
"""Up to this many changes are shown expanded."""

_MOST_LINES = 400

_FEW_LINES = 14

_MOST_UNMOVED = 5

_MOST_THROUGH = 10
"""Up to this many segments that change through others have a block."""

_LONGEST_NAME = 80

_FOR_REMARKS = 1_000
"""Characters reserved for table heads and for the sentence about what was left out."""

_REFUSED: LiteralString = "**This plan will not be applied.**"


def render_plan_comment(plan: Plan, problems: Sequence[Problem], dialect: Dialect, context: PageContext) -> str:
    """Return the comment that shows ``plan``, at most 60,000 characters long; ``problems`` are its warnings."""
    kind = "plan" if plan.as_of is None else "snapshot"
    policies, base = context.held_to
    header = Header(context.target, context.head, plan.digest, kind, fingerprints=plan.fingerprints, policies=policies, base=base)
    marker = Markdown(write_header(header))
    return seal_comment(_render(plan, problems, dialect, context, COMMENT, marker))


def render_plan_summary(plan: Plan, problems: Sequence[Problem], dialect: Dialect, context: PageContext) -> str:
    """Return the same page for a job summary, at most 1,000,000 bytes long, without the hidden header."""
    return _render(plan, problems, dialect, context, SUMMARY, None)


@dataclass(frozen=True, slots=True)
class ChangeList:
    """The data for the table and the blocks of a page.

    ``words`` has the number of changes of each kind; ``losing`` are listed even if the rest is only counted. ``also`` has rows
    for segments that change through others, ``also_blocks`` blocks for the first of them, ``unmoved`` the names of those that
    build on a change but keep their people.
    """

    changes: Sequence[Change]
    head: Markdown
    row: Callable[[Change], Markdown]
    block: Callable[[Change, int, bool], Markdown]
    words: Mapping[type[Change], str]
    losing: Sequence[Change] = ()
    also: Sequence[Markdown] = ()
    also_blocks: Sequence[Markdown] = ()
    unmoved: Sequence[str] = ()


def _render(plan: Plan, problems: Sequence[Problem], dialect: Dialect, context: PageContext, limit: Limit, marker: Markdown | None) -> str:
    budget, rest = SizeBudget(limit), where_the_rest_is(context, limit)
    first = [with_header(marker, _heading(plan)), target_line(plan, context)]
    last = [_closing(plan, context), footer(context), *hidden_end(context, marker)]
    failure = list(alerts.render_comment_error(context))
    budget.reserve(*failure, *first, *last, rest, rest)
    above = [
        *alerts.render_refusals(plan.refusals, _REFUSED, budget, rest),
        *alerts.render_notices(plan.notices, plan.changes, budget, rest),
    ]
    below = list(alerts.render_warnings(problems, context, budget, rest))
    counted = _audience_line(plan, dialect, context, budget)
    drawn = list(graph_section(plan, dialect, budget, limit, rest))
    shown = _shown_changes(plan, dialect, context, budget, rest)
    return join_sections([*failure, *first, *above, *counted, *shown, *drawn, *below, *last])


def _shown_changes(plan: Plan, dialect: Dialect, context: PageContext, budget: SizeBudget, rest: Markdown) -> list[Markdown]:
    """Return the table and the blocks; the numbers of people are the first to go if the table does not fit."""
    changes = _changes(plan, dialect, context)
    if context.numbers is not None and take_all(map(changes.row, changes.changes), budget.part(budget.left - _FOR_REMARKS)) is None:
        changes = _changes(plan, dialect, replace(context, audience=None))
    return list(render_changes(changes, budget, rest))


def _audience_line(plan: Plan, dialect: Dialect, context: PageContext, budget: SizeBudget) -> list[Markdown]:
    """Return where the numbers of people come from, if the run was asked to show them and the plan changes something."""
    if context.audience is None or plan.is_empty:
        return []
    line = text(audience_provenance(context.audience, dialect.nouns))
    if context.numbers is not None and context.numbers.source.kind == "estimate":
        named = text(dialect.nouns.members), text(dialect.nouns.service), code(format_instant(context.numbers.as_of))
        line = fill("Audience: {}, estimated by {} at {}. {}", *named, Markdown(WHAT_IS_NOT_KNOWN))
    return [line] if budget.take(line) else []


def _changes(plan: Plan, dialect: Dialect, context: PageContext) -> ChangeList:
    changes, users, names = most_dangerous_first(changes_of(plan), context.verdicts), Users(plan), SourceNames(plan)

    def show(change: Change, most: int, is_open: bool) -> Markdown:  # noqa: FBT001  # called by ``exhibit`` alone
        return block(change, users, names, dialect, context, most=most, is_open=is_open)

    losing = [change for change in changes if isinstance(change, Delete | Replace | Recreate)]
    verdicts, by_key = context.verdicts, {key_of(change): change for change in plan.changes}
    known = {key: name_of(change) for key, change in by_key.items()}
    audience = context.numbers
    also = [row_through(verdict, by_key[verdict.key], users, known, audience) for verdict in verdicts.also]
    also_blocks = [block_through(verdict, by_key[verdict.key], users, known, dialect, context) for verdict in verdicts.also[:_MOST_THROUGH]]
    unmoved = [known[key] for key in verdicts.same]
    head = table_head(audience)
    show_row = partial(row, users=users, verdicts=verdicts, dialect=dialect, names=names, audience=audience)
    return ChangeList(changes, head, show_row, show, TO_DO, losing, also, also_blocks, unmoved)


def render_changes(shown: ChangeList, budget: SizeBudget, rest: Markdown) -> Iterator[Markdown]:
    """Yield the most detailed of four forms that fits: all in full; some shortened; only the table; only counts."""
    if not shown.changes:
        return
    budget.left -= _FOR_REMARKS
    rows = take_all(map(shown.row, shown.changes), budget)
    if rows is None:
        yield from _counted(shown, budget, rest)
        return
    also = take_some(shown.also, lambda each: each, budget)
    yield join("\n", [shown.head, *rows, *also])
    yield from _beyond_the_table(shown, len(shown.also) - len(also), budget, rest)
    is_open = len(shown.changes) <= _FEW
    full = take_all((shown.block(change, _MOST_LINES, is_open) for change in shown.changes), budget)
    yield from full if full is not None else _shortened(shown, budget, rest)
    yield from take_some(shown.also_blocks, lambda each: each, budget) if full is not None else []


def _beyond_the_table(shown: ChangeList, left_out: int, budget: SizeBudget, rest: Markdown) -> Iterator[Markdown]:
    """Yield the number of omitted rows for other segments, and the segments that build on a change but keep their people."""
    said = [fill("{} more change through what they build on: {}.", Markdown(plural(left_out, "segment")), rest)] if left_out else []
    if shown.unmoved:
        some = join(", ", [strong(name, _LONGEST_NAME) for name in shown.unmoved[:_MOST_UNMOVED]])
        more = len(shown.unmoved) - _MOST_UNMOVED
        others = fill(" and {}", Markdown(plural(more, "other"))) if more > 0 else Markdown("")
        said.append(fill("The same people stay in {}{}, which build on a changed segment.", some, others))
    yield from take_some(said, lambda each: each, budget)


def _shortened(shown: ChangeList, budget: SizeBudget, rest: Markdown) -> Iterator[Markdown]:
    blocks = take_some(shown.changes, lambda change: shown.block(change, _FEW_LINES, False), budget)
    missing = plural(len(shown.changes) - len(blocks), "segment")
    yield from blocks
    if not blocks:
        yield fill("The YAML of each, before and after, is {}.", rest)
    elif len(blocks) < len(shown.changes):
        yield fill("Long differences are shortened here, and those of {} left out. All of it is {}.", Markdown(missing), rest)
    else:
        yield fill("Long differences are shortened here. All of it is {}.", rest)


def _counted(shown: ChangeList, budget: SizeBudget, rest: Markdown) -> Iterator[Markdown]:
    of_kind = {kind: [change for change in shown.changes if type(change) is kind] for kind in shown.words}
    lines = [_count_row(found[0], f"{len(found):,} {shown.words[kind]}") for kind, found in of_kind.items() if found]
    yield join("\n", [Markdown("|  | Segments |\n|:--|:--|"), *lines])
    yield fill("That is too much to list here. Each of them is {}.", rest)
    if rows := take_all(map(shown.row, shown.losing), budget):
        summary = Markdown(f"{plural(len(shown.losing), 'segment')} deleted or replaced")
        yield details(summary, join("\n", [shown.head, *rows]))


def _count_row(example: Change, words: str) -> Markdown:
    return fill("| {} | {} |", Markdown(icon(example)), Markdown(words))


def _heading(plan: Plan) -> Markdown:
    numbers = ", ".join(f"{number:,} {words}" for number, words in count_changes(plan))
    if plan.refusals:
        return fill("### Segments: refused ({})", Markdown(numbers or "no changes"))
    return fill("### Segments: {}", Markdown(numbers or "no changes"))


def _closing(plan: Plan, context: PageContext) -> Markdown:
    if context.closing is not None:
        return closing_text(context.closing)
    return _what_merging_does(plan, has_comment=context.has_comment)


def _what_merging_does(plan: Plan, *, has_comment: bool) -> Markdown:
    if plan.refusals:
        return Markdown("Merging now would not apply any of this: the apply refuses, and says why.")
    if plan.as_of is not None:
        return Markdown(
            "This plan approves nothing: it was made against a snapshot, and an apply takes only what was planned against the service."
        )
    if plan.is_empty:
        return Markdown("Merging changes no segment.")
    if not has_comment:
        return Markdown("No comment shows this plan, so an apply that requires a reviewed plan refuses it.")
    return Markdown("Merging applies this plan and nothing else. If anything changes before then, the apply stops and says what.")
