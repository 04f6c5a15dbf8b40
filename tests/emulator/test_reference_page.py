"""The reference page says what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click import Option

from aws_emulator.command import emulator
from aws_emulator.core.faults import Fault, fault_to_json
from aws_emulator.core.types import items, members
from aws_emulator.emulator import Emulator
from aws_emulator.reference import regenerated
from tests.emulator.pinpoint import APP, connected
from tests.emulator.profiles import profiles_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "emulator.md"


def test_the_generated_parts_are_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == regenerated(page), "run: python -m aws_emulator.reference docs/reference/emulator.md"


def test_a_page_without_a_place_for_a_part_is_refused() -> None:
    with pytest.raises(ValueError, match="The page has no place for the generated part options"):
        regenerated("# The embedded Pinpoint\n")


def test_every_option_of_the_command_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    spellings = [option.opts[0] for option in emulator.params if isinstance(option, Option)]

    assert [spelling for spelling in spellings if f"`{spelling}" not in page] == []


def test_every_member_of_a_fault_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert [name for name in (*fault_to_json(Fault(drop=True)), "when") if f"`{name}`" not in page] == []


def test_the_seed_on_the_page_works() -> None:
    page = PAGE.read_text(encoding="utf-8")
    seed = yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0])

    with Emulator(seed=seed) as started, connected(started) as pinpoint:
        segments = [segment["Name"] for segment in pinpoint.listed()]
        campaign = pinpoint.listed("get_campaigns")[0]
        app = pinpoint.call("get_app", ApplicationId=APP)

    assert (segments, campaign["SegmentVersion"], members(app)["Name"]) == (["New Customers", "Newsletter 2025"], 3, "Retail")


def test_the_seed_of_customer_profiles_on_the_page_works() -> None:
    page = PAGE.read_text(encoding="utf-8")
    seed = yaml.safe_load(page.split("```yaml\n")[2].partition("```")[0])

    with Emulator(services=["customer-profiles"], seed=seed) as started, profiles_of(started) as profiles:
        groups = profiles.get("vips")["SegmentGroups"]
        campaign = members(items(profiles.campaign("list_campaigns"), "campaignSummaryList")[0])
        estimate = profiles.estimate(groups)

    assert (campaign["name"], estimate["Estimate"]) == ("Spring", "1")
