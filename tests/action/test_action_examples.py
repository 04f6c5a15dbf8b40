"""Example people in the action: tried in every plan and apply, on their lines."""

from __future__ import annotations

import pytest

from tests.action.job import WRITES, Job, segment

NEW = segment("New Customers", "new")
FAILING = "Segment: new\nIn:\n  a regular:\n    Attributes: {kind: New}\n"
PASSING = FAILING.replace("New}", "new}")
OPEN = "Segment: others\nIn:\n  nobody in particular: {}\n"
OTHERS = "Name: Others\nDimensions: {Attributes: {kind: {AttributeType: EXCLUSIVE, Values: [staff]}}}\n"


def test_an_example_that_fails_lands_on_its_line_and_there_is_no_plan(job: Job) -> None:
    job.check_out({"new.yaml": NEW, "new.test.yaml": FAILING})
    ended = job.pull_request()
    assert (ended.code, ended.reason) == (1, "findings")
    (line,) = (line for line in ended.log if line.startswith("::error file=segments/new.test.yaml,line=3,col=3,"))
    assert "a regular should be in new, but is not, because kind is not" in line
    assert "case and spaces count" in job.comments()[0].body
    assert job.operations() == []


def test_an_example_that_fails_applies_nothing_after_the_merge(job: Job) -> None:
    job.check_out({"new.yaml": NEW})
    job.pull_request()
    job.check_out({"new.yaml": NEW, "new.test.yaml": FAILING})
    job.merge()
    assert job.push().code == 1
    assert WRITES.isdisjoint(job.operations())


@pytest.mark.parametrize(("test", "files"), [(PASSING, {}), (OPEN, {"others.yaml": OTHERS})])
def test_examples_that_pass_or_are_open_leave_the_plan_as_it_is(job: Job, test: str, files: dict[str, str]) -> None:
    job.check_out({"new.yaml": NEW, **files})
    without = job.pull_request()
    job.check_out({"new.yaml": NEW, **files, "all.test.yaml": test})
    ended = job.pull_request()
    assert (ended.code, ended.outputs["plan-digest"]) == (0, without.outputs["plan-digest"])


def test_an_open_example_fails_a_strict_run(job: Job) -> None:
    job.check_out({"others.yaml": OTHERS, "all.test.yaml": OPEN})
    job.inputs["strict"] = "true"
    ended = job.pull_request()
    assert ended.code == 1
    assert "whether this is so depends on what is not known: EXCLUSIVE leaves out those without the attribute." in "\n".join(ended.log)


def test_a_mistake_in_a_test_file_is_an_error_on_its_line(job: Job) -> None:
    job.check_out({"new.yaml": NEW, "new.test.yaml": "Segment: nwe\nIn: {a regular: {}}\n"})
    ended = job.pull_request()
    assert ended.code == 1
    assert any(line.startswith("::error file=segments/new.test.yaml,line=1,col=10,") for line in ended.log), ended.log


def test_drift_does_not_look_at_examples(job: Job) -> None:
    job.check_out({"new.yaml": NEW, "new.test.yaml": FAILING})
    job.inputs["command"] = "drift"
    assert "example-fails" not in "\n".join(job.dispatch().log)
