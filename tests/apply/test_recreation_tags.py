"""The tags of a recreated segment: none is lost, and there is room for one more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Applied, Written
from tests.apply.recreating import NAMED, VIPS_NEW, VIPS_OLD, carry_out, deploy, named, plan_of, run_with, stands
from tests.apply.test_recreation_steps import stopped_before_the_delete, writes
from tests.fakes import FakeService


def with_tags(there: FakeService, most: int) -> None:
    """Give ``vips`` tags of somebody else until it has ``most``."""
    full = there.segments["vips"]
    more = {f"tag-{number:02}": "" for number in range(most - len(full.tags))}
    there.segments["vips"] = replace(full, tags={**full.tags, **more})


@pytest.mark.parametrize(("tags", "most", "said"), [({}, 50, 51), ({"team": "a", "area": "b"}, 49, 51), ({"team": "a"}, 49, None)])
def test_both_the_old_and_the_new_segment_need_room_for_one_more_tag(tags: dict[str, str], most: int, said: int | None) -> None:
    there = deploy(VIPS_OLD)
    with_tags(there, most)
    (outcome,) = carry_out(plan_of(there, named("vips", "new", tags=tags)), there)
    assert isinstance(outcome, Applied) is (said is None)
    if said is not None:
        assert list(there.segments) == ["vips"]
        assert f"{said} in all, and AWS allows 50" in str(outcome)


def test_tags_that_the_service_took_with_the_create_are_not_put_again() -> None:
    there = deploy(VIPS_OLD)
    run_with(there, VIPS_NEW)
    assert writes(there) == ["create", "delete", "create", "delete"]


@dataclass
class Forgetful(FakeService):
    """A create loses one tag."""

    tags_put: list[Mapping[str, str]] = field(default_factory=list)

    def create(self, definition: Definition, tags: Mapping[str, str], *, segment_id: str | None = None, is_freed: bool = False) -> Written:
        kept = {name: value for name, value in tags.items() if name != "cost"}
        return super().create(definition, kept, segment_id=segment_id, is_freed=is_freed)

    def tag(self, arn: str, tags: Mapping[str, str]) -> None:
        self.tags_put.append(tags)
        super().tag(arn, tags)


def test_only_the_tags_that_are_missing_are_put() -> None:
    there = Forgetful(NAMED, segments=deploy(VIPS_OLD).segments)
    run_with(there, VIPS_NEW)
    assert stands(there, "new")
    assert there.tags_put == [{"cost": "7"}, {"cost": "7"}]


def test_a_tag_that_somebody_added_while_the_segment_stood_is_kept() -> None:
    there = stopped_before_the_delete()
    now = there.segments["vips"]
    there.segments["vips"] = replace(now, tags={**now.tags, "since": "today"})
    run_with(there, VIPS_NEW)
    assert stands(there, "new")
    assert there.segments["vips"].tags["since"] == "today"
