"""What a reader must know first is said in sentences, and names the segment."""

from __future__ import annotations

import pytest

from segments_as_code.model.plan import Notice
from segments_as_code.report.plan_report import render_plan_comment
from tests.report.builders import DIALECT, SETTING, create, desired, plan


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("the campaign uses VIP.", "> The campaign uses **VIP**."),
        ("VIP is used.", "> **VIP** is used."),
        ("VIPs are many.", "> VIPs are many."),
        ("retail/vip is used.", "> retail/vip is used."),
        ("nothing is known.", "> nothing is known."),
    ],
)
def test_a_notice_has_its_segment_in_bold_where_it_names_it(message: str, shown: str) -> None:
    page = render_plan_comment(
        plan(create(desired("retail/vip", "VIP")), notices=[Notice("code", message, keys=("retail/vip",))]), (), DIALECT, SETTING
    )
    assert page.split("\n\n")[2] == f"> [!WARNING]\n{shown}"


def test_several_notices_are_a_list_each_with_its_remedy() -> None:
    notices = [Notice("one", "this is so.", "do that."), Notice("two", "that is so.")]
    page = render_plan_comment(plan(create(desired("a", "A")), notices=notices), (), DIALECT, SETTING)
    assert page.split("\n\n")[2] == "> [!WARNING]\n> - This is so.<br>Do that.\n> - That is so."
