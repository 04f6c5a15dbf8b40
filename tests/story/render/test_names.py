"""The names that ``render`` gives out, of which each is imported when it is first asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from segments_as_code import render


def test_every_name_that_is_promised_is_there() -> None:
    assert {name: getattr(render, name) for name in render.__all__}.keys() == set(render.__all__)


def test_no_other_name_is() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'render_nothing'"):
        render.render_nothing  # type: ignore[attr-defined]  # noqa: B018


def test_a_finding_is_rendered_without_what_renders_plans_and_catalogues() -> None:
    code = "import sys; from segments_as_code.render import problems_text; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = {name.removeprefix("segments_as_code.") for name in ended.stdout.split() if name.startswith("segments_as_code.")}
    assert "render.remarks" in loaded
    assert loaded & {"render.terminal", "render.catalogue", "render.proposal", "render.english"} == set()
