"""What people are told beside numbers: where each criterion stands, and how an apply gets the numbers that it needs."""

from __future__ import annotations

import json

from aws_emulator.core.types import Json as EmulatorJson
from segments_as_code.model.plan import Update
from segments_as_code.plan.plan_json import read_plan
from tests.cli.laptop import APP, Laptop

PRO = "Name: Pro\nDimensions: {Attributes: {plan: {AttributeType: INCLUSIVE, Values: [PLANS]}}}\n"


def test_criteria_stand_in_the_order_of_their_lines(laptop: Laptop) -> None:
    value = "{DimensionType: INCLUSIVE, Values: [x]}"
    of = {"a": f"Attributes: {{tier: {value}}}", "b": f"FirstName: {value}", "c": f"Address: {{City: {value}}}"}
    groups = "{Include: ALL, Groups: [{Type: ALL, SourceType: ALL, Dimensions: [{ProfileAttributes: {\n"
    head = f"SegmentDefinitionName: NAME\nDisplayName: NAME\nSegmentGroups:\n  {groups}"
    for order in ("abc", "cba"):
        text = head.replace("NAME", order) + "".join(f"    {of[each]},\n" for each in order) + "  }}]}]}\n"
        laptop.check_out({f"{order}.yaml": text})
        (laptop.folder / "profiles.jsonl").write_text('{"FirstName": "x"}\n' * 12)
        ended = laptop.run("audience", "--data", "profiles.jsonl", "--criteria", "--json")
        lines = [int(each["place"].split(":")[1]) for each in json.loads(ended.out)["segments"][order]["criteria"]]
        assert lines == [5, 6, 7]


def test_an_apply_that_needs_numbers_says_how_it_gets_them(laptop: Laptop) -> None:
    laptop.check_out({"pro.yaml": PRO.replace("PLANS", "pro")})
    assert laptop.apply("--yes").code == 0
    laptop.check_out({"pro.yaml": PRO.replace("PLANS", "pro, gold")})
    people = [{"Attributes": {"plan": ["pro"]}}] * 120 + [{"Attributes": {"plan": ["gold"]}}] * 31
    (laptop.folder / "people.jsonl").write_text("".join(f"{json.dumps(person)}\n" for person in people))
    assert laptop.plan("--out", "plan.json").code == 0
    plan = read_plan((laptop.folder / "plan.json").read_text(encoding="utf-8"))
    used = next(change.deployed.id for change in plan.changes if isinstance(change, Update))
    sale: dict[str, EmulatorJson] = {"Id": "c", "Name": "Sale", "SegmentId": used, "State": {"CampaignStatus": "SCHEDULED"}}
    laptop.emulator.load_seed({"applications": [{"Id": APP, "campaigns": [sale]}]})
    (laptop.folder / "segments" / "policies.yaml").write_text(
        '- name: little growth\n  for: ["**"]\n  max-growth: 50 %\n  undecided: fail\n', encoding="utf-8"
    )
    refused = laptop.apply("--yes")
    assert refused.code == 1
    said = " ".join((refused.out + refused.err).split())
    assert "because nobody was counted" in said
    assert "fix: count people: segments plan --audience EXPORT --out PLAN, then segments apply PLAN." in said
    assert "check the definition" not in said
    assert laptop.plan("--audience", "people.jsonl", "--out", "plan.json").code == 0
    assert laptop.run("apply", "plan.json", *laptop.service, "--yes").code == 0
