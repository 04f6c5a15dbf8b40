"""Many pull requests at once: each gets its own comment, once, and no more is asked of GitHub than it allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.load import PUSHES, drive
from tests.fake_github.budget import Budget

pytestmark = pytest.mark.slow


def test_eight_pull_requests_at_once_get_a_comment_each_within_the_budgets_of_github(tmp_path: Path) -> None:
    load = drive(tmp_path, pulls=8, at_once=8)
    assert load.faults == []
    assert load.writes_a_push <= 1
    assert load.requests_a_push <= 12
    assert load.pushes_a_minute >= 60


def test_jobs_that_github_tells_to_wait_lose_no_comment(tmp_path: Path) -> None:
    budget = Budget(writes=2, window_s=1.0)
    load = drive(tmp_path, pulls=3, at_once=3, budget=budget)
    assert load.faults == []
    assert budget.refused
    assert load.refused == budget.refused
    assert load.seconds >= (3 * PUSHES - budget.writes) // budget.writes * budget.window_s
