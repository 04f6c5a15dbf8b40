"""CreateApp, GetApp, GetApps, DeleteApp."""

from __future__ import annotations

from aws_emulator.core.store import Put, Remove, Write
from aws_emulator.core.types import Body, Call, Json, text, texts
from aws_emulator.pinpoint.account import PinpointAccount
from aws_emulator.pinpoint.operations.rules import check_tags


def create(account: PinpointAccount, call: Call) -> Json:
    """Make an application."""
    return make(account, account.new_id(), text(call.content, "Name"), texts(call.content.get("tags")))


def make(account: PinpointAccount, application_id: str, name: str, tags: dict[str, str]) -> Body:
    """Make an application with an id of the caller's choice; answer it."""
    check_tags(tags, account.behaviour)
    account.store.write(application_writes(account, application_id, name, tags))
    return _answer(account, account.find_application(application_id))


def application_writes(account: PinpointAccount, application_id: str, name: str, tags: dict[str, str]) -> list[Write]:
    """Return what stores a new application."""
    arn = account.app_arn(application_id)
    body: Body = {"Id": application_id, "Arn": arn, "Name": name, "CreationDate": account.now()}
    return [Put("application", "", application_id, body), *account.tag_writes(arn, tags)]


def get(account: PinpointAccount, call: Call) -> Json:
    """Answer one application."""
    return _answer(account, account.find_application(call.parameters["ApplicationId"]))


def list_all(account: PinpointAccount, call: Call) -> Json:
    """Answer a page of applications."""
    return account.page(call, account.store.rows("application", ""), lambda body: _answer(account, body))


def delete(account: PinpointAccount, call: Call) -> Json:
    """Delete an application with everything in it; answer it as it was."""
    application_id = call.parameters["ApplicationId"]
    body = account.find_application(application_id)
    answer = _answer(account, body)
    writes: list[Write] = [Remove("application", "", application_id), Remove("tags", "", text(body, "Arn"))]
    for segment in account.store.rows("segment", application_id):
        container = f"{application_id}/{segment.id}"
        writes += [Remove("version", container, row.id) for row in account.store.rows("version", container)]
    for kind in ("segment", "campaign", "journey", "import_job"):
        for row in account.store.rows(kind, application_id):
            writes += [Remove(kind, application_id, row.id), Remove("tags", "", text(row.body, "Arn"))]
    account.store.write(writes)
    return answer


def _answer(account: PinpointAccount, body: Body) -> Body:
    tags = account.tags(text(body, "Arn"))
    return {**body, "tags": dict(tags)} if tags else body
