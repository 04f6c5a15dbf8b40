"""Every way in which a call may fail, and one run of the apply under each."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from aws_emulator.core.faults import Fault
from aws_emulator.emulator import Emulator
from aws_emulator.pinpoint.behaviour import Behaviour
from segments_as_code.model.plan import Applied
from segments_as_code.model.problem import SegmentsError
from segments_as_code.model.segment import DeployedSegment
from segments_as_code.ownership import owned_key
from segments_as_code.ports import Connection
from segments_as_code.providers.pinpoint.api import WRITES
from segments_as_code.providers.pinpoint.reader import PinpointReader
from segments_as_code.providers.pinpoint.writer import PinpointWriter
from tests.promises.estate import APP, DELETED, DIALECT, FOREIGN, KEYS, OWNER, apply_all, make_plan, start

TIMEOUT_S = 0.15
LATE_S = 0.25
_PACE = 0.03
"""A write is carried out 0.1 s after the client gave up waiting, and the pause before it looks is 0.15 s instead of 5."""
_SLOWEST = 16

KINDS: Mapping[str, Fault] = {
    "500 before": Fault(status=500),
    "500 after": Fault(status=500, done=True),
    "429 once": Fault(status=429),
    "429 five times": Fault(status=429, count=5),
    "time-out before": Fault(delay_s=2 * TIMEOUT_S, drop=True),
    "time-out after": Fault(delay_s=2 * TIMEOUT_S, drop=True, done=True),
    "time-out, then done": Fault(delay_s=LATE_S),
    "dropped before": Fault(drop=True),
    "dropped after": Fault(drop=True, done=True),
    "unreadable before": Fault(raw=b'{"Id": "'),
    "unreadable after": Fault(raw=b'{"Id": "', done=True),
}


@dataclass(frozen=True)
class At:
    """One call of a run: the ``nth`` of its ``operation``."""

    operation: str
    nth: int

    @property
    def writes(self) -> bool:
        return self.operation in WRITES


class Deployment:
    """The application, its reader and its writer, as often as wanted back at the start."""

    def __init__(self, emulator: Emulator, behaviour: Behaviour, *, timeout_s: float, pauses: bool) -> None:
        self.emulator = emulator
        self._behaviour = behaviour
        self._connection = Connection(APP, "eu-west-1", emulator.endpoint_url, read_timeout_s=timeout_s)
        self._pauses = pauses
        self.slower = 1
        self.reader, self.writer = self._open(self.slower)
        self.looker, self.second = self._open(1, timeout_s=30)
        self.restart()
        self.before = self.standing()

    def _open(self, slower: int, *, timeout_s: float | None = None) -> tuple[PinpointReader, PinpointWriter]:
        """Return a reader and a writer that wait so many times longer."""
        pause_s = _PACE * slower if self._pauses else 0
        connection = replace(self._connection, read_timeout_s=timeout_s or self._connection.read_timeout_s * slower)

        def sleep(seconds: float) -> None:
            time.sleep(seconds * pause_s)

        return PinpointReader(connection, DIALECT, sleep=sleep), PinpointWriter(connection, sleep=sleep)

    def restart(self) -> None:
        self.emulator.reset()
        self.emulator.behaviour = self._behaviour

    def standing(self) -> dict[str, DeployedSegment]:
        """Return what is deployed, by id, when every listing has caught up."""
        for _ in range(self._behaviour.new_segments_hide_for):
            self.looker.list_segments()
        return {segment.id: segment for segment in self.looker.list_segments()}

    def calls(self) -> list[At]:
        """Return every call of a run without faults."""
        self.restart()
        apply_all(self.looker, self.second)
        seen: dict[str, int] = {}
        calls = []
        for request in self.emulator.requests:
            seen[request.operation] = seen.get(request.operation, 0) + 1
            calls.append(At(request.operation, seen[request.operation]))
        return calls

    def runs_needed(self, fault: Fault, most: int = 1) -> int:
        """Return after how many runs, the first of them under ``fault``, all is as the files say.

        On a busy machine a call without a fault may take longer than the time-out too. So if a fault of time needs more than ``most``
        runs, or leaves something behind, it is tried again with longer times.
        """
        if not fault.delay_s or self.slower == _SLOWEST:
            return self._runs_needed(fault)
        with suppress(AssertionError):
            runs = self._runs_needed(fault)
            if runs <= most and self.strays() == []:
                return runs
        self.slower *= 4
        self.reader, self.writer = self._open(self.slower)
        return self.runs_needed(fault, most)

    def _runs_needed(self, fault: Fault) -> int:
        self.restart()
        self.emulator.faults.add(replace(fault, delay_s=fault.delay_s * self.slower))
        with suppress(SegmentsError):  # the first run may end before it has a plan
            apply_all(self.reader, self.writer)
        assert self.emulator.faults.counts()[-1][2] == fault.count, "the fault was not met"
        if fault.is_mere_delay:
            time.sleep((LATE_S - TIMEOUT_S + 0.05) * self.slower)
        return self.finish()

    def finish(self) -> int:
        """Make a second run where the first left something to do; return how many there were."""
        self.emulator.faults.clear()
        self.assert_nothing_else_was_touched()
        runs = 1
        if not make_plan(self.looker).is_empty:
            runs = 2
            outcomes = apply_all(self.looker, self.second)
            assert [outcome for outcome in outcomes if not isinstance(outcome, Applied)] == []
            self.standing()
            assert make_plan(self.looker).is_empty
        now = self.assert_nothing_else_was_touched()
        assert sorted(key for segment in now.values() if (key := owned_key(segment.tags, OWNER))) == list(KEYS)
        return runs

    def assert_nothing_else_was_touched(self) -> dict[str, DeployedSegment]:
        now = self.standing()
        assert {segment_id: now[segment_id] for segment_id in FOREIGN} == {segment_id: self.before[segment_id] for segment_id in FOREIGN}
        assert set(self.before) - set(now) <= set(DELETED)
        return now

    def strays(self) -> list[str]:
        """Return the ids of segments that a run made and that carry no marks of ours."""
        now = self.standing()
        return [s.id for s in now.values() if s.id not in self.before and owned_key(s.tags, OWNER) is None]


@contextmanager
def deployed(behaviour: Behaviour | None = None, *, timeout_s: float = 30, pauses: bool = False) -> Iterator[Deployment]:
    """Start an emulator with what is deployed before."""
    with start() as emulator:
        yield Deployment(emulator, behaviour or Behaviour(), timeout_s=timeout_s, pauses=pauses)
