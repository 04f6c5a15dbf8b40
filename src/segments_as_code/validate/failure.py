"""One failure of a schema, as jsonschema reports it, in our own types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from segments_as_code.problems import Finding

if TYPE_CHECKING:
    from jsonschema import ValidationError

    from segments_as_code.model.values import Json, Path


@dataclass(frozen=True, slots=True)
class Failure:
    """What a schema's ``keyword``, whose value is ``wanted``, says of the value ``found`` at ``at``.

    ``branches`` are the failures inside each alternative of anyOf and oneOf.
    """

    at: Path
    keyword: str
    wanted: Json
    found: Json
    schema: Mapping[str, Json]
    of_key: bool
    branches: Mapping[int, Sequence[Failure]]

    def note(self, name: str) -> str | None:
        """Return what the schema itself says of this failure: ``x-code``, ``x-says`` or ``x-fix``, for all keywords or for this one."""
        note = self.schema.get(name)
        if isinstance(note, Mapping):
            note = note.get(self.keyword)
        return note if isinstance(note, str) else None

    def finding(self, code: str, found: str, says: str, fix: str, *, at: Path | None = None, of_key: bool = False) -> Finding:
        """Return a finding that begins with what was ``found``; the rest is only used where the schema has no words of its own."""
        message = f"{found}; {self.note('x-says') or says}."
        place = self.at if at is None else at
        return Finding(place, self.note("x-code") or code, message, self.note("x-fix") or fix, of_key=of_key or self.of_key)


def read_failure(error: ValidationError) -> Failure:
    """Return jsonschema's error as a Failure."""
    at = tuple(error.absolute_path)
    of_key = _is_about_a_name(list(error.absolute_schema_path))
    branches: dict[int, list[Failure]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.relative_schema_path[0]), []).append(read_failure(inner))
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    return Failure(
        at=(*at, str(error.instance)) if of_key else at,
        keyword=str(error.validator),
        wanted=cast("Json", error.validator_value),
        found=cast("Json", error.instance),
        schema=schema,
        of_key=of_key,
        branches=branches,
    )


def _is_about_a_name(schema_path: Sequence[str | int]) -> bool:
    """Return whether the failure is inside ``propertyNames``, whose instance is a member's name; a property may be called that."""
    return any(step == "propertyNames" and before != "properties" for before, step in zip(("", *schema_path), schema_path, strict=False))
