"""Options as data: the options of a dataclass, checks of their values, and conversion from text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, get_args, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Setting: TypeAlias = bool | int | str

_SPELLINGS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its name, default, description, and values (none for yes/no and for numbers)."""

    name: str
    kind: type[bool | int | str]
    default: Setting
    says: str
    values: Mapping[str, str]

    @property
    def allowed(self) -> str:
        """Return the values as a user writes them."""
        if self.kind is bool:
            return "yes, no"
        return "a number, 0 or more" if self.kind is int else ", ".join(self.values)

    def accepts(self, value: object) -> bool:
        """Return whether ``value`` is valid for this option."""
        if self.kind is str:
            return isinstance(value, str) and value in self.values
        return type(value) is self.kind and (self.kind is bool or (isinstance(value, int) and value >= 0))


def options_of(described: type[DataclassInstance]) -> tuple[Option, ...]:
    """Return the options in the fields of ``described``, in their order."""
    return _read_options(described)


@cache
def _read_options(described: type[Any]) -> tuple[Option, ...]:
    hints = get_type_hints(described)
    return tuple(
        Option(
            name=field.name,
            kind=hints[field.name] if hints[field.name] in {bool, int} else str,
            default=field.metadata["default"],
            says=field.metadata["says"],
            values={str(value): field.metadata["values"][value] for value in get_args(hints[field.name])},
        )
        for field in fields(described)
    )


def check(instance: DataclassInstance) -> None:
    """Raise ValueError if a field of ``instance`` has a value that its option does not accept."""
    for option in options_of(type(instance)):
        value = getattr(instance, option.name)
        if not option.accepts(value):
            raise ValueError(_refusal(option, value))


def parse(options: Iterable[Option], settings: Mapping[str, object]) -> dict[str, Setting]:
    """Return ``settings`` with texts read as the options' own values; raise ValueError for a name or value that is not one."""
    known = {option.name: option for option in options}
    unknown = sorted(settings.keys() - known.keys())
    if unknown:
        raise ValueError(f"{unknown[0]} is not an option of the emulator; `segments emulator --list-behaviours` lists them.")
    return {name: _parsed(known[name], value) for name, value in settings.items()}


def shown_value(value: Setting) -> str:
    """Return ``value`` as a user writes it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _parsed(option: Option, value: object) -> Setting:
    if isinstance(value, str):
        if option.kind is bool:
            value = _SPELLINGS.get(value.lower(), value)
        elif option.kind is int and value.isdecimal():
            value = int(value)
    if isinstance(value, bool | int | str) and option.accepts(value):
        return value
    raise ValueError(_refusal(option, value))


def _refusal(option: Option, value: object) -> str:
    return f"{option.name} is {value}; it takes {option.allowed}."
