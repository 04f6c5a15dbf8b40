"""Shell completion: what shells are given, and what they are told."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from segments_as_code.cli.command import segments
from tests.cli.laptop import SEGMENTS, Laptop, environment

TYPED = """
source <("{segments}" completion bash)
COMP_WORDS=({words}) COMP_CWORD={at}
_segments_completion segments
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def completed(laptop: Laptop, *words: str) -> list[str]:
    """Return what bash offers when the tab key is pressed behind ``words``."""
    bash = shutil.which("bash") or pytest.skip("no bash here")
    typed = TYPED.format(segments=SEGMENTS, words=" ".join(f"'{word}'" for word in words), at=len(words) - 1)
    path = f"{Path(SEGMENTS).parent}:/usr/bin:/bin"
    ended = subprocess.run(
        [bash, "-c", typed], cwd=laptop.folder, env=environment({"PATH": path}), capture_output=True, text=True, check=True
    )
    return ended.stdout.split()


def test_commands_are_completed(laptop: Laptop) -> None:
    assert completed(laptop, "segments", "va") == ["validate"]
    assert completed(laptop, "segments", "") == segments.list_commands(segments.make_context("segments", ["schema"]))


def test_options_are_completed(laptop: Laptop) -> None:
    assert completed(laptop, "segments", "fmt", "--ch") == ["--check"]
    assert completed(laptop, "segments", "--") == ["--help", "--version"]


def test_choices_are_completed(laptop: Laptop) -> None:
    assert completed(laptop, "segments", "validate", "--format", "s") == ["sarif"]


def test_keys_are_completed_from_the_folder_of_the_command_line(laptop: Laptop) -> None:
    laptop.check_out({"retail/new.yaml": "Name: New\n", "retail/bad.yaml": "Name: [\n", "two.yaml": "Key: retail/next\nName: Next\n"})
    assert completed(laptop, "segments", "explain", "retail/ne") == ["retail/new", "retail/next"]
    assert completed(laptop, "segments", "rollback", "retail/newe") == []
    (laptop.folder / "segments").rename(laptop.folder / "audiences")
    assert completed(laptop, "segments", "graph", "--around", "t") == []
    assert completed(laptop, "segments", "graph", "audiences", "--around", "retail/nex") == ["retail/next"]


@pytest.mark.parametrize(
    ("shell", "part"),
    [("bash", "complete -o nosort -F _segments_completion segments"), ("zsh", "#compdef segments"), ("fish", "--command segments")],
)
def test_each_shell_is_given_what_it_reads(laptop: Laptop, shell: str, part: str) -> None:
    ended = laptop.run("completion", shell)
    assert (ended.code, part in ended.out, "_SEGMENTS_COMPLETE" in ended.out) == (0, True, True)


def test_another_shell_is_refused(laptop: Laptop) -> None:
    assert laptop.run("completion", "tcsh").code == 2


@pytest.mark.parametrize(
    ("words", "at", "not_needed"), [("segments", "1", {"yaml", "jsonschema", "boto3"}), ("segments plan --", "2", {"boto3", "werkzeug"})]
)
def test_completion_loads_no_command_but_the_one_that_is_typed(laptop: Laptop, words: str, at: str, not_needed: set[str]) -> None:
    probe = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr))\n"
        "from segments_as_code.cli.command import main\nmain([])"
    )
    changes = {"_SEGMENTS_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": at}
    ended = subprocess.run(
        [sys.executable, "-c", probe], cwd=laptop.folder, env=environment(changes), capture_output=True, text=True, check=False
    )
    assert "click" in ended.stderr.split()
    assert set(ended.stderr.split()) & not_needed == set()
    assert ended.stdout
