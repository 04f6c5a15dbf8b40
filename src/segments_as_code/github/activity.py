"""What an event asks for when the action's ``command`` is ``auto``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Activity(StrEnum):
    """What an event asks for.

    ``UNDECIDED``: the event does not decide it, so the input ``command`` must. ``REFUSED``: nothing is done
    on such an event, for any ``command``.
    """

    PLAN = "plan"
    APPLY = "apply"
    DRIFT = "drift"
    VALIDATE = "validate"
    NOTHING = "nothing"
    UNDECIDED = "undecided"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that decide the activity; ``command`` is the input of that name of a ``workflow_dispatch``."""

    name: str
    action: str
    ref: str
    default_branch: str
    is_deleted: bool
    command: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an event asks for, why, and what to do if that is not intended."""

    activity: Activity
    reason: str
    remedy: str = ""


def decide(facts: Facts) -> Verdict:
    """Return what an event asks for; an unknown event is undecided."""
    return _VERDICTS.get(facts.name, _on_another_event)(facts)


def branch_of(ref: str) -> str:
    """Return the branch that ``ref`` names, or an empty text for a tag or a pull request."""
    return ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else ""


_SAY_COMMAND = "to do something else, set `command` on the step"


def _on_pull_request(facts: Facts) -> Verdict:
    if facts.action == "closed":
        return Verdict(Activity.NOTHING, "The pull request was closed; there is nothing left to plan.", _SAY_COMMAND)
    return Verdict(Activity.PLAN, "A pull request is planned.")


def _on_pull_request_target(_: Facts) -> Verdict:
    return Verdict(
        Activity.REFUSED,
        "pull_request_target runs with the repository's secrets, and a plan needs the pull request's own files: anyone who opens "
        "a pull request would have those secrets within reach.",
        "use `on: pull_request`; for a pull request from a fork the plan is then in the job summary",
    )


def _on_merge_group(facts: Facts) -> Verdict:
    if facts.action == "destroyed":
        return Verdict(Activity.NOTHING, "The merge group is gone; there is nothing left to plan.", _SAY_COMMAND)
    return Verdict(Activity.PLAN, "A merge group is planned; it is applied when it reaches the default branch.")


def _on_push(facts: Facts) -> Verdict:
    branch = branch_of(facts.ref)
    if not branch:
        return Verdict(Activity.NOTHING, f"{facts.ref or 'What was pushed'} is not a branch.", _SAY_COMMAND)
    if facts.is_deleted:
        return Verdict(Activity.NOTHING, f"The branch {branch} was deleted.", _SAY_COMMAND)
    if not facts.default_branch:
        reason = f"{branch} was pushed, and the event does not say which branch is the default one, so it is only planned."
        return Verdict(Activity.PLAN, reason, "to apply it, set `command: apply` on the step")
    if branch != facts.default_branch:
        reason = f"{branch} was pushed, and only a push to {facts.default_branch} applies, so it is only planned."
        return Verdict(Activity.PLAN, reason, "to apply another branch, set `command: apply` on the step")
    return Verdict(Activity.APPLY, f"{branch}, the default branch, was pushed.")


def _on_schedule(_: Facts) -> Verdict:
    return Verdict(Activity.DRIFT, "A scheduled run looks for drift.")


_BY_INPUT = {str(activity): activity for activity in (Activity.PLAN, Activity.APPLY, Activity.DRIFT, Activity.VALIDATE)}


def _on_workflow_dispatch(facts: Facts) -> Verdict:
    command = facts.command.strip()
    if command in _BY_INPUT:
        return Verdict(_BY_INPUT[command], f"The run was started with the input command: {command}.")
    if command in {"", "auto"}:
        return Verdict(
            Activity.PLAN, "The run was started by hand without a command, so it only plans.", "start it with the input `command`"
        )
    allowed = ", ".join(_BY_INPUT)
    return Verdict(Activity.UNDECIDED, f"The run's input command is {command!r}; it may be {allowed}.", f"start it with one of {allowed}")


def _on_another_event(facts: Facts) -> Verdict:
    return Verdict(
        Activity.UNDECIDED, f"Nothing follows from the event {facts.name} by itself.", "set `command` on the step to plan, apply or drift"
    )


_VERDICTS: Mapping[str, Callable[[Facts], Verdict]] = {
    "pull_request": _on_pull_request,
    "pull_request_target": _on_pull_request_target,
    "merge_group": _on_merge_group,
    "push": _on_push,
    "schedule": _on_schedule,
    "workflow_dispatch": _on_workflow_dispatch,
}
