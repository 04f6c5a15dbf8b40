"""A command loads the heavy third parties it needs and no others."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.laptop import Laptop, environment

PROBE = """
import sys
site = set(sys.modules)  # loaded by the interpreter itself
from segments_as_code.cli.command import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    print(ended.code, *{name.partition(".")[0] for name in sys.modules if name not in site}, file=sys.stderr)
"""
TALKING = {"boto3", "urllib3", "s3transfer"}
"""Of botocore, every command that knows a provider loads the module of its exceptions."""
COMPARING = {"deepdiff", "numpy", "pydantic"}
EXPLAINING = {"jsonschema", "referencing"}
COLOURING = {"rich"}


def loaded(laptop: Laptop, *arguments: str, exit_code: int = 0) -> set[str]:
    """Return the top-level packages that a command loads; it must end with ``exit_code``."""
    command = [sys.executable, "-c", PROBE, *arguments]
    ended = subprocess.run(command, cwd=laptop.folder, capture_output=True, text=True, check=False, env=environment({}), timeout=60)
    code, *names = ended.stderr.split("\n")[-2].split()
    assert code == str(exit_code)
    return set(names)


def test_the_probe_sees_what_is_loaded(laptop: Laptop) -> None:
    assert {"click", "boto3", "yaml", "jsonschema_rs"} <= loaded(laptop, "plan", *laptop.given)


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_nothing_that_reads_or_talks(laptop: Laptop, option: str) -> None:
    assert loaded(laptop, option) & {*TALKING, *COMPARING, *EXPLAINING, "botocore", "yaml", "jsonschema_rs", "werkzeug"} == set()


def test_validate_in_a_pipe_loads_nothing_that_it_does_not_need_if_all_is_valid(laptop: Laptop) -> None:
    assert loaded(laptop, "validate") & {*TALKING, *COMPARING, *EXPLAINING, *COLOURING} == set()


def test_the_first_mistake_loads_jsonschema(laptop: Laptop) -> None:
    (laptop.folder / "segments" / "odd.yaml").write_text("Name: Odd\nDimensions: {Demographic: {Channels: {}}}\n")
    assert "jsonschema" in loaded(laptop, "validate", exit_code=1)


def test_an_unchanged_plan_in_a_pipe_loads_neither_deepdiff_nor_jsonschema_nor_rich(laptop: Laptop) -> None:
    laptop.apply("--yes")
    assert loaded(laptop, "plan", *laptop.given) & {*COMPARING, *EXPLAINING, *COLOURING} == set()


def test_only_a_count_loads_its_engine(laptop: Laptop) -> None:
    for command in (["validate"], ["plan", *laptop.given], ["apply", *laptop.given, "--yes"]):
        assert "duckdb" not in loaded(laptop, *command)
    assert "duckdb" in loaded(laptop, "audience", "--data", "invented", "--invent", "10")


PROVER = """
import sys
from segments_as_code.cli.command import main
try:
    main(sys.argv[1:])
except SystemExit:
    print(*sorted(name for name in sys.modules if name.startswith("segments_as_code.meaning.")), file=sys.stderr)
"""
ONLY_THE_PROVER = {f"segments_as_code.meaning.{name}" for name in ("cells", "encoding", "needless", "question", "relate", "solver")}


def prover_loaded(laptop: Laptop, *arguments: str) -> set[str]:
    command = [sys.executable, "-c", PROVER, *arguments]
    ended = subprocess.run(command, cwd=laptop.folder, capture_output=True, text=True, check=True, env=environment({}), timeout=60)
    return set(ended.stderr.split("\n")[-2].split()) & ONLY_THE_PROVER


def test_a_plan_loads_the_prover_if_it_changes_something_and_not_if_it_is_unchanged(laptop: Laptop) -> None:
    assert prover_loaded(laptop, "plan", *laptop.given) == ONLY_THE_PROVER
    laptop.apply("--yes")
    assert prover_loaded(laptop, "plan", *laptop.given) == set()
    assert prover_loaded(laptop, "drift", *laptop.given) == set()


def test_validate_loads_the_prover_if_it_is_to_prove(laptop: Laptop) -> None:
    assert prover_loaded(laptop, "validate") == set()
    assert prover_loaded(laptop, "validate", "--prove") >= {
        f"segments_as_code.meaning.{name}" for name in ("encoding", "needless", "solver")
    }


def test_no_command_loads_the_emulator_but_its_own(laptop: Laptop) -> None:
    assert {"aws_emulator"} & loaded(laptop, "plan", *laptop.given) == set()
