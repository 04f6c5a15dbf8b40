"""Show one change: as a row of a table, and as a collapsible block, with the users of the segment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import LiteralString, assert_never
from urllib.parse import quote

from segments_as_code.meaning.relation import Verdict, Verdicts
from segments_as_code.meaning.verdict_text import assumption_sentence, capital, change_words, sentences
from segments_as_code.model.audience import Audience
from segments_as_code.model.document import Location
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Plan, Recreate, Replace, Unchanged, Update, key_of, name_of
from segments_as_code.model.segment import DeployedSegment, Unfinished, Usage, UsageRole
from segments_as_code.ownership import KEY_TAG, has_owner
from segments_as_code.ports import Dialect
from segments_as_code.recreation import temporary_id
from segments_as_code.report.audience_text import audience_cell, audience_heading, audience_sentence
from segments_as_code.report.change_phrases import describe
from segments_as_code.report.change_summary import format_instant, icon, location_of, plural
from segments_as_code.report.markdown import Markdown, code, details, emphasis, fence, fill, join, link, strong, text
from segments_as_code.report.page import PageContext
from segments_as_code.report.people import Sides, SourceNames, describe_in_english, describe_sides, difference_says_all
from segments_as_code.report.people_markdown import render_phrase, render_sides
from segments_as_code.report.yaml_difference import yaml_shown
from segments_as_code.usage_text import describe_schedule, describe_uptake

_KINDS = ("campaign", "journey", "event trigger", "subscription", "segment")

_ROLES = {
    UsageRole.AUDIENCE: "",
    UsageRole.START: "",
    UsageRole.EVENT: "limits who enters",
    UsageRole.SPLIT: "decides a split",
    UsageRole.SOURCE: "",
    UsageRole.SUBSCRIPTION: "follows who comes in and goes out",
}


class Users:
    """The users of each segment in one plan."""

    def __init__(self, plan: Plan) -> None:
        """Index the usages of ``plan``."""
        self._by_id: defaultdict[str, list[Usage]] = defaultdict(list)
        self._by_key: defaultdict[str, list[Usage]] = defaultdict(list)
        for usage in plan.usages:
            if usage.segment_id:
                self._by_id[usage.segment_id].append(usage)
            elif usage.segment_key is not None:
                self._by_key[usage.segment_key].append(usage)

    def usages(self, change: Change) -> list[Usage]:
        """Return the users of a change's segment as deployed, or as it will be once created."""
        return self._by_key.get(key_of(change), []) if isinstance(change, Create) else self._by_id.get(change.deployed.id, [])

    def counted(self, change: Change) -> list[str]:
        """Return the number of users of each kind: 1 campaign, 2 segments."""
        users = {(usage.kind, usage.id or usage.key) for usage in self.usages(change)}
        kinds = Counter(kind for kind, _ in users)
        return [plural(kinds[kind], kind) for kind in _KINDS if kinds[kind]]


def describe_usage(usage: Usage, change: Change) -> str:
    """Return details of a user: its state, when it runs, whether it picks up ``change``."""
    return "; ".join(part for part in (describe_user(usage), _uptake(usage, change)) if part)


def describe_user(usage: Usage) -> str:
    """Return details of a user that do not depend on a change: its state, when it runs."""
    return ", ".join(part for part in (usage.state.lower().replace("_", " "), _ROLES[usage.role], describe_schedule(usage)) if part)


def _uptake(usage: Usage, change: Change) -> str:
    if usage.role is UsageRole.SOURCE and not isinstance(change, Update):
        return "builds on it"
    if isinstance(change, Replace):
        return "keeps the old one, which is deleted"
    if isinstance(change, Recreate):
        return "does not find it while it is recreated"
    if isinstance(change, Update) and (usage.live or usage.role is UsageRole.SOURCE):
        return describe_uptake(usage, "it").removeprefix("it ")
    return f"pinned to version {usage.pinned_version}" if usage.pinned_version is not None else ""


LONGEST_NAME = 80
_LONGEST_KEY = 120

_LONGEST_PATH = 200

_MOST_USAGES = 5

MOST_SOURCES = 3

LONGEST_SENTENCE = 400

NOTHING = Markdown("\u2013")
"""The text of an empty cell."""

TABLE_HEAD = Markdown("|  | Segment | Change | Used by |\n|:--|:--|:--|:--|")


def table_head(audience: Audience | None) -> Markdown:
    """Return the head of the table that ``row`` makes, with a column of numbers if there are any."""
    if audience is None:
        return TABLE_HEAD
    return fill("|  | Segment | Change | {} | Used by |\n|:--|:--|:--|:--|:--|", text(audience_heading(audience)))


def row(change: Change, users: Users, verdicts: Verdicts, dialect: Dialect, names: SourceNames, audience: Audience | None) -> Markdown:
    """Return a change as a row of the table with ``TABLE_HEAD``: first who comes in or goes out, if there is a verdict.

    With an ``audience`` it has its numbers.
    """
    verdict = verdicts.changed.get(key_of(change))
    people = [strong(words)] if verdict and (words := change_words(verdict)) else []
    told = join(": ", [*people, render_phrase(describe(change, *describe_in_english(change, dialect, names)))])
    return _row(icon(change), change, told, users, audience)


def row_through(verdict: Verdict, change: Change, users: Users, names: Mapping[str, str], audience: Audience | None) -> Markdown:
    """Return a row for an unchanged segment whose people change through what it builds on."""
    return _row("↪️", change, fill("{}, through {}", strong(change_words(verdict)), _through(verdict, names)), users, audience)


def block_through(
    verdict: Verdict, change: Change, users: Users, names: Mapping[str, str], dialect: Dialect, context: PageContext
) -> Markdown:
    """Return a block for such a segment: who comes in and who goes out, in numbers too if there are any, its users, its file."""
    named = text(name_of(change), LONGEST_NAME), _through(verdict, names)
    people = [*_verdict(replace(verdict, through=())), *_numbers(change, dialect, context)]
    return details(fill("↪️ <b>{}</b> \u2013 changes through {}", *named), join("\n\n", [*people, *_whereabouts(change, users, context)]))


def _through(verdict: Verdict, names: Mapping[str, str]) -> Markdown:
    return join(", ", [text(names.get(key, key), LONGEST_NAME) for key in verdict.through[:MOST_SOURCES]])


def _row(sign: str, change: Change, told: Markdown, users: Users, audience: Audience | None) -> Markdown:
    used_by = join(", ", [Markdown(text(count).replace(" ", "&nbsp;")) for count in users.counted(change)]) or Markdown("nothing")
    if audience is None:
        return fill("| {} | {} | {} | {} |", Markdown(sign), title(change), told, used_by)
    numbers = text(cell) if (cell := audience_cell(change, audience)) else NOTHING
    return fill("| {} | {} | {} | {} | {} |", Markdown(sign), title(change), told, numbers, used_by)


def title(change: Change) -> Markdown:
    """Return a segment's name in bold, and its key in the next line."""
    return fill("{}<br>{}", strong(name_of(change), LONGEST_NAME), code(key_of(change), _LONGEST_KEY))


def block(  # what a page is made from, and how much of it to show
    change: Change,
    users: Users,
    names: SourceNames,
    dialect: Dialect,
    context: PageContext,
    *,
    most: int,
    is_open: bool,
    made: Markdown = NOTHING,
) -> Markdown:
    """Return a change as a collapsible block: who is in it, its YAML difference in up to ``most`` lines, its users, its file.

    ``made`` says what an apply made of it.
    """
    sides = describe_sides(change, dialect, names)
    summary = fill("{} <b>{}</b> \u2013 {}", Markdown(icon(change)), text(name_of(change), LONGEST_NAME), _about(change, sides))
    yaml = fence(map(str, yaml_shown(change, dialect, most)), "diff")
    people = [*_verdict(context.verdicts.changed.get(key_of(change))), *_numbers(change, dialect, context), *render_sides(sides, most)]
    body = [*people, yaml, *([made] if made != NOTHING else []), *_explanation(change), *_whereabouts(change, users, context)]
    return details(summary, join("\n\n", body), is_open=is_open)


def _verdict(verdict: Verdict | None) -> Iterator[Markdown]:
    """Yield who comes in and who goes out, with an example person each, and whether that is proven."""
    if verdict is None or verdict.relation is None:
        return
    told = [text(sentence, LONGEST_SENTENCE) for sentence in sentences(verdict.relation)]
    told += [text(taken, LONGEST_SENTENCE)] if (taken := assumption_sentence(verdict)) else []
    told += [fill("This comes also through {}, which it builds on.", text(", ".join(verdict.through)))] if verdict.through else []
    told += [fill("Joined in another way: {}.", text("; ".join(verdict.connectives)))] if verdict.connectives else []
    head = Markdown(f"**{capital(change_words(verdict))}.**")
    yield join("\n", [fill("{}\n", head), *(fill("- {}", each) for each in told)]) if len(told) > 1 else join(" ", [head, *told])


def _numbers(change: Change, dialect: Dialect, context: PageContext) -> Iterator[Markdown]:
    """Yield how many people are in the segment, if the page shows that."""
    if context.numbers is not None and (told := audience_sentence(change, context.numbers, dialect.nouns)):
        yield fill("**Audience** {}", text(told, LONGEST_SENTENCE))


def location_link(place: Location, context: PageContext) -> Markdown:
    """Return a location as a link to its line on GitHub, or as text if no address is known."""
    line = f", line {place.line:,}" if place.line > 1 else ""
    shown = text(place.path + line, _LONGEST_PATH)
    if context.files is None:
        return shown
    return link(shown, f"{context.files}{quote(place.path, safe='/', errors='replace')}#L{place.line}")


def _about(change: Change, sides: Sides) -> Markdown:
    match change:
        case Create() | Recreate(is_half_done=True):
            about: LiteralString = "who is in it"
        case Delete():
            about = "who was in it"
        case Adopt() | Update() | Replace() | Recreate() | Unchanged():
            shown: LiteralString = "what changes" if difference_says_all(sides) else "who is in it, before and after"
            about = "who is in it stays the same" if sides.is_same else shown
        case _:
            assert_never(change)
    return Markdown(about)


def _explanation(change: Change) -> Iterator[Markdown]:
    match change:
        case Adopt(desired, deployed) if has_owner(deployed.tags):
            keys = code(deployed.tags.get(KEY_TAG, "")), code(desired.key)
            yield fill(
                "The deployed segment {} stays, and stays ours: its key was {} until now, and is {} from then on.", code(deployed.id), *keys
            )
        case Adopt(_, deployed):
            yield fill("The deployed segment {} has had no owner. It gets our tags and is ours from then on.", code(deployed.id))
        case Replace(_, deployed):
            yield fill(
                "The service cannot make this change in place. A new segment with an id of its own is made, then {} is deleted: "
                "what uses that id outside these files has to be pointed at the new one.",
                code(deployed.id),
            )
        case Recreate(_, deployed):
            if change.is_half_done:
                yield _begun_already(deployed)
            if not change.only_finishes:
                yield _recreation(deployed)
        case Create() | Update() | Delete() | Unchanged():
            return
        case _:
            assert_never(change)


def _begun_already(deployed: DeployedSegment) -> Markdown:
    if deployed.unfinished is Unfinished.CREATED:
        stands = fill("created it again with the definition that it was to get then, and was stopped before all was done")
    else:
        has_it: LiteralString = "was stopped before it created it again: {} has the definition that it was to get, with all its tags"
        stands = fill(has_it, code(temporary_id(deployed.id)))
    return fill("An earlier run deleted {} and {}. The definition from before is not known any more.", code(deployed.id), stands)


def _recreation(deployed: DeployedSegment) -> Markdown:
    return fill(
        "The service cannot change a segment. {} ({}) is deleted and created again under its name, with all its tags. "
        "What names it needs no change, but does not find it for a few seconds, a minute at most. Before that the new "
        "definition is created as {}, so that nothing is deleted if the service refuses it.",
        code(deployed.id),
        fill("created {}", code(format_instant(f"{deployed.made[:19]}Z"))) if deployed.made else text("no date of its creation is known"),
        code(temporary_id(deployed.id)),
    )


def _whereabouts(change: Change, users: Users, context: PageContext) -> Iterator[Markdown]:
    place = location_of(change)
    if place is not None:
        yield location_link(place, context)
    yield from used_by(users.usages(change), lambda usage: describe_usage(usage, change))


def used_by(usages: Sequence[Usage], about: Callable[[Usage], str]) -> Iterator[Markdown]:
    """Yield the list of a segment's users, if any; ``about`` gives the details of each."""
    if usages:
        shown = [
            fill("- {} {}: {}", text(usage.kind), emphasis(usage.name, LONGEST_NAME), text(about(usage) or usage.id))
            for usage in usages[:_MOST_USAGES]
        ]
        more = [fill("- {} more", len(usages) - _MOST_USAGES)] if len(usages) > _MOST_USAGES else []
        yield join("\n", [Markdown("Used by\n"), *shown, *more])
