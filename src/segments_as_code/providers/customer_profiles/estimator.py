"""Ask Customer Profiles how many people it estimates to be in a segment."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from segments_as_code.audience_port import Estimate
from segments_as_code.model.document import Definition
from segments_as_code.model.problem import ServiceError
from segments_as_code.ports import Connection
from segments_as_code.providers.aws.boto_client import open_client
from segments_as_code.providers.aws.rate_limit import RateLimits
from segments_as_code.providers.customer_profiles.api import ESTIMATES, PROFILES, Rates
from segments_as_code.providers.customer_profiles.canonical import audience
from segments_as_code.providers.customer_profiles.paced_reads import PacedReads
from segments_as_code.providers.customer_profiles.simplify import write_request

_POLL_S: Final = 2.0
_MOST_S: Final = 120.0
"""How long an estimate may run: AWS does not document how long one takes."""
_AT_ONCE: Final = 10
"""How many estimates run at the same time: AWS documents no limit."""
_LONGEST_ANSWER: Final = 300

_OF_ONE: Final = frozenset({"service-refused", "service-failed", "throttled", "connection-lost", "reply-unreadable"})
"""Errors that say something about one estimate alone; any other would end all of them."""


class CustomerProfilesEstimator:
    """Implements AudienceEstimator over boto3, with a client that can do nothing else."""

    def __init__(
        self,
        connection: Connection,
        *,
        rates: Rates | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        rates = rates or Rates()
        self._domain = connection.scope
        self._clock = clock
        self._sleep = sleep
        limits = [RateLimits(quota, clock=clock, sleep=sleep) for quota in rates.of_estimates()]
        self._call = PacedReads(open_client(PROFILES, connection, ESTIMATES), limits, clock=clock, sleep=sleep)

    def estimate(self, definitions: Sequence[Definition], report: Callable[[int], None]) -> Sequence[Estimate]:
        """Return an estimate for each definition, a few at a time, and each of them at most two minutes."""
        asked = {audience(definition): definition for definition in definitions}
        waiting, answers = list(asked), dict[bytes, Estimate]()
        while waiting:
            several, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
            answers |= self._estimate_several({criteria: asked[criteria] for criteria in several})
            report(sum(audience(definition) in answers for definition in definitions))
        return [answers[audience(definition)] for definition in definitions]

    def _estimate_several(self, asked: dict[bytes, Definition]) -> dict[bytes, Estimate]:
        """Begin every estimate, then ask for the results until each has one or the time is up."""
        answers: dict[bytes, Estimate] = {}
        running: dict[bytes, str] = {}
        for criteria, definition in asked.items():
            begun = self._begin(definition)
            if isinstance(begun, Estimate):
                answers[criteria] = begun
            else:
                running[criteria] = begun
        ends = self._clock() + _MOST_S
        while running:
            for criteria, estimate_id in list(running.items()):
                if (answer := self._look_at(estimate_id)) is not None:
                    answers[criteria] = answer
                    del running[criteria]
            if running and self._clock() + _POLL_S > ends:
                late = Estimate(None, f"the service had not finished its estimate after {_MOST_S:.0f} seconds")
                return answers | dict.fromkeys(running, late)
            if running:
                self._sleep(_POLL_S)
        return answers

    def _begin(self, definition: Definition) -> str | Estimate:
        request = write_request(definition)
        sql = request.get("SegmentSqlQuery")
        query: dict[str, Any] = {"SegmentQuery": request["SegmentGroups"]} if sql is None else {"SegmentSqlQuery": sql}
        try:
            answer = self._call("CreateSegmentEstimate", needs=".EstimateId", DomainName=self._domain, **query)
        except ServiceError as error:
            return _failed(error)
        return str(answer["EstimateId"])

    def _look_at(self, estimate_id: str) -> Estimate | None:
        """Return the result of an estimate, None while it is running."""
        try:
            answer = self._call("GetSegmentEstimate", needs=".Status", DomainName=self._domain, EstimateId=estimate_id)
        except ServiceError as error:
            return _failed(error)
        match answer["Status"], answer.get("Estimate", ""):
            case "SUCCEEDED", str(number) if re.fullmatch(r"[0-9]{1,15}", number, re.ASCII):
                return Estimate(int(number))
            case "SUCCEEDED", _:
                return Estimate(None, "the service answered with something that is not a number")
            case "FAILED", _:
                why = str(answer.get("Message") or "it does not say why").rstrip(".")
                return Estimate(None, f"the service's estimate failed: {why}"[:_LONGEST_ANSWER])
            case _:
                return None


def _failed(error: ServiceError) -> Estimate:
    """Return why one estimate failed; raise an error that the others would end in too."""
    if error.code not in _OF_ONE:
        raise error
    return Estimate(None, error.message.rstrip(".")[:_LONGEST_ANSWER])
