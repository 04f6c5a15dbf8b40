"""``segments pull --from``: what somebody saved becomes definitions, with references by key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from segments_as_code.model.document import Json
from tests.cli.laptop import APP, OWNER, Laptop
from tests.pull.test_cli_pull import files

ARN = f"arn:aws:mobiletargeting:eu-west-1:111122223333:apps/{APP}/segments/"
GOLD: Json = {"Attributes": {"tier": {"AttributeType": "INCLUSIVE", "Values": ["gold"]}}}


def item(segment_id: str, name: str, version: int = 1, *, on: str = "", kind: str = "DIMENSIONAL", app: str = APP) -> Mapping[str, Json]:
    """Return a segment as Pinpoint answers with one."""
    group: Json = {"Dimensions": [GOLD], "SourceSegments": [{"Id": on, "Version": 1}] if on else [], "SourceType": "ALL", "Type": "ALL"}
    criteria: dict[str, Json] = {} if kind == "IMPORT" else {"SegmentGroups": {"Groups": [group], "Include": "ALL"}}
    about: dict[str, Json] = {"ApplicationId": app, "Arn": ARN + segment_id, "CreationDate": "2025-01-02T03:04:05.678Z", "Id": segment_id}
    return {**about, "Name": name, "SegmentType": kind, "Version": version, "tags": {"team": "crm"}, **criteria}


def page(*items: Mapping[str, Json], token: str | None = None) -> Json:
    return {"SegmentsResponse": {"Item": [*items], **({"NextToken": token} if token else {})}}


@pytest.fixture
def bare(laptop: Laptop) -> Laptop:
    laptop.check_out({})
    return laptop


def pull(laptop: Laptop, *saved: Json | str, more: Sequence[str] = ()) -> tuple[int, str, str]:
    arguments = []
    for number, content in enumerate(saved):
        path = Path(laptop.folder, f"saved-{number}.json")
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        arguments += ["--from", path.name]
    ended = laptop.run("pull", "--owner", OWNER, *arguments, *more)
    assert laptop.operations() == []
    return ended.code, ended.out, ended.err


def test_pages_become_files_with_references_by_key_and_imported_ones_keep_their_ids(bare: Laptop) -> None:
    first = page(item("a1", "Base"), item("b2", "Fair", kind="IMPORT"), token="more")
    code, out, err = pull(bare, first, page({**item("c3", "Top"), "SegmentGroups": _on("a1", "b2")}))
    assert (code, err) == (0, "")
    assert "left out: Fair (b2): it came from an import job" in out
    assert sorted(files(bare)) == ["base.yaml", "top.yaml"]
    assert {"- Ref: base", "- Id: b2"} <= {line.strip() for line in files(bare)["top.yaml"].splitlines()}
    assert bare.run("validate").code == 0
    assert bare.run("convert", "--to", "customer-profiles", "--mapping", "aws-script").code == 0


def _on(*ids: str) -> Json:
    sources = [{"Id": each} for each in ids]
    return {"Groups": [{"Dimensions": [GOLD], "SourceSegments": sources, "SourceType": "ANY", "Type": "ALL"}], "Include": "ALL"}


@pytest.mark.parametrize(
    "wrapped", [{"SegmentResponse": item("a1", "Base")}, item("a1", "Base"), [item("a1", "Base")], {"x": [item("a1", "Base")]}]
)
def test_one_segment_is_read_however_it_is_wrapped(bare: Laptop, wrapped: Json) -> None:
    assert pull(bare, wrapped)[0] == 0
    assert files(bare)["base.yaml"].endswith("Tags:\n  team: crm\nLifecycle:\n  Adopt: a1\n")


def test_of_several_versions_the_newest_counts(bare: Laptop) -> None:
    versions = page(item("a1", "New name", 3), item("a1", "Old name", 2), item("a1", "First name", 1))
    assert pull(bare, versions)[0] == 0
    assert [*files(bare)] == ["new-name.yaml"]


def test_a_template_is_read_with_its_references(bare: Laptop) -> None:
    resources: Json = {
        "Gold": {"Type": "AWS::Pinpoint::Segment", "Properties": {"ApplicationId": {"Ref": "App"}, "Name": "Gold", "Dimensions": GOLD}},
        "Top": {
            "Type": "AWS::Pinpoint::Segment",
            "Properties": {"Name": "Top", "Tags": {"team": "crm"}, "SegmentGroups": _template_group({"Fn::GetAtt": ["Gold", "SegmentId"]})},
        },
    }
    assert pull(bare, {"Resources": resources}, more=["--application-id", APP])[::2] == (0, "")
    assert "- Ref: gold\n" in files(bare)["top.yaml"]
    assert "Adopt" not in files(bare)["top.yaml"]
    text = "Resources:\n  Gold:\n    Type: AWS::Pinpoint::Segment\n    Properties: {Name: Yellow, Dimensions: {}}\n"
    assert pull(bare, text, more=["--application-id", APP])[0] == 0
    assert "yellow.yaml" in files(bare)


YAML_TEMPLATE = """\
Parameters:
  Env: {Type: String, Default: prod}
  Tiers: {Type: CommaDelimitedList, Default: "gold, silver"}
Resources:
  App: {Type: AWS::Pinpoint::App, Properties: {Name: !Sub "${Env}-app"}}
  Gold:
    Type: AWS::Pinpoint::Segment
    Properties:
      ApplicationId: !Ref App
      Name: !Sub ["${Who} of ${!literally} ${Env}", {Who: !Join [" ", [Gold, people]]}]
      Dimensions: {Attributes: {tier: {AttributeType: INCLUSIVE, Values: !Ref Tiers}}}
  Top:
    Type: AWS::Pinpoint::Segment
    Properties:
      ApplicationId: !Ref App
      Name: !Ref Env
      SegmentGroups: {Include: ALL, Groups: [{Type: ALL, SourceType: ALL, SourceSegments: [{Id: !GetAtt Gold.SegmentId}]}]}
  Chosen:
    Type: AWS::Pinpoint::Segment
    Properties: {Name: Chosen, Dimensions: !If [IsProd, {}, !Ref AWS::NoValue]}
"""


@pytest.mark.parametrize("is_answer", [False, True], ids=["a template", "an answer with a template in it"])
def test_short_functions_of_a_template_get_their_values_and_what_has_none_is_left_out(bare: Laptop, is_answer: bool) -> None:  # noqa: FBT001
    saved: Json = {"TemplateBody": YAML_TEMPLATE} if is_answer else YAML_TEMPLATE
    code, _, err = pull(bare, saved, more=["--application-id", APP])
    assert (code, err) == (0, "left out: Chosen: its Fn::If has a value only once the template is deployed." + WRITE_IT)
    gold, top = files(bare)["gold-people-of-literally-prod.yaml"], files(bare)["prod.yaml"]
    assert "Gold people of ${literally} prod" in gold
    assert gold.endswith("Values:\n        - gold\n        - silver\n")
    assert "- Ref: gold-people-of-literally-prod\n" in top


WRITE_IT = " Write the value into the template, and pull again.\n"


def test_a_snapshot_of_a_template_needs_a_region(bare: Laptop) -> None:
    more = ["--application-id", APP, "--snapshot", "all.json"]
    code, _, err = pull(bare, YAML_TEMPLATE, more=more)
    assert (code, "fix: give --region." in err, Path(bare.folder, "all.json").exists()) == (1, True, False)
    assert pull(bare, YAML_TEMPLATE, more=[*more, "--region", "eu-west-1"])[0] == 0
    assert bare.run("pull", "--owner", OWNER, "--from", "all.json").code == 0


def test_saved_answers_are_of_pinpoint_alone(bare: Laptop) -> None:
    assert "saved answers are read of Pinpoint alone" in pull(bare, page(item("a1", "A")), more=["--domain-name", "retail"])[2]


def test_a_template_names_no_region_so_that_of_the_run_is_no_other(bare: Laptop) -> None:
    text = "Resources:\n  Gold:\n    Type: AWS::Pinpoint::Segment\n    Properties: {Name: Yellow, Dimensions: {}}\n"
    assert pull(bare, text, more=["--application-id", APP, "--region", "eu-west-1"])[::2] == (0, "")
    assert "is of the region eu-west-1" in pull(bare, page(item("a1", "A")), more=["--region", "us-east-1"])[2]


def _template_group(source: Json) -> Json:
    return {"Include": "ALL", "Groups": [{"Type": "ALL", "SourceType": "ALL", "SourceSegments": [{"Id": source}]}]}


def test_a_snapshot_is_read_too(bare: Laptop) -> None:
    laptop = bare
    assert laptop.run("pull", *laptop.given, "--snapshot", "all.json").code == 0
    ended = laptop.run("pull", "--owner", OWNER, "--from", "all.json")
    assert (ended.code, ended.out) == (0, "Segments: none deployed\n")


def _template_of(name: str) -> Json:
    return {"Resources": {"A": {"Type": "AWS::Pinpoint::Segment", "Properties": {"Name": name, "Dimensions": GOLD}}}}


WRONG: list[tuple[Json | str, str]] = [
    (page(), "the answer has no segments: this application has none."),
    ("", "is empty: the call that was to fill it was refused"),
    ("\nAn error occurred (ForbiddenException) when calling the GetSegments operation: no\n", "a file holds an error of AWS"),
    (
        {"__type": "ForbiddenException", "Message": "not allowed"},
        "a file holds an error of AWS, and no segments: ForbiddenException not allowed",
    ),
    ({"Error": {"Code": "NotFoundException", "Message": "gone"}}, "NotFoundException gone"),
    ({"a": 1}, "no segments were found in these files."),
    ("{", "is neither JSON nor YAML"),
    ("Resources: {A: !Mine B}\n", "saved-0.json:1:16: the tag !Mine has no meaning"),
    *((f'{{"a": {"[" * levels}{"]" * levels}}}', "stopped: ") for levels in (800, 950, 5000)),
    ([_template_of("Gold"), _template_of("Silver")], "two templates have a segment with the logical name A."),
    (page(item("a1", "A"), item("b2", "B", app="another")), f"from several applications: another, {APP}."),
]


@pytest.mark.parametrize(("saved", "expected"), WRONG)
def test_what_holds_no_segments_is_told_with_its_reason(bare: Laptop, saved: Json | str, expected: str) -> None:
    code, _, err = pull(bare, saved)
    assert (code, expected in err) == (1, True), err
    assert files(bare) == {}


def test_pages_that_are_missing_are_told(bare: Laptop) -> None:
    assert "there is another one" in pull(bare, page(item("a1", "A"), token="more"))[2]


def test_a_file_that_cannot_be_read_is_told(bare: Laptop) -> None:
    assert "no.json cannot be read" in bare.run("pull", "--owner", OWNER, "--from", "no.json").err


def test_another_application_than_the_one_named_is_refused(bare: Laptop) -> None:
    assert pull(bare, page(item("a1", "A")), more=["--application-id", "another"])[0] == 1
