"""The context of a rendered page: its heading, links and small print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from segments_as_code.meaning.relation import Verdicts
from segments_as_code.model.audience import Audience, AudienceView
from segments_as_code.model.plan import Plan, Unchanged
from segments_as_code.model.problem import SegmentsError
from segments_as_code.plan.audience_gate import BrokenLimit, limits_json
from segments_as_code.report.change_summary import format_instant
from segments_as_code.report.markdown import Markdown, code, fill, join, link, strong, text
from segments_as_code.report.size_budget import SUMMARY, Limit
from segments_as_code.review.comment_header import limits_line, refused_line


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page says about its run, and where its links go.

    ``target`` is the name that keeps the comments of several jobs apart, ``head`` the checked commit. ``files`` is the
    address before a file's path, such as ``https://github.com/o/r/blob/<sha>/``; ``run`` and ``summary``
    are addresses of the run and of its job summary. ``closing`` replaces the last sentence of a page; an empty one leaves it
    out. ``has_comment`` is false if no comment on the pull request shows this page, ``comment_error`` why it could not be
    written. ``confirmed`` is the sentence of a record that says who confirmed its deletions. ``verdicts`` say who comes in and
    who goes out by each change. ``held_to`` are the digest and
    the commit of the policies that the plan was held to, ``refused`` the marks of what they refuse unless a label allows it.
    ``audience`` is how many people are in each segment, None if the run was not asked to show it; ``limits`` are those that it breaks,
    as an apply has to know them.
    """

    target: str
    head: str
    files: str | None = None
    run: str | None = None
    summary: str | None = None
    closing: str | None = None
    has_comment: bool = True
    comment_error: SegmentsError | None = None
    confirmed: str = ""
    verdicts: Verdicts = field(default_factory=Verdicts)
    held_to: tuple[str, str] = ("", "")
    refused: tuple[str, ...] = ()
    audience: AudienceView | None = None
    limits: Sequence[BrokenLimit] = ()

    @property
    def numbers(self) -> Audience | None:
        """The numbers to show, None if there are none."""
        return self.audience.audience if self.audience is not None else None


PROJECT = "https://github.com/segments-as-code/segments-as-code"

WORDS_PAGE = f"{PROJECT}/blob/main/docs/guide/words.md"

_IN_PLAN_FILE = Markdown("in the plan file of this run")


def with_header(marker: Markdown | None, heading: Markdown) -> Markdown:
    """Return ``heading`` with the hidden header, if any, as the line above it."""
    return join("\n", [*([marker] if marker else []), heading])


def target_line(plan: Plan, context: PageContext) -> Markdown:
    """Return the line under a heading: the target, the number of unchanged segments, the plan."""
    scope, region = plan.target.scope, plan.target.region
    named = [] if context.target == f"{scope}/{region}" else [strong(context.target, 80)]
    unchanged = plan.count(Unchanged)
    parts = [*named, code(scope, 80), text(region, 80), *([fill("{} unchanged", unchanged)] if unchanged else [])]
    parts += [] if plan.as_of is None else [fill("**snapshot** of {}", code(format_instant(plan.as_of)))]
    return join(" · ", [*parts, fill("plan {}", code(plan.digest[:6]))])


def footer(context: PageContext) -> Markdown:
    """Return the small print: the commit, the run, and a page that explains the words."""
    run = fill(", {}", link(Markdown("this run"), context.run)) if context.run else Markdown("")
    words = link(Markdown("what the words mean"), WORDS_PAGE)
    return fill("<sub>For commit {}{} · {}</sub>", code(context.head[:7]), run, words) if context.head else Markdown("")


def hidden_end(context: PageContext, marker: Markdown | None) -> list[Markdown]:
    """Return the last, hidden lines of a comment: broken limits, and the marks of what is refused. A page without header has none."""
    marks = [*(limit.mark for limit in context.limits), *context.refused]
    lines = [limits_line(limits_json(context.limits)), refused_line(marks)]
    return [join("\n", [Markdown(line) for line in lines if line])] if marker is not None and marks else []


def closing_text(closing: str) -> Markdown:
    """Return the last sentence."""
    return text(closing) if closing else Markdown("")


def where_the_rest_is(context: PageContext, limit: Limit) -> Markdown:
    """Return where to find what does not fit."""
    if limit is SUMMARY or context.summary is None:
        return _IN_PLAN_FILE
    return fill("in the {}", link(Markdown("job summary"), context.summary))
