"""``segments validate --format sarif``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest
from jsonschema import Draft4Validator

from segments_as_code import __version__
from segments_as_code.model.document import Json
from tests.cli.laptop import APP, Ended, Laptop

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "tests" / "sarif" / "sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
HELP = "https://github.com/segments-as-code/segments-as-code/blob/main/docs/reference/problems.md#"
INVALID = "Name: Lapsed\nDimensions: {Behavior: {Recency: {Duration: DAY_31, RecencyType: INACTIVE}}}\n"
PASTED = "Name: Sale\ntags: {a: b}\nDimensions: {Attributes: {a: {AttributeType: INCLUSIVE, Values: x}}}\n"


def run_of(ended: Ended) -> Mapping[str, Json]:
    """Return the one run of a log that the schema accepts."""
    assert [error.message for error in Draft4Validator(SCHEMA).iter_errors(ended.json)] == []
    (run,) = cast("list[Mapping[str, Json]]", ended.json["runs"])
    return run


def results_of(ended: Ended) -> list[dict[str, Json]]:
    return cast("list[dict[str, Json]]", run_of(ended)["results"])


def rules_of(ended: Ended) -> list[dict[str, Json]]:
    tool = cast("dict[str, dict[str, Json]]", run_of(ended)["tool"])
    return cast("list[dict[str, Json]]", tool["driver"]["rules"])


def prints(ended: Ended) -> list[Json]:
    return [result["partialFingerprints"] for result in results_of(ended)]


def test_a_problem_has_its_place_its_level_its_remedy_and_its_rule(laptop: Laptop) -> None:
    laptop.check_out({"la psed.yaml": INVALID, "sale.yaml": PASTED})
    ended = laptop.run("validate", "--format", "sarif")
    first, *others = results_of(ended)
    assert ended.code == 1
    assert first == {
        "ruleId": "unknown-duration",
        "ruleIndex": 2,
        "level": "error",
        "message": {
            "text": "Recency.Duration is DAY_31; Pinpoint knows HR_24, DAY_7, DAY_14 and DAY_30.\n"
            "fix: write one of those four, for example DAY_30."
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "segments/la%20psed.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 2, "startColumn": 45},
                }
            }
        ],
        "partialFingerprints": first["partialFingerprints"],
    }
    assert [(result["ruleId"], result["level"]) for result in others] == [("tags-spelling", "warning"), ("single-value", "warning")]
    assert [rule["id"] for rule in rules_of(ended)] == ["single-value", "tags-spelling", "unknown-duration"]


def test_a_rule_says_what_it_is_about_and_where_to_read_on(laptop: Laptop) -> None:
    laptop.check_out({"sale.yaml": "Name: Sale\ntags: {}\n"})
    (rule,) = [rule for rule in rules_of(laptop.run("validate", "--format", "sarif")) if rule["id"] == "tags-spelling"]
    meaning = "The member is called Tags in a definition; tags is the API's word for it."
    assert rule["shortDescription"] == {"text": meaning}
    assert rule["helpUri"] == f"{HELP}tags-spelling"
    assert rule["help"] == {
        "text": f"{meaning} An example: {HELP}tags-spelling",
        "markdown": f"{meaning} [An example]({HELP}tags-spelling)",
    }


def test_it_says_which_version_of_what_looked(laptop: Laptop) -> None:
    tool = cast("dict[str, dict[str, Json]]", run_of(laptop.run("validate", "--format", "sarif"))["tool"])
    assert (tool["driver"]["name"], tool["driver"]["version"]) == ("Segments as Code", __version__)


def test_without_problems_there_are_no_results(laptop: Laptop) -> None:
    ended = laptop.run("validate", "--format", "sarif", "--application-id", APP)
    assert (ended.code, results_of(ended), rules_of(ended)) == (0, [], [])


def test_a_fingerprint_stays_when_lines_above_change_and_differs_between_equal_problems(laptop: Laptop) -> None:
    twice = "Dimensions: {Attributes: {a: {AttributeType: INCLUSIVE, Values: x}, b: {AttributeType: INCLUSIVE, Values: x}}}\n"
    laptop.check_out({"a.yaml": f"Name: A\n{twice}"})
    before = prints(laptop.run("validate", "--format", "sarif"))
    laptop.check_out({"a.yaml": f"# new\n\nName: A\n{twice}"})
    assert prints(laptop.run("validate", "--format", "sarif")) == before
    assert len({json.dumps(each) for each in before}) == len(before) == 2


def test_other_places_that_a_problem_is_about_are_related(laptop: Laptop) -> None:
    laptop.check_out({"a.yaml": "Name: A\nName: B\n"})
    related = [result.get("relatedLocations") for result in results_of(laptop.run("validate", "--format", "sarif"))]
    place = {
        "artifactLocation": {"uri": "segments/a.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 1, "startColumn": 1},
    }
    assert [{"physicalLocation": place, "id": 1, "message": {"text": "this is the other place"}}] in related


@pytest.mark.parametrize("folder", ["../segments", "{above}/segments"])
def test_a_file_outside_of_the_repository_is_named_in_full(laptop: Laptop, folder: str) -> None:
    laptop.check_out({"a.yaml": INVALID})
    inside = Laptop(laptop.folder / "here", laptop.emulator)
    inside.folder.mkdir()
    (result,) = results_of(inside.run("validate", "--format", "sarif", folder.replace("{above}", str(laptop.folder))))
    assert f'"uri": "file://{laptop.folder}/segments/a.yaml"' in json.dumps(result)


@pytest.mark.parametrize("file", sorted((ROOT / "tests" / "cases" / "pinpoint" / "invalid").iterdir()), ids=lambda file: file.stem)
def test_whatever_is_found_is_accepted_by_the_schema(laptop: Laptop, file: Path) -> None:
    assert results_of(laptop.run("validate", "--format", "sarif", str(file))) != []


def test_json_is_the_short_form_of_its_format(laptop: Laptop) -> None:
    laptop.check_out({"sale.yaml": PASTED})
    assert laptop.run("validate", "--json") == laptop.run("validate", "--format", "json")
