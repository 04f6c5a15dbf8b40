"""Let a package give out what its modules hold, and import each module when something of it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def on_demand(package: dict[str, object], homes: Mapping[str, tuple[str, ...]]) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a package, given as its ``globals()``; ``homes`` are its modules, each with the names that it holds.

    ``from package import Name`` then imports the module that ``Name`` is in, and no other. A name is looked up once.
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def find(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package['__name__']!r} has no attribute {name!r}")
        found = package[name] = getattr(import_module(f"{package['__name__']}.{home_of[name]}"), name)
        return found

    return find
