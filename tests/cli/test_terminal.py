"""The command in a terminal, where somebody looks and answers."""

from __future__ import annotations

import re

import pytest

from aws_emulator.core.faults import Fault
from segments_as_code.report.text import columns
from tests.action.job import WRITES, segment
from tests.cli.laptop import APP, Laptop

ASKED = f"Apply this plan to {APP}? [y/N]: "
HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"
PASTED = "Name: Sale\nDimensions: {Attributes: {bought: {AttributeType: GREATER_THAN, Values: ['2023-11-01']}}}\n"


def bare(seen: str) -> str:
    """Return what was written to a terminal without what steers it."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen)


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("answer", ["y\n", "yes\n", "Y\n"])
def test_yes_applies_the_plan_that_was_shown(laptop: Laptop, answer: str) -> None:
    with laptop.terminal("apply", *laptop.given) as terminal:
        terminal.wait_for(ASKED)
        assert "Segments: 2 to create" in bare(terminal.seen)
        assert laptop.names() == []
        terminal.type(answer)
        assert terminal.end() == 0
    assert bare(terminal.seen).endswith("\nSegments: 2 applied\n")
    assert laptop.names() == ["New Customers", "VIPs"]


@pytest.mark.parametrize("answer", ["n\n", "\n"])
def test_anything_but_yes_applies_nothing(laptop: Laptop, answer: str) -> None:
    with laptop.terminal("apply", *laptop.given) as terminal:
        terminal.wait_for(ASKED)
        terminal.type(answer)
        assert terminal.end() == 1
    assert bare(terminal.seen).endswith("Nothing was applied.\n")
    assert WRITES.isdisjoint(laptop.operations())


def test_interrupted_at_the_question_it_applies_nothing(laptop: Laptop) -> None:
    with laptop.terminal("apply", *laptop.given) as terminal:
        terminal.wait_for(ASKED)
        assert terminal.interrupt() == 130
    assert terminal.seen.endswith("\nInterrupted.\n")
    assert WRITES.isdisjoint(laptop.operations())


def test_with_nothing_to_do_it_does_not_ask(laptop: Laptop) -> None:
    laptop.apply("--yes")
    with laptop.terminal("apply", *laptop.given) as terminal:
        assert terminal.end() == 0
    assert bare(terminal.seen).endswith("Nothing to apply: everything is deployed as the files say.\n")


def test_with_yes_it_does_not_ask(laptop: Laptop) -> None:
    with laptop.terminal("apply", *laptop.given, "--yes") as terminal:
        assert terminal.end() == 0
    assert "[y/N]" not in terminal.seen


# ── while it goes ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_bar_counts_below_the_lines_of_what_is_done(laptop: Laptop) -> None:
    laptop.emulator.faults.add(Fault(operation="CreateSegment", where={"Name": "VIPs"}, delay_s=1))
    with laptop.terminal("apply", *laptop.given, "--yes") as terminal:
        terminal.wait_for("1/2")
        seen = bare(terminal.seen)
        assert seen.index("  +  New Customers  new  created") < seen.rindex("1/2")
        assert terminal.end() == 0


def test_the_bar_is_gone_and_the_cursor_back_when_it_is_done(laptop: Laptop) -> None:
    with laptop.terminal("apply", *laptop.given, "--yes") as terminal:
        assert terminal.end() == 0
    assert HIDE_CURSOR in terminal.seen
    assert terminal.seen.rindex(SHOW_CURSOR) > terminal.seen.rindex(HIDE_CURSOR)
    assert bare(terminal.seen.rpartition("\x1b[2K")[2]).endswith("\nSegments: 2 applied\n")


def test_the_cursor_is_back_after_an_interruption(laptop: Laptop) -> None:
    laptop.emulator.faults.add(Fault(operation="CreateSegment", where={"Name": "VIPs"}, delay_s=60))
    with laptop.terminal("apply", *laptop.given, "--yes") as terminal:
        terminal.wait_for("1/2")
        assert terminal.interrupt() == 130
    assert terminal.seen.rindex(SHOW_CURSOR) > terminal.seen.rindex(HIDE_CURSOR)
    assert "1 of 2 changes were ended;" in bare(terminal.seen)


# ── colours and widths ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_terminal_gets_colours(laptop: Laptop) -> None:
    with laptop.terminal("plan", *laptop.given, "--verbose") as terminal:
        assert terminal.end() == 0
    assert "\x1b[32m    + Name: New Customers\x1b[0m\n" in terminal.seen


def test_plain_words_are_steered_by_nothing(laptop: Laptop) -> None:
    with laptop.terminal("plan", *laptop.given) as terminal:
        assert terminal.end() == 0
    begun, reset = len(re.findall(r"\x1b\[[1-9][0-9]*m", terminal.seen)), terminal.seen.count("\x1b[0m")
    assert 0 < reset <= begun


def test_no_color_means_none(laptop: Laptop) -> None:
    with laptop.terminal("apply", *laptop.given, "--yes", "--verbose", environ={"NO_COLOR": "1"}) as terminal:
        assert terminal.end() == 0
    assert "    + Name: New Customers\n" in terminal.seen
    assert re.search(r"\x1b\[[0-9;]*3[0-9]", terminal.seen) is None


def test_a_dumb_terminal_gets_text_alone(laptop: Laptop) -> None:
    with laptop.terminal("apply", *laptop.given, "--yes", environ={"TERM": "dumb"}) as terminal:
        assert terminal.end() == 0
    assert "\x1b" not in terminal.seen
    assert terminal.seen.endswith("\nSegments: 2 applied\n")


@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_every_line_fits_the_terminal_but_for_words_that_are_wider(laptop: Laptop, width: int) -> None:
    laptop.check_out({"new.yaml": segment("客户" * 12, "a", "b"), "sale.yaml": PASTED, "vip.yaml": segment("VIPs", "c")})
    laptop.emulator.faults.add(
        Fault(operation="CreateSegment", where={"Name": "VIPs"}, status=400, error="BadRequestException", message="Not today, " * 9)
    )
    with laptop.terminal("apply", *laptop.given, "--yes", columns=width) as terminal:
        assert terminal.end() == 1
    lines = bare(terminal.seen.replace("\r", "\n")).split("\n")
    too_wide = [line for line in lines if columns(line) > width and " " in line.strip().removeprefix("+ ").removeprefix("✗ ")]
    assert too_wide == []


def test_a_place_can_be_clicked_however_narrow_the_terminal_is(laptop: Laptop) -> None:
    laptop.check_out({"a/folder/with a name/sale.yaml": "Nam: x\n"})
    with laptop.terminal("validate", columns=30) as terminal:
        assert terminal.end() == 1
    assert "segments/a/folder/with a name/sale.yaml:1:1:" in bare(terminal.seen)


def test_columns_in_the_environment_count(laptop: Laptop) -> None:
    laptop.check_out({"sale.yaml": PASTED})
    with laptop.terminal("validate", environ={"COLUMNS": "40"}) as terminal:
        assert terminal.end() == 0
    assert max(len(line) for line in bare(terminal.seen).split("\n")) <= 40


def test_a_terminal_that_does_not_know_its_width_is_taken_to_have_80_columns(laptop: Laptop) -> None:
    laptop.check_out({"sale.yaml": PASTED})
    with laptop.terminal("validate", columns=0) as terminal:
        assert terminal.end() == 0
    widest = max(len(line) for line in bare(terminal.seen).split("\n"))
    assert 60 < widest <= 80


@pytest.mark.parametrize(("width", "is_shown"), [(60, False), (120, True)])
def test_an_id_is_shown_whole_or_not_at_all(laptop: Laptop, width: int, is_shown: bool) -> None:  # noqa: FBT001  # pytest passes by name
    with laptop.terminal("apply", *laptop.given, "--yes", columns=width) as terminal:
        assert terminal.end() == 0
    (line,) = (line for line in re.split(r"[\r\n]+", bare(terminal.seen)) if line.startswith("  +  New Customers  new  created"))
    assert bool(re.fullmatch(r"  \+  New Customers  new  created {6}[0-9a-f]{32}, version 1 *", line)) is is_shown
    assert "…" not in line


def test_a_long_reason_is_whole(laptop: Laptop) -> None:
    reason = " ".join(f"word{number}" for number in range(60))
    fault = Fault(operation="CreateSegment", where={"Name": "VIPs"}, status=400, error="BadRequestException", message=reason)
    laptop.emulator.faults.add(fault)
    with laptop.terminal("apply", *laptop.given, "--yes", columns=60) as terminal:
        assert terminal.end() == 1
    assert reason in " ".join(bare(terminal.seen).split())
