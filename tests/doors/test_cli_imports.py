"""A command loads what it needs and no more: on a laptop it is started often."""

from __future__ import annotations

import subprocess
import sys

from tests.doors.laptop import Laptop, environment

PROBE = """
import sys
from segments_as_code.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    print(ended.code, *{name.removeprefix("segments_as_code.").partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""
TALKING = {"boto3", "botocore", "urllib3", "s3transfer"}
COMPARING = {"deepdiff", "numpy", "pydantic"}
LOOKING = {"rich", "pygments"}
EXPLAINING = {"jsonschema", "referencing"}
LATER = {"pipeline", "plan", "apply", "rewrite", "pull", "snapshot"}
"""Steps and edges of ours that nobody needs who only checks definitions."""


def loaded(laptop: Laptop, *arguments: str) -> set[str]:
    """Return the packages that a command loads, and what it loads of ours; it must succeed."""
    command = [sys.executable, "-c", PROBE, *arguments]
    ended = subprocess.run(command, cwd=laptop.folder, capture_output=True, text=True, check=True, env=environment({}), timeout=60)
    code, *names = ended.stderr.split()
    assert code == "0"
    return set(names)


def test_the_probe_sees_what_is_loaded(laptop: Laptop) -> None:
    assert {"click", "botocore", "yaml", "jsonschema_rs", "plan"} <= loaded(laptop, "plan", *laptop.given)


def test_a_plan_loads_neither_the_other_services_of_aws_nor_what_renders_pages(laptop: Laptop) -> None:
    assert loaded(laptop, "plan", *laptop.given) & {"boto3", "s3transfer", "multiprocessing"} == set()


def test_help_loads_neither_what_reads_nor_what_talks_nor_what_compares(laptop: Laptop) -> None:
    assert loaded(laptop, "--help") & {*TALKING, *COMPARING, *LOOKING, *EXPLAINING, "yaml", "jsonschema_rs", "werkzeug"} == set()


def test_the_version_is_told_at_once(laptop: Laptop) -> None:
    assert loaded(laptop, "--version") & {*TALKING, *COMPARING, *LOOKING, *EXPLAINING, "yaml", "jsonschema_rs"} == set()


def test_validate_loads_nothing_that_talks_compares_paints_or_explains_where_all_is_valid(laptop: Laptop) -> None:
    assert loaded(laptop, "validate") & {*TALKING, *COMPARING, *LOOKING, *EXPLAINING, *LATER} == set()


def test_only_pull_loads_the_library_that_edits_files(laptop: Laptop) -> None:
    assert "ruamel" not in loaded(laptop, "validate") | loaded(laptop, "plan", *laptop.given)
    assert "ruamel" in loaded(laptop, "pull", *laptop.given)


def test_an_unchanged_plan_loads_nothing_that_compares_paints_or_explains(laptop: Laptop) -> None:
    laptop.apply("--yes")
    assert loaded(laptop, "plan", *laptop.given) & {*COMPARING, *LOOKING, *EXPLAINING} == set()


def test_no_command_loads_the_emulator_but_its_own(laptop: Laptop) -> None:
    assert "pinpoint_emulator" not in loaded(laptop, "plan", *laptop.given)


def test_only_fmt_loads_what_rewrites(laptop: Laptop) -> None:
    assert "ruamel" in loaded(laptop, "fmt")
    assert "ruamel" not in loaded(laptop, "validate")


def test_fmt_loads_nothing_that_talks_compares_validates_or_paints(laptop: Laptop) -> None:
    assert loaded(laptop, "fmt") & {*TALKING, *COMPARING, *LOOKING} == set()
