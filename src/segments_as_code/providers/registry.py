"""The providers, one row each; nothing else in the program distinguishes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from segments_as_code.ports import Provider
from segments_as_code.providers.customer_profiles.provider import CustomerProfiles
from segments_as_code.providers.pinpoint.provider import Pinpoint

PROVIDERS: Mapping[str, Callable[[], Provider]] = {
    "customer-profiles": CustomerProfiles,
    "pinpoint": Pinpoint,
}
