"""``segments schema``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.laptop import Laptop

SCHEMAS = Path(__file__).parents[2] / "schemas"


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        ([], "pinpoint-segment.schema.json"),
        (["segment"], "pinpoint-segment.schema.json"),
        (["plan"], "plan.schema.json"),
        (["snapshot"], "snapshot.schema.json"),
        (["audience"], "audience.schema.json"),
        (["test"], "segments-test.schema.json"),
        (["test-result"], "test-result.schema.json"),
        (["policies"], "policies.schema.json"),
        (["settings"], "segments-settings.schema.json"),
        (["customer-profiles"], "customer-profiles-segment.schema.json"),
        (["customer-profiles-test"], "customer-profiles-test.schema.json"),
    ],
)
def test_it_prints_the_schema_that_the_repository_has(laptop: Laptop, arguments: list[str], file: str) -> None:
    ended = laptop.run("schema", *arguments)
    assert (ended.code, ended.out, ended.err) == (0, (SCHEMAS / file).read_text(encoding="utf-8"), "")
    Draft202012Validator.check_schema(ended.json)


@pytest.mark.parametrize("name", ["segment", "settings", "policies", "plan", "snapshot", "test", "test-result"])
def test_it_is_json_in_any_encoding(laptop: Laptop, name: str) -> None:
    ended = laptop.spawn("schema", name, environ={"PYTHONIOENCODING": "ascii"})
    assert ended.out.isascii()
    assert json.loads(ended.out) == laptop.run("schema", name).json
