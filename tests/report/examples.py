"""The plans and outcomes behind the golden files: one name, one whole page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from segments_as_code.model.document import Location
from segments_as_code.model.plan import (
    Adopt,
    Applied,
    Change,
    Create,
    Delete,
    DriftCause,
    DriftOrigin,
    Failed,
    Notice,
    NotStarted,
    Outcome,
    Plan,
    Recreate,
    Refusal,
    Replace,
    TagChange,
    Unchanged,
    Update,
    Written,
)
from segments_as_code.model.problem import ForgeError, Problem, ServiceError, Severity
from segments_as_code.model.segment import PinnedTo, Schedule, Usage, UsageRole
from segments_as_code.proving import judge, judge_deployed
from segments_as_code.report.apply_report import render_record, render_record_summary
from segments_as_code.report.drift_report import render_drift_issue
from segments_as_code.report.drift_text import drift_text
from segments_as_code.report.page import PageContext
from segments_as_code.report.plan_report import render_plan_comment, render_plan_summary
from segments_as_code.report.plan_text import outcomes_text, plan_text
from segments_as_code.report.problem_report import render_error_comment, render_error_summary, render_problems_comment
from segments_as_code.report.text import error_text, plain_text, problems_text
from tests.report.builders import (
    DIALECT,
    SETTING,
    adopt,
    attribute,
    create,
    definition,
    delete,
    deployed,
    desired,
    plan,
    renamed,
    replaced,
    unchanged,
    update,
)
from tests.report.four_edits import four_edits
from tests.report.marketing import DIALECT as PINPOINT
from tests.report.marketing import counted, marketing

NEW = desired("retail/new-customers", "New Customers", tags={"project": "marketing"})
LOYAL = desired("retail/loyal", "Loyal Customers", definition("Loyal Customers", customerType=attribute("loyal")))
LOYAL_AND_VIP = replace(
    LOYAL, definition=definition("Loyal Customers", customerType=attribute("loyal", "vip")), location=Location(LOYAL.location.path, 9)
)
SPRING = desired("retail/spring-trial", "Spring Trial", definition("Spring Trial", trial=attribute("spring-2026")), {"campaign": "spring"})
WINTER = desired(
    "retail/winter-shoppers",
    "Winter Sale Shoppers",
    definition("Winter Sale Shoppers", lastPurchaseDate=attribute("2026-11-01", kind="AFTER")),
)
ENGAGED = desired("retail/engaged", "Highly Engaged", definition("Highly Engaged", sources=["retail/loyal"], opens=attribute("weekly")))
WINTER_SALE = Usage(
    deployed(LOYAL).id,
    "campaign",
    "c-1",
    "Winter Sale",
    "SCHEDULED",
    live=True,
    pinned_version=3,
    takes_up_changes=False,
    keeps=PinnedTo.VERSION,
    next_run="2026-12-01T09:00:00Z",
    schedule=Schedule("once", "2026-12-01T09:00:00Z"),
)
WELCOME = Usage(
    deployed(LOYAL).id,
    "journey",
    "j-1",
    "Welcome back",
    "ACTIVE",
    live=True,
    role=UsageRole.START,
    takes_up_changes=False,
    keeps=PinnedTo.PEOPLE,
)
WARNING = Problem(
    Location("segments/retail/winter-shoppers.yaml", 5, 23),
    "respelled",
    "AttributeType is GREATER_THAN; on a date that means AFTER.",
    "write AttributeType: AFTER, or run segments fmt.",
    Severity.WARNING,
    is_spelling=True,
)
UNKNOWN = Problem(
    Location("segments/lapsed.yml", 5, 19),
    "unknown-duration",
    "Recency.Duration is DAY_31; Pinpoint knows HR_24, DAY_7, DAY_14 and DAY_30.",
    "write one of those four, for example DAY_30.",
)
TWICE = Problem(
    Location("segments/retail/loyal.yaml", 1, 1),
    "duplicate-segment",
    "the key retail/loyal is already that of the segment at segments/loyal.yaml:1:1.",
    "give one of the two another Key.",
    related=(Location("segments/loyal.yaml", 1, 1),),
)


ORIGINS = {
    "retail/new-customers": DriftOrigin(DriftCause.UNKNOWN),
    "retail/loyal": DriftOrigin(DriftCause.OUTSIDE, 2),
    "retail/spring-trial": DriftOrigin(DriftCause.WAITING),
}


def everyday() -> Plan:
    changes: list[Change] = [create(NEW), update(LOYAL, LOYAL_AND_VIP), delete(SPRING)]
    return plan(*changes, Unchanged(ENGAGED, deployed(ENGAGED)), *unchanged(13), usages=[WINTER_SALE])


def from_snapshot() -> Plan:
    """As ``make_plan`` makes it: with the notice."""
    message = "this plan was made against a snapshot of 2026-11-26 09:00:00 UTC, not against the service: what changed since is not in it."
    notice = Notice("from-snapshot", message, "it approves nothing; plan without the snapshot for a plan that can be applied.")
    return replace(plan(update(LOYAL, LOYAL_AND_VIP), *unchanged(13), notices=[notice]), as_of="2026-11-26T09:00:00Z")


def every_kind() -> Plan:
    city = definition("Town dwellers", city=attribute("Berlin", "Paris"), customerType=attribute("loyal"))
    towns = desired("geo/towns", "Town dwellers", city)
    moved = replace(renamed(towns, "City dwellers"), tags={"project": "geo"})
    changes: list[Change] = [
        create(NEW),
        adopt(WINTER, replace(WINTER, tags={"status": "active"}), "1f6a2b3c4d5e"),
        update(LOYAL, LOYAL_AND_VIP),
        update(towns, moved),
        replaced(ENGAGED, replace(ENGAGED, definition=definition("Highly Engaged", sources=["retail/loyal", "retail/new-customers"]))),
        delete(SPRING),
    ]
    return plan(*changes, *unchanged(2), usages=[WINTER_SALE, WELCOME])


def refused() -> Plan:
    refusal = Refusal(
        "too-many-deletes",
        "this plan deletes 7 of our 12 segments (58 %, limit 30 %).",
        "if that is meant, set allow-deletes to 7 on this run, or put the label segments-allow-deletes-7 on the pull request; "
        "otherwise look for a changed Key or a moved file.",
    )
    gone = [desired(f"retail/old-{index}", f"Old audience {index}") for index in range(7)]
    return plan(*map(delete, gone), *unchanged(5), refusals=[refusal])


_CHANGED = definition("First", customerType=attribute("new", "returning"), plan=attribute("pro"))


def many(number: int, *, deletes: int = 0) -> Plan:
    first = desired("bulk/first", "First")
    fields = update(first, replace(first, definition=_CHANGED)).fields
    before = [desired(f"bulk/segment-{index:04}", f"Segment {index}") for index in range(number)]
    after = [replace(s, definition={**_CHANGED, "Name": s.name}) for s in before]
    updates = [Update(new, deployed(old), fields, TagChange()) for old, new in zip(before[deletes:], after[deletes:], strict=True)]
    return plan(*updates, *map(delete, before[:deletes]))


def all_applied() -> list[Outcome]:
    written = [Written("0b1c2d3e4f5a", "arn", 1), Written(deployed(LOYAL).id, "arn", 4), None]
    changes = [change for change in everyday().changes if not isinstance(change, Unchanged)]
    return [Applied(change, stands) for change, stands in zip(changes, written, strict=True)]


def marketing_applied() -> list[Outcome]:
    changes = [change for change in marketing()[0].changes if not isinstance(change, Unchanged)]
    written = [None if isinstance(c, Delete) else Written("7a" * 16, "arn", 1) if isinstance(c, Create) else _next(c) for c in changes]
    return [Applied(change, stands) for change, stands in zip(changes, written, strict=True)]


def _next(change: Update | Replace | Recreate | Adopt | Unchanged) -> Written:
    return Written(change.deployed.id, "arn", (change.deployed.version or 0) + 1)


def partly_applied() -> list[Outcome]:
    new, loyal, spring = all_applied()
    builds = create(replace(ENGAGED, key="retail/engaged-and-loyal", name="Engaged and loyal"))
    return [
        new,
        Failed(loyal.change, "the service answered 429 (too many requests) five times within 60 s."),
        NotStarted(builds, "it builds on retail/loyal, which failed."),
        spring,
    ]


def _drifted() -> PageContext:
    return replace(SETTING, verdicts=judge_deployed(marketing()[0], PINPOINT))


def _counted() -> PageContext:
    plan = marketing()[0]
    return replace(SETTING, verdicts=judge(plan, PINPOINT), audience=counted(plan))


def _applied() -> tuple[Plan, list[Outcome]]:
    return marketing()[0], marketing_applied()


def pages() -> Mapping[str, Callable[[], str]]:
    warnings = [WARNING]
    gone = ServiceError(
        "service-gone",
        "Amazon Pinpoint refused GetSegments for app-123456 with 403 (Forbidden): nothing is known of what is deployed.",
        "check that the service still answers for this account; to plan without it, use snapshot.",
    )
    return {
        "no-change.md": lambda: render_plan_comment(plan(*unchanged(17)), (), DIALECT, SETTING),
        "everyday.md": lambda: render_plan_comment(everyday(), warnings, DIALECT, SETTING),
        "everyday-summary.md": lambda: render_plan_summary(everyday(), warnings, DIALECT, SETTING),
        "marketing.md": lambda: render_plan_comment(*marketing(), PINPOINT, _counted()),
        "four-edits.md": lambda: render_plan_comment(four_edits(), (), PINPOINT, replace(SETTING, verdicts=judge(four_edits(), PINPOINT))),
        "marketing-narrow.txt": lambda: plain_text(plan_text(*marketing(), PINPOINT, judge(marketing()[0], PINPOINT), width=60)),
        "marketing-record.md": lambda: render_record(*_applied(), PINPOINT, replace(SETTING, verdicts=judge(marketing()[0], PINPOINT))),
        "marketing-drift.md": lambda: render_drift_issue(marketing()[0], {}, (), PINPOINT, _drifted()),
        "marketing-drift.txt": lambda: plain_text(drift_text(marketing()[0], {}, (), PINPOINT, _drifted().verdicts)),
        "every-kind.md": lambda: render_plan_comment(every_kind(), (), DIALECT, replace(SETTING, target="production")),
        "snapshot.md": lambda: render_plan_comment(from_snapshot(), (), DIALECT, SETTING),
        "drift.md": lambda: render_drift_issue(everyday(), ORIGINS, warnings, DIALECT, SETTING),
        "drift-none.md": lambda: render_drift_issue(plan(*unchanged(17)), {}, (), DIALECT, SETTING),
        "refused.md": lambda: render_plan_comment(refused(), (), DIALECT, SETTING),
        "problems.md": lambda: render_problems_comment([UNKNOWN, TWICE, WARNING], SETTING),
        "stopped.md": lambda: render_error_comment(gone, SETTING),
        "stopped-summary.md": lambda: render_error_summary(ForgeError("no-comment", "no plan was reviewed for this commit."), SETTING),
        "record.md": lambda: render_record(everyday(), all_applied(), DIALECT, SETTING),
        "record-partial.md": lambda: render_record(everyday(), partly_applied(), DIALECT, SETTING, left="b4e0d2" + "0" * 58),
        "record-nothing.md": lambda: render_record(plan(*unchanged(3)), (), DIALECT, SETTING),
        "record-summary.md": lambda: render_record_summary(everyday(), all_applied(), DIALECT, SETTING),
        "ladder-2-shortened.md": lambda: render_plan_comment(many(120), (), DIALECT, SETTING),
        "ladder-3-table.md": lambda: render_plan_comment(many(400), (), DIALECT, SETTING),
        "ladder-4-counts.md": lambda: render_plan_comment(many(5_000, deletes=12), warnings, DIALECT, SETTING),
        "drift.txt": lambda: plain_text(drift_text(everyday(), ORIGINS, (), DIALECT)),
        "everyday.txt": lambda: plain_text(plan_text(everyday(), warnings, DIALECT)),
        "every-kind-narrow.txt": lambda: plain_text(plan_text(every_kind(), (), DIALECT, width=72)),
        "refused.txt": lambda: plain_text(plan_text(refused(), (), DIALECT)),
        "problems.txt": lambda: plain_text(problems_text([UNKNOWN, TWICE, WARNING])),
        "stopped.txt": lambda: plain_text(error_text(gone)),
        "record-partial.txt": lambda: plain_text(outcomes_text(partly_applied())),
    }
