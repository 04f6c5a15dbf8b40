"""The providers, one row each; nothing else in the program distinguishes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from segments_as_code.audience_port import AudienceEstimator
from segments_as_code.ports import Connection, Provider
from segments_as_code.providers.customer_profiles.provider import CustomerProfiles, open_estimator
from segments_as_code.providers.pinpoint.provider import Pinpoint

PROVIDERS: Mapping[str, Callable[[], Provider]] = {
    "customer-profiles": CustomerProfiles,
    "pinpoint": Pinpoint,
}

ESTIMATORS: Mapping[str, Callable[[Connection], AudienceEstimator]] = {"customer-profiles": open_estimator}
"""What estimates audiences, of the services that can; neither a plan nor an apply opens it."""
