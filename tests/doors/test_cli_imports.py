"""A command loads what it needs and no more: on a laptop it is started often."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.doors.laptop import APP, Laptop, environment

PROBE = """
import sys
site = set(sys.modules)  # what this machine's Python loads of itself is not ours
from segments_as_code.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    print(ended.code, *(name.removeprefix("segments_as_code.") for name in sys.modules if name not in site), file=sys.stderr)
"""
IN_THREADS = """
import sys, threading
def seen(event, arguments):
    if event == "import" and threading.current_thread() is not threading.main_thread():
        late.add(arguments[0])
late = set()
sys.addaudithook(seen)
from segments_as_code.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    print(ended.code, *late, file=sys.stderr)
"""
TALKING = {"boto3", "botocore", "urllib3", "s3transfer"}
COMPARING = {"deepdiff", "numpy", "pydantic"}
LOOKING = {"rich", "pygments"}
EXPLAINING = {"jsonschema", "referencing"}
LATER = {"pipeline", "plan", "apply", "rewrite", "pull", "snapshot"}
"""Steps and edges of ours that nobody needs who only checks definitions."""
SLOW = {"hashlib", "importlib.resources", "tempfile", "zipfile", "difflib"}
"""Modules of Python's own that take a millisecond or more, and that a run without mistakes has no use for."""
FOR_MISTAKES = {"load.careful", "load.causes", "load.syntax", "validate.explain", "validate.failure", "validate.wording"}
FOR_READERS = {
    "providers.pinpoint.english",
    "model.phrases",
    "render.english",
    "render.blocks",
    "render.graph",
    "render.proposal",
    "cli.wrapping",
}
"""What speaks of segments and changes, on whatever page."""
FOR_PLANS = {"model.plan", "model.usages", "model.deployed", "render.terminal", "ahead", "compare"}
FOR_CHANGES = {
    *("apply", "rewrite", "pull", "snapshot", "approve", "publish", "plan.document", "plan.left", "plan.rollback", "plan.stale"),
    *("model.outcomes", "model.comments", "render.to_do", "render.rows", "render.outcomes", "render.record", "render.difference"),
    *("cli.saved", "cli.markdown", "providers.pinpoint.gateway.writer"),
}
"""What changes something, or tells of a change, or keeps it."""


def modules(laptop: Laptop, *arguments: str) -> set[str]:
    """Return the modules that a command loads, ours by their names inside the package; it must succeed."""
    command = [sys.executable, "-c", PROBE, *arguments]
    ended = subprocess.run(command, cwd=laptop.folder, capture_output=True, text=True, check=True, env=environment({}), timeout=60)
    code, *names = ended.stderr.split()
    assert code == "0"
    return set(names)


def loaded(laptop: Laptop, *arguments: str) -> set[str]:
    """Return the packages that a command loads, and what it loads of ours."""
    return {name.partition(".")[0] for name in modules(laptop, *arguments)}


def test_the_probe_sees_what_is_loaded(laptop: Laptop) -> None:
    assert {"click", "botocore", "yaml", "jsonschema_rs", "plan"} <= loaded(laptop, "plan", *laptop.given)


def test_a_plan_loads_neither_the_other_services_of_aws_nor_what_renders_pages(laptop: Laptop) -> None:
    assert loaded(laptop, "plan", *laptop.given) & {"boto3", "s3transfer", "multiprocessing"} == set()


def test_what_must_not_be_loaded_is_there_to_be_loaded() -> None:
    ours = {*LATER, *FOR_MISTAKES, *FOR_READERS, *FOR_PLANS, *FOR_CHANGES}
    assert {name for name in ours if find_spec(f"segments_as_code.{name}") is None} == set()


def test_help_loads_neither_what_reads_nor_what_talks_nor_what_compares(laptop: Laptop) -> None:
    assert loaded(laptop, "--help") & {*TALKING, *COMPARING, *LOOKING, *EXPLAINING, "yaml", "jsonschema_rs", "werkzeug"} == set()


def test_the_version_is_told_at_once(laptop: Laptop) -> None:
    assert loaded(laptop, "--version") & {*TALKING, *COMPARING, *LOOKING, *EXPLAINING, "yaml", "jsonschema_rs"} == set()


def test_validate_loads_nothing_that_talks_compares_paints_or_explains_where_all_is_valid(laptop: Laptop) -> None:
    assert loaded(laptop, "validate") & {*TALKING, *COMPARING, *LOOKING, *EXPLAINING, *LATER} == set()


def test_validate_loads_no_module_that_only_a_mistake_a_plan_or_a_page_needs(laptop: Laptop) -> None:
    found = modules(laptop, "validate")
    assert {"model.places", "load.quick", "render.remarks"} <= found
    assert found & {*SLOW, *FOR_MISTAKES, *FOR_READERS, *FOR_PLANS, *FOR_CHANGES} == set()


def test_what_explains_a_mistake_is_loaded_with_the_first(laptop: Laptop) -> None:
    (laptop.folder / "segments" / "odd.yaml").write_text("Name: Odd\nDimensions: {Demographic: {Channels: {}}}\n")
    command = [sys.executable, "-c", PROBE, "validate"]
    ended = subprocess.run(command, cwd=laptop.folder, capture_output=True, text=True, check=True, env=environment({}), timeout=60)
    assert {"load.careful", "validate.explain", "jsonschema"} <= set(ended.stderr.split())


def test_only_pull_loads_the_library_that_edits_files(laptop: Laptop) -> None:
    assert "ruamel" not in loaded(laptop, "validate") | loaded(laptop, "plan", *laptop.given)
    assert "ruamel" in loaded(laptop, "pull", *laptop.given)


def test_an_unchanged_plan_loads_nothing_that_compares_paints_or_explains(laptop: Laptop) -> None:
    laptop.apply("--yes")
    assert loaded(laptop, "plan", *laptop.given) & {*COMPARING, *LOOKING, *EXPLAINING} == set()


def test_an_unchanged_plan_loads_no_module_that_only_a_mistake_or_a_change_needs(laptop: Laptop) -> None:
    laptop.apply("--yes")
    found = modules(laptop, "plan", *laptop.given)
    assert {"model.plan", "plan.digest", "render.terminal"} <= found
    assert found & {*FOR_MISTAKES, *FOR_READERS, *FOR_CHANGES} == set()


def test_no_command_loads_the_emulator_but_its_own(laptop: Laptop) -> None:
    assert "pinpoint_emulator" not in loaded(laptop, "plan", *laptop.given)


def test_only_fmt_loads_what_rewrites(laptop: Laptop) -> None:
    assert "ruamel" in loaded(laptop, "fmt")
    assert "ruamel" not in loaded(laptop, "validate")


def test_fmt_loads_nothing_that_talks_compares_validates_or_paints(laptop: Laptop) -> None:
    assert loaded(laptop, "fmt") & {*TALKING, *COMPARING, *LOOKING} == set()


@pytest.mark.parametrize("arguments", [["plan"], ["apply", "--yes"]])
def test_nothing_is_imported_for_the_first_time_in_a_thread(laptop: Laptop, arguments: list[str]) -> None:
    command = [sys.executable, "-c", IN_THREADS, *arguments, "--application-id", APP, *laptop.given]
    ended = subprocess.run(command, cwd=laptop.folder, capture_output=True, text=True, check=True, env=environment({}), timeout=60)
    assert ended.stderr.split("\n")[-2].split() == ["0"]
