"""The emulated account as the operations of Customer Profiles and outbound campaigns see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aws_emulator.core.account import Account
from aws_emulator.core.errors import NotFound
from aws_emulator.core.paging import PageNames, PageSizes, find_page
from aws_emulator.core.store import Row
from aws_emulator.core.types import Body, Call, Json
from aws_emulator.customer_profiles.behaviour import Behaviour

_PAGES = PageNames(size="MaxResults", token="NextToken", items="Items", next_token="NextToken")  # noqa: S106 - a member's name


@dataclass(slots=True)
class ProfilesAccount(Account):
    """An account whose behaviour has the options of Customer Profiles.

    ``lingering`` has deleted segments, by domain, that lists still show, and in how many more listings; ``unread`` how many
    more reads of a new segment answer 404.
    """

    behaviour: Behaviour = field(default_factory=Behaviour)
    lingering: dict[str, dict[str, tuple[Row, int]]] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)

    def forget_lags(self) -> None:
        """Stop hiding and showing rows differently."""
        self.hidden.clear()
        self.lingering.clear()
        self.unread.clear()

    def profile_arn(self, domain: str, *path: str) -> str:
        """Return the ARN of a domain, or of ``path`` in it."""
        return self.arn("profile", "domains", domain, *path)

    def seconds(self) -> float:
        """Return the time as the API writes it: seconds since 1970, to the millisecond."""
        return round(self.shared.clock(), 3)

    def find_domain(self, call: Call) -> str:
        """Return the name of the domain that a call is about, or raise NotFound."""
        domain = call.parameters["DomainName"]
        self.find_in_domain("domain", "", domain)
        return domain

    def find_in_domain(self, kind: str, container: str, row_id: str) -> Body:
        """Return a stored object, or raise NotFound, which is also the answer for what must not be seen."""
        body = self.store.get(kind, container, row_id)
        if body is None:
            raise NotFound(f"The {kind.replace('_', ' ')} {row_id} does not exist, or access was denied.")
        return body

    def page(self, call: Call, rows: Sequence[Row], show: Callable[[Body], Json], items: str = "Items") -> Body:
        """Return one page of ``rows`` as ``items`` and ``NextToken``; the model has the largest size."""
        names = PageNames(_PAGES.size, _PAGES.token, items, _PAGES.next_token)
        return find_page(call, rows, self.behaviour, names, PageSizes(self.behaviour.default_page_size, 500), show)

    def with_tags(self, body: Body, arn: str) -> Body:
        """Return ``body`` with the Tags of the resource, if it has any."""
        tags = self.tags(arn)
        return {**body, "Tags": dict(tags)} if tags else body
