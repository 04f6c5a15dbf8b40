"""What is made of a schema, once for each schema: a fast gate, and what explains all that the gate refuses.

The gate (jsonschema-rs) says yes or no, some seventy times as fast as jsonschema, which can say why. A document that the gate
lets through is not looked at again, so the two must agree on what is valid: a test holds them to it, and each pattern of a
schema has to mean the same to ECMAScript's and to Python's regular expressions.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from jsonschema_rs import Draft202012Validator as Gate

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

    from segments_as_code.model.values import Json
    from segments_as_code.validate.failure import Failure

_MOST_SCHEMAS: Final = 8


class Compiled:
    """One schema, ready to be asked; each part is made when it is first needed."""

    def __init__(self, schema: Mapping[str, Json]) -> None:
        self._schema = schema

    def accepts(self, content: Mapping[str, Json]) -> bool:
        """Return whether the gate lets ``content`` through; False also where it cannot tell."""
        try:
            return self._gate.is_valid(content)
        except ValueError:  # text that is no Unicode, or more levels than it goes down
            return False

    def failures(self, content: Mapping[str, Json]) -> list[Failure]:
        """Return all that the schema refuses in ``content``; none where it is valid after all."""
        from segments_as_code.validate.failure import read_failure  # noqa: PLC0415  # most documents are valid

        return [read_failure(error) for error in self._explaining.iter_errors(content)]

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """Which mapping a member belongs into."""
        from segments_as_code.validate.homes import find_homes  # noqa: PLC0415  # see above

        return find_homes(self._schema)

    @cached_property
    def _gate(self) -> Gate:
        return Gate(dict(self._schema))

    @cached_property
    def _explaining(self) -> Draft202012Validator:
        # most documents are valid, and jsonschema takes a tenth of a second to import
        from jsonschema import Draft202012Validator  # noqa: PLC0415

        return Draft202012Validator(dict(self._schema))


def compiled(schema: Mapping[str, Json]) -> Compiled:
    """Return what was made of this very schema (not of one that is equal to it)."""
    return _compiled(_SameSchema(schema))


class _SameSchema:
    """A schema that is equal to itself alone, so that what was made of it can be remembered."""

    __slots__ = ("schema",)

    def __init__(self, schema: Mapping[str, Json]) -> None:
        self.schema = schema

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameSchema) and other.schema is self.schema

    def __hash__(self) -> int:
        return id(self.schema)


@lru_cache(maxsize=_MOST_SCHEMAS)
def _compiled(of: _SameSchema) -> Compiled:
    return Compiled(of.schema)
