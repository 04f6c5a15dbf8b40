"""Choose the service of a run: by the container that the run names, and by the definitions themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from segments_as_code.definitions.recognition import Recognized, recognize
from segments_as_code.model.problem import SegmentsError, short
from segments_as_code.ports import DefinitionFiles, Dialect, Provider
from segments_as_code.providers.registry import PROVIDERS

DEFAULT: Final = "pinpoint"
"""The service of a folder without definitions, if the run names no container either."""


@dataclass(frozen=True, slots=True)
class Containers:
    """The containers of segments that a run names, by option (``application-id``), and the ``prefix`` of options in messages (``--``)."""

    by_option: Mapping[str, str | None]
    prefix: str = ""

    def named(self) -> tuple[str, str] | None:
        """Return the option and the container of this run; None if it names none.

        Raises:
            SegmentsError: it names several (``two-containers``).
        """
        named = [(option, container) for option, container in self.by_option.items() if container is not None]
        if len(named) > 1:
            both = " and ".join(f"{self.prefix}{option}" for option, _ in named)
            message = f"{both} are both given: one run is about one service."
            raise SegmentsError("two-containers", message, "leave out the one that this folder is not for.")
        return named[0] if named else None


@dataclass(frozen=True, slots=True)
class Choice:
    """The service of a run, and the container that the run names, if it does."""

    provider: Provider
    scope: str | None


def choose_service(files: DefinitionFiles, containers: Containers, *, otherwise: str | None = None) -> Choice:
    """Return the service of a run over ``files``; that of ``otherwise``, by its name, if neither the run nor they tell.

    Raises:
        SegmentsError: the definitions are for two services (``mixed-folder``), for another than the container that the run names
            (``another-service``), or could be for any (``unclear-service``).
    """
    providers = {name: make() for name, make in PROVIDERS.items()}
    named = containers.named()
    found = recognize(files.read()[0], {name: provider.dialect.marks for name, provider in providers.items()})
    if named is None:
        return Choice(providers[found.service or otherwise or _default(found, providers, containers)], None)
    option, scope = named
    wanted = next(name for name, provider in providers.items() if provider.dialect.nouns.option == option)
    if found.service not in {None, wanted}:
        raise _another_service(found, providers, wanted, containers.prefix)
    return Choice(providers[wanted], scope)


def service_of_containers(containers: Containers, *, otherwise: str | None = None) -> Choice:
    """Return the service of a run that reads no definitions."""
    return choose_service(_NoFiles(), containers, otherwise=otherwise)


def no_container(containers: Containers, dialect: Dialect | None) -> SegmentsError:
    """Return the error for a run that needs a container, if neither it nor any definition names one.

    ``dialect`` is that of the definitions, None if there are none.
    """
    every = [make().dialect for make in PROVIDERS.values()] if dialect is None else [dialect]
    offered = sorted((each for each in every if each.nouns.option in containers.by_option), key=lambda each: each.nouns.option)
    options = [f"{containers.prefix}{each.nouns.option}{f' for {each.nouns.service}' if dialect is None else ''}" for each in offered]
    message = f"neither this run nor any definition names {' or '.join(each.nouns.a_container for each in offered)}."
    members = " or ".join(each.scope_member for each in offered)
    return SegmentsError("no-application", message, f"give {' or '.join(options)}, or write {members} in the definitions.")


@dataclass(frozen=True, slots=True)
class _NoFiles:
    def read(self) -> tuple[tuple[()], tuple[()]]:
        return (), ()


def _default(found: Recognized, providers: Mapping[str, Provider], containers: Containers) -> str:
    if found.path is None:
        return DEFAULT
    dialects = [provider.dialect for _, provider in sorted(providers.items())]
    names = " or ".join(f"{dialect.name_member} for {dialect.nouns.service}" for dialect in dialects)
    offered = [dialect.nouns.option for dialect in dialects if dialect.nouns.option in containers.by_option]
    options = " or ".join(f"{containers.prefix}{option}" for option in offered)
    message = f"{short(found.path)} does not say which service it is for."
    raise SegmentsError("unclear-service", message, f"write its name: {names}{f'; or give {options}' if options else ''}.")


def _another_service(found: Recognized, providers: Mapping[str, Provider], wanted: str, prefix: str) -> SegmentsError:
    has, run = providers[found.service or ""].dialect.nouns, providers[wanted].dialect.nouns
    message = f"{short(found.path or '')} is for {has.service}, and {prefix}{run.option} names {run.a_container} of {run.service}."
    remedy = f"give {prefix}{has.option} instead, or name a folder with definitions for {run.service}."
    return SegmentsError("another-service", message, remedy)
