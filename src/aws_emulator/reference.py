"""The generated parts of ``docs/reference/emulator.md``: each service's options and operations.

``python -m aws_emulator.reference docs/reference/emulator.md`` writes them into the page; a test compares.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from aws_emulator.core.api import load_api
from aws_emulator.core.behaviour import CommonBehaviour
from aws_emulator.core.options import Option, options_of, shown_value
from aws_emulator.core.service import Service
from aws_emulator.emulator import SERVICES


def regenerated(page: str) -> str:
    """Return ``page`` with everything between a part's two marks replaced; raise ValueError if a mark is missing."""
    for name, content in _parts().items():
        before, begin, rest = page.partition(f"<!-- generated: {name} -->\n")
        _, end, after = rest.partition("<!-- end of generated -->\n")
        if not (begin and end):
            raise ValueError(f"The page has no place for the generated part {name}.")
        page = f"{before}{begin}\n{content}\n{end}{after}"
    return page


def _parts() -> Mapping[str, str]:
    common = {field.name for field in fields(CommonBehaviour)}
    parts = {"options": _options(options_of(CommonBehaviour))}
    for name, service in SERVICES.items():
        parts[f"{name} operations"] = _operations(service)
        own = [option for option in options_of(service.behaviour_class) if option.name not in common]
        parts[f"{name} options"] = _options(own)
    return parts


def _operations(service: type[Service[Any]]) -> str:
    rows = [
        f"| {name} | `{operation.method} {operation.uri}` | {operation.status} |"
        for api, carried_out in service.operations.items()
        for name in carried_out
        for operation in [load_api(api).operations[name]]
    ]
    return "\n".join(["| operation | path | status |", "|---|---|---|", *rows, ""])


def _options(options: Iterable[Option]) -> str:
    rows = [f"| `{option.name}` | `{shown_value(option.default)}` | {_says(option)} |" for option in options]
    return "\n".join(["| option | default | what it is about, and its values |", "|---|---|---|", *rows, ""])


def _says(option: Option) -> str:
    """Return an option's text and values as one table cell."""
    values = [f"`{value}`: {meaning}" for value, meaning in option.values.items()] or [f"Takes {option.allowed}."]
    return "<br>".join([option.says, *values]).replace("|", "\\|")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        path = Path(argument)
        path.write_text(regenerated(path.read_text(encoding="utf-8")), encoding="utf-8")
