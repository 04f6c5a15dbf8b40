"""The command as a whole: help, what is wrong with a command line, and its exit codes."""

from __future__ import annotations

import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import click
import pytest

from segments_as_code import __version__
from segments_as_code.cli.command import segments
from tests.action.job import segment
from tests.cli.laptop import APP, INTERRUPTIBLE, Laptop, environment, started

COMMANDS = segments.list_commands(click.Context(segments, **segments.context_settings))


def plug_in(folder: Path, source: str) -> str:
    """Install a package that adds the command ``emulator`` before ours does, and return the folder to put on PYTHONPATH."""
    (folder / "odd.py").write_text(source)
    metadata = folder / "odd-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[segments_as_code.commands]\nemulator = odd:command\n")
    return str(folder)


def test_it_says_its_version(laptop: Laptop) -> None:
    ended = laptop.run("--version")
    assert (ended.code, ended.out) == (0, f"segments, version {__version__}\n")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_explains_itself(laptop: Laptop, command: str, option: str) -> None:
    ended = laptop.run(command, option)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"Usage: segments {command} [OPTIONS]")


def test_the_help_lists_every_command_with_a_whole_sentence(laptop: Laptop) -> None:
    ended = laptop.run("--help")
    listed = [line.split(None, 1) for line in ended.out.partition("Commands:\n")[2].splitlines()]
    assert [name for name, _ in listed] == COMMANDS
    assert {"validate", "plan", "apply", "emulator"} <= {*COMMANDS}
    assert all(says.endswith(".") and "..." not in says for _, says in listed)


def test_without_a_command_it_shows_its_help_and_fails(laptop: Laptop) -> None:
    ended = laptop.run()
    assert ended.code == 2
    assert "Commands:" in ended.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["plan", "--nonsense"], "No such option '--nonsense'"),
        (["nonsense"], "No such command 'nonsense'"),
        (["schema", "nonsense"], "'nonsense' is not one of 'segment', 'plan'"),
        (["plan", "--allow-deletes", "-1"], "-1 is not in the range"),
        (["plan", "--delete", "all"], "'all' is not one of 'owned', 'never'"),
        (["plan", "one", "two"], "unexpected extra argument (two)"),
        (["plan", "--owner", ""], "it is empty; leave it out, or pass a value."),
        (["plan", "--application-id", " "], "Invalid value for '--application-id'"),
        (["plan", "--region", ""], "Invalid value for '--region'"),
        (["plan", "--endpoint-url", ""], "Invalid value for '--endpoint-url'"),
        (["validate", ""], "it is empty"),
    ],
)
def test_a_wrong_command_line_ends_with_2_and_says_what_is_wrong_with_it(laptop: Laptop, arguments: list[str], says: str) -> None:
    ended = laptop.run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err
    assert laptop.operations() == []


def test_a_fault_of_ours_ends_with_3_and_asks_to_be_reported(laptop: Laptop, tmp_path: Path) -> None:
    path = plug_in(tmp_path, "import click\n\n@click.command()\ndef command():\n    1 / 0\n")
    ended = laptop.spawn("emulator", environ={"PYTHONPATH": path})
    assert ended.code == 3
    assert ended.out == ""
    assert "ZeroDivisionError: division by zero\n" in ended.err
    assert ended.err.endswith("This is a bug in Segments as Code: please report it with the lines above.\n")


def test_a_command_whose_package_is_not_there_says_how_to_install_it(laptop: Laptop, tmp_path: Path) -> None:
    path = plug_in(tmp_path, "import nowhere_to_be_found\n")
    ended = laptop.spawn("emulator", "--port", "0", environ={"PYTHONPATH": path})
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("stopped: segments emulator is not installed, or not with all it needs.\n    fix: install the package")


def test_the_emulator_needs_no_extra(laptop: Laptop, tmp_path: Path) -> None:
    (tmp_path / "werkzeug.py").write_text("raise ModuleNotFoundError(\"No module named 'werkzeug'\")\n")
    ended = laptop.spawn("emulator", "--list-behaviours", environ={"PYTHONPATH": str(tmp_path)})
    assert (ended.code, ended.err) == (0, "")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_emulator_prints_its_address_first_and_ends_when_told(tmp_path: Path, ending: signal.Signals) -> None:
    command, pipe = [*INTERRUPTIBLE, "emulator", "--port", "0", "--application", "app-1"], subprocess.PIPE
    with started(command, cwd=tmp_path, env=environment({}), stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        address = process.stdout.readline().decode().strip()
        with urllib.request.urlopen(f"{address}/v1/apps/app-1", timeout=10) as answer:  # noqa: S310  # on loopback
            assert answer.status == 200
        process.send_signal(ending)
        rest, complaints = process.communicate(timeout=20)
    assert (process.returncode, rest, complaints) == (0, b"", b"")


OF_THE_ACTION = ["label", "pull request", "on this run", "set allow-deletes", "and application-id"]


def test_a_command_that_is_misspelt_is_guessed(laptop: Laptop) -> None:
    ended = laptop.run("valdiate")
    assert (ended.code, ended.err.splitlines()[-1]) == (2, "Error: No such command 'valdiate'. Did you mean 'validate'?")
    assert laptop.run("xyzzy").err.splitlines()[-1] == "Error: No such command 'xyzzy'."


def test_python_m_is_the_command(laptop: Laptop) -> None:
    command = [sys.executable, "-m", "segments_as_code", "validate"]
    ended = subprocess.run(command, cwd=laptop.folder, capture_output=True, text=True, check=False, env=environment({}))
    assert (ended.returncode, ended.stdout) == (laptop.run("validate").code, laptop.run("validate").out)


def test_a_snapshot_that_is_a_folder_and_one_that_is_not_there_end_alike(laptop: Laptop) -> None:
    folder, nothing = (laptop.plan("--snapshot", name) for name in (".", "nowhere.json"))
    assert (folder.code, nothing.code) == (1, 1)
    assert folder.err.partition(":")[0] == nothing.err.partition(":")[0] == "stopped"


def test_a_place_that_cannot_be_written_ends_every_command_with_1(laptop: Laptop) -> None:
    (laptop.folder / "file").write_text("")
    given = [*laptop.service, "--application-id", APP]
    for arguments in (["pull", *given, "--snapshot", "."], ["catalogue", "--output", "file"], ["plan", *laptop.given, "--out", "."]):
        ended = laptop.run(*arguments)
        assert (ended.code, ended.err.partition(":")[0]) == (1, "stopped"), arguments


def test_a_refusal_names_the_options_of_a_laptop_and_nothing_of_the_action(laptop: Laptop) -> None:
    laptop.check_out({f"s{at}.yaml": segment(f"Segment {at}", f"v{at}") for at in range(4)})
    laptop.apply("--yes")
    laptop.check_out({f"s{at}.yaml": segment(f"Segment {at}", f"v{at}") for at in (2, 3)})
    refused = [laptop.plan().out, laptop.plan("--json").out, laptop.plan("--allow-deletes", "1").out]
    laptop.check_out({})
    refused += [laptop.plan().out, laptop.apply("--yes").out]
    for text in refused:
        assert "pass --allow-deletes " in text
        assert [word for word in OF_THE_ACTION if word in text] == []
