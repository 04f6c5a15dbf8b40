"""Read members of JSON from elsewhere, without trusting its shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segments_as_code.model.document import Json


def member(value: Json, *names: str) -> Json:
    """Return the member of ``value`` at the path ``names``, or None if any step is missing."""
    for name in names:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def text(value: Json, *names: str) -> str:
    """Return the text there, or an empty one."""
    found = member(value, *names)
    return found if isinstance(found, str) else ""


def whole_number(value: Json, *names: str) -> int | None:
    """Return the whole number there, or None; true and false are not numbers."""
    found = member(value, *names)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def is_true(value: Json, *names: str) -> bool:
    """Return whether the value there is true."""
    return member(value, *names) is True


def items(value: Json, *names: str) -> Sequence[Json]:
    """Return the list there, or an empty one."""
    found = member(value, *names)
    return found if isinstance(found, list) else ()


def label_names(value: Json) -> tuple[str, ...]:
    """Return the names of the labels of a pull request, in GitHub's order."""
    return tuple(name for label in items(value, "labels") if (name := text(label, "name")))


def is_from_fork(pull_request: Json) -> bool:
    """Return whether a pull request's head is in another repository than its base.

    ``head.repo`` is null once a fork has been deleted; if that is not known, it is treated as a fork, which has fewer rights.
    """
    head, base = whole_number(pull_request, "head", "repo", "id"), whole_number(pull_request, "base", "repo", "id")
    if head is not None and base is not None:
        return head != base
    head_name, base_name = text(pull_request, "head", "repo", "full_name"), text(pull_request, "base", "repo", "full_name")
    return not head_name or head_name.casefold() != base_name.casefold()
