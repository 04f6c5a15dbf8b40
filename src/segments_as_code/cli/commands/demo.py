"""``segments demo``, a command of another package."""

from __future__ import annotations

from segments_as_code.cli.plugins import load_plugin

command = load_plugin("demo")
