"""Seed files: YAML or JSON, read into a mapping."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from aws_emulator.core.types import Json


def read_seed_file(path: Path) -> Json:
    """Return the content of a seed file; raise ValueError if it cannot be parsed, OSError if it cannot be read."""
    content = path.read_text(encoding="utf-8")
    try:
        read: Json = json.loads(content) if path.suffix == ".json" else yaml.load(content, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    return read


def _is_text(first: str, tag: str) -> bool:
    """Return whether YAML 1.1 would read a scalar that begins like this as something other than JSON or YAML 1.2 does."""
    return tag == "tag:yaml.org,2002:timestamp" or (tag == "tag:yaml.org,2002:bool" and first not in "tTfF")


class _Loader(yaml.SafeLoader):
    """Reads dates, and words such as ON and NO, as text, like JSON."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not _is_text(first, tag)]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
