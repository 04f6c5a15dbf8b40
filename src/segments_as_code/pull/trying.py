"""Tell which files would not leave everything as it is deployed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from segments_as_code.model.desired import DesiredSegment
from segments_as_code.model.plan import Adopt, Change, Unchanged, Update, key_of
from segments_as_code.ownership import OUR_TAGS
from segments_as_code.problems import Problem, Severity


def is_settled(change: Change) -> bool:
    """Return whether a change alters nothing that a person sees: at most our own marks."""
    match change:
        case Unchanged():
            return True
        case Adopt(_, _, fields, tags) | Update(_, _, fields, tags):
            return not fields and {*tags.put, *tags.removed} <= OUR_TAGS
        case _:
            return False


def what_is_wrong(
    problems: Sequence[Problem], desired: Sequence[DesiredSegment], changes: Sequence[Change], absent: Collection[str]
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return by path why a file is not right: it has errors; or a segment in it would be changed, or is not found.

    ``absent`` are keys that files had before, and that are not deployed.
    """
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    broken = {problem.location.path: f"no definition can say it: {problem.code}: {problem.message}" for problem in reversed(errors)}
    right = {key_of(change) for change in changes if is_settled(change)} | set(absent)
    differing = {segment.location.path for segment in desired if segment.key not in right}
    return broken, dict.fromkeys(differing, "what a definition can say of it is not what is deployed")
