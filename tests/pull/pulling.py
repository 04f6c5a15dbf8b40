"""Pull, and plan what was pulled."""

from __future__ import annotations

from collections.abc import Mapping

from segments_as_code.model.plan import Plan
from segments_as_code.model.segment import Target
from segments_as_code.pipeline import check_definitions, propose, pull_definitions
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Dialect, SegmentReader
from tests.builders import OWNER
from tests.fakes import FakeFiles


def pulled(reader: SegmentReader, dialect: Dialect, before: Mapping[str, str] | None = None) -> tuple[dict[str, str], list[str]]:
    """Return all files as they are after a pull, and why which segments were left out."""
    files = dict(before or {})
    drawn = pull_definitions(FakeFiles(files), reader, dialect, scope="app-123456", owner=OWNER, folder="segments")
    assert not {file.path for file in drawn.created} & set(files)
    assert {file.path for file in drawn.changed} <= set(files)
    written = {file.path: file.content.decode() for file in (*drawn.created, *drawn.changed)}
    return {**files, **written}, [f"{left.segment.name}: {left.reason}" for left in drawn.skipped]


def plan_of(files: Mapping[str, str], reader: SegmentReader, dialect: Dialect) -> Plan:
    """Return the plan of ``files``, which must have no errors."""
    checked = check_definitions(FakeFiles(files), dialect, scope="app-123456")
    assert [str(problem) for problem in checked.problems if problem.severity == "error"] == []
    target = Target(dialect.name, "app-123456", reader.region, OWNER)
    return propose(checked.segments, reader, dialect, target=target, policy=DeletePolicy())
