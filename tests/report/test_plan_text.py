"""A terminal shows what a page shows, in its width, and no value can steer it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from segments_as_code.model.document import Location
from segments_as_code.model.plan import Change, Failed
from segments_as_code.model.problem import Problem, SegmentsError
from segments_as_code.report.plan_text import outcomes_text, plan_text
from segments_as_code.report.text import Span, Style, columns, error_text, plain_text, problems_text
from tests.report.builders import DIALECT, create, definition, desired, plan, update
from tests.report.examples import every_kind, everyday
from tests.report.hostile import hostile_text


@settings(deadline=None)
@given(hostile_text)
def test_no_value_breaks_a_line_or_sends_a_control_character(value: str) -> None:
    segment = desired(f"{value}k", value)
    changes: list[Change] = [create(segment), update(segment, desired(segment.key, value, definition(value)))]
    problem = Problem(Location(value, 1, 2), value, value, value)
    spans = [
        *plan_text(plan(*changes), [problem], DIALECT),
        *outcomes_text([Failed(changes[0], value)]),
        *error_text(SegmentsError("code", value, value)),
    ]
    shown = [span.text for span in spans if span.text != "\n"]
    assert all(text.isprintable() for text in (text.replace("\u200d", "").replace("\u3000", "") for text in shown))


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 200])
def test_a_table_fits_the_terminal(width: int) -> None:
    text = plain_text(plan_text(every_kind(), (), DIALECT, width=width))
    table = text.split("\n\n")[-3].split("\n")
    assert len(table) == 6
    assert max(columns(line) for line in table) <= width


def test_a_narrow_table_keeps_the_names_and_leaves_out_the_keys() -> None:
    table = plain_text(plan_text(every_kind(), (), DIALECT, width=72)).split("\n\n")[-3]
    assert ("Loyal Customers" in table, "customerType: now also vip" in table, "retail/loyal" in table) == (True, True, False)


def test_wide_letters_take_two_columns() -> None:
    assert (columns("abc"), columns("客户a"), columns("é")) == (3, 5, 1)


def test_added_and_removed_lines_have_their_styles() -> None:
    spans = plan_text(everyday(), (), DIALECT, is_verbose=True)
    assert Span("    +         - vip", Style.ADDED) in spans
    assert Span("    - Name: Spring Trial", Style.REMOVED) in spans


def test_a_problem_stands_at_its_place_with_its_remedy() -> None:
    problem = Problem(Location("segments/lapsed.yml", 5, 19), "unknown-duration", "Recency.Duration is DAY_31.", "write DAY_30.")
    assert plain_text(problems_text([problem])) == (
        "segments/lapsed.yml:5:19: error: unknown-duration: Recency.Duration is DAY_31.\n    fix: write DAY_30.\n"
    )
