"""Promise 10: nothing overwritten. Whatever somebody else did to a segment after the plan was made, stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from aws_emulator.core.types import Json
from aws_emulator.emulator import Emulator
from segments_as_code.model.plan import Adopt, Delete, Failed, Outcome, Plan, Update, key_of
from segments_as_code.model.segment import DeployedSegment
from segments_as_code.ownership import KEY_TAG, OWNER_TAG, PROTECTED_TAG
from segments_as_code.pipeline import carry_out, propose_rollback
from segments_as_code.ports import Connection
from segments_as_code.providers.pinpoint.reader import PinpointReader
from segments_as_code.providers.pinpoint.writer import PinpointWriter
from tests.promises.estate import APP, DIALECT, TARGET, audience, make_plan, start


class Somebody:
    """An application, our plan for it, and another who changes it before we apply."""

    def __init__(self, emulator: Emulator) -> None:
        connection = Connection(APP, "eu-west-1", emulator.endpoint_url)
        self.emulator = emulator
        self.reader = PinpointReader(connection, DIALECT)
        self.writer = PinpointWriter(connection)
        self.plan = make_plan(self.reader)

    def of(self, key: str) -> DeployedSegment:
        return next(
            change.deployed for change in self.plan.changes if isinstance(change, Update | Adopt | Delete) and key_of(change) == key
        )

    def redefines(self, segment: DeployedSegment) -> None:
        self.writer.update(segment.id, DIALECT.definition(audience("By hand", "by hand")))

    def takes(self, segment: DeployedSegment) -> None:
        if OWNER_TAG in segment.tags:
            self.writer.untag(segment.arn, [OWNER_TAG])
        self.writer.tag(segment.arn, {OWNER_TAG: "other/repository"})

    def rekeys(self, segment: DeployedSegment) -> None:
        if KEY_TAG in segment.tags:
            self.writer.untag(segment.arn, [KEY_TAG])
        self.writer.tag(segment.arn, {KEY_TAG: "another/key"})

    def protects(self, segment: DeployedSegment) -> None:
        self.writer.tag(segment.arn, {PROTECTED_TAG: "true"})

    def retags(self, segment: DeployedSegment) -> None:
        self.writer.untag(segment.arn, ["team"])
        self.writer.tag(segment.arn, {"team": "theirs"})

    def deletes(self, segment: DeployedSegment) -> None:
        self.writer.delete(segment.id)

    def standing(self) -> Mapping[str, DeployedSegment]:
        return {segment.id: segment for segment in self.reader.list_segments()}

    def we_apply(self, plan: Plan | None = None) -> dict[str, Outcome]:
        outcomes = carry_out(plan or self.plan, self.reader, self.writer, DIALECT, report=lambda _: None)
        return {key_of(outcome.change): outcome for outcome in outcomes}


@pytest.fixture
def somebody() -> Iterator[Somebody]:
    with start() as emulator:
        yield Somebody(emulator)


Deed = Callable[[Somebody, DeployedSegment], None]
DEEDS: Mapping[str, tuple[Deed, str]] = {
    "redefines": (Somebody.redefines, "is at version 2, and the plan was made against version 1"),
    "takes": (Somebody.takes, "the segments-as-code tags of"),
    "rekeys": (Somebody.rekeys, "the segments-as-code tags of"),
    "protects": (Somebody.protects, "the segments-as-code tags of"),
}


KEYS = ("words-1", "tags-1", "both-1", "gone-3", "taken")


@pytest.mark.parametrize("deed", DEEDS)
def test_what_somebody_did_since_the_plan_stays_and_only_those_changes_fail(somebody: Somebody, deed: str) -> None:
    do, reason = DEEDS[deed]
    for key in KEYS:
        do(somebody, somebody.of(key))
    theirs = {somebody.of(key).id: somebody.standing()[somebody.of(key).id] for key in KEYS}
    outcomes = somebody.we_apply()
    failed = {key: outcome.reason for key, outcome in outcomes.items() if isinstance(outcome, Failed)}
    assert set(failed) == set(KEYS), "the others go on"
    assert [key for key, said in failed.items() if reason not in said] == []
    assert {segment_id: somebody.standing()[segment_id] for segment_id in theirs} == theirs


def test_a_tag_that_somebody_changed_since_the_plan_stays(somebody: Somebody) -> None:
    for key in ("tags-1", "taken"):
        somebody.retags(somebody.of(key))
    outcomes = somebody.we_apply()
    failed = {key: outcome.reason for key, outcome in outcomes.items() if isinstance(outcome, Failed)}
    assert set(failed) == {"tags-1", "taken"}
    assert all("a tag of" in reason for reason in failed.values())
    assert {somebody.standing()[somebody.of(key).id].tags["team"] for key in failed} == {"theirs"}


def test_a_segment_that_somebody_deleted_is_not_made_again(somebody: Somebody) -> None:
    gone = somebody.of("words-1")
    somebody.deletes(gone)
    outcome = somebody.we_apply()["words-1"]
    assert isinstance(outcome, Failed)
    assert outcome.reason == f"{gone.id} is not there any more"
    assert "Words 1" not in {segment.name for segment in somebody.standing().values()}


def test_a_rollback_overwrites_nothing_either(somebody: Somebody) -> None:
    somebody.we_apply()
    plan = propose_rollback("words-1", 1, somebody.reader, DIALECT, target=TARGET)
    segment = somebody.of("words-1")
    somebody.redefines(segment)
    theirs = somebody.standing()[segment.id]
    assert isinstance(somebody.we_apply(plan)["words-1"], Failed)
    assert somebody.standing()[segment.id] == theirs


def test_each_write_to_a_segment_comes_right_after_a_look_at_it(somebody: Somebody) -> None:
    somebody.emulator.forget_requests()
    somebody.we_apply()
    looked: set[Json] = set()
    written: set[Json] = set()
    for request in somebody.emulator.requests:
        if request.operation == "GetSegment":
            looked.add(request.parameters["SegmentId"])
        elif request.operation in {"UpdateSegment", "DeleteSegment"}:
            assert request.parameters["SegmentId"] in looked - written
            written.add(request.parameters["SegmentId"])
    assert len(written) == 3 + 3 + 1 + 3, "words, both, taken, gone"
