"""Check requests against the service model: types, required and unknown members, enums, lengths, ranges, patterns, unions.

botocore checks part of this before it sends (types, required and unknown members, minimum lengths); it does not check the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from aws_emulator.core.api import Members
from aws_emulator.core.errors import BadRequest
from aws_emulator.core.types import Body, Json

_PLAIN: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "double": (int, float),
    "float": (int, float),
    "boolean": (bool,),
    "timestamp": (str, int, float),
    "blob": (str,),
}

_LARGEST = 2**63
"""Larger whole numbers fit neither the service's integers nor, exactly, its doubles."""


@dataclass(slots=True)
class Reader:
    """Reads values by their shapes, and collects errors.

    ``more_values`` are values of an enum, by the shape's name, that the model lacks. With ``nulls`` a null counts as missing.
    With ``partial`` required members may be missing, as they may in a seed file.
    """

    more_values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nulls: bool = True
    partial: bool = False
    violations: list[str] = field(default_factory=list)

    def read(self, shape: Shape | Members, value: Json, at: str) -> Json:
        """Return a copy of ``value`` without nulls, and collect each way in which it does not match ``shape``."""
        match shape, value:
            case Members(), dict():
                return self._structure(shape, value, at)
            case StructureShape(), dict():
                if shape.is_tagged_union and sum(not self._absent(member) for member in value.values()) != 1:
                    self.violations.append(f"{at} has one of {', '.join(shape.members)}, and only one")
                return self._structure(Members(shape.name, shape.members, tuple(shape.required_members)), value, at)
            case MapShape(), dict():
                return self._map(shape, value, at)
            case ListShape(), list():
                self._size(shape, len(value), at, "items")
                return [self.read(shape.member, item, f"{at}[{position}]") for position, item in enumerate(value)]
            case Members(), _:
                self.violations.append(f"{at or 'the body'} is not a structure")
            case Shape(), _:
                self._plain(shape, value, at)
        return value

    def _plain(self, shape: Shape, value: Json, at: str) -> None:
        kinds = _PLAIN.get(shape.type_name, ())
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            self.violations.append(f"{at or 'the body'} is not a {shape.type_name}")
        elif isinstance(value, int) and abs(value) > _LARGEST:
            self.violations.append(f"{at} is out of range")
        elif isinstance(shape, StringShape) and shape.enum and value not in shape.enum:
            self._enum(shape, value, at)
        elif isinstance(value, str) and shape.type_name == "string":
            self._size(shape, len(value), at, "characters")
            pattern = _pattern(shape)
            if pattern is not None and not pattern.search(value):
                self.violations.append(f"{at} does not match {shape.metadata['pattern']}")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self._size(shape, value, at, "")

    def _map(self, shape: MapShape, value: Body, at: str) -> Json:
        kept = {name: member for name, member in value.items() if not self._absent(member)}
        self._size(shape, len(kept), at, "members")
        for name in kept:
            self._plain(shape.key, name, f"the name {name} in {at}")
        return {name: self.read(shape.value, member, f"{at}.{name}") for name, member in kept.items()}

    def _structure(self, shape: Members, value: Body, at: str) -> Json:
        for name in value.keys() - shape.members.keys():
            self.violations.append(f"{_below(at, name)} is not a member of {shape.name}")
        if not self.partial:
            missing = [name for name in shape.required if name not in value or self._absent(value[name])]
            self.violations.extend(f"{_below(at, name)} is required" for name in missing)
        return {
            name: self.read(shape.members[name], member, _below(at, name))
            for name, member in value.items()
            if name in shape.members and not self._absent(member)
        }

    def _enum(self, shape: StringShape, value: Json, at: str) -> None:
        if value not in self.more_values.get(shape.name, ()):
            self.violations.append(f"{at} is {value}, not one of {', '.join(shape.enum)}")

    def _size(self, shape: Shape, size: float, at: str, unit: str) -> None:
        least, most = shape.metadata.get("min"), shape.metadata.get("max")
        if least is not None and size < least:
            self.violations.append(f"{at} is below {least} {unit}".rstrip())
        if most is not None and size > most:
            self.violations.append(f"{at} is above {most} {unit}".rstrip())

    def _absent(self, member: Json) -> bool:
        return member is None and self.nulls


def read_body(shape: Shape | Members, value: Json, reader: Reader) -> Json:
    """Return ``value`` as a ``shape``, or raise BadRequest with all errors."""
    read = reader.read(shape, value, "")
    if reader.violations:
        raise BadRequest(f"Invalid request body: {'; '.join(sorted(reader.violations))}.")
    return read


def check_parameter(shape: Shape, value: str, name: str) -> None:
    """Raise BadRequest for a path or query parameter that its shape does not allow."""
    read: Json = value
    if shape.type_name in {"integer", "long"}:
        if not re.fullmatch(r"-?[0-9]{1,18}", value):
            raise BadRequest(f"{name} is {value}, not a number.")
        read = int(value)
    if shape.type_name == "boolean":
        read = {"true": True, "false": False}.get(value.lower(), value)
    reader = Reader()
    reader.read(shape, read, name)
    if reader.violations and shape.type_name != "timestamp":
        raise BadRequest(f"Invalid request: {'; '.join(reader.violations)}.")


def _pattern(shape: Shape) -> re.Pattern[str] | None:
    """Return a string's pattern; None if it has none, or one that is not Python's."""
    written = shape.metadata.get("pattern")
    return _compiled(str(written)) if written else None


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern))
    except re.error:
        return None


def _below(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
