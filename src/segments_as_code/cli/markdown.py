"""The pages that GitHub shows, for a laptop: ``--format markdown``."""

from __future__ import annotations

from collections.abc import Sequence

from segments_as_code.checking import Checked
from segments_as_code.model.plan import Plan
from segments_as_code.ports import Dialect
from segments_as_code.problems import Problem
from segments_as_code.render.findings import render_findings_summary
from segments_as_code.render.proposal import render_plan_summary
from segments_as_code.render.setting import Setting


def plan_markdown(plan: Plan, problems: Sequence[Problem], dialect: Dialect, *, is_drift: bool) -> str:
    """Return the page of a plan."""
    target = f"{plan.target.scope}/{plan.target.region}"
    setting = Setting(target=target, head="", closing=None if is_drift else "", is_drift=is_drift)
    return render_plan_summary(plan, problems, dialect, setting) + "\n"


def findings_markdown(checked: Checked) -> str:
    """Return the page of findings that stop a run."""
    return render_findings_summary(checked.problems, Setting(target=checked.scope or "", head="", closing="")) + "\n"
