"""``action.yml`` says what the code reads, and the files to copy say what the code does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from segments_as_code.action.inputs import read_inputs

ROOT = Path(__file__).parents[2]


class Asked(Mapping[str, str]):
    """An empty environment that remembers what it was asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@pytest.fixture(scope="module")
def defaults() -> dict[str, str]:
    """Return the inputs as the runner passes them where a workflow sets none (the token apart)."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return {f"INPUT_{name.upper()}": str(said.get("default", "")) for name, said in action["inputs"].items()}


def test_every_input_is_read_and_every_input_read_is_declared(defaults: dict[str, str]) -> None:
    asked = Asked()
    read_inputs(asked)
    assert asked.names == set(defaults)


def test_the_declared_defaults_are_those_of_the_code(defaults: dict[str, str]) -> None:
    assert read_inputs(defaults | {"INPUT_GITHUB-TOKEN": ""}) == read_inputs({})


@pytest.mark.parametrize("workflow", sorted(path.name for path in (ROOT / "examples" / "workflows").glob("*.yml")))
def test_a_workflow_to_copy_sets_only_inputs_there_are(workflow: str, defaults: dict[str, str]) -> None:
    said = yaml.safe_load((ROOT / "examples" / "workflows" / workflow).read_text(encoding="utf-8"))
    steps = [step for job in said["jobs"].values() for step in job["steps"]]
    ours = [step for step in steps if step.get("uses", "").startswith("segments-as-code/")]
    assert ours or any("segments " in step.get("run", "") for step in steps)
    assert {f"INPUT_{name.upper()}" for step in ours for name in step["with"]} <= set(defaults)
