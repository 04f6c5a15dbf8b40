"""``segments schema``."""

from __future__ import annotations

from importlib.resources import files

import click

from segments_as_code.cli.console import print_json

_SCHEMAS = {
    "segment": "pinpoint-segment.schema.json",
    "plan": "plan.schema.json",
    "snapshot": "snapshot.schema.json",
    "audience": "audience.schema.json",
    "settings": "segments-settings.schema.json",
    "policies": "policies.schema.json",
    "test": "segments-test.schema.json",
    "test-result": "test-result.schema.json",
    "mapping": "mapping.schema.json",
    "conversion": "conversion.schema.json",
    "customer-profiles": "customer-profiles-segment.schema.json",
    "customer-profiles-test": "customer-profiles-test.schema.json",
}


@click.command("schema")
@click.argument("name", type=click.Choice(list(_SCHEMAS)), default="segment", metavar=f"[{'|'.join(_SCHEMAS)}]")
def command(name: str) -> int:
    """Print the JSON Schema of a definition (segment, of Pinpoint, or customer-profiles) or of another file.

    settings is for segments-settings.yaml, policies that of policies.yaml, test for a test file (of Pinpoint, or
    customer-profiles-test), plan for the plan's JSON,
    mapping for a mapping file of segments convert, conversion for its JSON,
    snapshot for a snapshot, audience for the output of segments audience, test-result for the output of segments test --json.
    """
    print_json((files("segments_as_code") / "schemas" / _SCHEMAS[name]).read_text(encoding="utf-8"))
    return 0
