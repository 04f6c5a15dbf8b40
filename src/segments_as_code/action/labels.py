"""Our comment on a pull request, and the labels there that allow what policies and limits for numbers of people refuse."""

from __future__ import annotations

from functools import partial

from segments_as_code.action.run import Run
from segments_as_code.model.comment import Comment
from segments_as_code.model.plan import Plan
from segments_as_code.model.problem import ForgeError
from segments_as_code.plan.policy_gate import NO_LABELS, Labels
from segments_as_code.review.comment_header import read_header, read_refused
from segments_as_code.review.label_confirmation import find_labels, labels_for, only_comment, where_to_put_labels


def find_plan_comment(run: Run, pull_number: int | None) -> Comment | None:
    """Return our comment on a pull request; None if there are several."""
    if run.github is None or pull_number is None:
        return None
    return only_comment(run.github.plan_comments(pull_number, run.target).comments())


def read_labels(run: Run, plan: Plan, pull_number: int | None, merged_at: str | None) -> Labels:
    """Return the labels on the pull request, with what its comment refuses; if it has several targets, a label has to name one."""
    if run.github is None or pull_number is None:
        return NO_LABELS
    where = where_to_put_labels(merged_at)
    try:
        comments = run.github.plan_comments(pull_number, run.target)
        ours = only_comment(comments.comments())
        found = find_labels(plan, ours, run.github.label_events(pull_number), merged_at)
        named = partial(labels_for, target=run.target, is_only_target=not comments.other_targets())
        later = _later(plan, ours.body, pull_number) if run.event.name == "merge_group" and ours is not None else ""
        return Labels(found, read_refused(ours.body) if ours is not None else (), named, where, later)
    except ForgeError as error:
        run.say(f"The labels of the pull request cannot be read, so none of them allows anything.\n{error}")
        return Labels(where=where)


def _later(plan: Plan, body: str, pull_number: int) -> str:
    """Return that labels count only at apply, if a merge group's plan is not the one in the comment: others in the queue add to it."""
    header = read_header(body)
    if header is None or not header.is_intact or header.digest in {"", plan.digest}:
        return ""
    group = f"The plan of this merge group is not the one that pull request #{pull_number} shows"
    return f"{group}, so no label counts here; the apply after the merge refuses it unless a label allows it."
