"""Where each field of a person stands in a table of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from segments_as_code.meaning.predicate import Field

Holding = Literal["list", "text"]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table of people; a field that no column holds is unknown for everybody.

    ``lists`` are maps from a name to a list of texts, ``texts`` maps from a name to one text, ``metrics`` a map from a name to a
    number. ``columns`` are columns of one text each, by the member of an example person. ``last_active`` holds an ISO instant.
    """

    lists: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    metrics: str | None = None
    last_active: str | None = None
    position: tuple[str, str] | None = None

    def holding(self, wanted: Field) -> Holding | None:
        """Return what the column of a field of texts holds; None if there is no such column."""
        if wanted.member in self.lists:
            return "list"
        return "text" if wanted.member in self.texts or _column_name(wanted) in self.columns else None

    def column(self, wanted: Field) -> tuple[str, str | None]:
        """Return the column of a field that this layout has, and the name under which a map has it."""
        if wanted.member in self.lists | self.texts:
            return wanted.member, wanted.name
        return self.columns[_column_name(wanted)], None


def _column_name(wanted: Field) -> str:
    return f"{wanted.member}.{wanted.name}" if wanted.name else wanted.member


ENDPOINTS = Layout(
    lists=frozenset({"Attributes", "UserAttributes"}),
    columns={
        "AppVersion": "AppVersion",
        "Channel": "ChannelType",
        "Country": "Country",
        "Make": "Make",
        "Model": "Model",
        "Platform": "Platform",
    },
    metrics="Metrics",
    last_active="EffectiveDate",
    position=("Latitude", "Longitude"),
)
"""Endpoints of Amazon Pinpoint: EndpointResponse of botocore's model, with nested members at the top. DeviceType is not among them."""
