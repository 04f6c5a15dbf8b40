"""``segments schema``."""

from __future__ import annotations

from importlib.resources import files

import click

from segments_as_code.cli.console import print_json

_SCHEMAS = {"segment": "pinpoint-segment.schema.json", "plan": "plan.schema.json", "snapshot": "snapshot.schema.json"}


@click.command("schema")
@click.argument("name", type=click.Choice(list(_SCHEMAS)), default="segment", metavar="[segment|plan|snapshot]")
def command(name: str) -> int:
    """Print the JSON Schema of a definition (segment), of the plan's JSON (plan) or of a snapshot (snapshot)."""
    print_json((files("segments_as_code") / "schemas" / _SCHEMAS[name]).read_text(encoding="utf-8"))
    return 0
