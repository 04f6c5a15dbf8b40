"""The schemas that are generated from the source."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from segments_as_code.convert.mapping_schema import mapping_schema
from segments_as_code.definitions.policies import policies_schema
from segments_as_code.definitions.settings_reader import settings_schema
from segments_as_code.meaning.readings import READING_VALUES
from segments_as_code.model.document import Json

FOLDER = Path(__file__).parents[2] / "schemas"

_MAKERS: Mapping[str, Callable[[], Mapping[str, Json]]] = {
    "mapping.schema.json": mapping_schema,
    "policies.schema.json": policies_schema,
    "segments-settings.schema.json": lambda: settings_schema(READING_VALUES),
}
SCHEMAS = tuple(_MAKERS)


def make_schema(name: str) -> str:
    """Return the schema ``name`` of ``schemas/``."""
    return json.dumps(_MAKERS[name](), indent=2) + "\n"
