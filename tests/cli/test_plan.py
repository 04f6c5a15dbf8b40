"""``segments plan``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from aws_emulator.core.faults import Fault
from tests.action.job import WRITES, segment
from tests.cli.laptop import APP, OWNER, Laptop

PLAN_SCHEMA = Draft202012Validator(json.loads((Path(__file__).parents[2] / "schemas" / "plan.schema.json").read_text(encoding="utf-8")))
WRONG = "Name: Lapsed\nDimensions: {Behavior: {Recency: {Duration: DAY_31, RecencyType: INACTIVE}}}\n"
EXCLUSIVE = "Name: Segment {0}\nDimensions: {{Attributes: {{kind: {{AttributeType: EXCLUSIVE, Values: [v{0}]}}}}}}\n"
PASTED = "Name: Sale\nDimensions: {Attributes: {bought: {AttributeType: GREATER_THAN, Values: ['2023-11-01']}}}\n"


def deploy(laptop: Laptop, number: int) -> None:
    """Deploy as many segments, and leave the folder with all of them."""
    laptop.check_out({f"s{at}.yaml": segment(f"Segment {at}", f"v{at}") for at in range(number)})
    assert laptop.apply("--yes").code == 0
    laptop.emulator.forget_requests()


def take_away(laptop: Laptop, *numbers: int) -> None:
    for number in numbers:
        (laptop.folder / "segments" / f"s{number}.yaml").unlink()


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_counts_come_last_and_the_table_before_them(laptop: Laptop) -> None:
    ended = laptop.plan()
    shown = ended.out.split("\n\n")
    assert (ended.code, ended.err) == (0, "")
    assert shown[0].startswith('+ New Customers  segments/new.yaml:1\n    who is in it: kind is "new"')
    assert "+ Name" not in ended.out
    assert "\n    + Name: New Customers\n" in laptop.plan("--verbose").out
    assert (
        shown[-2]
        == "  +  New Customers  new  new: endpoints where kind is new\n  +  VIPs           vip  new: endpoints where kind is gold or vip"
    )
    assert shown[-1].startswith(f"Segments: 2 to create\n{APP} · eu-west-1 · plan ")


def test_a_plan_makes_no_call_that_writes(laptop: Laptop) -> None:
    deploy(laptop, 4)
    (laptop.folder / "segments" / "s0.yaml").write_text(segment("Segment 0", "other"))
    (laptop.folder / "segments" / "s9.yaml").write_text(segment("Segment 9", "v9"))
    take_away(laptop, 3)
    assert laptop.plan().out.splitlines()[-2] == "Segments: 1 to create, 1 to change, 1 to delete"
    assert WRITES.isdisjoint(laptop.operations())
    assert "GetSegments" in laptop.operations()


def test_nothing_to_do_is_said(laptop: Laptop) -> None:
    deploy(laptop, 2)
    ended = laptop.plan()
    assert ended.code == 0
    assert ended.out.startswith(f"Segments: no changes\n{APP} · eu-west-1 · 2 unchanged · plan ")


def test_warnings_stand_after_the_plan_and_are_counted_where_they_are_many(laptop: Laptop) -> None:
    laptop.check_out({f"{letter}.yaml": EXCLUSIVE.format(letter) for letter in "abcde"} | {"p.yaml": PASTED})
    after_table = laptop.plan().out.split("\n\n")[-2]
    assert [line.partition(": ")[0] for line in after_table.splitlines() if "warning" in line] == [
        "segments/a.yaml:2:49",
        "segments/b.yaml:2:49",
        "segments/c.yaml:2:49",
        "warning",
    ]
    assert after_table.endswith("\n… and 2 more: segments validate shows them all.\nwarning: 1 spelling that segments fmt rewrites")


# ── problems and refusals ────────────────────────────────────────────────────────────────────────────────────────────


def test_problems_end_the_run_and_nothing_but_the_listing_was_asked_for(laptop: Laptop) -> None:
    laptop.check_out({"new.yaml": segment("New", "new"), "lapsed.yaml": WRONG})
    ended = laptop.plan()
    assert ended.code == 1
    assert ended.out.startswith("segments/lapsed.yaml:2:45: error: unknown-duration: ")
    assert ended.last_line == "1 error."
    assert laptop.operations() == []


def test_problems_as_json_are_those_of_validate(laptop: Laptop) -> None:
    laptop.check_out({"lapsed.yaml": WRONG})
    ended = laptop.plan("--json")
    assert (ended.code, ended.err) == (1, "")
    assert ended.json == laptop.run("validate", "--json", "--application-id", APP).json


def test_problems_as_markdown_are_a_page(laptop: Laptop) -> None:
    laptop.check_out({"lapsed.yaml": WRONG})
    ended = laptop.plan("--format", "markdown")
    assert ended.code == 1
    assert ended.out.startswith("### Segments: 1 error in the files\n")
    assert "unknown-duration" in ended.out


def test_a_warning_ends_a_strict_run(laptop: Laptop) -> None:
    laptop.check_out({"sale.yaml": PASTED})
    ended = laptop.plan("--strict")
    assert (ended.code, ended.last_line) == (1, "1 warning.")
    assert laptop.operations() == []


def test_a_plan_that_would_be_refused_is_shown_and_ends_with_1(laptop: Laptop) -> None:
    deploy(laptop, 4)
    take_away(laptop, 0, 1)
    ended = laptop.plan("--detailed-exitcode")
    assert ended.code == 1
    assert "  -  Segment 0  s0  removed\n" in ended.out
    assert (
        "\nrefused: this plan deletes 2 of our 4 segments (50 %, limit 30 %).\n    fix: if that is intended, pass --allow-deletes 2; "
        in ended.out
    )


def test_the_exact_number_of_deletions_lets_it_pass(laptop: Laptop) -> None:
    deploy(laptop, 4)
    take_away(laptop, 0, 1)
    assert laptop.plan("--allow-deletes", "1").code == 1
    assert laptop.plan("--allow-deletes", "2").code == 0


def test_delete_never_leaves_what_no_file_names(laptop: Laptop) -> None:
    deploy(laptop, 4)
    take_away(laptop, 0, 1)
    ended = laptop.plan("--delete", "never")
    assert ended.code == 0
    assert "note: no file names s0 any more; it stays deployed, because this run may not delete.\n" in ended.out
    assert "Segments: no changes\n" in ended.out


# ── exit codes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_detailed_exit_codes_tell_changes_from_none(laptop: Laptop) -> None:
    assert laptop.plan("--detailed-exitcode").code == 2
    deploy(laptop, 2)
    assert laptop.plan("--detailed-exitcode").code == 0
    laptop.check_out({"lapsed.yaml": WRONG})
    assert laptop.plan("--detailed-exitcode").code == 1


def test_changes_end_with_0_unless_it_was_asked_for_more(laptop: Laptop) -> None:
    assert laptop.plan().code == 0


# ── Markdown, JSON, a file ───────────────────────────────────────────────────────────────────────────────────────────


def test_markdown_is_the_page_of_the_job_summary(laptop: Laptop) -> None:
    ended = laptop.plan("--format", "markdown")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("### Segments: 2 to create\n")
    assert "New Customers" in ended.out


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"]])
def test_json_is_a_plan_by_its_schema_and_nothing_else_is_on_standard_output(laptop: Laptop, option: list[str]) -> None:
    deploy(laptop, 4)
    laptop.check_out(
        {"s0.yaml": segment("Segment 0", "other"), "s1.yaml": segment("Segment 1", "v1"), "s2.yaml": PASTED, "new.yaml": PASTED}
    )
    ended = laptop.plan(*option)
    PLAN_SCHEMA.validate(ended.json)
    assert ended.code == 0
    assert ended.json["summary"] == {"create": 1, "update": 2, "replace": 0, "recreate": 0, "adopt": 0, "delete": 1, "unchanged": 1}
    assert ended.json["target"] == {"provider": "pinpoint", "scope": APP, "region": "eu-west-1", "owner": OWNER}
    assert ended.err.startswith("segments/new.yaml:2:51: warning: date-operator: ")


def test_a_refused_plan_is_json_too(laptop: Laptop) -> None:
    deploy(laptop, 2)
    laptop.check_out({})
    ended = laptop.plan("--json")
    PLAN_SCHEMA.validate(ended.json)
    refusals = ended.json["refusals"]
    assert isinstance(refusals, list)
    assert (ended.code, [refusal["code"] for refusal in refusals]) == (1, ["deletes-everything"])


def test_a_saved_plan_is_the_json_that_is_printed(laptop: Laptop) -> None:
    ended = laptop.plan("--json", "--out", "plan.json")
    assert ended.code == 0
    assert (laptop.folder / "plan.json").read_text(encoding="utf-8") == ended.out


def test_saving_a_plan_says_how_to_apply_it(laptop: Laptop) -> None:
    assert laptop.plan("--out", "plan.json").err == "Saved: segments apply plan.json applies exactly this.\n"
    deploy(laptop, 2)
    assert laptop.plan("--out", "plan.json").err == "Saved as plan.json.\n"


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("nowhere/plan.json", "nowhere/plan.json cannot be written: No such file or directory."),
        ("segments/new.yaml", "segments/new.yaml is named like a definition; the plan was not saved."),
        ("/dev/full", "/dev/full cannot be written: No space left on device."),
    ],
)
def test_a_plan_that_cannot_be_saved_is_shown_and_fails(laptop: Laptop, out: str, says: str) -> None:
    definition = (laptop.folder / "segments" / "new.yaml").read_text()
    ended = laptop.plan("--out", out)
    assert (ended.code, ended.err.partition("\n")[0]) == (1, f"stopped: {says}")
    assert "Segments: 2 to create\n" in ended.out
    assert (laptop.folder / "segments" / "new.yaml").read_text() == definition


# ── the application ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_definitions_can_name_the_application(laptop: Laptop) -> None:
    laptop.check_out({"new.yaml": segment("New", "new", more=f"ApplicationId: {APP}\n")})
    assert laptop.run("plan", *laptop.service, "--owner", OWNER).code == 0


def test_the_environment_can_say_what_the_options_do(laptop: Laptop) -> None:
    environ = {"SEGMENTS_APPLICATION_ID": APP, "AWS_ENDPOINT_URL_PINPOINT": laptop.emulator.endpoint_url, "GITHUB_REPOSITORY": OWNER}
    ended = laptop.spawn("plan", "--json", environ=environ)
    assert ended.code == 0
    assert ended.json == laptop.plan("--json").json


def test_without_an_application_there_is_no_plan(laptop: Laptop) -> None:
    ended = laptop.run("plan", *laptop.service, "--owner", OWNER)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "stopped: neither this run nor any definition names an application.\n"
        "    fix: give --application-id, or write ApplicationId in the definitions.\n"
    )


def test_an_application_that_is_not_there_is_told_as_that(laptop: Laptop) -> None:
    ended = laptop.run("plan", *laptop.service, "--owner", OWNER, "--application-id", "app-404")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("stopped: the application app-404 was not found in eu-west-1: ")


# ── the service ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_service_that_cannot_be_reached_is_named(laptop: Laptop) -> None:
    ended = laptop.plan("--endpoint-url", "http://127.0.0.1:1")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("stopped: http://127.0.0.1:1 cannot be reached for GetSegments.\n    fix: check the network")


def test_a_call_that_is_not_allowed_names_the_permission_that_is_missing(laptop: Laptop) -> None:
    laptop.emulator.faults.add(Fault(operation="GetSegments", status=403, error="ForbiddenException", count=None))
    ended = laptop.plan()
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("stopped: GetSegments was answered 403 ForbiddenException")
    assert "allow mobiletargeting:GetSegments" in ended.err


def test_an_address_that_is_none_is_told_as_that(laptop: Laptop) -> None:
    ended = laptop.plan("--endpoint-url", "nonsense")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("stopped: the endpoint URL 'nonsense' is not one.\n")


def test_without_credentials_it_says_how_to_configure_them(laptop: Laptop) -> None:
    ended = laptop.spawn("plan", *laptop.given, environ={"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None})
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("stopped: there are no usable AWS credentials (")
    assert "run aws configure, or aws sso login." in ended.err
    assert "aws-actions/configure-aws-credentials" not in ended.err


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_the_region_may_come_from_either_of_awss_variables(laptop: Laptop, variable: str) -> None:
    ended = laptop.spawn("plan", *laptop.given, "--json", environ={"AWS_DEFAULT_REGION": None, variable: "eu-north-1"})
    assert ended.json["target"] == {"provider": "pinpoint", "scope": APP, "region": "eu-north-1", "owner": OWNER}


def test_without_a_region_it_says_how_to_set_one(laptop: Laptop) -> None:
    ended = laptop.spawn("plan", *laptop.given, environ={"AWS_DEFAULT_REGION": None})
    assert (ended.code, ended.out, ended.err.partition("\n")[0]) == (1, "", "stopped: no AWS region is set.")
    assert "pass --region, or set AWS_REGION." in ended.err
    assert "aws-region" not in ended.err


@pytest.mark.parametrize("environ", [{"AWS_REGION": "eu-west-1"}, {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"}])
def test_aws_region_alone_says_the_region_and_comes_first(laptop: Laptop, environ: dict[str, str]) -> None:
    ended = laptop.spawn("plan", *laptop.given, environ={"AWS_DEFAULT_REGION": None, **environ})
    assert (ended.code, ended.err) == (0, "")
    assert " · eu-west-1 · " in ended.out
