"""A pull request with four edits of who gets mail, planned by the real steps against an embedded Pinpoint.

A limit goes from 500 to 300, a country is dropped, ALL becomes ANY, and a source three levels down is edited.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import yaml

from aws_emulator.core.types import Json
from aws_emulator.emulator import Emulator
from segments_as_code.model.plan import Plan
from segments_as_code.model.segment import Target
from segments_as_code.ownership import with_our_tags
from segments_as_code.pipeline import check_definitions, propose
from segments_as_code.plan.digest import with_fingerprints
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Connection
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.providers.pinpoint.reader import PinpointReader
from tests.fakes import FakeFiles
from tests.meaning.test_seventeen_changes import (
    APP,
    OWNER,
    REGION,
    Content,
    active,
    attribute,
    by_id,
    channel,
    country,
    groups,
    id_of,
    metric,
    whole,
)

DIALECT = PinpointDialect()
CONSENT = attribute("consent", "yes", of="UserAttributes")


def _block(*blocks: Content) -> Content:
    (block,) = whole(*blocks).values()
    assert isinstance(block, dict)
    return block


EDITS: Mapping[str, tuple[str, Content, Content]] = {
    "crm/reachable": ("Reachable", whole(CONSENT, channel("EMAIL")), whole(CONSENT, channel("EMAIL", "SMS"))),
    "crm/shoppers": ("Shoppers", *2 * (groups(metric("orders", "GREATER_THAN_OR_EQUAL", 1), on=("crm/reachable",)),)),
    "crm/regulars": ("Regulars", *2 * (groups(metric("orders", "GREATER_THAN_OR_EQUAL", 5), on=("crm/shoppers",)),)),
    "mail/thank-you": ("Thank you mail", *2 * (groups(active(30), on=("crm/regulars",)),)),
    "retail/big-spenders": (
        "Big spenders",
        whole(CONSENT, metric("spentEuro", "GREATER_THAN_OR_EQUAL", 500)),
        whole(CONSENT, metric("spentEuro", "GREATER_THAN_OR_EQUAL", 300)),
    ),
    "retail/nordic": (
        "Nordic newsletter",
        whole(CONSENT, country("DK", "NO", "SE")),
        whole(CONSENT, country("DK", "SE")),
    ),
    "retail/winter": (
        "Winter sale",
        groups(_block(CONSENT, country("SE")), _block(CONSENT, active(30))),
        groups(_block(CONSENT, country("SE")), _block(CONSENT, active(30)), how="ANY"),
    ),
}


@cache
def four_edits() -> Plan:
    """Return the plan of the pull request."""
    documents = [{"Key": key, "Name": name, **after} for key, (name, _, after) in EDITS.items()]
    checked = check_definitions(FakeFiles({"segments/all.yaml": yaml.safe_dump_all(documents, sort_keys=False)}), DIALECT, scope=APP)
    with Emulator(region=REGION, seed={"applications": [{"Id": APP, "segments": [*map(_deployed, EDITS)]}]}) as emulator:
        reader = PinpointReader(Connection(APP, REGION, emulator.endpoint_url), DIALECT)
        target = Target("pinpoint", APP, REGION, OWNER)
        return with_fingerprints(propose(checked.segments, reader, DIALECT, target=target, policy=DeletePolicy()), DIALECT)


def _deployed(key: str) -> Json:
    name, before, _ = EDITS[key]
    held = by_id(before)
    assert isinstance(held, dict)
    return {"Id": id_of(key), "Name": name, "Version": 1, **held, "tags": dict(with_our_tags({}, key=key, owner=OWNER))}
