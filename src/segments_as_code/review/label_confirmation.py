"""Find the labels on a pull request that count: each was added while our comment showed this plan, and before the merge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from segments_as_code.model.comment import Comment, LabelEvent, PutOn
from segments_as_code.model.plan import Delete, Plan, Refusal
from segments_as_code.model.problem import short
from segments_as_code.review.comment_header import shown_since

_LABEL_START = "segments-allow-deletes-"
_LABEL = re.compile(_LABEL_START + r"(?P<count>[1-9][0-9]{0,5})(?:-(?P<target>.+))?", re.DOTALL)
LABEL_TO_ADD = _LABEL_START + "{deletes} on the pull request"
"""The label of ``delete_label`` and its place, in the remedies of the action; ``weigh_deletions`` puts a more exact one in its place."""
_LONGEST_LABEL = 50
_HASH_LENGTH = 10
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
ANOTHER = "another pull request for the same folder, whose plan has what this one leaves undone"
_MANY_DELETES = frozenset({"too-many-deletes", "deletes-everything"})


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A label that confirms ``count`` deletions, and who added it; ``fault`` says why it does not count."""

    label: str
    by: str
    count: int
    fault: str = ""


def delete_label(count: int, target: str, *, is_only_target: bool) -> str:
    """Return the label that confirms ``count`` deletions; it names the target if the pull request has several."""
    return label_for(f"{_LABEL_START}{count}", target, is_only_target=is_only_target)


def label_for(label: str, target: str, *, is_only_target: bool) -> str:
    """Return ``label``, with the target that it is for if the pull request has several.

    GitHub's labels have at most 50 characters, and a comma separates them in a search: a target that does not fit is named
    by a hash, and a long label is cut.
    """
    if is_only_target:
        return label
    named = f"{label}-{target}"
    fits = len(named) <= _LONGEST_LABEL and target.isprintable() and "," not in target and target == target.strip()
    if fits:
        return named
    room = _LONGEST_LABEL - _HASH_LENGTH - 1
    hashed = target if len(label) <= room else f"{label} {target}"
    return f"{label[:room]}-{sha256(hashed.encode()).hexdigest()[:_HASH_LENGTH]}"


def labels_for(label: str, target: str, *, is_only_target: bool) -> tuple[str, ...]:
    """Return the labels that count as ``label`` for ``target``, first the one to add; one that names the target always counts."""
    named = label_for(label, target, is_only_target=False)
    return (label, named) if is_only_target else (named,)


def find_confirmation(
    plan: Plan,
    comment: Comment | None,
    events: Iterable[LabelEvent],
    *,
    target: str,
    is_only_target: bool,
    merged_at: str | None = None,
) -> Confirmation | None:
    """Return the confirmation of the deletions of ``plan`` by a label for ``target``, if there is one.

    ``comment`` is our comment on the pull request, ``events`` the additions and removals of labels, oldest first, and
    ``merged_at`` the time of the merge: None if it is open, empty if it is not known. Labels with different numbers confirm nothing.
    """
    found = [
        confirmation
        for label in find_labels(plan, comment, events, merged_at).values()
        if (confirmation := _read(label, target, is_only_target=is_only_target)) is not None
    ]
    sound = [confirmation for confirmation in found if not confirmation.fault]
    if len({confirmation.count for confirmation in sound}) > 1:
        labels = " and ".join(confirmation.label for confirmation in sound)
        return replace(sound[-1], fault=f"{labels} contradict each other")
    return next(iter([*sound, *reversed(found)]), None)


def find_labels(plan: Plan, comment: Comment | None, events: Iterable[LabelEvent], merged_at: str | None = None) -> Mapping[str, PutOn]:
    """Return the labels on the pull request by their names.

    Those that were not added while ``comment`` showed ``plan``, or not before the merge, have a fault.
    """
    since = shown_since(comment, plan.digest) if comment is not None else ""
    return {label: PutOn(label, event.by, _find_fault(event, since, merged_at)) for label, event in _labels_now(events).items()}


def where_to_put_labels(merged_at: str | None) -> str:
    """Return on which pull request a label counts: after the merge it is too late for this one."""
    return "on the pull request" if merged_at is None else f"on {ANOTHER}"


def weigh_deletions(
    plan: Plan, confirmation: Confirmation | None, *, target: str, is_only_target: bool, merged_at: str | None = None
) -> Plan:
    """Return ``plan`` without the refusal of its deletions if ``confirmation`` is for their number; else with the label to add."""
    deletes = plan.count(Delete)
    right = delete_label(deletes, target, is_only_target=is_only_target)
    if confirmation is None or confirmation.fault:
        right = f"{right} {where_to_put_labels(merged_at)}"
        return replace(plan, refusals=tuple(_with_label(refusal, deletes, right, confirmation) for refusal in plan.refusals))
    kept = tuple(refusal for refusal in plan.refusals if refusal.code not in _MANY_DELETES)
    if confirmation.count != deletes:
        message = f"the label {confirmation.label} confirms {confirmation.count} deletions, but this plan deletes {deletes} segments."
        instead = "to the pull request instead" if merged_at is None else f"to {ANOTHER}"
        remedy = f"check the deletions again; if they are intended, add the label {right} {instead}."
        kept = (Refusal("allow-deletes-differs", message, remedy), *kept)
    return replace(plan, refusals=kept)


def confirmed_by(plan: Plan, confirmation: Confirmation | None) -> str:
    """Return the sentence of a record that says who confirmed the deletions, or an empty text."""
    if confirmation is None or confirmation.fault or confirmation.count != plan.count(Delete):
        return ""
    deletions = f"{confirmation.count} deletion{'s' if confirmation.count > 1 else ''}"
    return f"{confirmation.by} confirmed {deletions} with the label {confirmation.label}."


def _labels_now(events: Iterable[LabelEvent]) -> Mapping[str, LabelEvent]:
    """Return the labels on the pull request, each with the event that last added it."""
    now: dict[str, LabelEvent] = {}
    for event in events:
        now.pop(event.label, None)
        if event.is_added:
            now[event.label] = event
    return now


def _read(label: PutOn, target: str, *, is_only_target: bool) -> Confirmation | None:
    found = _LABEL.fullmatch(label.label)
    if found is None:
        return None
    count = int(found["count"])
    is_named = label.label == delete_label(count, target, is_only_target=False)
    if found["target"] is not None and not is_named:
        return None
    fault = label.fault
    if found["target"] is None and not is_only_target:
        fault = f"the label {label.label} does not say which target it is for, and this pull request has several"
    return Confirmation(label.label, label.by, count, fault)


def _find_fault(event: LabelEvent, since: str, merged_at: str | None) -> str:
    """Return why a label does not count: it has to be newer than the plan in the comment, and older than the merge."""
    put_on = f"the label {event.label} was added{f' by {short(event.by)}' if event.by else ''}"
    if not _is_before(since, event.at):
        fault = f"{put_on} before the comment showed this plan, so it does not confirm it"
        return fault if merged_at is not None else f"{fault}: remove it and add it again to confirm this plan"
    if merged_at is not None and not _is_before(event.at, merged_at):
        return f"{put_on} after the merge, so it does not count"
    return ""


def _is_before(one: str, other: str) -> bool:
    """Return whether one time is before another; not if they are the same second, or if either is no time."""
    return all(map(_TIME.fullmatch, (one, other))) and one < other


def _with_label(refusal: Refusal, deletes: int, right: str, confirmation: Confirmation | None) -> Refusal:
    if refusal.code not in _MANY_DELETES:
        return refusal
    fault = f" {confirmation.fault[:1].upper()}{confirmation.fault[1:]}." if confirmation is not None else ""
    return Refusal(refusal.code, f"{refusal.message}{fault}", refusal.remedy.replace(LABEL_TO_ADD.format(deletes=deletes), right))


def only_comment(comments: Sequence[Comment]) -> Comment | None:
    """Return our only comment; None if there are several, because then it is not certain which plan was shown."""
    return comments[0] if len(comments) == 1 else None
