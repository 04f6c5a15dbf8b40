"""Create, read, list and delete calculated attributes and event triggers, which are kept as written."""

from __future__ import annotations

from dataclasses import dataclass

from aws_emulator.core.errors import BadRequest
from aws_emulator.core.store import Put, Remove, Write
from aws_emulator.core.types import Body, Call, Json, texts
from aws_emulator.customer_profiles.account import ProfilesAccount


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of definition: its rows, the member with its name, its ARNs, its list items, and its members when created.

    ``delete_says``: whether the answer to a delete has a Message.
    """

    row: str
    name_member: str
    path: str
    in_list: tuple[str, ...]
    made_with: Body
    delete_says: bool

    def create(self, account: ProfilesAccount, call: Call) -> Json:
        """Create one; refuse a name that exists."""
        domain, name = account.find_domain(call), call.parameters[self.name_member]
        if account.store.get(self.row, domain, name) is not None:
            raise BadRequest(f"{name} exists already.")
        account.store.write(self.writes(account, domain, name, call.content))
        return self._answer(account, domain, name)

    def writes(self, account: ProfilesAccount, domain: str, name: str, content: Body) -> list[Write]:
        """Return the write that stores a new one."""
        now = account.seconds()
        given = {member: value for member, value in content.items() if member != "Tags"}
        body: Body = {"CreatedAt": now, "LastUpdatedAt": now, **self.made_with, **given, self.name_member: name}
        tags = account.tag_writes(account.profile_arn(domain, self.path, name), texts(content.get("Tags")))
        return [Put(self.row, domain, name, body), *tags]

    def get(self, account: ProfilesAccount, call: Call) -> Json:
        """Answer one."""
        return self._answer(account, account.find_domain(call), call.parameters[self.name_member])

    def list_all(self, account: ProfilesAccount, call: Call) -> Json:
        """Answer a page of a domain's."""
        domain = account.find_domain(call)

        def show(body: Body) -> Json:
            arn = account.profile_arn(domain, self.path, str(body[self.name_member]))
            return account.with_tags({name: body[name] for name in self.in_list if name in body}, arn)

        return account.page(call, account.store.rows(self.row, domain), show)

    def delete(self, account: ProfilesAccount, call: Call) -> Json:
        """Delete one with its tags."""
        domain, name = account.find_domain(call), call.parameters[self.name_member]
        account.find_in_domain(self.row, domain, name)
        account.store.write([Remove(self.row, domain, name), Remove("tags", "", account.profile_arn(domain, self.path, name))])
        return {"Message": f"Deleted {name}."} if self.delete_says else {}

    def _answer(self, account: ProfilesAccount, domain: str, name: str) -> Body:
        return account.with_tags(account.find_in_domain(self.row, domain, name), account.profile_arn(domain, self.path, name))


CALCULATED_ATTRIBUTE = Kind(
    row="calculated_attribute",
    name_member="CalculatedAttributeName",
    path="calculated-attributes",
    in_list=("CalculatedAttributeName", "DisplayName", "Description", "CreatedAt", "LastUpdatedAt", "UseHistoricalData", "Status"),
    made_with={"Status": "COMPLETED"},
    delete_says=False,
)
EVENT_TRIGGER = Kind(
    row="event_trigger",
    name_member="EventTriggerName",
    path="event-triggers",
    in_list=("EventTriggerName", "ObjectTypeName", "Description", "CreatedAt", "LastUpdatedAt"),
    made_with={},
    delete_says=True,
)
