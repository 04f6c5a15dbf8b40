"""Write criteria as a definition of Customer Profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from segments_as_code.model.criteria import (
    AddressPart,
    Attribute,
    Block,
    Calculated,
    Condition,
    Connective,
    Criteria,
    Dates,
    DayRange,
    Field,
    Joined,
    Loss,
    Number,
    Subject,
    Test,
    Texts,
    Unknown,
)
from segments_as_code.model.document import Json
from segments_as_code.model.segment import Reference
from segments_as_code.providers.aws.criteria_outline import has_key, put, write_groups
from segments_as_code.providers.customer_profiles.criteria_reader import FIELD_TESTS, TYPE_TESTS
from segments_as_code.providers.customer_profiles.references import write_source
from segments_as_code.providers.customer_profiles.shape import ADDRESS_PARTS, ADDRESSES, PROFILE_TYPES, TEXT_FIELDS

_KINDS: Final = ("ProfileAttributes", "CalculatedAttributes")
_SEVERAL: Final = "a block of Customer Profiles cannot hold this together with the rest"


def write_criteria(criteria: Criteria) -> tuple[dict[str, Json], tuple[Loss, ...]]:
    """Return a definition without a name, and what Customer Profiles cannot express; no losses for criteria read by this provider."""
    writer = _Writer()
    definition: dict[str, Json] = {}
    groups = criteria.groups
    if groups.parts or any(unknown.keys[:1] == ("SegmentGroups",) and len(unknown.keys) > 1 for unknown in criteria.rest):
        definition["SegmentGroups"] = write_groups(groups, writer.blocks, writer.source)
    for unknown in criteria.rest:
        put(definition, unknown.keys, unknown.json)
    return definition, tuple(writer.losses)


@dataclass(slots=True)
class _Writer:
    """Writes blocks and sources, and records what cannot be expressed."""

    losses: list[Loss] = field(default_factory=list)

    def source(self, reference: Reference) -> Mapping[str, Json]:
        if reference.version is not None:
            self.losses.append(Loss((), "lossy", "segments of Customer Profiles have no versions"))
        return write_source(reference)

    def blocks(self, blocks: Joined[Block]) -> tuple[Connective | None, list[Json]]:
        """Return the blocks of a group; one that needs several is written as such if all blocks have to hold."""
        written: list[Json] = []
        is_split = False
        for block in blocks.parts:
            made = [block.json] if isinstance(block, Unknown) else [*self.block(block)]
            if len(made) > 1 and not blocks.needs_all and isinstance(block, Block):
                self.losses += (Loss(each.path, "impossible", _SEVERAL) for each in _beyond_the_first(block))
                made = made[:1]
            is_split |= len(made) > 1
            written += made
        return "ALL" if is_split else blocks.how, written

    def block(self, block: Block) -> list[dict[str, Json]]:
        """Return a block as one or several of the service: each has one kind of attributes, and each name once."""
        written: list[dict[str, Json]] = [{}]
        for condition in block.conditions:
            keys, body = (condition.keys, condition.json) if isinstance(condition, Unknown) else self.criterion(condition)
            if keys:
                fitting = next((each for each in written if _fits(each, keys)), None)
                if fitting is None:
                    fitting = {}
                    written.append(fitting)
                put(fitting, keys, body)
        return written

    def criterion(self, condition: Condition) -> tuple[tuple[str, ...], Json]:
        """Return where a condition is written, and how; nowhere, with a loss, if the service has nothing like it."""
        keys, body = _keys(condition.subject), _body(condition.subject, condition.test)
        if keys and body is not None:
            return keys, body
        what = "has nothing like it" if not keys else "cannot compare it in this way"
        self.losses.append(Loss(condition.path, "impossible", f"Customer Profiles {what}"))
        return (), None


def _fits(written: Mapping[str, Json], keys: tuple[str, ...]) -> bool:
    """Return whether a block, which has one kind of attributes, can hold something more at ``keys``."""
    if has_key(written, keys) or (keys[0] in _KINDS and any(kind in written for kind in _KINDS if kind != keys[0])):
        return False
    inner: Json = written
    for key in keys[:-1]:
        if not isinstance(inner, dict):
            return False
        inner = inner.get(key, {})
    return isinstance(inner, dict)


def _beyond_the_first(block: Block) -> list[Condition | Unknown]:
    """Return the conditions of a block that do not fit into one block of the service."""
    written: dict[str, Json] = {}
    beyond = []
    for each in block.conditions:
        keys = each.keys if isinstance(each, Unknown) else _keys(each.subject)
        if keys and _fits(written, keys):
            put(written, keys, {})
        elif keys:
            beyond.append(each)
    return beyond


def _keys(subject: Subject) -> tuple[str, ...]:
    """Return the members that lead to a criterion on ``subject``; none if Customer Profiles has none."""
    match subject:
        case Attribute(name, "profile"):
            return ("ProfileAttributes", "Attributes", name)
        case Field(name) if name in {*TEXT_FIELDS, "BirthDate", "ProfileType"}:
            return ("ProfileAttributes", name)
        case AddressPart(address, part) if address in ADDRESSES and part in ADDRESS_PARTS:
            return ("ProfileAttributes", address, part)
        case Calculated(name):
            return ("CalculatedAttributes", name)
        case _:
            return ()


def _body(subject: Subject, test: Test) -> dict[str, Json] | None:
    """Return a criterion as Customer Profiles writes it; None if it cannot compare ``subject`` like this."""
    days = _days(subject.range) if isinstance(subject, Calculated) and subject.range is not None else {}
    body: dict[str, Json] | None = None
    match subject, test:
        case (Field("BirthDate"), Dates(date, values)):
            body = {"DimensionType": date.value, "Values": [*values]}
        case (Field("BirthDate"), _):
            pass
        case (Field("ProfileType"), Texts(how, (value,))) if how in TYPE_TESTS and value in PROFILE_TYPES:
            body = {"DimensionType": how.value, "Values": [value]}
        case (Field("ProfileType"), _):
            pass
        case (Field() | AddressPart(), Texts(how, values)) if how in FIELD_TESTS:
            body = {"DimensionType": how.value, "Values": [*values]}
        case (Attribute() | Calculated(), Texts(how, values)):
            body = {"DimensionType": how.value, "Values": [*values], **days}
        case (Attribute() | Calculated(), Dates(date, values)):
            body = {"DimensionType": date.value, "Values": [*values], **days}
        case (Attribute() | Calculated(), Number(operator, value, text)) if (spelt := _text(value, text)) is not None:
            body = {"DimensionType": operator.value, "Values": [spelt], **days}
    return body


def _text(value: float | None, text: str | None) -> str | None:
    """Return a number as text: as it was spelt, or in the shortest way."""
    return text if text is not None or value is None else str(int(value) if float(value).is_integer() else value)


def _days(days: DayRange) -> dict[str, Json]:
    written: dict[str, Json] = {"Start": days.start, "End": days.end, "Unit": "DAYS"}
    return {"ConditionOverrides": {"Range": {name: value for name, value in written.items() if value is not None}}}
