"""Read one AWS service at the rates that it allows, page by page, and again if a failure is temporary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from segments_as_code.model.problem import ServiceError
from segments_as_code.providers.aws.boto_client import Client
from segments_as_code.providers.aws.calls import call, retry
from segments_as_code.providers.aws.errors import explain_region
from segments_as_code.providers.aws.rate_limit import RateLimits

_PASSING = frozenset({"throttled", "service-failed", "service-unreachable", "connection-lost", "reply-unreadable"})


class PacedReads:
    """Makes the reading calls of one client; readers that share ``limits`` share one quota."""

    def __init__(self, client: Client, limits: Sequence[RateLimits], *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._client = client
        self._buckets = {name: bucket for limit in limits for name, bucket in limit.in_region(client.region).items()}
        self._clock = clock
        self._sleep = sleep

    def __call__(self, operation: str, *, needs: str = "", **arguments: Any) -> Mapping[str, Any]:
        """Return the answer of ``operation``; see ``call``.

        Raises:
            ServiceError: also ``region-without-service``, if the service is not known to be in the region and cannot be reached.
        """

        def send() -> Mapping[str, Any]:
            self._buckets[operation].take()
            try:
                return call(self._client, operation, needs=needs, **arguments)
            except ServiceError as error:
                raise self._explained(error) from error

        return retry(send, passing=_PASSING, attempts=self._client.connection.attempts, clock=self._clock, sleep=self._sleep)

    def pages(self, operation: str, items: str, *, token: str = "NextToken", **arguments: Any) -> Iterator[Sequence[Mapping[str, Any]]]:  # noqa: S107  # a member's name
        """Yield the member ``items`` of each page; a page without it is an error, an empty one is not the last."""
        seen: set[str] = set()
        following: dict[str, str] = {}
        while True:
            page = partial(self, operation, needs=f".{items}", **arguments)(**following)
            yield page[items]
            said = page.get(token)
            if not said:
                return
            if said in seen:
                raise ServiceError(
                    "endless-listing", f"{operation} returned the same page token twice: the listing never ends.", "run again."
                )
            seen.add(said)
            following = {token: said}

    def _explained(self, error: ServiceError) -> ServiceError:
        if error.code != "service-unreachable" or not str(self._client.boto3_client.meta.endpoint_url).endswith(".amazonaws.com"):
            return error
        regions = self._client.known_regions()
        if self._client.region in regions:
            return error
        return explain_region(self._client.service, self._client.region, regions, f"cannot be reached: {error.message}")
