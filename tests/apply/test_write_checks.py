"""What is asked of the service just before a write, and what is then left alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import pytest

from segments_as_code.apply.duplicates import delete_duplicate
from segments_as_code.apply.executor import apply_plan
from segments_as_code.model.plan import Applied, Failed, Outcome, Plan, Recreate, TagChange, Update, key_of
from segments_as_code.model.problem import Refused, ServiceError
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle, Usage
from segments_as_code.ownership import KEY_TAG, OWNER_TAG, with_our_tags
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.recreation import read_as_before
from tests.apply.recreating import NAMED, VIPS_NEW, VIPS_OLD, carry_out, deploy
from tests.apply.test_duplicates import other_segment
from tests.builders import OWNER, TARGET, TOY, deployed, desired, ours, planned, toy
from tests.fakes import FakeService, fail, lost
from tests.toy import ToyDialect


def service(*segments: DeployedSegment) -> FakeService:
    return FakeService(TOY, {segment.id: segment for segment in segments})


def run(plan: Plan, there: FakeService, dialect: ToyDialect = TOY) -> dict[str, Outcome]:
    outcomes = apply_plan(plan, reader=there, writer=there, dialect=dialect, report=lambda _: None)
    return {key_of(outcome.change): outcome for outcome in outcomes}


def reason(outcome: Outcome) -> str:
    assert isinstance(outcome, Failed)
    return outcome.reason


def unversioned(*on: str) -> DeployedSegment:
    return replace(ours("top", toy("top", "x", on=[{"Id": each} for each in on])), version=None)


# ── updates ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_segment_that_is_gone_is_not_updated() -> None:
    there = service(ours("a"))
    plan = planned([desired("a", toy("a", "x"))], list(there.segments.values()))
    there.segments.clear()
    assert reason(run(plan, there)["a"]) == "id-a is not there any more"
    assert there.calls == ["get"]


def test_a_tag_that_somebody_changed_since_the_plan_is_left_alone() -> None:
    there = service(ours("a", team="crm"))
    plan = planned([desired("a", tags={"team": "web"})], list(there.segments.values()))
    there.segments["id-a"] = now = replace(there.segments["id-a"], tags={**there.segments["id-a"].tags, "team": "theirs"})
    assert "was changed by somebody else since the plan was made" in reason(run(plan, there)["a"])
    assert there.segments == {"id-a": now}


@pytest.mark.parametrize(
    ("before", "file", "meanwhile"),
    [
        (["id-far"], [{"Id": "id-far"}], ["id-other"]),
        (["id-base"], [{"Ref": "base"}], ["id-other"]),
        (["id-base"], [{"Ref": "base"}], []),
    ],
    ids=["named by its id", "named by its key", "without a source"],
)
def test_a_source_that_changed_meanwhile_is_noticed_on_a_service_without_versions(
    before: list[str], file: list[dict[str, str]], meanwhile: list[str]
) -> None:
    there = service(ours("base"), unversioned(*before))
    files = [desired("base"), desired("top", toy("top", "y", on=file))]
    plan = planned(files, list(there.segments.values()))
    there.segments["id-top"] = unversioned(*meanwhile)
    assert reason(run(plan, there)["top"]) == "the definition of id-top is not the one that the plan was made against"


def test_a_source_of_which_a_plan_has_no_id_is_not_compared() -> None:
    """A plan has the ids of what its segments will build on, and this one will build on nothing."""
    there = service(ours("base"), unversioned("id-base"))
    plan = planned([desired("base"), desired("top", toy("top", "x"))], list(there.segments.values()))
    assert plan.ids == {}
    assert isinstance(run(plan, there)["top"], Applied)


# ── tags ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_tag_that_has_its_new_value_already_is_not_taken_off() -> None:
    there = service(ours("a", team="crm"))
    same = Update(desired("a"), there.segments["id-a"], (), TagChange({"team": "crm"}, before={"team": "crm"}))
    plan = Plan(TARGET, (same,), {}, (), (), (), "0" * 64)
    assert isinstance(run(plan, there)["a"], Applied)
    assert "untag" not in there.calls


def test_a_segment_with_a_key_and_no_owner_can_be_taken_over() -> None:
    there = service(deployed("id-9", toy("a"), tags={KEY_TAG: "theirs"}))
    plan = planned([desired("a", lifecycle=Lifecycle(adopt="id-9"))], list(there.segments.values()))
    assert isinstance(run(plan, there)["a"], Applied)
    assert there.segments["id-9"].tags.items() >= {KEY_TAG: "a", OWNER_TAG: OWNER}.items()


# ── what a recreation asks for ───────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Asked(FakeService):
    """Remembers of which segments the users were asked."""

    ids: list[Sequence[str]] = field(default_factory=list)

    def list_usages(self, segment_ids: Collection[str]) -> Sequence[Usage]:
        self.ids.append([*segment_ids])
        return super().list_usages(segment_ids)


def named(key: str, *on: str) -> DesiredSegment:
    return desired(key, toy(key, on=[{"Ref": each} for each in on]), id=key)


def test_the_users_of_a_segment_and_of_all_that_build_on_it_are_asked_for_before_each_look_and_of_no_others() -> None:
    files = [named("other"), named("left", "vips"), named("right", "vips"), named("top", "left", "right"), named("beside", "other")]
    there = Asked(NAMED, segments=deploy(VIPS_OLD, *files, named("gone")).segments)
    policy = DeletePolicy(deletes=1)
    plan = planned([VIPS_NEW, *files], read_as_before(there.list_segments()), dialect=NAMED, policy=policy)
    assert plan.count(Recreate) == 1
    there.usages = [Usage("other", "campaign", "c1", "Winter Sale", "Running", live=True, needs_it_now=True)]
    assert {type(outcome) for outcome in carry_out(plan, there)} == {Applied}
    assert there.ids == [["vips", "left", "right", "top"]] * 2


# ── two runs at once ─────────────────────────────────────────────────────────────────────────────────────────────────

FILES = [desired("a"), desired("top", toy("top", on=[{"Ref": "a"}]))]


def raced(there: FakeService, at: str, act: str) -> dict[str, Outcome]:
    """Apply ``FILES`` while an older ``a`` appears; what builds on ours then fails, or is changed, at a call."""
    plan = planned(FILES, list(there.segments.values()))
    older = other_segment()

    def hook(call: str) -> None:
        if call == "create":
            there.segments[older.id] = older
        if call == at and "id-002" in there.segments:
            if act == "fails":
                raise ServiceError("service-refused", "no")
            there.segments["id-002"] = replace(there.segments["id-002"], version=7)

    there.before = hook
    return run(plan, there)


def test_if_what_builds_on_ours_cannot_be_changed_both_are_left_and_the_run_says_so() -> None:
    there = service()
    outcomes = raced(there, "update", "fails")
    assert reason(outcomes["a"]) == "id-other and id-001 were both created for a, and both are used"
    assert reason(outcomes["top"]) == "no"
    assert set(there.segments) == {"id-001", "id-002", "id-other"}


def test_what_builds_on_ours_is_left_alone_if_somebody_changed_it_a_moment_ago() -> None:
    there = service()
    outcomes = raced(there, "get", "is changed")
    assert reason(outcomes["top"]) == "id-002 was changed by somebody else a moment after it was written"
    assert isinstance(outcomes["a"], Failed)
    assert "update" not in there.calls


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_duplicate_whose_deletion_got_no_reply_is_deleted_once(moment: str) -> None:
    there = service()
    plan = planned([desired("a")], [])
    there.before = lambda call: there.segments.update({"id-other": other_segment()}) if call == "create" else None
    before, fail = there.before, lost("delete")

    def both(call: str) -> None:
        before(call)
        fail(call)

    if moment == "before":
        there.before = both
    else:
        there.after = fail
    assert isinstance(run(plan, there)["a"], Applied)
    assert set(there.segments) == {"id-other"}
    assert there.calls.count("delete") == (2 if moment == "before" else 1)


def test_ours_stays_if_it_has_another_key_by_now() -> None:
    there = service()
    plan = planned([desired("a")], [])

    def hook(call: str) -> None:
        if call == "create":
            there.segments["id-other"] = other_segment()
        elif call == "get":
            there.segments["id-001"] = replace(there.segments["id-001"], tags=with_our_tags({}, key="b", owner=OWNER))

    there.before = hook
    assert reason(run(plan, there)["a"]).endswith("and changed since; both were left")
    assert set(there.segments) == {"id-001", "id-other"}


def test_a_duplicate_that_is_gone_already_is_deleted() -> None:
    there = service()
    delete_duplicate(other_segment(), reader=there, writer=there)
    assert there.segments == {}


def test_a_duplicate_whose_tags_changed_is_not_deleted() -> None:
    there = service(replace(other_segment(), tags={}))
    with pytest.raises(Refused, match="changed a moment ago"):
        delete_duplicate(other_segment(), reader=there, writer=there)


# ── replacements ─────────────────────────────────────────────────────────────────────────────────────────────────────

IMMUTABLE = ToyDialect(immutable=True)


def test_after_three_deletions_that_failed_no_other_is_tried() -> None:
    keys = "abcde"
    there = FakeService(IMMUTABLE, {f"id-{key}": ours(key, toy(key, "old")) for key in keys})
    plan = planned([desired(key) for key in keys], list(there.segments.values()), dialect=IMMUTABLE)

    def hook(call: str) -> None:
        if call == "delete":
            raise ServiceError("throttled", "slow down")

    there.before = hook
    reasons = [reason(outcome) for outcome in run(plan, there, IMMUTABLE).values()]
    assert there.calls.count("delete") == 3
    assert sum("could not be deleted: slow down" in each for each in reasons) == 3
    assert sum("in a row failed" in each for each in reasons) == 2


def test_what_still_uses_a_replaced_segment_is_named_in_the_order_of_the_keys() -> None:
    users = ["d", "b", "c"]
    there = FakeService(IMMUTABLE, {"id-a": ours("a", toy("a", "old"))})
    for key in users:
        there.segments[f"id-{key}"] = ours(key, toy(key, on=[{"Id": "id-a"}]))
    files = [desired("a"), *(desired(key, toy(key, on=[{"Ref": "a"}])) for key in users)]
    plan = planned(files, list(there.segments.values()), dialect=IMMUTABLE)

    def hook(call: str) -> None:
        if call == "create" and there.creates:
            raise ServiceError("service-refused", "no")

    there.before = hook
    assert reason(run(plan, there, IMMUTABLE)["a"]).endswith("id-a stays, because b and c and d still uses it")


def test_a_replacement_that_failed_is_told_at_once() -> None:
    there = FakeService(IMMUTABLE, {"id-a": ours("a", toy("a", "old"))})
    plan = planned([desired("a"), desired("b")], list(there.segments.values()), dialect=IMMUTABLE)
    told: list[Outcome] = []
    there.before = fail(ServiceError("service-refused", "no"), "create")
    apply_plan(plan, reader=there, writer=there, dialect=IMMUTABLE, report=told.append)
    assert [(key_of(outcome.change), type(outcome)) for outcome in told] == [("a", Failed), ("b", Applied)]
