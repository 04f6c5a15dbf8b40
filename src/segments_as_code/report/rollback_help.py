"""Say how to undo each change: with a command if the service keeps the previous version, else through the files."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from typing import assert_never

from segments_as_code.model.plan import (
    Adopt,
    Applied,
    Change,
    Create,
    Delete,
    Failed,
    NotStarted,
    Outcome,
    Plan,
    Recreate,
    Replace,
    Unchanged,
    Update,
)
from segments_as_code.model.segment import Target
from segments_as_code.report.markdown import Markdown, details, fence, fill, join
from segments_as_code.report.size_budget import SizeBudget

_LONGEST_COMMAND = 1_000


class _Way(Enum):
    BY_COMMAND = auto()
    CREATED = auto()
    REMOVED = auto()
    REMOVED_NAME = auto()
    RETOLD = auto()
    TAGS = auto()
    TAKEN = auto()


_SUMMARY = Markdown("How to put each of these back")

_AT_ONCE = Markdown("These change what is deployed at once, and nothing else. Change the files as well, or the next apply undoes them.")

_WAYS: tuple[tuple[_Way, Markdown], ...] = (
    (_Way.CREATED, Markdown("What was created goes when its file is deleted and that is merged.")),
    (
        _Way.REMOVED,
        Markdown(
            "What was removed comes back with its file: revert the pull request, and merge that. It is then a new segment: what used the "
            "old id has to be pointed at the new one."
        ),
    ),
    (
        _Way.REMOVED_NAME,
        Markdown(
            "What was removed comes back with its file, under the same name: revert the pull request, and merge that. What names it then "
            "finds it again."
        ),
    ),
    (_Way.RETOLD, Markdown("What has no command here goes back with its file: write its old text again, and merge that.")),
    (_Way.TAGS, Markdown("If only tags changed, write the old ones into the file again, and merge that: versions do not have tags.")),
    (
        _Way.TAKEN,
        Markdown(
            "What was taken over unchanged only got our tags. To release it, remove its tags "
            "`segments-as-code:key` and `segments-as-code:owner` **before** its file is deleted: a deleted file deletes the segment."
        ),
    ),
)


def rollback_command(change: Change, target: Target) -> str | None:
    """Return the shell command that restores the definition before ``change``; None if no version has it.

    Words are quoted for a shell if needed; on a page, invisible characters are shown as escapes within the quotes.
    """
    if not isinstance(change, Update | Adopt) or not change.fields or change.deployed.version is None:
        return None
    command = _command(change.desired.key, str(change.deployed.version), target)
    return command if len(command) <= _LONGEST_COMMAND else None


class RollbackHelp:
    """The block of a record that says how to undo each change; ``rest`` says where to find more."""

    def __init__(self, plan: Plan, outcomes: Sequence[Outcome], rest: Markdown) -> None:
        changes = [change for outcome in outcomes if (change := _touched(outcome)) is not None]
        self._commands = [command for change in changes if (command := rollback_command(change, plan.target)) is not None]
        self._ways = {_way(change, plan.target) for change in changes}
        self._pattern = _command("KEY", "VERSION", plan.target)
        self._rest = rest

    def reserve(self, budget: SizeBudget) -> int:
        """Reserve the block's minimum size, and return it."""
        before = budget.left
        budget.reserve(*self._short())
        return before - budget.left

    def take(self, budget: SizeBudget, reserved: int) -> list[Markdown]:
        """Return the block with as much as fits, including ``reserved``; nothing if nothing was done."""
        budget.left += reserved
        for block in (*self._whole(budget), *self._short()):
            if budget.take(block):
                return [block]
        return []

    def _whole(self, budget: SizeBudget) -> Iterator[Markdown]:
        if sum(map(len, self._commands)) <= budget.left:
            yield from self._block(self._commands, [])

    def _short(self) -> Iterator[Markdown]:
        pattern = [self._pattern] if self._commands else []
        note = fill("`KEY` and `VERSION` are in the table, under *Segment* and *Before*; what is left out there is {}.", self._rest)
        yield from self._block(pattern, [note] if pattern else [])

    def _block(self, commands: Iterable[str], notes: Sequence[Markdown]) -> Iterator[Markdown]:
        lines = list(commands)
        by_command = [fence(lines, "sh"), *notes, _AT_ONCE] if lines else []
        by_file = [fill("- {}", says) for way, says in _WAYS if way in self._ways]
        body = [*by_command, *([join("\n", by_file)] if by_file else [])]
        if body:
            yield details(_SUMMARY, join("\n\n", body))


def _touched(outcome: Outcome) -> Change | None:
    """Return the change of ``outcome`` if it may have been applied, at least in part."""
    match outcome:
        case Applied(change):
            return change
        case Failed(Update() | Adopt() | Recreate() as change):
            return change
        case Failed() | NotStarted():
            return None
        case _:
            assert_never(outcome)


def _way(change: Change, target: Target) -> _Way:
    match change:
        case Create():
            return _Way.CREATED
        case Delete():
            return _Way.REMOVED_NAME if change.deployed.made else _Way.REMOVED  # only who chooses ids can have an id back
        case Replace() | Recreate() | Unchanged():
            return _Way.RETOLD
        case Update() | Adopt() if change.fields:
            return _Way.RETOLD if rollback_command(change, target) is None else _Way.BY_COMMAND
        case Update():
            return _Way.TAGS
        case Adopt():
            return _Way.TAKEN
        case _:
            assert_never(change)


def _command(key: str, version: str, target: Target) -> str:
    words = [
        "segments",
        "rollback",
        key,
        "--to",
        version,
        "--application-id",
        target.scope,
        "--region",
        target.region,
        "--owner",
        target.owner,
    ]
    return shlex.join(words)
