"""What reaches standard output, whatever that is."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.action.job import segment
from tests.cli.laptop import SEGMENTS, Ended, Laptop, environment, started

MANY = 60
"""As many segments fill a pipe."""


def fill(laptop: Laptop) -> None:
    laptop.check_out({f"s{at}.yaml": segment(f"Segment {at}", *(f"value-{at}-{number}" for number in range(70))) for at in range(MANY)})


def into_a_closed_pipe(laptop: Laptop, *arguments: str) -> Ended:
    """Run with a standard output that somebody reads one line of, and closes."""
    mine, theirs = os.pipe()
    command = [SEGMENTS, *arguments]
    streams = {"stdin": subprocess.DEVNULL, "stdout": theirs, "stderr": subprocess.PIPE}
    with started(command, cwd=laptop.folder, env=environment({}), **streams) as process:
        os.close(theirs)
        with os.fdopen(mine, "rb", buffering=0) as reader:
            line = reader.read(100)
        _, err = process.communicate(timeout=60)
    return Ended(process.returncode, line.decode(), err.decode())


# ── somebody stops reading ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_reader_that_has_enough_of_a_plan_is_no_error(laptop: Laptop) -> None:
    fill(laptop)
    ended = into_a_closed_pipe(laptop, "plan", *laptop.given)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("+ Segment 0  segments/s0.yaml:1\n")


def test_the_exit_code_tells_of_changes_to_a_reader_that_has_enough(laptop: Laptop) -> None:
    fill(laptop)
    assert into_a_closed_pipe(laptop, "plan", *laptop.given, "--json", "--detailed-exitcode").code == 2


def test_an_apply_is_carried_out_though_nobody_reads_on(laptop: Laptop) -> None:
    fill(laptop)
    ended = into_a_closed_pipe(laptop, "apply", *laptop.given, "--yes")
    assert (ended.code, ended.err) == (0, "")
    assert len(laptop.names()) == MANY


@pytest.mark.parametrize("arguments", [["plan"], ["apply", "--yes"]])
def test_a_closed_standard_output_is_no_error(laptop: Laptop, arguments: list[str]) -> None:
    shell = ["sh", "-c", '"$0" "$@" >&-', SEGMENTS, *arguments, *laptop.given]
    ended = subprocess.run(shell, cwd=laptop.folder, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_closed_standard_error_is_no_error(laptop: Laptop) -> None:
    shell = ["sh", "-c", '"$0" "$@" 2>&-', SEGMENTS, "apply", *laptop.given]
    ended = subprocess.run(shell, cwd=laptop.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False, timeout=60)
    assert ended.returncode == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")  # noqa: PTH110  # asked before any test runs
def test_a_full_disk_is_told_as_that(laptop: Laptop) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123  # a device, handed on
        ended = laptop.spawn("plan", *laptop.given, stdout=full)
    assert ended.code == 1
    assert ended.err == (
        "stopped: the output cannot be written: No space left on device.\n    fix: send it to a place with room, and run again.\n"
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")  # noqa: PTH110  # asked before any test runs
def test_a_plan_that_could_not_be_shown_is_not_applied(laptop: Laptop) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123  # a device, handed on
        ended = laptop.spawn("apply", *laptop.given, "--yes", stdout=full)
    assert ended.code == 1
    assert laptop.names() == []


def test_an_apply_that_was_begun_is_finished_though_the_disk_is_full_by_then(laptop: Laptop) -> None:
    log, limit = laptop.folder / "log", 64 * 1024
    log.write_bytes(b" " * (limit - len(laptop.plan().out.encode()) - 10))
    limited = (
        f"import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); os.execv(sys.argv[1], sys.argv[1:])"
    )
    command = [sys.executable, "-c", limited, SEGMENTS, "apply", *laptop.given, "--yes"]
    with log.open("ab") as full:
        ended = subprocess.run(command, cwd=laptop.folder, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr == (
        "stopped: the plan was applied, but its outcome could not be printed: the output cannot be written: File too large.\n"
        "    fix: run segments plan to see what is left to do.\n"
    )
    assert laptop.names() == ["New Customers", "VIPs"]


# ── encodings ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_any_encoding_will_do(laptop: Laptop, encoding: str) -> None:
    laptop.check_out({"new.yaml": segment("客户 Zoë ✓", "é")})
    ended = subprocess.run(
        [SEGMENTS, "apply", *laptop.given, "--yes"],
        cwd=laptop.folder,
        env=environment({"PYTHONIOENCODING": encoding}),
        capture_output=True,
        check=False,
        timeout=60,
    )
    shown = ended.stdout.decode(encoding)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert f"+ {'客户 Zoë ✓'.encode(encoding, 'backslashreplace').decode(encoding)}  segments/new.yaml:1\n" in shown
    assert laptop.names() == ["客户 Zoë ✓"]


def test_our_own_signs_are_plain_in_ascii(laptop: Laptop) -> None:
    ended = laptop.spawn("plan", *laptop.given, environ={"PYTHONIOENCODING": "ascii"})
    assert "\napp-123456 - eu-west-1 - plan " in ended.out


@pytest.mark.parametrize("command", [["plan"], ["apply", "--yes"], ["validate"]])
def test_json_is_the_same_in_any_encoding(laptop: Laptop, command: list[str]) -> None:
    laptop.check_out(
        {"客户.yaml": "Name: 客户 😀\nKey: kunde\nDimensions: {Attributes: {é: {AttributeType: AFTER, Values: ['2024-01-01']}}}\n"}
    )
    arguments = [*command, "--json", *(laptop.given if command != ["validate"] else [])]
    ended = laptop.spawn(*arguments, environ={"PYTHONIOENCODING": "ascii"})
    assert ended.out.isascii()
    if command != ["apply", "--yes"]:
        assert json.loads(ended.out) == laptop.run(*arguments).json


# ── no colours where no terminal is ──────────────────────────────────────────────────────────────────────────────────


def test_a_pipe_gets_neither_colours_nor_a_bar_nor_cut_lines(laptop: Laptop) -> None:
    laptop.check_out({"new.yaml": segment("N" * 50, *(f"value-{number}" for number in range(30)))})
    ended = laptop.spawn("apply", *laptop.given, "--yes", environ={"TERM": "xterm-256color", "COLUMNS": "40"})
    assert "\x1b" not in ended.out + ended.err
    assert "\n  +  " + "N" * 50 + "  new  created  " in ended.out
