"""The names that packages give out, of which each is imported when it is first asked for."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

from segments_as_code import model, plan, render

ON_DEMAND = [model, plan, render]


def loaded_by(code: str) -> set[str]:
    """Return which modules of ours a fresh Python has loaded after ``code``."""
    command = [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return {name.removeprefix("segments_as_code.") for name in ended.stdout.split() if name.startswith("segments_as_code.")}


@pytest.mark.parametrize("package", ON_DEMAND)
def test_every_name_that_is_promised_is_there(package: ModuleType) -> None:
    assert {name: getattr(package, name) for name in package.__all__}.keys() == set(package.__all__)


@pytest.mark.parametrize("package", ON_DEMAND)
def test_no_other_name_is(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match=f"'{package.__name__}' has no attribute 'no_such_thing'"):
        package.no_such_thing  # noqa: B018


@pytest.mark.parametrize("package", ON_DEMAND)
def test_it_remembers_what_was_asked_for(package: ModuleType) -> None:
    name = package.__all__[0]
    assert getattr(package, name) is vars(package)[name]


def test_a_finding_is_rendered_without_what_renders_plans_and_catalogues() -> None:
    loaded = loaded_by("from segments_as_code.render import problems_text")
    assert "render.remarks" in loaded
    assert loaded & {"render.terminal", "render.catalogue", "render.proposal", "render.english"} == set()


def test_a_place_is_had_without_the_words_for_plans() -> None:
    loaded = loaded_by("from segments_as_code.model import Place")
    assert "model.places" in loaded
    assert loaded & {"model.plan", "model.usages", "model.comments", "model.phrases"} == set()


def test_a_port_is_had_without_the_words_it_speaks_in() -> None:
    assert {name for name in loaded_by("from segments_as_code.ports import Provider") if name.startswith("model.")} == set()
