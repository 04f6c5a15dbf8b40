"""Build the files that describe what is deployed, and check them before they are written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from segments_as_code.model.document import SourceFile
from segments_as_code.model.plan import Change, key_of
from segments_as_code.model.problem import Problem, Severity
from segments_as_code.model.segment import DeployedSegment, DesiredSegment
from segments_as_code.ports import Dialect
from segments_as_code.pull.file_builder import FileBuilder, Known, is_settled


@dataclass(frozen=True, slots=True)
class Skipped:
    """A deployed segment that no file describes, and the reason, as the end of a sentence."""

    segment: DeployedSegment
    reason: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """The files to create and to change (each whole), the segments whose files already say what is deployed, and those skipped."""

    created: tuple[SourceFile, ...]
    changed: tuple[SourceFile, ...]
    kept: tuple[DeployedSegment, ...]
    skipped: tuple[Skipped, ...]


Check = Callable[[Sequence[SourceFile]], Iterable[Mapping[str, str]]]
"""Returns, by path, why new files are not right: first those with errors, then all others.

The others may be right once those with errors are skipped.
"""


def pull(
    deployed: Sequence[DeployedSegment],
    known: Sequence[Known],
    sources: Sequence[SourceFile],
    *,
    folder: str,
    owner: str,
    dialect: Dialect,
    check: Check,
) -> Pulled:
    """Return the files in ``folder`` that describe ``deployed``.

    ``known`` are the changes that the files as they are (``sources``) would make to segments that they describe. A segment
    that no file can describe is skipped, with the reason; what builds on it names it by id.
    """
    skipped: dict[str, str] = {}
    while True:
        built = FileBuilder(deployed, known, sources, folder, owner, dialect, skipped).build()
        files = {source.path: source for source in [*sources, *built.values()]}
        wrong = check([files[path] for path in sorted(files)])
        found = next(filter(None, (_reasons(built, reasons) for reasons in wrong)), None)
        if found is None:
            return _pulled(deployed, known, sources, built, skipped)
        skipped |= found


def check_files(
    problems: Sequence[Problem], desired: Sequence[DesiredSegment], changes: Sequence[Change], absent: Collection[str]
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return by path why a file is not right: it has errors; or a segment in it would be changed, or is not found.

    ``absent`` has keys that files had before and that are not deployed.
    """
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    broken = {problem.location.path: f"no definition can say it: {problem.code}: {problem.message}" for problem in reversed(errors)}
    right = {key_of(change) for change in changes if is_settled(change)} | set(absent)
    differing = {segment.location.path for segment in desired if segment.key not in right}
    return broken, dict.fromkeys(differing, "a definition cannot describe exactly what is deployed")


def _reasons(built: Mapping[str, SourceFile], reasons: Mapping[str, str]) -> dict[str, str]:
    return {segment_id: reasons[file.path] for segment_id, file in built.items() if file.path in reasons}


def _pulled(
    deployed: Sequence[DeployedSegment],
    known: Sequence[Known],
    sources: Sequence[SourceFile],
    built: Mapping[str, SourceFile],
    skipped: Mapping[str, str],
) -> Pulled:
    before = {source.path for source in sources}
    files = sorted({file.path: file for file in built.values()}.values(), key=lambda file: file.path)
    return Pulled(
        created=tuple(file for file in files if file.path not in before),
        changed=tuple(file for file in files if file.path in before),
        kept=tuple(change.deployed for change in known if change.deployed.id not in {*built, *skipped}),
        skipped=tuple(Skipped(segment, skipped[segment.id]) for segment in deployed if segment.id in skipped),
    )
