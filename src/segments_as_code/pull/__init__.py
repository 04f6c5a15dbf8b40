"""Pull: draw up the files from which what is deployed would be deployed as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from segments_as_code.model.deployed import DeployedSegment
from segments_as_code.model.places import SourceFile
from segments_as_code.ports import Dialect
from segments_as_code.pull.drawing import Drawing, Known
from segments_as_code.pull.editing import updated_text
from segments_as_code.pull.trying import what_is_wrong

__all__ = ["Known", "LeftOut", "Pulled", "pull", "updated_text", "what_is_wrong"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A deployed segment that no file was drawn up for, and why, as the end of a sentence."""

    segment: DeployedSegment
    reason: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """What pulling comes to: new files and changed ones (each whole), and what is left out.

    ``kept`` are the segments whose files say already what is deployed.
    """

    created: tuple[SourceFile, ...]
    changed: tuple[SourceFile, ...]
    kept: tuple[DeployedSegment, ...]
    left_out: tuple[LeftOut, ...]


Check = Callable[[Sequence[SourceFile]], Iterable[Mapping[str, str]]]
"""Says of all files, as they would be, which are not right (by path), and why: first those with errors, then all others.

Others may be right once those with errors are left out.
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
    """Return the files in ``folder`` that describe ``deployed``, tried with ``check`` before anybody writes them.

    ``known`` are the changes that the files as they are (``sources``) would make to segments that they describe. What a file cannot say
    is left out, with the reason; what builds on it names it by id.
    """
    left_out: dict[str, str] = {}
    while True:
        drawn = Drawing(deployed, known, sources, folder, owner, dialect, left_out).draw()
        files = {source.path: source for source in [*sources, *drawn.values()]}
        found = next(filter(None, (_about(drawn, wrong) for wrong in check([files[path] for path in sorted(files)]))), None)
        if found is None:
            return _pulled(deployed, known, sources, drawn, left_out)
        left_out |= found


def _about(drawn: Mapping[str, SourceFile], wrong: Mapping[str, str]) -> dict[str, str]:
    return {segment_id: wrong[file.path] for segment_id, file in drawn.items() if file.path in wrong}


def _pulled(
    deployed: Sequence[DeployedSegment],
    known: Sequence[Known],
    sources: Sequence[SourceFile],
    drawn: Mapping[str, SourceFile],
    left_out: Mapping[str, str],
) -> Pulled:
    before = {source.path for source in sources}
    files = sorted({file.path: file for file in drawn.values()}.values(), key=lambda file: file.path)
    return Pulled(
        created=tuple(file for file in files if file.path not in before),
        changed=tuple(file for file in files if file.path in before),
        kept=tuple(change.deployed for change in known if change.deployed.id not in {*drawn, *left_out}),
        left_out=tuple(LeftOut(segment, left_out[segment.id]) for segment in deployed if segment.id in left_out),
    )
