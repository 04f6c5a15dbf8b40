"""What a project declares about its people, and takes for granted about AWS, beside its definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from segments_as_code.model.document import Definition, Location


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is true of all people: its name, and the criteria that they all meet, as a definition without references."""

    name: str
    definition: Definition
    location: Location


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``segments-settings.yaml`` says: attributes that hold one value, metrics that are whole numbers, readings by name, facts."""

    single: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    readings: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
