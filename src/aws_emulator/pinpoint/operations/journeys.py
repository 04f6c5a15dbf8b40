"""CreateJourney, GetJourney, ListJourneys, UpdateJourney, UpdateJourneyState, DeleteJourney: kept as written."""

from __future__ import annotations

from aws_emulator.core.errors import BadRequest, Conflict
from aws_emulator.core.store import Put, Remove
from aws_emulator.core.types import Body, Call, Json, text
from aws_emulator.pinpoint.account import PinpointAccount

_SET_BY_SERVICE = ("CreationDate", "LastModifiedDate")
_FINAL = ("CANCELLED", "COMPLETED", "CLOSED")


def create(account: PinpointAccount, call: Call) -> Json:
    """Make a journey: a draft, unless the request says that it is active."""
    application_id = call.parameters["ApplicationId"]
    account.find_application(application_id)
    content = {name: member for name, member in call.content.items() if name not in _SET_BY_SERVICE}
    if text(content, "State") not in ("", "DRAFT", "ACTIVE"):
        raise BadRequest(f"A new journey is DRAFT or ACTIVE, not {text(content, 'State')}.")
    body = new_journey(account, application_id, account.new_id(), content)
    account.store.write([Put("journey", application_id, text(body, "Id"), body)])
    return _answer(account, body)


def get(account: PinpointAccount, call: Call) -> Json:
    """Answer a journey."""
    return _answer(account, _journey(account, call))


def list_all(account: PinpointAccount, call: Call) -> Json:
    """Answer a page of an application's journeys."""
    application_id = call.parameters["ApplicationId"]
    account.find_application(application_id)
    return account.page(call, account.store.rows("journey", application_id), lambda body: _answer(account, body))


def update(account: PinpointAccount, call: Call) -> Json:
    """Change the members in the request; it is a conflict if the journey is no longer a draft."""
    old = _journey(account, call)
    if old["State"] != "DRAFT":
        raise Conflict(f"The journey is {old['State']}; only a draft can be changed.")
    content = {name: member for name, member in call.content.items() if name not in _SET_BY_SERVICE}
    return _store(account, call, {**old, **content, "LastModifiedDate": account.now()})


def update_state(account: PinpointAccount, call: Call) -> Json:
    """Start, pause, resume or end a journey."""
    old = _journey(account, call)
    state = text(call.content, "State")
    if old["State"] in _FINAL or state in ("", "DRAFT"):
        raise BadRequest(f"A journey that is {old['State']} cannot become {state or 'nothing'}.")
    return _store(account, call, {**old, "State": state, "LastModifiedDate": account.now()})


def delete(account: PinpointAccount, call: Call) -> Json:
    """Delete a journey; answer it as it was."""
    body = _journey(account, call)
    answer = _answer(account, body)
    arn = account.app_arn(call.parameters["ApplicationId"], "journeys", text(body, "Id"))
    account.store.write([Remove("journey", call.parameters["ApplicationId"], text(body, "Id")), Remove("tags", "", arn)])
    return answer


def new_journey(account: PinpointAccount, application_id: str, journey_id: str, content: Body) -> Body:
    """Return the body of a new journey; ``content`` may override state and dates."""
    now = account.now()
    given = {"CreationDate": now, "LastModifiedDate": now, "State": "DRAFT", **content}
    arn = account.app_arn(application_id, "journeys", journey_id)
    return {**given, "Id": journey_id, "Arn": arn, "ApplicationId": application_id}


def _store(account: PinpointAccount, call: Call, body: Body) -> Json:
    account.store.write([Put("journey", call.parameters["ApplicationId"], text(body, "Id"), body)])
    return _answer(account, body)


def _journey(account: PinpointAccount, call: Call) -> Body:
    application_id = call.parameters["ApplicationId"]
    account.find_application(application_id)
    return account.find("journey", application_id, call.parameters["JourneyId"])


def _answer(account: PinpointAccount, body: Body) -> Body:
    """Return a journey as answered; JourneyResponse has no Arn, which is kept only to find its tags."""
    shown = {name: member for name, member in body.items() if name != "Arn"}
    tags = account.tags(text(body, "Arn"))
    return {**shown, "tags": dict(tags)} if tags else shown
