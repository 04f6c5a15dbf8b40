"""Sentences about numbers of people."""

from __future__ import annotations

import pytest

from segments_as_code.model.audience import Audience, AudienceSource, Counts
from segments_as_code.model.plan import Update
from segments_as_code.providers.pinpoint.provider import NOUNS
from segments_as_code.report.audience_text import audience_sentence
from tests.builders import desired, ours, planned, toy


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (Counts(1000, 2000), "1,000 → 2,000 (1.00% → 2.00%) of 100,000 endpoints."),
        (Counts(1000, reasons={"after": "it has no numbers"}), "1,000 → not known of 100,000 endpoints."),
        (
            Counts(1000, hidden=("after",), is_rounded=True),
            "about 1,000 → fewer than 10 (1.00% → under 0.01%) of 100,000 endpoints. Rounded to tens,",
        ),
    ],
)
def test_a_number_that_is_not_known_has_no_share(counts: Counts, said: str) -> None:
    (change,) = planned([desired("a", toy("a", "new"))], [ours("a")]).changes
    assert isinstance(change, Update)
    audience = Audience("2026-11-28T09:00:00Z", AudienceSource("export", "pinpoint", "app", "eu-west-1", "e"), "", {"a": counts}, 100_000)
    assert audience_sentence(change, audience, NOUNS).startswith(said)
