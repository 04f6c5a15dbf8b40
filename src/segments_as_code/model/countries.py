"""Names of countries that people write instead of ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

import re

_CODE = re.compile(r"[A-Z]{2}")

# Alpha-3 codes of the most frequent countries, and two common abbreviations that are not codes (UK and EL, for GB and GR).
# fmt: off
_MEANT = {
    "ARE": "AE", "ARG": "AR", "AUS": "AU", "AUT": "AT", "BEL": "BE", "BRA": "BR", "CAN": "CA", "CHE": "CH", "CHL": "CL",
    "CHN": "CN", "COL": "CO", "CZE": "CZ", "DEU": "DE", "DNK": "DK", "EGY": "EG", "ESP": "ES", "FIN": "FI", "FRA": "FR",
    "GBR": "GB", "GRC": "GR", "HKG": "HK", "HUN": "HU", "IDN": "ID", "IND": "IN", "IRL": "IE", "ISR": "IL", "ITA": "IT",
    "JPN": "JP", "KOR": "KR", "LUX": "LU", "MEX": "MX", "MYS": "MY", "NGA": "NG", "NLD": "NL", "NOR": "NO", "NZL": "NZ",
    "PHL": "PH", "POL": "PL", "PRT": "PT", "ROU": "RO", "SAU": "SA", "SGP": "SG", "SWE": "SE", "THA": "TH", "TUR": "TR",
    "TWN": "TW", "UKR": "UA", "USA": "US", "VNM": "VN", "ZAF": "ZA", "UK": "GB", "EL": "GR",
}
# fmt: on


def is_country_code(text: str) -> bool:
    """Return whether ``text`` is two capital letters, and not a known wrong code."""
    return _CODE.fullmatch(text) is not None and text not in _MEANT


def meant_country(text: str) -> str | None:
    """Return the code that ``text`` probably means, or None."""
    upper = text.strip().upper()
    if upper in _MEANT:
        return _MEANT[upper]
    return upper if _CODE.fullmatch(upper) else None
