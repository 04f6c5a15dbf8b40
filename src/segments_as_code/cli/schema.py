"""``segments schema``."""

from __future__ import annotations

from importlib.resources import files

import click

from segments_as_code.cli.printing import print_json

_SCHEMAS = {"segment": "pinpoint-segment.schema.json", "plan": "plan.schema.json"}


@click.command("schema")
@click.argument("name", type=click.Choice(list(_SCHEMAS)), default="segment", metavar="[segment|plan]")
def command(name: str) -> int:
    """Print the JSON Schema of a definition (segment) or of the plan's JSON (plan)."""
    print_json((files("segments_as_code") / "schemas" / _SCHEMAS[name]).read_text(encoding="utf-8"))
    return 0
