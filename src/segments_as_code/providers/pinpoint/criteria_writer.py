"""Write criteria as a definition of Pinpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from segments_as_code.model.criteria import (
    Active,
    Attribute,
    Block,
    Connective,
    Country,
    Criteria,
    Dates,
    Demographic,
    Joined,
    LastActivity,
    Loss,
    Metric,
    Number,
    Position,
    Subject,
    Test,
    Texts,
    Unknown,
    Within,
)
from segments_as_code.model.document import Json, Path
from segments_as_code.providers.aws.criteria_outline import has_key, put, write_groups
from segments_as_code.providers.pinpoint.criteria_reader import ATTRIBUTE_TESTS, HOURS, LEVELS, SET_TESTS, SUBJECTS, write_source

_SECTIONS: Final[Mapping[str, str]] = {level: section for section, level in LEVELS.items()}
_DURATIONS: Final[Mapping[int, str]] = {hours: duration for duration, hours in HOURS.items()}


def write_criteria(criteria: Criteria) -> tuple[dict[str, Json], tuple[Loss, ...]]:
    """Return a definition without a name, and what Pinpoint cannot express; no losses for criteria read by this provider."""
    writer = _Writer()
    definition: dict[str, Json] = {}
    groups = criteria.groups
    if groups.parts or any(unknown.keys[:1] == ("SegmentGroups",) and len(unknown.keys) > 1 for unknown in criteria.rest):
        definition["SegmentGroups"] = write_groups(groups, writer.blocks, write_source)
    for unknown in criteria.rest:
        put(definition, unknown.keys, unknown.json)
    return definition, tuple(writer.losses)


@dataclass(slots=True)
class _Writer:
    """Writes blocks, and records what cannot be expressed."""

    losses: list[Loss] = field(default_factory=list)

    def blocks(self, blocks: Joined[Block]) -> tuple[Connective | None, list[Json]]:
        return blocks.how, [self.block(block) for block in blocks.parts]

    def block(self, block: Block | Unknown) -> Json:
        if isinstance(block, Unknown):
            return block.json
        written: dict[str, Json] = {}
        for condition in block.conditions:
            if isinstance(condition, Unknown):
                self._criterion(written, condition.keys, condition.json, condition.path)
                continue
            keys, body = _keys(condition.subject), _body(condition.subject, condition.test)
            if keys is None or body is None:
                what = "has nothing like it" if keys is None else "cannot compare it in this way"
                self.losses.append(Loss(condition.path, "impossible", f"Pinpoint {what}"))
            else:
                self._criterion(written, keys, body, condition.path)
        return written

    def _criterion(self, written: dict[str, Json], keys: tuple[str, ...], body: Json, path: Path) -> None:
        """Write one criterion of a block, which names each thing once."""
        *sections, _ = keys
        if has_key(written, keys) or (sections and not isinstance(written.get(sections[0], {}), dict)):
            self.losses.append(Loss(path, "impossible", f"a block of Pinpoint names {'.'.join(keys)} once"))
        else:
            put(written, keys, body)


def _keys(subject: Subject) -> tuple[str, str] | None:
    """Return the section and the member for ``subject``; None if Pinpoint has none."""
    match subject:
        case Attribute(name, level):
            return (_SECTIONS[level], name) if level in _SECTIONS else None
        case Metric(name):
            return "Metrics", name
        case _:
            return next((keys for keys, known in SUBJECTS.items() if known == subject), None)


def _body(subject: Subject, test: Test) -> dict[str, Json] | None:
    """Return a criterion as Pinpoint writes it; None if it cannot compare ``subject`` like this."""
    body: dict[str, Json] | None = None
    match subject, test:
        case (Attribute(), Texts(how, values)) if how in ATTRIBUTE_TESTS:
            body = {"AttributeType": how.value, "Values": [*values]}
        case (Attribute(), Dates(date, values)):
            body = {"AttributeType": date.value, "Values": [*values]}
        case (Demographic() | Country(), Texts(how, values)) if how in SET_TESTS:
            body = {"DimensionType": how.value, "Values": [*values]}
        case (Metric(), Number(operator, value)) if value is not None:
            body = {"ComparisonOperator": operator.value, "Value": value}
        case (LastActivity(), Active(hours, is_active)) if hours in _DURATIONS:
            body = {"Duration": _DURATIONS[hours], "RecencyType": "ACTIVE" if is_active else "INACTIVE"}
        case (Position(), Within(latitude, longitude, kilometers)):
            body = {"Coordinates": {"Latitude": latitude, "Longitude": longitude}}
            body |= {} if kilometers is None else {"RangeInKilometers": kilometers}
    return body
