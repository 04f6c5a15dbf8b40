"""``segments test``: example people against the definitions, as text, JSON and JUnit, and people that it writes itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random
from xml.etree.ElementTree import Element, fromstring

import pytest
from jsonschema import Draft202012Validator

from segments_as_code.model.document import Json
from tests.audiences import random_definition
from tests.cli.laptop import Laptop
from tests.cli.test_terminal import bare

ROOT = Path(__file__).parents[2]
RESULT = Draft202012Validator(json.loads((ROOT / "schemas" / "test-result.schema.json").read_text(encoding="utf-8")))
REACHABLE = 'Name: Reachable\nDimensions: {UserAttributes: {consent: {AttributeType: INCLUSIVE, Values: ["yes"]}}}\n'
OTHERS = "Name: Others\nDimensions: {UserAttributes: {role: {AttributeType: EXCLUSIVE, Values: [staff]}}}\n"
FAILING = 'Segment: reachable\nIn:\n  ann: {UserAttributes: {consent: "Yes"}}\n  bob: {Like: ann, UserAttributes: {consent: "yes"}}\n'
PASSING = 'Segment: reachable\nIn:\n  bob: {UserAttributes: {consent: "yes"}}\n'
OPEN = "Segment: others\nIn:\n  nobody in particular: {}\n"
WRONG = "Segment: reachable\nIn:\n  bob: {UserAttributes: {consent: 1}}\n"


@pytest.fixture(autouse=True)
def definitions(laptop: Laptop) -> None:
    laptop.check_out({"reachable.yaml": REACHABLE, "others.yaml": OTHERS})


def write(laptop: Laptop, test: str) -> None:
    (laptop.folder / "segments" / "all.test.yaml").write_text(test, encoding="utf-8")


def junit(laptop: Laptop) -> Element:
    return fromstring((laptop.folder / "junit.xml").read_text(encoding="utf-8"))  # noqa: S314  # it is our own


# ── outcomes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_not_where_they_are_to_be_is_named_with_the_criterion_and_what_they_have(laptop: Laptop) -> None:
    write(laptop, FAILING)
    ended = laptop.run("test")
    assert (ended.code, ended.err) == (1, "")
    assert ended.out == (
        "FAIL  reachable / ann: expected in, is out\n"
        "      segments/all.test.yaml:3:3\n"
        "      because consent is not “yes”; consent here: “Yes” (“Yes” is not “yes”: case and spaces count)\n"
        "\n2 people: 1 passed, 1 failed.\n"
    )
    assert laptop.operations() == []


def test_what_aws_does_not_document_passes_and_is_counted_and_fails_if_strict(laptop: Laptop) -> None:
    write(laptop, OPEN)
    ended = laptop.run("test")
    assert (ended.code, ended.last_line) == (0, "1 person: 1 open.")
    assert "OPEN  others / nobody in particular: in as expected, but AWS does not document it\n" in ended.out
    assert "      would be out if EXCLUSIVE leaves out those without the attribute\n" in ended.out
    assert laptop.run("test", "--strict").code == 1


def test_bad_input_is_a_problem_on_its_line(laptop: Laptop) -> None:
    write(laptop, WRONG)
    ended = laptop.run("test")
    assert (ended.code, ended.last_line) == (1, "0 people: 1 error.")
    assert (
        "segments/all.test.yaml:3:35: error: wrong-type: UserAttributes.consent is the number 1; text or a list is wanted here.\n"
        in ended.out
    )


def test_a_warning_fails_only_if_strict(laptop: Laptop) -> None:
    write(laptop, PASSING.replace("consent:", "conset: x, consent:"))
    assert laptop.run("test").code == 0
    assert laptop.run("test", "--strict").code == 1


def test_definitions_with_errors_are_told_and_nothing_is_tried(laptop: Laptop) -> None:
    laptop.check_out({"reachable.yaml": "Name: [a]\n", "all.test.yaml": PASSING})
    ended = laptop.run("test")
    assert (ended.code, ended.out) == (1, laptop.run("validate").out)
    assert ended.err == "No example was tried: the definitions have errors.\n"
    assert laptop.run("test", "--json").json["passes"] is False


def test_no_test_files_are_said_to_be_none(laptop: Laptop) -> None:
    ended = laptop.run("test")
    assert (ended.code, ended.out) == (0, "No example people: no file here ends in .test.yaml.\n")


def test_every_line_fits_a_terminal_of_80_columns(laptop: Laptop) -> None:
    write(laptop, FAILING.replace("consent:", "conset: x, consent:"))
    with laptop.terminal("test", "--coverage") as terminal:
        assert terminal.end() == 1
    assert max(len(line) for line in bare(terminal.seen).splitlines()) <= 80
    assert "\x1b[1;31mFAIL  \x1b[0m" in terminal.seen


# ── JSON and JUnit ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("test", [FAILING, PASSING, OPEN, WRONG])
@pytest.mark.parametrize("arguments", [[], ["--coverage"]])
def test_the_json_is_as_its_schema_says(laptop: Laptop, test: str, arguments: list[str]) -> None:
    write(laptop, test)
    ended = laptop.run("test", "--json", *arguments)
    RESULT.validate(ended.json)
    assert ended.json["passes"] is (ended.code == 0)
    assert ("coverage" in ended.json) is bool(arguments)


def test_the_json_has_the_reasons_and_the_coverage(laptop: Laptop) -> None:
    write(laptop, FAILING)
    found = laptop.run("test", "--json", "--coverage").json
    assert found["summary"] == {"pass": 1, "fail": 1, "open": 0, "wrong": 0}
    assert isinstance(found["people"], list)
    assert isinstance(found["coverage"], list)
    assert [each["outcome"] for each in found["people"] if isinstance(each, dict)] == ["fail", "pass"]
    states = {each["segment"]: each["state"] for each in found["coverage"] if isinstance(each, dict)}
    assert states == {"reachable": "untested", "others": "untested"}


@pytest.mark.parametrize(("strict", "numbers"), [([], ("3", "1", "1")), (["--strict"], ("3", "2", "1"))])
def test_junit_has_a_case_for_each_person_and_each_error(laptop: Laptop, strict: list[str], numbers: tuple[str, str, str]) -> None:
    write(laptop, f"{FAILING.replace('bob', 'bob ')}---\n{OPEN}".replace('{Like: ann, UserAttributes: {consent: "yes"}}', "{Country: 5}"))
    laptop.run("test", "--junit", "junit.xml", *strict)
    root = junit(laptop)
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == numbers
    failure = root.find(".//testcase[@name='ann']/failure")
    assert failure is not None
    assert "consent is not “yes”" in str(failure.text)


def test_junit_is_xml_whatever_a_name_holds(laptop: Laptop) -> None:
    write(laptop, 'Segment: reachable\nIn:\n  "a<&>\\u202e\\"": {}\n')
    laptop.run("test", "--junit", "junit.xml")
    (case,) = junit(laptop).iter("testcase")
    assert case.get("name") == 'a<&>\\u202e"'


# ── coverage ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_coverage_names_what_no_example_would_miss_and_who_would_notice(laptop: Laptop) -> None:
    write(laptop, PASSING)
    out = laptop.run("test", "--coverage").out
    assert "0 of 2 criteria are tested: without each of them an example fails.\n" in out
    assert 'UNTESTED  reachable: the user\'s consent is "yes"\n      would notice, under Out: somebody of whom nothing is known\n' in out
    assert "NO EXAMPLE  others: 1 criterion untested\n" in out
    write(laptop, f"{PASSING}Out:\n  nobody in particular: {{}}\n")
    assert "1 of 2 criteria are tested" in laptop.run("test", "--coverage").out


def test_a_criterion_that_changes_nothing_is_needless(laptop: Laptop) -> None:
    twice = 'Name: Reachable\nDimensions: {UserAttributes: {consent: {AttributeType: INCLUSIVE, Values: ["yes"]}}, Metrics: {orders: %s}}\n'
    group = "{Type: ANY, SourceType: ALL, Dimensions: [{Metrics: {orders: %s}}, {Metrics: {orders: %s}}]}"
    wide, narrow = "{ComparisonOperator: GREATER_THAN, Value: 1}", "{ComparisonOperator: GREATER_THAN, Value: 5}"
    laptop.check_out({"reachable.yaml": f"Name: R\nSegmentGroups: {{Include: ALL, Groups: [{group % (wide, narrow)}]}}\n"})
    del twice
    write(laptop, "Segment: reachable\nOut:\n  nobody in particular: {}\n")
    assert 'NEEDLESS  reachable: the number orders is more than "5"\n' in laptop.run("test", "--coverage").out


# ── people that it writes ────────────────────────────────────────────────────────────────────────────────────────────


def test_generated_people_pass_and_leave_nothing_untested_for_every_example(laptop: Laptop) -> None:
    shutil.rmtree(laptop.folder / "segments")
    shutil.copytree(ROOT / "examples" / "segments", laptop.folder / "segments")
    for file in (laptop.folder / "segments").rglob("*.test.yaml"):
        file.unlink()
    keys = laptop.run("validate", "--json").json["segments"]
    assert isinstance(keys, list)
    for key in keys:
        ended = laptop.run("test", "--generate", str(key))
        assert (ended.code, ended.out) == (0, "")
        assert ended.err == f"segments/{key}.test.yaml written: read it, and run segments test.\n"
    ended = laptop.run("test", "--json", "--coverage")
    coverage = ended.json["coverage"]
    assert ended.code == 0
    assert isinstance(coverage, list)
    assert [each for each in coverage if isinstance(each, dict) and each["state"] == "untested"] == []


def test_generated_people_of_random_definitions_pass_as_files(laptop: Laptop) -> None:
    rng = Random(7)  # noqa: S311  # the same definitions every time
    definitions: dict[str, Json] = {f"s{number}": random_definition(rng) for number in range(15)}
    laptop.check_out({f"{key}.yaml": json.dumps(definition) for key, definition in definitions.items()})
    keys = laptop.run("validate", "--json").json["segments"]
    assert isinstance(keys, list)
    for key in keys:
        laptop.run("test", "--generate", str(key))
    summary = laptop.run("test", "--json").json["summary"]
    assert isinstance(summary, dict)
    assert (summary["fail"], summary["wrong"]) == (0, 0)
    assert len(keys) > 10


def test_a_file_that_is_there_is_not_replaced_unless_that_is_asked_for(laptop: Laptop) -> None:
    (laptop.folder / "segments" / "reachable.test.yaml").write_text(PASSING, encoding="utf-8")
    ended = laptop.run("test", "--generate", "reachable")
    assert (ended.code, "segments/reachable.test.yaml exists already" in ended.err) == (1, True)
    assert (laptop.folder / "segments" / "reachable.test.yaml").read_text(encoding="utf-8") == PASSING
    assert laptop.run("test", "--generate", "reachable", "--overwrite").code == 0
    assert "somebody who is in it" in (laptop.folder / "segments" / "reachable.test.yaml").read_text(encoding="utf-8")


def test_generated_people_can_go_to_standard_output_or_elsewhere(laptop: Laptop) -> None:
    ended = laptop.run("test", "--generate", "reachable", "--out", "-")
    assert ended.out.startswith("# People who show each criterion of reachable")
    assert laptop.run("test", "--generate", "reachable", "--out", "elsewhere.yaml").code == 0
    assert (laptop.folder / "elsewhere.yaml").read_text(encoding="utf-8") == ended.out
    assert not (laptop.folder / "segments" / "reachable.test.yaml").exists()


def test_a_key_that_is_not_there_is_told_with_the_nearest(laptop: Laptop) -> None:
    ended = laptop.run("test", "--generate", "reachabel")
    assert (ended.code, "did you mean reachable?" in ended.err) == (1, True)


# ── the plan ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_a_failing_example_stops_a_plan_and_an_apply_as_an_error_does(laptop: Laptop, command: str) -> None:
    write(laptop, FAILING)
    ended = laptop.run(command, *laptop.given)
    assert ended.code == 1
    assert "segments/all.test.yaml:3:3: error: example-fails: ann should be in reachable, but is not, because consent " in ended.out
    assert laptop.operations() == []


def test_an_example_person_of_a_plan_can_be_pasted_into_a_test(laptop: Laptop) -> None:
    laptop.apply("--yes")
    laptop.check_out(
        {
            "reachable.yaml": "Name: Reachable\nDimensions: {Metrics: {orders: {ComparisonOperator: GREATER_THAN, Value: 5}}, "
            "Behavior: {Recency: {Duration: DAY_7, RecencyType: ACTIVE}}}\n"
        }
    )
    changes = laptop.plan("--json").json["changes"]
    assert isinstance(changes, list)
    (meaning,) = (each["meaning"] for each in changes if isinstance(each, dict) and each["kind"] == "update")
    assert isinstance(meaning, dict)
    assert isinstance(meaning["entering"], dict)
    example = meaning["entering"]["example"]
    write(laptop, json.dumps({"Segment": "reachable", "In": {"pasted": example}}))
    assert laptop.run("test", "--strict").last_line == "1 person: 1 passed."
