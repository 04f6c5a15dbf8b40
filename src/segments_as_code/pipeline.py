"""The order of the steps, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segments_as_code.apply import apply_plan
from segments_as_code.load import load
from segments_as_code.model import (
    Adopt,
    Change,
    Create,
    DesiredSegment,
    Outcome,
    Plan,
    Replace,
    SourceFile,
    Target,
    Unchanged,
    Update,
    key_of,
)
from segments_as_code.plan import Allowance, find_changes, ids_at_stake, make_plan
from segments_as_code.ports import DefinitionFiles, Dialect, SegmentReader, SegmentWriter
from segments_as_code.problems import Problem, Severity, sorted_problems
from segments_as_code.resolve import key_in, resolve
from segments_as_code.validate import validate

if TYPE_CHECKING:
    from segments_as_code.pull import Pulled


@dataclass(frozen=True, slots=True)
class Checked:
    """What the files say: the desired segments, the container they name if they name one, and all that is wrong."""

    scope: str | None
    segments: tuple[DesiredSegment, ...]
    problems: tuple[Problem, ...]


def check(files: DefinitionFiles, dialect: Dialect, *, scope: str | None) -> Checked:
    """Read, validate and resolve every definition; all findings come together, in the order of their places."""
    sources, unreadable = files.read()
    documents, unloadable = load(sources)
    validated = [validate(document, dialect) for document in documents]
    valid = [document for document, problems in validated if not _stops(problems)]
    broken = {key for document, problems in validated if _stops(problems) and (key := key_in(document))}
    unloaded = {source.stem for source in sources} - {document.stem for document in documents}
    resolved = resolve(valid, dialect, scope=scope, broken=broken | unloaded)
    found = [problem for _, problems in validated for problem in problems]
    return Checked(resolved.scope, resolved.segments, sorted_problems([*unreadable, *unloadable, *found, *resolved.problems]))


def propose(segments: tuple[DesiredSegment, ...], reader: SegmentReader, dialect: Dialect, *, target: Target, allowance: Allowance) -> Plan:
    """Hold the desired ``segments`` against what is deployed; nothing given to this can write."""
    deployed = reader.list_segments()
    difference = find_changes(segments, deployed, owner=target.owner, dialect=dialect)
    usages = reader.list_usages(ids_at_stake(difference))
    return make_plan(difference, segments, deployed, usages, target=target, allowance=allowance, dialect=dialect, as_of=reader.as_of)


def carry_out(
    plan: Plan, reader: SegmentReader, writer: SegmentWriter, dialect: Dialect, *, report: Callable[[Outcome], None]
) -> tuple[Outcome, ...]:
    """Apply a plan that has been found to be the approved one; ``report`` is told of each change as it is done."""
    return apply_plan(plan, reader=reader, writer=writer, dialect=dialect, report=report)


def draw_up(files: DefinitionFiles, reader: SegmentReader, dialect: Dialect, *, scope: str | None, owner: str, folder: str) -> Pulled:
    """Turn what is deployed into files below ``folder``, read back and planned before anybody writes them."""
    from segments_as_code.pull import pull, what_is_wrong  # noqa: PLC0415  # loads a second YAML library, which no other command needs

    deployed = reader.list_segments()
    sources, _ = files.read()

    def tried(given: Sequence[SourceFile]) -> tuple[Checked, tuple[Change, ...]]:
        checked = check(_Given(given), dialect, scope=scope)
        return checked, find_changes(checked.segments, deployed, owner=owner, dialect=dialect).changes

    def wrong_in(given: Sequence[SourceFile]) -> tuple[Mapping[str, str], Mapping[str, str]]:
        checked, changes = tried(given)
        return what_is_wrong(checked.problems, checked.segments, changes, absent)

    _, before = tried(sources)
    known = [change for change in before if isinstance(change, Update | Replace | Adopt | Unchanged)]
    absent = {key_of(change) for change in before if isinstance(change, Create)}
    return pull(deployed, known, sources, folder=folder, owner=owner, dialect=dialect, check=wrong_in)


@dataclass(frozen=True, slots=True)
class _Given:
    """Files that are in hand already."""

    sources: Sequence[SourceFile]

    def read(self) -> tuple[Sequence[SourceFile], Sequence[Problem]]:
        return self.sources, ()


def _stops(problems: tuple[Problem, ...]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)
