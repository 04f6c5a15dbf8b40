"""Which files are definitions, what they are called, and how a name that cannot be shown is shown."""

from __future__ import annotations

from typing import Final

from segments_as_code.model.places import Location

_ENDINGS: Final = (".yaml", ".yml")


def is_definition(name: str) -> bool:
    """Return whether a file of this name holds definitions; capitals in the ending do not matter."""
    return name.lower().endswith(_ENDINGS)


def is_hidden(name: str) -> bool:
    """Return whether a file or folder is passed over."""
    return name.startswith(".")


def is_fit(name: str) -> bool:
    """Return whether a name can be part of a key and of a message: UTF-8, with nothing invisible."""
    return name.isprintable()


def stem_of(parts: tuple[str, ...]) -> str:
    """Return the path below the folder, without its ending."""
    path = "/".join(parts)
    return path[: path.rindex(".")]


def location_of(parts: tuple[str, ...]) -> Location:
    """Return the place that a problem with a whole file or folder is reported at."""
    return Location(shown("/".join(parts)) or ".")


def shown(path: str) -> str:
    r"""Return ``path`` with bytes that are no UTF-8, and characters that cannot be seen, written like ``\xff``."""
    return "".join(character if character.isprintable() else _escaped(character) for character in path)


def _escaped(character: str) -> str:
    """Return a character as its bytes; what is no UTF-8 has come as a surrogate (PEP 383)."""
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", errors="surrogateescape"))
