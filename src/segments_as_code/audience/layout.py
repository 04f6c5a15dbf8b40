"""Where each field of a person stands in a table of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from segments_as_code.meaning.predicate import LAST_ACTIVE, Field, Near, NumberIn, Some

Holding = Literal["list", "text"]
METRICS: Final = "Metrics"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table of people; a field that no column holds is unknown for everybody.

    ``lists`` are maps from a name to a list of texts, ``texts`` maps from a name to one text, ``metrics`` a map from a name to a
    number. ``columns`` are columns of one text each, by the member of an example person. ``last_active`` holds an ISO instant.
    ``user`` is the column by which lists name people. ``has_reach``: columns say whether a person opted out or is inactive.
    """

    lists: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    metrics: str | None = None
    last_active: str | None = None
    position: tuple[str, str] | None = None
    user: str = "UserId"
    has_reach: bool = False

    def has(self, atom: Some | NumberIn | Near) -> bool:
        """Return whether the columns tell about everybody if they meet a criterion."""
        match atom:
            case Some(held, _):
                return self.holding(held) is not None
            case NumberIn(held, _):
                return {LAST_ACTIVE: self.last_active, METRICS: self.metrics}.get(held.member) is not None
            case Near():
                return self.position is not None

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
    has_reach=True,
)
"""Endpoints of Amazon Pinpoint: EndpointResponse of botocore's model, with nested members at the top. DeviceType is not among them."""

PROFILE_FIELDS: Final = (
    *("AccountNumber", "AdditionalInformation", "PartyTypeString", "BusinessName", "FirstName", "MiddleName", "LastName", "BirthDate"),
    *("GenderString", "PhoneNumber", "MobilePhoneNumber", "HomePhoneNumber", "BusinessPhoneNumber"),
    *("EmailAddress", "PersonalEmailAddress", "BusinessEmailAddress", "ProfileType"),
)
PROFILE_ADDRESSES: Final = ("Address", "ShippingAddress", "MailingAddress", "BillingAddress")
ADDRESS_PARTS: Final = ("City", "Country", "County", "PostalCode", "Province", "State")

PROFILES = Layout(
    texts=frozenset({"Attributes"}),
    columns={
        **{name: name for name in PROFILE_FIELDS},
        **{f"{address}.{part}": f"{address}{part}" for address in PROFILE_ADDRESSES for part in ADDRESS_PARTS},
    },
    user="AccountNumber",
)
"""Profiles of Customer Profiles: Profile of botocore's model, with nested members at the top, without what the service calculates."""
