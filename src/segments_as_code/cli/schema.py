"""``segments schema``."""

from __future__ import annotations

from importlib.resources import files

import click

from segments_as_code.cli.painting import print_text

_SCHEMAS = {"segment": "pinpoint-segment.schema.json", "plan": "plan.schema.json"}


@click.command("schema")
@click.argument("name", type=click.Choice(sorted(_SCHEMAS)), default="segment")
def command(name: str) -> int:
    """Print the JSON Schema of a definition (segment) or of the plan's JSON (plan)."""
    print_text((files("segments_as_code") / "schemas" / _SCHEMAS[name]).read_text(encoding="utf-8"))
    return 0
