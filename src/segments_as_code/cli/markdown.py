"""The pages that GitHub shows, for a laptop: ``--format markdown``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segments_as_code.checking import CheckResult
from segments_as_code.model.plan import DriftOrigin, Plan
from segments_as_code.model.problem import Problem
from segments_as_code.ports import Dialect
from segments_as_code.render.drift import render_drift_summary
from segments_as_code.render.findings import render_findings_summary
from segments_as_code.render.proposal import render_plan_summary
from segments_as_code.render.setting import Setting


def plan_markdown(plan: Plan, problems: Sequence[Problem], dialect: Dialect) -> str:
    """Return the page of a plan."""
    return render_plan_summary(plan, problems, dialect, _setting(plan)) + "\n"


def drift_markdown(plan: Plan, origins: Mapping[str, DriftOrigin], problems: Sequence[Problem], dialect: Dialect) -> str:
    """Return the page that reports drift."""
    return render_drift_summary(plan, origins, problems, dialect, _setting(plan)) + "\n"


def _setting(plan: Plan) -> Setting:
    return Setting(target=f"{plan.target.scope}/{plan.target.region}", head="", closing="")


def findings_markdown(checked: CheckResult) -> str:
    """Return the page of findings that stop a run."""
    return render_findings_summary(checked.problems, Setting(target=checked.scope or "", head="", closing="")) + "\n"
