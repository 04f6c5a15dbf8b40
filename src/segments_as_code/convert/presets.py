"""Mappings that many teams can begin with: how known tools load endpoints as profiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from segments_as_code.model.document import Json

PRESETS: Final[Mapping[str, Mapping[str, Json]]] = {
    "aws-script": {
        "Attributes": {"*": {"Key": "{name}"}},
        "UserAttributes": {"*": {"Key": "{name}"}},
        "Metrics": {"*": {"Key": "Metrics_{name}"}},
        "Country": {"Address": "Address"},
        "GPSPoint": {"Latitude": "Latitude", "Longitude": "Longitude"},
    },
    "pronetx": {
        "Attributes": {"*": {"Key": "{name}_0"}},
        "UserAttributes": {
            "*": {"Key": "User_{name}_0"},
            "FirstName": {"Field": "FirstName"},
            "LastName": {"Field": "LastName"},
            "Gender": {"Field": "GenderString"},
        },
        "Metrics": {"*": {"Key": "Metric_{name}"}},
        "Demographic": {"Platform": {"Key": "Platform"}},
        "Country": {"Address": "Address"},
    },
}
"""By name: the script in AWS's guide to moving from Pinpoint, and the migration tool of Pronetx.

Both load what an endpoint and its user call by one name under one key if the templates say so; neither loads activity.
"""
