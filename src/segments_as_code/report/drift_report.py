"""Report drift: what differs from git, in git and as deployed, and why. Never what an apply would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import LiteralString, assert_never

from segments_as_code.meaning.relation import Verdict
from segments_as_code.meaning.verdict_text import DRIFT, capital, headline, sentences
from segments_as_code.model.comment import Header
from segments_as_code.model.phrases import Part, Phrase, Role, Statement
from segments_as_code.model.plan import (
    Adopt,
    Change,
    Create,
    Delete,
    DriftCause,
    DriftOrigin,
    Plan,
    Recreate,
    Replace,
    Unchanged,
    Update,
    key_of,
    name_of,
)
from segments_as_code.model.problem import Problem
from segments_as_code.model.segment import Usage, UsageRole
from segments_as_code.ownership import OUR_PREFIX
from segments_as_code.ports import Dialect
from segments_as_code.report import alerts
from segments_as_code.report.change_block import (
    LONGEST_NAME,
    LONGEST_SENTENCE,
    NOTHING,
    Users,
    describe_user,
    location_link,
    title,
    used_by,
)
from segments_as_code.report.change_summary import changes_of, location_of
from segments_as_code.report.markdown import Markdown, details, fence, fill, join, join_sections, strong, text
from segments_as_code.report.page import PageContext, footer, target_line, where_the_rest_is, with_header
from segments_as_code.report.people import Sides, SourceNames, describe_difference, describe_sides, shorten_phrase
from segments_as_code.report.people_markdown import description, lines_for, render_phrase
from segments_as_code.report.plan_report import ChangeList, render_changes
from segments_as_code.report.size_budget import COMMENT, SUMMARY, Limit, SizeBudget
from segments_as_code.report.yaml_difference import Line, condense, find_difference, yaml_sides
from segments_as_code.review.comment_header import seal_comment, write_header

NO_DRIFT: LiteralString = "Everything is deployed as the files say."

_CHANGED_OUTSIDE: LiteralString = (
    "an earlier version was as in git, so somebody changed the segment since, unless its file went back to an earlier "
    "text that is not applied yet."
)
_WAITS: LiteralString = "no version was ever as in git, or the file is gone."
_WHAT_TO_DO: LiteralString = "{} writes what is deployed to the files; an apply deploys what is in git."
_PULL: LiteralString = "segments pull"
_RECREATED_OUTSIDE: LiteralString = "the segment is not what the last apply deployed, so somebody recreated it since."
_WAITS_AS_APPLIED: LiteralString = "the segment is what the last apply deployed, or its file is gone."

_WORDS: Mapping[type[Change], str] = {
    Create: "not deployed",
    Adopt: "not taken over yet",
    Update: "different",
    Replace: "different",
    Recreate: "different",
    Delete: "not in git",
}

_ICONS: Mapping[type[Change], str] = {Create: "📄", Adopt: "📥", Update: "✏️", Replace: "✏️", Recreate: "✏️", Delete: "☁️", Unchanged: "▫️"}

_HEAD = Markdown("|  | Segment | In git | Deployed | Why |\n|:--|:--|:--|:--|:--|")

UNKNOWN_ORIGIN = DriftOrigin(DriftCause.UNKNOWN)

_ABOUT_AN_APPLY = frozenset({"name-taken", "probable-rename"}) | alerts.USAGE_CODES
"""Notices that say what an apply would do."""

_NOT_COMPARABLE = frozenset({"two-segments-one-key", "cannot-adopt", "definition-renamed"})
"""Refusals about what is deployed; all others are about an apply."""


def render_drift_issue(
    plan: Plan, origins: Mapping[str, DriftOrigin], problems: Sequence[Problem], dialect: Dialect, context: PageContext
) -> str:
    """Return the text of the issue that reports how the deployed segments differ from git."""
    marker = Markdown(write_header(Header(context.target, context.head, plan.digest if not plan.is_empty else "", "drift")))
    return seal_comment(_render(plan, origins, problems, dialect, context, COMMENT, marker))


def render_drift_summary(
    plan: Plan, origins: Mapping[str, DriftOrigin], problems: Sequence[Problem], dialect: Dialect, context: PageContext
) -> str:
    """Return the same page for a job summary, without the hidden header."""
    return _render(plan, origins, problems, dialect, context, SUMMARY, None)


def drift_counts(plan: Plan) -> str:
    """Return the number of segments for each kind of difference: 1 not deployed, 2 different."""
    numbers: dict[str, int] = {}
    for kind, words in _WORDS.items():
        numbers[words] = numbers.get(words, 0) + plan.count(kind)
    return ", ".join(f"{number:,} {words}" for words, number in numbers.items() if number) or "none"


def summarize_in_git(change: Change, sides: Sides) -> Phrase:
    """Return a short description of a differing segment in git."""
    match change:
        case Delete():
            return (Part(Role.WORDS, "no file"),)
        case Create():
            return _people(sides.after)
        case Update() | Adopt() | Replace() | Recreate() | Unchanged():
            name = (Part(Role.VALUE, change.desired.name),) if change.desired.name != change.deployed.name else ()
            people = () if sides.is_same else _people(sides.after)
            return _joined([name, people, *_tags(change, change.desired.tags)])
        case _:
            assert_never(change)


def summarize_deployed(change: Change, sides: Sides) -> Phrase:
    """Return a short description of a differing segment as deployed."""
    match change:
        case Create():
            return (Part(Role.WORDS, "not deployed"),)
        case Delete():
            return _people(sides.before)
        case Update() | Adopt() | Replace() | Recreate() | Unchanged():
            name = (Part(Role.VALUE, change.deployed.name),) if change.desired.name != change.deployed.name else ()
            people = () if sides.is_same else describe_difference(Sides(sides.after, sides.before))
            return _joined([name, people, *_tags(change, change.deployed.tags)])
        case _:
            assert_never(change)


def explain_cause(change: Change, origin: DriftOrigin) -> str:
    """Return whether a segment was changed outside or waits for an apply, as far as that is known."""
    match origin.cause:
        case DriftCause.OUTSIDE:
            return "changed outside" if origin.version is None else f"changed outside after version {origin.version}"
        case DriftCause.WAITING:
            return "waits for an apply: its file is gone" if isinstance(change, Delete) else "waits for an apply"
        case DriftCause.UNKNOWN if isinstance(change, Create):
            return "waits for an apply, or was deleted outside"
        case DriftCause.UNKNOWN if isinstance(change, Delete):
            return "made outside, or its file was removed and no apply ran since"
        case DriftCause.UNKNOWN:
            return "changed outside, or waits for an apply"
        case _:
            assert_never(origin.cause)


def drift_legend(plan: Plan) -> str:
    """Return what the two causes mean, and what to do, as one paragraph."""
    outside, waits = _causes(plan)
    return f"Changed outside: {outside} Waits for an apply: {waits} {_WHAT_TO_DO.format(_PULL)}"


def _legend_list(plan: Plan) -> LiteralString:
    outside, waits = _causes(plan)
    return f"- **Changed outside**: {outside}\n- **Waits for an apply**: {waits}\n\n{_WHAT_TO_DO.format(f'`{_PULL}`')}"


def _causes(plan: Plan) -> tuple[LiteralString, LiteralString]:
    """Return how it is known that a segment was changed outside, and that it waits: by versions, if the service keeps them."""
    has_no_versions = any(change.deployed.made for change in plan.changes if not isinstance(change, Create))
    return (_RECREATED_OUTSIDE, _WAITS_AS_APPLIED) if has_no_versions else (_CHANGED_OUTSIDE, _WAITS)


def drift_difference(change: Change, dialect: Dialect, most: int) -> list[Line]:
    """Return a segment's YAML in git and as deployed, line by line."""
    deployed, desired = yaml_sides(change, dialect)
    return condense(find_difference(desired, deployed), most)


def _render(  # what a page is made from, and where it is shown
    plan: Plan,
    origins: Mapping[str, DriftOrigin],
    problems: Sequence[Problem],
    dialect: Dialect,
    context: PageContext,
    limit: Limit,
    marker: Markdown | None,
) -> str:
    budget, rest = SizeBudget(limit), where_the_rest_is(context, limit)
    first = [with_header(marker, fill("### Segments drift: {}", Markdown(drift_counts(plan)))), target_line(plan, context)]
    last = [Markdown(NO_DRIFT if plan.is_empty else _legend_list(plan)), footer(context)]
    failure = list(alerts.render_comment_error(context))
    budget.reserve(*failure, *first, *last, rest, rest)
    refused = [refusal for refusal in plan.refusals if refusal.code in _NOT_COMPARABLE]
    known = [notice for notice in plan.notices if notice.code not in _ABOUT_AN_APPLY]
    above = [*alerts.render_refusals(refused, "**This cannot be compared with git.**", budget, rest)]
    above += alerts.render_notices(known, plan.changes, budget, rest)
    below = list(alerts.render_warnings(problems, context, budget, rest))
    shown = render_changes(_differences(plan, origins, dialect, context), budget, rest)
    return join_sections([*failure, *first, *above, *shown, *below, *last])


def _differences(plan: Plan, origins: Mapping[str, DriftOrigin], dialect: Dialect, context: PageContext) -> ChangeList:
    users, names, verdicts = Users(plan), SourceNames(plan), context.verdicts
    by_key = {key_of(change): change for change in plan.changes}

    def row(change: Change) -> Markdown:
        sides, cause = describe_sides(change, dialect, names), text(explain_cause(change, origins.get(key_of(change), UNKNOWN_ORIGIN)))
        cells = (
            Markdown(_ICONS[type(change)]),
            title(change),
            render_phrase(summarize_in_git(change, sides)),
            join(": ", [*_headline(verdicts.changed.get(key_of(change))), render_phrase(summarize_deployed(change, sides))]),
            cause,
        )
        return fill("| {} | {} | {} | {} | {} |", *cells)

    def block(change: Change, most: int, is_open: bool) -> Markdown:  # noqa: FBT001  # called by ``exhibit`` alone
        cause = text(explain_cause(change, origins.get(key_of(change), UNKNOWN_ORIGIN)))
        summary = fill("{} <b>{}</b> \u2013 {}", Markdown(_ICONS[type(change)]), text(name_of(change), 80), cause)
        yaml = fence(["--- in git", "+++ deployed", *map(str, drift_difference(change, dialect, most))], "diff")
        place = location_of(change)
        where = [location_link(place, context)] if place is not None else []
        people = [*_verdict(verdicts.changed.get(key_of(change))), *_who_is_in_it(describe_sides(change, dialect, names), most)]
        body = [*people, yaml, *where, *used_by(users.usages(change), _about_user)]
        return details(summary, join("\n\n", body), is_open=is_open)

    also = [_row_through(verdict, by_key) for verdict in verdicts.also]
    return ChangeList(changes_of(plan), _HEAD, row, block, _WORDS, also=also, unmoved=[name_of(by_key[key]) for key in verdicts.same])


def _headline(verdict: Verdict | None) -> Iterator[Markdown]:
    if verdict is not None and verdict.relation is not None:
        yield strong(headline(verdict.relation, DRIFT))


def _verdict(verdict: Verdict | None) -> Iterator[Markdown]:
    """Yield who is in it and should not be, and who is missing, with an example person each."""
    if verdict is not None and verdict.relation is not None:
        told = join(" ", [text(sentence, LONGEST_SENTENCE) for sentence in sentences(verdict.relation, DRIFT)])
        yield fill("{} {}", strong(f"{capital(headline(verdict.relation, DRIFT))}."), told)


def _row_through(verdict: Verdict, by_key: Mapping[str, Change]) -> Markdown:
    """Return a row for a segment that is deployed as in git but has other people through what it builds on."""
    through = join(", ", [text(name_of(by_key[key]), LONGEST_NAME) for key in verdict.through])
    return fill(
        "| ↪️ | {} | as deployed | {}, through {} | {} |", title(by_key[verdict.key]), join("", [*_headline(verdict)]), through, NOTHING
    )


def _who_is_in_it(sides: Sides, most: int) -> Iterator[Markdown]:
    if sides.is_same and sides.after is not None:
        yield description("In git and deployed:", sides.after, lines_for(most))
        return
    if sides.after is not None:
        yield description("In git:", sides.after, lines_for(most))
    if sides.before is not None:
        yield description("Deployed:", sides.before, lines_for(most))


def _about_user(usage: Usage) -> str:
    return "builds on it" if usage.role is UsageRole.SOURCE else describe_user(usage)


def _people(statements: Sequence[Statement] | None) -> Phrase:
    """Return the conditions of a description on one line."""
    return shorten_phrase(_joined([statement.phrase for statement in statements or ()]))


def _tags(change: Update | Adopt | Replace | Recreate | Unchanged, side: Mapping[str, str]) -> Iterator[Phrase]:
    """Yield the tags in which the two sides differ, as they are on one of them."""
    if isinstance(change, Replace | Recreate | Unchanged):
        return
    differing = sorted({*change.tags.put, *change.tags.removed})
    theirs = [name for name in differing if not name.startswith(OUR_PREFIX)]
    for name in theirs:
        value = side.get(name)
        absent: Phrase = (Part(Role.WORDS, "no tag "), Part(Role.NAME, name))
        yield absent if value is None else (Part(Role.WORDS, "tag "), Part(Role.NAME, name), Part(Role.WORDS, " "), Part(Role.VALUE, value))
    if differing and not theirs and not change.fields:
        yield (Part(Role.WORDS, "the tags of Segments as Code"),)


def _joined(phrases: Sequence[Phrase]) -> Phrase:
    parts: list[Part] = []
    for phrase in phrases:
        if phrase:
            parts.extend([*([Part(Role.WORDS, "; ")] if parts else []), *phrase])
    return tuple(parts)
