"""Named options for what the service model leaves open.

A service's own ``Behaviour`` adds its options to these. The tables in ``docs/reference/emulator.md`` are generated from these classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Self, TypeVar

from aws_emulator.core.options import check, options_of, parse

Choice = TypeVar("Choice")


def option(default: Choice, says: str, **values: str) -> Choice:
    """Return a dataclass field with documentation: what the option is about, and what each value does."""
    made: Choice = field(default=default, metadata={"default": default, "says": says, "values": values})
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonBehaviour:
    """The options that every service has; values are checked when one is made."""

    null_members: Literal["ignore", "refuse"] = option("ignore", "A JSON null in a request.", ignore="as if absent", refuse="400")
    empty_first_page: bool = option(False, "Whether every list begins with an empty page and a token (seen in a sibling service).")
    end_of_list: Literal["absent", "null", "empty", "repeated"] = option(
        "absent",
        "The token for the next page on the last page.",
        absent="not there",
        null="null",
        empty="an empty text",
        repeated="the token of the last page again, for ever: a client must notice",
    )
    list_order: Literal["oldest", "newest", "mixed"] = option(
        "oldest", "The order of lists.", oldest="oldest first", newest="newest first", mixed="by a hash of the id"
    )
    unmodelled_errors: Literal["service", "none"] = option(
        "service",
        "The class of an error whose status the operation does not model, such as a 404 or 429 of the tag operations.",
        service="the class that the service's other operations have for that status; none if they have none either",
        none="no class, only the status",
    )
    not_emulated_answer: Literal["not_implemented", "forbidden"] = option(
        "not_implemented",
        "How an operation is refused that the model has and the emulator has not.",
        not_implemented="501 NotImplementedException, a class that no model has; boto3 does not retry it",
        forbidden="403 with the class of the model",
    )

    def __post_init__(self) -> None:
        check(self)

    def changed(self, settings: Mapping[str, object]) -> Self:
        """Return this with ``settings``: values, or texts as on a command line; raise ValueError for a name or value that is not one."""
        options = options_of(type(self))
        current = {option.name: getattr(self, option.name) for option in options}
        return type(self)(**{**current, **parse(options, settings)})
