"""Faults on request: which one meets a request, and what it makes of the reply."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from tests.fake_github.description import Reply, Request
from tests.fake_github.routes import refuse
from tests.fake_github.world import Fault, World


def take_fault(world: World, request: Request) -> Fault | None:
    """Return the fault that meets this request, and count it down."""
    for fault in world.faults:
        if fault.method not in {"", request.method} or not re.search(fault.path, request.path):
            continue
        if fault.skip:
            fault.skip -= 1
            continue
        fault.times -= 1
        if fault.times <= 0:
            world.faults.remove(fault)
        return fault
    return None


def reply_of_fault(fault: Fault, act: Callable[[], Reply]) -> Reply | None:
    """Return the reply under ``fault``, or None if the connection breaks; ``act`` does what was asked."""
    if fault.kind == "drop-before":
        return None
    if fault.kind in {"primary-limit", "secondary-limit", "status", "redirect"}:
        return _refusal(fault)
    reply = act()
    if fault.kind == "drop-after":
        return None
    if fault.kind == "link":
        return Reply(reply.status, reply.content, {**reply.headers, "Link": fault.text})
    return Reply(fault.status, None, {"x-raw-body": fault.text}) if fault.kind == "garbage" else reply


def _refusal(fault: Fault) -> Reply:
    headers = {"retry_after": fault.retry_after} if fault.retry_after else {}
    if fault.kind == "primary-limit":
        headers |= {"x_ratelimit_remaining": "0", "x_ratelimit_reset": str(int(time.time()) + fault.reset_in_s)}
        return refuse(403, "API rate limit exceeded for installation ID 1.", **headers)
    if fault.kind == "secondary-limit":
        message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
        return refuse(fault.status if fault.status in {403, 429} else 403, message, **headers)
    if fault.kind == "redirect":
        return refuse(fault.status, "Moved Permanently", location=fault.text)
    return refuse(fault.status, fault.text or "Server Error", **headers)
