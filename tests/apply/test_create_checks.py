"""What a create looks for before and after it, whatever replies and tags are lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Applied, Failed, Written
from segments_as_code.model.problem import ServiceError, UnclearWrite
from segments_as_code.ownership import OWNER_TAG, RECREATION_TAG, with_our_tags
from tests.apply.recreating import NAMED, TEMPORARY, VIPS_NEW, carry_out, plan_of, stands
from tests.apply.test_recreation_edges import stopped_after_the_delete
from tests.apply.test_write_checks import named, run, service
from tests.builders import OWNER, TOY, deployed, desired, ours, planned, toy
from tests.fakes import FakeService, lost


def test_what_another_run_created_is_looked_for_before_anything_is_deleted() -> None:
    there = service(*(ours(key) for key in ("gone", "k1", "k2", "k3")))
    plan = planned([desired("a"), *map(desired, ("k1", "k2", "k3"))], list(there.segments.values()))
    run(plan, there)
    assert [call for call in there.calls if call != "get"] == ["list", "create", "list", "delete"]


def test_a_create_under_an_id_that_lost_its_reply_and_its_tags_is_ours() -> None:
    there = FakeService(NAMED, takes_tags_on_create=False)
    plan = planned([named("a")], [], dialect=NAMED)
    there.after = lost("create")
    assert isinstance(run(plan, there, NAMED)["a"], Applied)
    assert there.calls.count("create") == 1
    assert there.segments["a"].tags[OWNER_TAG] == OWNER


def test_a_create_whose_reply_and_tags_are_lost_is_found_and_tagged() -> None:
    there = FakeService(TOY, takes_tags_on_create=False)
    there.after = lost("create")
    assert isinstance(run(planned([desired("a")], []), there)["a"], Applied)
    assert [segment.tags[OWNER_TAG] for segment in there.segments.values()] == [OWNER]


def test_what_another_owner_creates_while_a_reply_is_lost_is_not_taken_for_ours() -> None:
    there = service()
    theirs = deployed("id-9", toy("a"), tags=with_our_tags({}, key="a", owner="octo/other"))

    def hook(call: str) -> None:
        if call == "create" and not there.segments:
            there.segments[theirs.id] = theirs
            lost("create")(call)

    there.before = hook
    assert isinstance(run(planned([desired("a")], []), there)["a"], Applied)
    assert set(there.segments) == {"id-9", "id-001"}
    assert there.segments["id-9"] == theirs


def test_what_this_run_could_not_tag_is_not_found_for_another_key() -> None:
    there = FakeService(TOY, takes_tags_on_create=False)
    files = [desired("a", toy("same")), desired("b", toy("same"))]

    def hook(call: str) -> None:
        if call == "tag" and there.calls.count("tag") == 1:
            raise ServiceError("service-refused", "no")
        if call == "create" and there.calls.count("create") == 2:
            raise UnclearWrite("connection-lost", "lost")

    there.before = hook
    outcomes = run(planned(files, []), there)
    assert isinstance(outcomes["a"], Failed)
    assert isinstance(outcomes["b"], Applied)
    assert len(there.segments) == 2


@pytest.mark.parametrize(("definition", "owner"), [(toy("a", "theirs"), ""), (toy("a", "theirs"), "octo/other"), (toy("a"), "octo/other")])
def test_what_somebody_else_creates_under_the_id_while_a_reply_is_lost_is_left_alone(definition: Definition, owner: str) -> None:
    there = FakeService(NAMED)
    tags = with_our_tags({}, key="a", owner=owner) if owner else {}

    def hook(call: str) -> None:
        if call == "create":
            there.segments["a"] = deployed("a", definition, tags=tags)
            lost("create")(call)

    there.before = hook
    outcome = run(planned([named("a")], [], dialect=NAMED), there, NAMED)["a"]
    assert isinstance(outcome, Failed)
    assert outcome.reason == "a was deployed for something else since the plan was made"
    assert there.segments["a"].tags == tags


class Terse(FakeService):
    """Answers a create without the tags."""

    def create(self, definition: Definition, tags: Mapping[str, str], *, segment_id: str | None = None, is_freed: bool = False) -> Written:
        return replace(super().create(definition, tags, segment_id=segment_id, is_freed=is_freed), tags=None)


def test_tags_that_the_service_did_not_confirm_are_put() -> None:
    there = Terse(TOY, takes_tags_on_create=False)
    assert isinstance(run(planned([desired("a")], []), there)["a"], Applied)
    assert there.calls.count("tag") == 1
    assert [segment.tags[OWNER_TAG] for segment in there.segments.values()] == [OWNER]


@pytest.mark.parametrize("whose", ["ours", "of another owner", "of another segment"])
def test_a_segment_whose_recreation_the_list_does_not_show_yet_is_not_created_without_its_tags(whose: str) -> None:
    there = stopped_after_the_delete()
    plan = plan_of(FakeService(NAMED), VIPS_NEW)  # the list shows nothing yet
    tags = dict(there.segments[TEMPORARY].tags)
    if whose == "of another owner":
        tags[OWNER_TAG] = "octo/other"
    if whose == "of another segment":
        tags[RECREATION_TAG] = tags[RECREATION_TAG].replace("vips", "other")
    there.segments[TEMPORARY] = replace(there.segments[TEMPORARY], tags=tags)
    outcome = run(plan, there, NAMED)["vips"]
    if whose != "ours":
        assert isinstance(outcome, Applied)
        return
    assert isinstance(outcome, Failed)
    assert outcome.reason == f"vips is half recreated: {TEMPORARY} has its definition, and was not in the list yet. Run again, in a minute"
    carry_out(plan_of(there, VIPS_NEW), there)
    assert stands(there, "new")


def test_a_plan_does_not_say_that_the_temporary_segment_is_of_somebody_else() -> None:
    there = FakeService(NAMED, lists_definitions=False)
    there.create(VIPS_NEW.definition, {}, segment_id=TEMPORARY)  # not tagged yet, and the list does not show vips
    (notice,) = plan_of(there, VIPS_NEW).notices
    assert (
        notice.message
        == f"{TEMPORARY} is the name that vips has while it is recreated: a run may have been stopped, and the list may not show vips yet."
    )
    assert "Adopt" not in notice.remedy
