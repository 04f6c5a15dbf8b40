"""Promise 7: no noise. What means the same is no change, and a second apply plans nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from aws_emulator.pinpoint.behaviour import Behaviour
from tests.action.job import WRITES, Job
from tests.promises.jobs import running

WRITTEN = """\
Name: Shoppers
Dimensions:
  Attributes:
    kind: {AttributeType: INCLUSIVE, Values: [a, b, c]}
    colour: {AttributeType: EXCLUSIVE, Values: [red]}
  Metrics:
    spent: {ComparisonOperator: GREATER_THAN, Value: 1}
Tags: {team: crm, stage: live}
"""
SAME: Mapping[str, str] = {
    "values in another order": WRITTEN.replace("[a, b, c]", "[c, a, b]"),
    "a value twice": WRITTEN.replace("[a, b, c]", "[a, b, b, c]"),
    "1.0 for 1": WRITTEN.replace("Value: 1}", "Value: 1.0}"),
    "members in another order": """\
Tags: {stage: live, team: crm}
Dimensions:
  Metrics:
    spent: {Value: 1, ComparisonOperator: GREATER_THAN}
  Attributes:
    colour: {Values: [red], AttributeType: EXCLUSIVE}
    kind: {Values: [a, b, c], AttributeType: INCLUSIVE}
Name: Shoppers
""",
    "defaults left out": """\
Name: Shoppers
SegmentGroups:
  Groups:
    - Dimensions:
        - Attributes:
            kind: {AttributeType: INCLUSIVE, Values: [a, b, c]}
            colour: {AttributeType: EXCLUSIVE, Values: [red]}
          Metrics:
            spent: {ComparisonOperator: GREATER_THAN, Value: 1}
Tags: {team: crm, stage: live}
""",
    "empty members": WRITTEN.replace("  Metrics:", "  UserAttributes: {}\n  Location: {}\n  Metrics:"),
    "one group instead of Dimensions": """\
Name: Shoppers
SegmentGroups:
  Include: ALL
  Groups:
    - Type: ALL
      SourceType: ALL
      SourceSegments: []
      Dimensions:
        - Attributes:
            kind: {AttributeType: INCLUSIVE, Values: [a, b, c]}
            colour: {AttributeType: EXCLUSIVE, Values: [red]}
          Metrics:
            spent: {ComparisonOperator: GREATER_THAN, Value: 1}
Tags: {team: crm, stage: live}
""",
    "a pasted spelling": WRITTEN.replace("Tags:", "tags:"),
    "comments and another style": "# ours\n" + WRITTEN.replace("Name: Shoppers", 'Name: "Shoppers"  # the name'),
}
SERVICES: Mapping[str, Behaviour] = {
    "as documented": Behaviour(),
    "fills in empty members, in another order": Behaviour(empty_members="fill", order_of_lists="shuffled"),
    "answers with groups and doubles": Behaviour(dimensions_come_back_as="groups", numbers_come_back_as="float"),
    "answers with both": Behaviour(dimensions_come_back_as="both", defaults_for_connectives="write"),
    "lists without tags": Behaviour(tags_in_list=False, tags_in_get=False, tags_in_write=False),
    "answers without versions": Behaviour(version_in_answers=False),
}


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Job]:
    with running(tmp_path_factory.mktemp("job")) as made:
        made.check_out({"a.yaml": WRITTEN})
        made.deploy_and_then({"a.yaml": WRITTEN})
        yield made


def plans_nothing(job: Job) -> bool:
    job.emulator.forget_requests()
    ended = job.pull_request()
    assert ended.code == 0, ended.log
    assert "### Segments: no changes" in job.comments()[-1].body
    return (ended.outputs["has-changes"], ended.outputs["unchanged"], WRITES.isdisjoint(job.operations())) == ("false", "1", True)


@pytest.mark.parametrize("how", SAME)
def test_another_way_to_say_the_same_is_no_change(job: Job, how: str) -> None:
    assert SAME[how] != WRITTEN
    job.check_out({"a.yaml": SAME[how]})
    assert plans_nothing(job)


@pytest.mark.parametrize("service", SERVICES)
def test_a_second_apply_plans_nothing_however_the_service_answers(tmp_path: Path, service: str) -> None:
    with running(tmp_path) as job:
        job.emulator.behaviour = SERVICES[service]
        job.check_out({"a.yaml": WRITTEN})
        job.deploy_and_then({"a.yaml": WRITTEN})
        job.merge()
        job.emulator.forget_requests()
        assert job.push().outputs["has-changes"] == "false"
        assert WRITES.isdisjoint(job.operations())


def test_a_file_that_moves_with_its_key_is_no_change(job: Job) -> None:
    job.check_out({"retail/b.yaml": f"Key: a\n{WRITTEN}"})
    assert plans_nothing(job)


CHANGED: Mapping[str, str] = {
    "a value, in another order": SAME["members in another order"].replace("[red]", "[blue]"),
    "an attribute whose name begins with __": WRITTEN.replace(
        "    kind:", "    __optout: {AttributeType: INCLUSIVE, Values: [no]}\n    kind:"
    ),
    "a number in its last digit": WRITTEN.replace("Value: 1}", "Value: 1.0000000000000002}"),
    "a tiny number": WRITTEN.replace("Value: 1}", "Value: 0.0000000000001}"),
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_real_change_is_seen_beside_all_that(job: Job, what: str) -> None:
    job.check_out({"a.yaml": CHANGED[what]})
    assert job.pull_request().outputs["updates"] == "1"
