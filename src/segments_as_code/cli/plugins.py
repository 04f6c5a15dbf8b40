"""Commands of other packages, found by their entry points: they and this package do not import each other."""

from __future__ import annotations

from contextlib import suppress
from importlib.metadata import entry_points

import click

from segments_as_code.model.problem import SegmentsError

_ENTRY_POINTS = "segments_as_code.commands"


def load_plugin(name: str) -> click.Command:
    """Return the command that another package adds as ``name``.

    Raises:
        SegmentsError: that package is not installed, or not with all it needs (``extra-missing``).
    """
    with suppress(ModuleNotFoundError):
        for entry in entry_points(group=_ENTRY_POINTS, name=name):
            plugin: click.Command = entry.load()
            return plugin
    message = f"segments {name} is not installed, or not with all it needs."
    raise SegmentsError("extra-missing", message, "install the package again: pip install segments-as-code.")
