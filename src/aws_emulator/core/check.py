"""Request bodies held to the service model: types, required members, unknown members, and enums, which botocore lets pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from aws_emulator.core.types import BadRequest, Body, Json

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
"""Whole numbers beyond this fit neither the service's integers nor, exactly, its doubles."""


@dataclass(slots=True)
class Reader:
    """Reads values by their shapes, and collects what is wrong with them.

    ``more_values`` are values of an enum, by the shape's name, that the model lacks. With ``nulls`` a null counts as absent.
    With ``partial`` required members may be missing, as they may in a seed file.
    """

    more_values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nulls: bool = True
    partial: bool = False
    faults: list[str] = field(default_factory=list)

    def read(self, shape: Shape, value: Json, at: str) -> Json:
        """Return a copy of ``value`` without nulls, noting each way in which it is not a ``shape``."""
        match shape, value:
            case StructureShape(), dict():
                return self._structure(shape, value, at)
            case MapShape(), dict():
                return {name: self.read(shape.value, member, f"{at}.{name}") for name, member in value.items() if not self._absent(member)}
            case ListShape(), list():
                return [self.read(shape.member, item, f"{at}[{position}]") for position, item in enumerate(value)]
        kinds = _PLAIN.get(shape.type_name, ())
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            self.faults.append(f"{at or 'the body'} is not a {shape.type_name}")
        elif isinstance(value, int) and abs(value) > _LARGEST:
            self.faults.append(f"{at} is out of range")
        elif isinstance(shape, StringShape) and shape.enum and value not in shape.enum:
            self._enum(shape, value, at)
        return value

    def _structure(self, shape: StructureShape, value: Body, at: str) -> Json:
        for name in value.keys() - shape.members.keys():
            self.faults.append(f"{_below(at, name)} is not a member of {shape.name}")
        if not self.partial:
            missing = [name for name in shape.required_members if name not in value or self._absent(value[name])]
            self.faults.extend(f"{_below(at, name)} is required" for name in missing)
        return {
            name: self.read(shape.members[name], member, _below(at, name))
            for name, member in value.items()
            if name in shape.members and not self._absent(member)
        }

    def _enum(self, shape: StringShape, value: Json, at: str) -> None:
        if value not in self.more_values.get(shape.name, ()):
            self.faults.append(f"{at} is {value}, not one of {', '.join(shape.enum)}")

    def _absent(self, member: Json) -> bool:
        return member is None and self.nulls


def read_body(shape: Shape, value: Json, reader: Reader) -> Json:
    """Return ``value`` as a ``shape``, or raise BadRequest with everything that is wrong with it."""
    read = reader.read(shape, value, "")
    if reader.faults:
        raise BadRequest(f"Invalid request body: {'; '.join(sorted(reader.faults))}.")
    return read


def _below(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
