"""``segments convert``: the report, the files, the gate, and a mapping to begin with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from segments_as_code.model.conversion import IMPOSSIBLE
from segments_as_code.model.document import Json
from tests.cli.laptop import Laptop

TO = ("--to", "customer-profiles")
GOLD = "Name: Gold\nDimensions: {UserAttributes: {tier: {AttributeType: INCLUSIVE, Values: [gold]}}}\n"
PUSH = "Name: Push\nDimensions: {Demographic: {Channel: {DimensionType: INCLUSIVE, Values: [GCM]}}}\n"
SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "conversion.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def definitions(laptop: Laptop) -> None:
    laptop.check_out({"gold.yaml": GOLD, "push.yaml": PUSH})


def test_the_report_says_the_two_shares_and_what_to_decide_first(laptop: Laptop) -> None:
    ended = laptop.run("convert", *TO, "--mapping", "aws-script")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[:9] == [
        "Pinpoint to Customer Profiles",
        "1 of 2 rules (50 %) with the same people: 1 under assumptions",
        "1 of 2 segments (50 %) with the same people throughout: 1 under assumptions",
        "",
        "To decide first",
        "  What the most segments wait for comes first.",
        "  The mapping is a preset. To add to it, write a file that begins with Preset: aws-script.",
        f"  channel-not-mapped  1 of 2 rules in 1 of 2 segments: {IMPOSSIBLE['channel-not-mapped']}",
        '    segments/push.yaml:2:37: the channel is "Android push" (GCM)',
    ]
    assert laptop.operations() == []


def test_the_json_is_what_its_schema_says(laptop: Laptop) -> None:
    found = laptop.run("convert", *TO, "--mapping", "aws-script", "--format", "json").json
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    assert found["summary"] == {
        "rules": {"total": 2, "exact": 0, "exact-if": 1, "differs": 0, "impossible": 1},
        "segments": {"total": 2, "exact": 0, "exact-if": 1, "differs": 0, "impossible": 1},
        "undecided": 1,
        "waiting": 0,
    }


def test_people_of_an_export_are_counted_on_both_sides_in_every_format(laptop: Laptop) -> None:
    user: Json = {"UserId": "u", "UserAttributes": {"tier": ["gold"]}}
    lines = [json.dumps({"Address": "a@secret.example", "User": {**user, "UserId": f"u{at}"}}) for at in range(25)]  # type: ignore[dict-item]
    (laptop.folder / "export.ndjson").write_text("\n".join([*lines, json.dumps({"ChannelType": "GCM"})]))
    arguments = ("convert", *TO, "--mapping", "aws-script", "--audience", "export.ndjson")
    said = laptop.run(*arguments)
    assert "People are the 25 users of the export export.ndjson" in said.out
    assert "Fewer than 10 endpoints have no user" in said.out
    assert "  On the export: 25 in both, 0 only before, 0 only after.\n" in said.out
    assert "| 25 / 0 / 0 |" in laptop.run(*arguments, "--format", "markdown").out
    found = laptop.run(*arguments, "--format", "json").json
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    people: Any = found["people"]
    assert (people["users"], people["endpoints_without_user"]) == (25, None)
    assert {key: counts["both"] for key, counts in people["segments"].items()} == {"gold": 25}
    assert (people["segments"]["gold"]["is_rounded"], people["segments"]["gold"]["without_user_is_rounded"]) == (False, True)
    assert not any("secret" in page for page in (said.out, said.err, json.dumps(found)))
    assert "there is no export at" in laptop.run("convert", *TO, "--audience", "missing").err


def test_each_rule_has_its_verdict(laptop: Laptop) -> None:
    block = {**criterion("UserAttributes", "tier"), "Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["GCM"]}}}
    laptop.check_out({"both.yaml": json.dumps({"Name": "Both", "Dimensions": block})})
    text = laptop.run("convert", *TO, "--mapping", "aws-script").out
    assert '  the user\'s tier is "gold"  exact if one-value\n' in text
    assert '  the channel is "Android push" (GCM)  impossible: channel-not-mapped\n' in text
    page = laptop.run("convert", *TO, "--mapping", "aws-script", "--format", "markdown").out
    assert "| 1 | the user's `tier` is *gold* | exact if one-value |" in page


def criterion(member: str, name: str) -> dict[str, Json]:
    return {member: {name: {"AttributeType": "INCLUSIVE", "Values": ["gold"]}}}


def test_what_most_segments_wait_for_is_first(laptop: Laptop) -> None:
    on_push = "SegmentGroups: {Include: ALL, Groups: [{Type: ALL, SourceType: ALL, SourceSegments: [{Ref: metric}]}]}\n"
    metric = "Name: Metric\nDimensions: {Location: {Country: {DimensionType: INCLUSIVE, Values: [SE]}}}\n"
    laptop.check_out({"a.yaml": PUSH, "b.yaml": PUSH, "metric.yaml": metric, **{f"{at}.yaml": f"Name: On\n{on_push}" for at in range(3)}})
    out = laptop.run("convert", *TO).out
    assert "  not-mapped  1 of 6 rules in 1 of 6 segments, 4 with those that build on them: The mapping" in out
    assert "      to leave 1 of 6 segments out: Accept: {not-mapped: [metric]}\n" in out
    assert 0 < out.index("  not-mapped  ") < out.index("  channel-not-mapped  2 of 6 rules in 2 of 6 segments: ")


def test_the_page_has_source_beside_target(laptop: Laptop) -> None:
    page = laptop.run("convert", *TO, "--mapping", "aws-script", "--format", "markdown").out
    assert "| in Pinpoint | in Customer Profiles |\n| :-- | :-- |\n| the user's `tier` is *gold* | `tier` is *gold* |\n" in page
    assert "### To decide first\n" in page
    assert "write a file that begins with `Preset: aws-script`." in page
    page = laptop.run("convert", *TO, "--format", "markdown").out
    assert "Write one to begin with: `--init-mapping`. Or begin with a preset: `--mapping aws-script` or `--mapping pronetx`." in page


def test_a_form_that_may_have_other_people_is_shown_before_somebody_accepts_it(laptop: Laptop) -> None:
    laptop.check_out({"mail.yaml": "Name: Mail\nDimensions: {Demographic: {Channel: {DimensionType: INCLUSIVE, Values: [EMAIL]}}}\n"})
    (laptop.folder / "mapping.yaml").write_text('Channel: {EMAIL: {Fields: [EmailAddress], Operator: CONTAINS, Value: "@"}}\n')
    said = laptop.run("convert", *TO, "--mapping", "mapping.yaml").out
    assert '  in Customer Profiles, if you accept it:\n    the profile\'s EmailAddress contains "@"' in said.replace("    - ", "    ")
    page = laptop.run("convert", *TO, "--mapping", "mapping.yaml", "--format", "markdown").out
    assert "| *If you accept it:* the profile's `EmailAddress`" in page


def test_files_are_written_into_an_empty_folder_and_never_over_others(laptop: Laptop) -> None:
    arguments = ("convert", *TO, "--mapping", "aws-script", "--out", "profiles")
    assert "Wrote 2 files into profiles. 1 of 2 segments cannot be deployed yet: 1 has an open decision." in laptop.run(*arguments).err
    assert laptop.run("validate", "profiles").out.count("error: undecided") == 1
    (laptop.folder / "profiles" / "gold.yaml").write_text("DisplayName: Mine\n")
    ended = laptop.run(*arguments)
    assert (ended.code, "profiles has files already." in ended.err) == (1, True)
    assert (laptop.folder / "profiles" / "gold.yaml").read_text() == "DisplayName: Mine\n"
    assert laptop.run(*arguments, "--force").code == 0
    assert "DisplayName: Gold" in (laptop.folder / "profiles" / "gold.yaml").read_text()


def test_the_gate_opens_once_everything_is_decided_and_written(laptop: Laptop) -> None:
    (laptop.folder / "mapping.yaml").write_text("Preset: aws-script\nAccept: {channel-not-mapped: [push]}\n")
    arguments = ("convert", *TO, "--mapping", "mapping.yaml", "--out", "profiles")
    undecided = laptop.run("convert", *TO, "--mapping", "aws-script", "--out", "profiles", "--check")
    assert (undecided.code, "not decided: push\n" in undecided.err) == (1, True)
    before = laptop.run(*arguments, "--check")
    assert (before.code, before.err) == (1, "not written yet: profiles/gold.yaml\n")
    assert laptop.run(*arguments).code == 0
    assert laptop.run(*arguments, "--check").code == 0
    (laptop.folder / "profiles" / "gold.yaml").write_text("DisplayName: Mine\n")
    (laptop.folder / "profiles" / "old.yaml").write_text("DisplayName: Old\n")
    assert laptop.run(*arguments, "--check").err == (
        "not what the conversion writes: profiles/gold.yaml\nnot from this conversion: profiles/old.yaml\n"
    )


def test_converted_policies_are_written_once_and_never_over_those_that_are_there(laptop: Laptop) -> None:
    laptop.check_out({"gold.yaml": GOLD, "policies.yaml": "- name: a\n  for: [gold]\n  within: gold\n"})
    arguments = ("convert", *TO, "--mapping", "aws-script", "--out", "profiles")
    assert "Wrote 2 files into profiles." in laptop.run(*arguments).err
    written = laptop.folder / "profiles" / "policies.yaml"
    written.write_text("# by hand\n")
    assert "Wrote 1 file into profiles." in laptop.run(*arguments, "--force").err
    assert written.read_text() == "# by hand\n"


def test_the_gate_leaves_settings_policies_and_tests_of_the_new_folder_alone(laptop: Laptop) -> None:
    laptop.check_out({"gold.yaml": GOLD})
    arguments = ("convert", *TO, "--mapping", "aws-script", "--out", "profiles")
    assert laptop.run(*arguments).code == 0
    for name in ("segments-settings.yaml", "policies.yaml", "gold.test.yaml"):
        (laptop.folder / "profiles" / name).write_text("# by hand\n")
    assert laptop.run(*arguments, "--check").code == 0


@pytest.mark.parametrize("out", ["segments", "segments/profiles", "."])
def test_definitions_are_never_written_over_or_among_the_sources(laptop: Laptop, out: str) -> None:
    ended = laptop.run("convert", *TO, "--mapping", "aws-script", "--out", out, "--force")
    assert (ended.code, f"--out {out} overlaps with segments" in ended.err) == (2, True)
    assert (laptop.folder / "segments" / "gold.yaml").read_text() == GOLD


@pytest.mark.parametrize("name", ["gold.yaml", "mapping.yaml"])
def test_a_mapping_is_never_written_among_the_definitions(laptop: Laptop, name: str) -> None:
    ended = laptop.run("convert", *TO, "--init-mapping", "--mapping", f"segments/{name}", "--force")
    assert (ended.code, "would be read as a definition" in ended.err) == (2, True)
    assert sorted(path.name for path in (laptop.folder / "segments").iterdir()) == ["gold.yaml", "push.yaml"]
    assert (laptop.folder / "segments" / "gold.yaml").read_text() == GOLD


def test_a_mapping_to_begin_with_is_written_once(laptop: Laptop) -> None:
    ended = laptop.run("convert", *TO, "--init-mapping")
    assert (ended.code, ended.out) == (0, "")
    assert "tier: {Key: User_tier}" in (laptop.folder / "mapping.yaml").read_text()
    assert laptop.run("convert", *TO, "--mapping", "mapping.yaml").code == 0
    assert "mapping.yaml exists already." in laptop.run("convert", *TO, "--init-mapping").err
    assert laptop.run("convert", *TO, "--init-mapping", "--force", "--mapping", "mapping.yaml").code == 0


def test_a_wrong_mapping_is_told_on_its_line_and_nothing_is_written(laptop: Laptop) -> None:
    (laptop.folder / "mapping.yaml").write_text("Atributes: {}\n")
    ended = laptop.run("convert", *TO, "--mapping", "mapping.yaml", "--out", "profiles")
    assert ended.code == 1
    assert ended.out.startswith("mapping.yaml:1:1: error: unknown-member: Atributes is not known here; did you mean Attributes?\n")
    assert not (laptop.folder / "profiles").exists()


def test_errors_in_the_definitions_stop_it_as_in_validate(laptop: Laptop) -> None:
    laptop.check_out({"a.yaml": "Name: [a]\n"})
    assert laptop.run("convert", *TO).out == laptop.run("validate").out


def test_definitions_of_the_target_are_not_converted(laptop: Laptop) -> None:
    laptop.check_out({"a.yaml": "DisplayName: A\nSegmentGroups: {Include: ALL, Groups: []}\n"})
    ended = laptop.run("convert", *TO)
    assert (ended.code, "segments convert reads Pinpoint's" in ended.err) == (1, True)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("nothing.yaml", "there is no file nothing.yaml, and no preset has this name."),
        ("aws_script", "there is no file aws_script, and no preset has this name. Did you mean aws-script?"),
        ("segments", "segments is not a file, and no preset has this name."),
    ],
)
def test_a_mapping_that_is_no_file_is_told_with_the_presets(laptop: Laptop, mapping: str, said: str) -> None:
    ended = laptop.run("convert", *TO, "--mapping", mapping)
    assert (ended.code, said in ended.err, "aws-script, pronetx" in ended.err) == (1, True, True)
