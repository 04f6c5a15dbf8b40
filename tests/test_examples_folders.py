"""The examples that people copy, and the valid ones of the test list: planned, applied, and then at rest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from aws_emulator.core.types import Body
from aws_emulator.emulator import Emulator
from segments_as_code.files import FolderFiles
from segments_as_code.model.plan import Adopt, Applied, Create
from segments_as_code.model.problem import Severity
from segments_as_code.model.segment import DesiredSegment, Target
from segments_as_code.pipeline import carry_out, check_definitions, propose
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Connection
from segments_as_code.providers.registry import PROVIDERS

ROOT = Path(__file__).parent.parent
APP = "app-123456"
PINPOINT = PROVIDERS["pinpoint"]()

ALCHEMY = {
    "alchemy/highly-engaged-users": ["metric-spelling", "metric-spelling"],
    "alchemy/loyal-customers": [
        *("missing-connective", "missing-connective", "missing-connective", "dimensions-not-a-list"),
        *("only-exclusive", "contrary-name"),
    ],
    "alchemy/new-customers": [],
    "alchemy/winter-sale-shoppers": ["date-operator"],
}
"""The four segments of Alchemy's page, and what is said of each."""


def warnings_of(folder: str) -> dict[str, list[str]]:
    checked = check_definitions(FolderFiles(ROOT, folder), PINPOINT.dialect, scope=None)
    assert all(problem.severity is Severity.WARNING for problem in checked.problems), checked.problems
    assert checked.scope in {APP, None}
    found: dict[str, list[str]] = {segment.key: [] for segment in checked.segments}
    for problem in checked.problems:
        found[problem.location.path.removeprefix(f"{folder}/").removesuffix(".yaml")].append(problem.code)
    return found


def test_the_four_segments_of_the_alchemy_page_are_accepted_as_they_stand_with_their_warnings() -> None:
    found = warnings_of("examples/segments")
    assert {key: codes for key, codes in found.items() if key.startswith("alchemy/")} == ALCHEMY


def test_our_own_examples_have_no_problems() -> None:
    found = warnings_of("examples/segments")
    assert {key: codes for key, codes in found.items() if codes and not key.startswith("alchemy/")} == {}


@pytest.mark.parametrize("folder", ["examples/segments", "tests/cases/pinpoint/valid"])
def test_plan_apply_plan_ends_with_nothing_to_do(folder: str) -> None:
    checked = check_definitions(FolderFiles(ROOT, folder), PINPOINT.dialect, scope=APP)
    assert [problem for problem in checked.problems if problem.severity is Severity.ERROR] == []
    target = Target("pinpoint", APP, "eu-west-1", "octo/segments")
    known: list[Body] = [{"Id": segment_id, "Name": segment_id} for segment_id in sorted(_ids_in(checked.segments))]
    seed: Body = {"applications": [{"Id": APP, "segments": [*known]}]}
    with Emulator(region="eu-west-1", seed=seed) as emulator:
        connection = Connection(APP, "eu-west-1", emulator.endpoint_url)
        reader, writer = PINPOINT.open_reader(connection), PINPOINT.open_writer(connection)
        first = propose(checked.segments, reader, PINPOINT.dialect, target=target, policy=DeletePolicy())
        assert first.count(Create) + first.count(Adopt) == len(checked.segments) > 0
        outcomes = carry_out(first, reader, writer, PINPOINT.dialect, report=lambda _: None)
        assert [outcome for outcome in outcomes if not isinstance(outcome, Applied)] == []
        assert propose(checked.segments, reader, PINPOINT.dialect, target=target, policy=DeletePolicy()).is_empty


def _ids_in(segments: Sequence[DesiredSegment]) -> set[str]:
    """Return the ids that must be deployed already."""
    named = {reference.id for segment in segments for reference in PINPOINT.dialect.references(segment.definition)}
    return {segment_id for segment_id in named | {segment.lifecycle.adopt for segment in segments} if segment_id}
