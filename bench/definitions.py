"""Definitions to measure with: the same for every program, from a number and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal, TypeAlias

import yaml

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Changed: TypeAlias = Literal["none", "tenth", "all", "half"]

APP: Final = "app-123456"
OWNER: Final = "bench/segments"

_COUNTRIES: Final = ("AT", "CH", "DE", "DK", "FI", "FR", "IS", "IT", "NL", "NO", "SE", "US")
_PLANS: Final = ("basic", "plus", "gold", "family", "student")
_TENTH: Final = 10


def definition(number: int, *, changed: bool = False, first: int = 0) -> dict[str, Json]:
    """Return segment ``number`` as a person would write it: about 25 lines, 600 bytes; ``changed`` gives two criteria other values.

    Each tenth builds on the one before it, where that is not before ``first``.
    """
    shift = 1 if changed else 0
    countries: list[Json] = [*sorted(_COUNTRIES[(number + step + shift) % len(_COUNTRIES)] for step in range(4))]
    plans: list[Json] = [_PLANS[number % len(_PLANS)], _PLANS[(number + 2) % len(_PLANS)]]
    block: dict[str, Json] = {
        "Attributes": {
            "plan": {"AttributeType": "INCLUSIVE", "Values": plans},
            "joined": {"AttributeType": "AFTER", "Values": [f"20{10 + number % 15}-0{1 + number % 9}-01T00:00:00Z"]},
        },
        "Metrics": {"spentEuro": {"ComparisonOperator": "GREATER_THAN", "Value": number + 0.5 + shift}},
        "Behavior": {"Recency": {"Duration": "DAY_30", "RecencyType": "ACTIVE"}},
        "Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL", "PUSH"]}},
        "Location": {"Country": {"DimensionType": "INCLUSIVE", "Values": countries}},
    }
    group: dict[str, Json] = {"Type": "ALL", "SourceType": "ALL", "Dimensions": [block]}
    if number % _TENTH == 0 and number > first:
        group["SourceSegments"] = [{"Ref": key(number - 1)}]
    return {"Name": f"Audience {number:05}", "SegmentGroups": {"Include": "ALL", "Groups": [group]}, "Tags": {"team": f"crm-{number % 7}"}}


def key(number: int) -> str:
    """Return the key of segment ``number``: a hundred in each folder."""
    return f"area-{number // 100:03}/audience-{number:05}"


def definitions(count: int, changed: Changed = "none", *, first: int = 0) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield ``count`` keys and definitions from number ``first`` on, of which none, each tenth, all or the first half differ."""
    for number in range(first, first + count):
        differs = {
            "none": False,
            "tenth": number % _TENTH == _TENTH // 2,
            "all": True,
            "half": number < first + count // 2,
        }
        yield key(number), definition(number, changed=differs[changed], first=first)


def write_folder(folder: Path, count: int, *, per_file: int = 1, changed: Changed = "none", first: int = 0) -> None:
    """Write ``count`` definitions below ``folder``, ``per_file`` in each."""
    texts: dict[str, list[str]] = {}
    for count_so_far, (name, content) in enumerate(definitions(count, changed, first=first)):
        stem = name if per_file == 1 else f"many-{count_so_far // per_file:05}"
        said = content if per_file == 1 else {"Key": name, **content}
        texts.setdefault(stem, []).append(as_text(said))
    for stem, documents in texts.items():
        path = folder / f"{stem}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("---\n".join(documents), encoding="utf-8")


def as_text(content: Mapping[str, Json]) -> str:
    """Return a definition as YAML, lists of values on one line, as the examples are written."""
    return yaml.dump(dict(content), Dumper=_Dumper, sort_keys=False, default_flow_style=None, width=200)


class _Dumper(yaml.CSafeDumper):
    """libyaml's, without aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # the base's signature
        return True
