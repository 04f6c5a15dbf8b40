"""What a project declares about its people, and assumes about AWS, next to its definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from segments_as_code.model.document import Definition, Location


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about all people: its name, and the criteria that everyone meets, as a definition without references."""

    name: str
    definition: Definition
    location: Location


@dataclass(frozen=True, slots=True)
class Settings:
    """``segments-settings.yaml``: attributes with one value, metrics that are whole numbers, readings by name, facts."""

    single: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    readings: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
