"""The emulated account as Pinpoint's operations see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aws_emulator.core.account import Account
from aws_emulator.core.paging import PageNames, PageSizes, find_page
from aws_emulator.core.store import Row
from aws_emulator.core.types import Body, Call, Json
from aws_emulator.pinpoint.behaviour import Behaviour

_PAGES = PageNames(size="PageSize", token="Token", items="Item", next_token="NextToken")  # noqa: S106 - a member's name


@dataclass(slots=True)
class PinpointAccount(Account):
    """An account whose behaviour has Pinpoint's options."""

    behaviour: Behaviour = field(default_factory=Behaviour)

    def app_arn(self, *path: str) -> str:
        """Return the ARN of ``apps/…``, in the form in the developer guide."""
        return self.arn("mobiletargeting", "apps", *path)

    def find_application(self, application_id: str) -> Body:
        """Return an application, or raise NotFound."""
        return self.find("application", "", application_id)

    def newest_version(self, application_id: str, segment_id: str) -> int | None:
        """Return the newest version of a segment, or None if there is no such segment."""
        segment = self.store.get("segment", application_id, segment_id)
        version = segment.get("Version") if segment else None
        return version if isinstance(version, int) else None

    def page(self, call: Call, rows: Sequence[Row], show: Callable[[Body], Json]) -> Body:
        """Return one page of ``rows`` as the API's ``Item`` and ``NextToken``."""
        sizes = PageSizes(self.behaviour.default_page_size, self.behaviour.largest_page_size)
        return find_page(call, rows, self.behaviour, _PAGES, sizes, show)
