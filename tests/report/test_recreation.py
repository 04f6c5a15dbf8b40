"""What a plan's comment says of a segment that is deleted and created again under its name."""

from __future__ import annotations

from segments_as_code.report.page import PageContext
from segments_as_code.report.plan_report import render_plan_comment
from segments_as_code.report.plan_text import plan_text
from tests.apply.recreating import NAMED, VIPS_NEW, VIPS_OLD, deploy, plan_of

CONTEXT = PageContext(target="my-domain", head="a" * 40, files=None, run=None, summary=None, closing=None)


def test_the_comment_says_that_it_is_recreated_when_it_was_made_and_how_that_goes() -> None:
    plan = plan_of(deploy(VIPS_OLD), VIPS_NEW)
    page = render_plan_comment(plan, (), NAMED, CONTEXT)
    assert "1 to recreate" in page
    assert "recreated under its name" in page
    assert "created `2026-11-27 00:00:01 UTC`" in page
    assert "vips--next" in page


def test_the_terminal_counts_it() -> None:
    plan = plan_of(deploy(VIPS_OLD), VIPS_NEW)
    assert "1 to recreate" in "".join(span.text for span in plan_text(plan, (), NAMED))
