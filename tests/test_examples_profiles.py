"""The examples of Customer Profiles that people copy: valid, formatted, tested by people, and at rest after one apply."""

from __future__ import annotations

from pathlib import Path

import pytest

from aws_emulator.core.types import Body, Json
from aws_emulator.emulator import Emulator
from segments_as_code.files import FolderFiles
from segments_as_code.meaning.examples import Outcome
from segments_as_code.model.plan import Create, Unchanged
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.pipeline import CheckResult, check_definitions, reformat
from segments_as_code.proving import find_proven_problems, try_examples
from tests.providers.customer_profiles.service import DIALECT, DOMAIN, Clock, apply, operations, plan_of

FOLDER = "examples/customer-profiles"
ROOT = Path(__file__).parent.parent
FILES = FolderFiles(ROOT, FOLDER)
CALCULATED = ("orders", "calls_to_advisers", "recent_categories", "recent_channels")


@pytest.fixture(scope="module")
def checked() -> CheckResult:
    return check_definitions(FILES, DIALECT, scope=DOMAIN)


def test_six_definitions_have_no_problems_and_stand_in_canonical_form(checked: CheckResult) -> None:
    assert (len(checked.segments), list(checked.problems)) == (6, [])
    assert [source.path for source, content in reformat(FILES, DIALECT).files if source.content != content] == []
    assert find_proven_problems(FILES, checked, DIALECT).problems == ()


def test_people_show_every_criterion_of_them(checked: CheckResult) -> None:
    tried = try_examples(checked, DIALECT, with_coverage=True)
    assert {result.outcome for result in tried.results} == {Outcome.PASS}
    assert [each for each in tried.coverage if not each.tested_by] == []


def test_they_show_what_only_customer_profiles_has() -> None:
    said = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / FOLDER).glob("*.yaml")))
    own = ("CalculatedAttributes", "ConditionOverrides", "LIST_CONTAINS", "LIST_CONTAINS_ALL", "BEGINS_WITH", "SegmentSort")
    assert [word for word in (*own, "BETWEEN", "ShippingAddress", "ProfileType", "Type: NONE", "SourceType: ANY") if word not in said] == []


def test_plan_apply_plan_ends_with_nothing_to_do_and_reads_the_list_alone(checked: CheckResult) -> None:
    files: list[DesiredSegment] = list(checked.segments)
    attributes: list[Json] = [{"CalculatedAttributeName": name} for name in CALCULATED]
    seed: Body = {"domains": [{"DomainName": DOMAIN, "calculated_attributes": attributes}]}
    clock = Clock()
    with Emulator(services=["customer-profiles"], region="eu-central-1", seed=seed, clock=clock) as emulator:
        first = plan_of(emulator, *files, clock=clock)
        assert {type(change) for change in first.changes} == {Create}
        apply(emulator, first, clock=clock)
        emulator.forget_requests()
        assert {type(change) for change in plan_of(emulator, *files, clock=clock).changes} == {Unchanged}
        assert operations(emulator) == ["ListSegmentDefinitions"]
