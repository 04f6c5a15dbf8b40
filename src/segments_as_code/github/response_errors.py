"""Explain GitHub's errors, and how to fix them."""

from __future__ import annotations

from segments_as_code.github.members import items, text
from segments_as_code.github.retry import NoResponse, Request, Response
from segments_as_code.model.problem import ForgeError, SegmentsError, UnclearWrite

_REDIRECTS = range(300, 400)
_ACCEPTED = "x-accepted-github-permissions"
_USUAL = "pull_requests=write"


def error_for(request: Request, outcome: Response | NoResponse) -> SegmentsError:
    """Return the error that says why ``request`` failed; UnclearWrite if it may have succeeded."""
    if isinstance(outcome, NoResponse):
        return _unreachable(request, outcome)
    if outcome.is_rate_limit:
        return rate_limit_error(request, "later")
    if outcome.is_server_error:
        return _unavailable(request, outcome)
    return _refused(request, outcome)


def rate_limit_error(request: Request, when: str) -> ForgeError:
    """Return the error for a rate limit that lasts longer than the run may wait; ``when`` is its end, or "later"."""
    message = f"Could not {request.doing}: GitHub's rate limit is reached, and waiting for its end would take too long."
    return ForgeError("github-rate-limited", message, f"run this again {when}")


def superseded_error(request: Request) -> ForgeError:
    """Return the error for a request that had to wait and is no longer wanted."""
    message = f"Did not {request.doing} after all: while this run waited for GitHub, it was overtaken."
    return ForgeError("comment-superseded", message, "the run for the newest commit writes the comment")


def unreadable_error(request: Request, found: str) -> SegmentsError:
    """Return the error for a success whose body is not as documented; a write may have happened."""
    if not request.repeatable:
        return _unclear(request, f"GitHub's reply is not what it documents ({found})")
    message = f"Could not {request.doing}: GitHub's reply is not what it documents ({found})."
    return ForgeError("github-unreadable", message, "check GITHUB_API_URL, and whether a proxy answers in GitHub's place")


def permissions_to_add(accepted: str) -> str:
    """Return the workflow YAML that grants what ``x-accepted-github-permissions`` names.

    The header lists permissions with commas, and alternatives with semicolons (docs.github.com, "Troubleshooting the REST
    API", "Insufficient permissions"); of several alternatives the one for pull requests is used.
    """
    alternatives = [alternative.strip() for alternative in accepted.split(";") if "=" in alternative]
    chosen = next((one for one in alternatives if "pull_requests" in one), alternatives[0] if alternatives else _USUAL)
    pairs = (pair.strip().partition("=") for pair in chosen.split(","))
    wanted = {name.replace("_", "-"): level for name, _, level in pairs if level in {"read", "write", "admin"}}
    lines = [f"  {name}: {level}" for name, level in {"contents": "read", **wanted}.items()]
    return "\n".join(["permissions:", *lines])


def _refused(request: Request, response: Response) -> ForgeError:
    match response.status:
        case status if status in _REDIRECTS:
            remedy = "if the repository was renamed, start a new run; otherwise check GITHUB_API_URL"
            return ForgeError("github-moved", f"Could not {request.doing}: GitHub answered with a redirect ({status}).", remedy)
        case 401:
            remedy = "pass `github-token: ${{ github.token }}`, or a token that has not expired"
            return ForgeError(
                "github-unauthorized", f"Could not {request.doing}: GitHub does not accept the token.{_said(response)}", remedy
            )
        case 403:
            return _forbidden(request, response)
        case 404 | 410:
            remedy = "check the repository's name and the token's access to it; a missing permission can look the same"
            return ForgeError("github-not-found", f"Could not {request.doing}: GitHub does not find it.{_said(response)}", remedy)
        case _:
            return _rejected(request, response)


def _forbidden(request: Request, response: Response) -> ForgeError:
    remedy = (
        "add this to the job (naming any permission takes away all others, so keep those it has):\n"
        f"{permissions_to_add(response.headers.get(_ACCEPTED, ''))}"
    )
    return ForgeError("github-forbidden", f"Could not {request.doing}: the token may not do that.{_said(response)}", remedy)


def _rejected(request: Request, response: Response) -> ForgeError:
    details = [text(error, "message") or text(error, "code") for error in items(response.content, "errors")]
    if any("too long" in detail for detail in details):
        message = f"Could not {request.doing}: it is longer than GitHub allows (65,536 characters)."
        return ForgeError("comment-too-long", message, "this is a bug, please report it; the plan is in the job summary")
    detail = " ".join(" ".join(details).split())[:300]
    refused = f"Could not {request.doing}: GitHub will not carry it out (status {response.status})."
    message = " ".join(filter(None, [f"{refused}{_said(response)}", detail]))
    return ForgeError("github-rejected", message, "what GitHub says is all we know; if it is not clear from that, please report it")


def _unreachable(request: Request, nothing: NoResponse) -> SegmentsError:
    if not request.repeatable and nothing.may_have_arrived:
        return _unclear(request, nothing.reason)
    message = f"Could not {request.doing}: GitHub could not be reached ({nothing.reason})."
    return ForgeError("github-unreachable", message, "run this again; if it stays so, check the network and the proxy of the runner")


def _unavailable(request: Request, response: Response) -> SegmentsError:
    if not request.repeatable:
        return _unclear(request, f"GitHub answered with status {response.status}")
    message = f"Could not {request.doing}: GitHub answered with status {response.status}.{_said(response)}"
    return ForgeError("github-unavailable", message, "run this again later; GitHub's state is at its status page")


def _unclear(request: Request, why: str) -> UnclearWrite:
    message = f"It is not clear whether we could {request.doing}: {why}."
    return UnclearWrite("comment-unclear", message, "look at the pull request or the issues; a second run finds it if it exists")


def _said(response: Response) -> str:
    return f" GitHub says: {response.message.rstrip('.')}." if response.message else ""
