"""``segments validate``."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from segments_as_code.model.document import Json
from tests.action.job import segment
from tests.cli.laptop import APP, SEGMENTS, Laptop

WRONG = "Name: Lapsed\nDimensions: {Behavior: {Recency: {Duration: DAY_31, RecencyType: INACTIVE}}}\n"
PASTED = "Name: Sale\nDimensions: {Attributes: {bought: {AttributeType: GREATER_THAN, Values: ['2023-11-01']}}}\n"
MANY = """\
Name: Sale
Dimensions:
  Attributes:
    bought: {AttributeType: GREATER_THAN, Values: ['2023-11-01']}
    colour: {AttributeType: INCLUSIVE, Values: [red, red]}
    since: {AttributeType: BEFORE, Values: ['2023-11-01']}
tags: {a: b}
"""
SPELLING = (
    "segments/sale.yaml:2:51: warning: date-operator: AttributeType is GREATER_THAN, which compares metrics; on the date 2023-11-01 it was "
    "read as AFTER 2023-11-01T00:00:00Z, that exact instant excluded.\n"
    "    fix: write AttributeType: AFTER and Values: [2023-11-01T00:00:00Z].\n"
)


def place(problem: str) -> str:
    """Return the file that a printed problem is about."""
    return problem.partition(":")[0]


def test_valid_definitions_are_counted(laptop: Laptop) -> None:
    ended = laptop.run("validate")
    assert (ended.code, ended.out, ended.err) == (0, "2 segments valid.\n", "")


def test_one_valid_definition_is_counted_in_the_singular(laptop: Laptop) -> None:
    laptop.check_out({"new.yaml": segment("New", "new")})
    assert laptop.run("validate").out == "1 segment valid.\n"


def test_it_needs_no_service(laptop: Laptop) -> None:
    assert laptop.run("validate", "--application-id", APP).code == 0
    assert laptop.operations() == []


def test_every_problem_is_shown_at_its_place_with_its_remedy_and_the_count_comes_last(laptop: Laptop) -> None:
    laptop.check_out({"a.yaml": WRONG, "b.yaml": WRONG, "sale.yaml": PASTED})
    ended = laptop.run("validate")
    said = (
        "error: unknown-duration: Recency.Duration is DAY_31; Pinpoint knows HR_24, DAY_7, DAY_14 and DAY_30.\n"
        "    fix: write one of those four, for example DAY_30.\n"
    )
    assert ended.code == 1
    assert (
        ended.out
        == f"segments/a.yaml:2:45: {said}segments/b.yaml:2:45: {said}{SPELLING}\n2 errors, 1 warning.\nsegments fmt fixes 1 of 3.\n"
    )


def test_warnings_alone_are_shown_and_pass(laptop: Laptop) -> None:
    laptop.check_out({"sale.yaml": PASTED})
    ended = laptop.run("validate")
    assert (ended.code, ended.out) == (0, f"{SPELLING}\n1 segment valid, 1 warning.\nsegments fmt fixes this.\n")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (MANY, "segments fmt fixes 3 of 4."),
        (MANY + "tgas: {}\n", "1 error, 3 warnings."),  # a file with errors is not rewritten
        (MANY.replace("tags: {a: b}\n", ""), "segments fmt fixes 2 of 3."),
    ],
)
def test_what_fmt_would_fix_is_counted_and_is_what_it_fixes(laptop: Laptop, more: str, says: str) -> None:
    laptop.check_out({"sale.yaml": more, "fine.yaml": segment("Fine", "fine")})
    before = laptop.run("validate")
    assert (before.last_line, laptop.run("validate", "segments/").last_line) == (says, says.replace("fmt", "fmt segments/"))
    laptop.run("fmt")
    after = laptop.run("validate")
    assert after.out.count(" warning: ") == before.out.count(" warning: ") - (int(says.split()[3]) if "fixes" in says else 0)
    assert "fixes" not in after.out


def test_warnings_are_errors_where_that_is_asked_for(laptop: Laptop) -> None:
    laptop.check_out({"sale.yaml": PASTED})
    ended = laptop.run("validate", "--strict")
    assert (ended.code, ended.out) == (1, f"{SPELLING}\n1 warning.\nsegments fmt fixes this.\n")


def test_json_has_the_segments_and_every_problem_with_its_place(laptop: Laptop) -> None:
    laptop.check_out({"new.yaml": segment("New", "new", more=f"ApplicationId: {APP}\n"), "sale.yaml": PASTED})
    ended = laptop.run("validate", "--json")
    remedy = "write AttributeType: AFTER and Values: [2023-11-01T00:00:00Z]."
    message = SPELLING.partition("date-operator: ")[2].partition("\n")[0]
    problem: Json = {
        "path": "segments/sale.yaml",
        "line": 2,
        "column": 51,
        "severity": "warning",
        "code": "date-operator",
        "message": message,
        "remedy": remedy,
    }
    assert (ended.code, ended.err) == (0, "")
    assert ended.json == {"application": APP, "segments": ["new", "sale"], "problems": [problem]}


def test_json_is_printed_for_errors_too(laptop: Laptop) -> None:
    laptop.check_out({"a.yaml": WRONG})
    ended = laptop.run("validate", "--json")
    problems = ended.json["problems"]
    assert ended.code == 1
    assert isinstance(problems, list)
    assert [problem["code"] for problem in problems] == ["unknown-duration"]


# ── where the definitions are ────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_that_is_not_there_is_said_to_be_missing(laptop: Laptop) -> None:
    ended = laptop.run("validate", "nowhere")
    assert ended.code == 1
    assert ended.out.startswith("nowhere:1:1: error: missing-folder: this folder does not exist.\n    fix: create it")


def test_a_file_that_is_not_there_is_not_called_a_folder(laptop: Laptop) -> None:
    ended = laptop.run("validate", "segments/nowhere.yaml")
    assert (ended.code, ended.out.partition("\n")[0]) == (1, "segments/nowhere.yaml:1:1: error: missing-folder: this file does not exist.")


def test_an_empty_folder_has_no_segments_and_a_warning(laptop: Laptop) -> None:
    laptop.check_out({})
    ended = laptop.run("validate")
    assert ended.code == 0
    assert ended.out.startswith("segments:1:1: warning: no-definitions:")
    assert ended.last_line == "no segments, 1 warning."


def test_one_file_can_be_checked_alone(laptop: Laptop) -> None:
    laptop.check_out({"good.yaml": segment("Good", "x"), "bad.yaml": WRONG})
    assert laptop.run("validate", "segments/good.yaml").out == "1 segment valid.\n"
    assert laptop.run("validate", "segments/bad.yaml").out.startswith("segments/bad.yaml:2:45: error:")


@pytest.mark.parametrize("path", ["segments", "./segments/", "segments/../segments", "{here}/segments"])
def test_places_are_told_from_the_current_folder_however_it_was_named(laptop: Laptop, path: str) -> None:
    laptop.check_out({"bad.yaml": WRONG})
    ended = laptop.run("validate", path.replace("{here}", str(laptop.folder)))
    assert (ended.code, place(ended.out)) == (1, "segments/bad.yaml")


@pytest.mark.parametrize(
    ("path", "seen"), [("../elsewhere", "../elsewhere/a/bad.yaml"), ("{above}/elsewhere", "{above}/elsewhere/a/bad.yaml")]
)
def test_definitions_elsewhere_are_found_and_their_places_lead_there(laptop: Laptop, path: str, seen: str) -> None:
    elsewhere = laptop.folder / "elsewhere" / "a"
    elsewhere.mkdir(parents=True)
    (elsewhere / "bad.yaml").write_text(WRONG)
    inside = Laptop(laptop.folder / "here", laptop.emulator)
    inside.folder.mkdir()
    ended = inside.run("validate", path.replace("{above}", str(laptop.folder)))
    assert (ended.code, place(ended.out)) == (1, seen.replace("{above}", str(laptop.folder)))


def test_a_folder_elsewhere_that_is_missing_is_named_as_it_was_given(laptop: Laptop) -> None:
    inside = Laptop(laptop.folder / "here", laptop.emulator)
    inside.folder.mkdir()
    assert inside.run("validate", "../nowhere").out.startswith("../nowhere:1:1: error: missing-folder")


def test_keys_do_not_depend_on_where_the_folder_is(laptop: Laptop) -> None:
    laptop.check_out({"retail/new.yaml": segment("New", "new")})
    inside = Laptop(laptop.folder / "here", laptop.emulator)
    inside.folder.mkdir()
    expected = ["retail/new"]
    assert laptop.run("validate", "--json").json["segments"] == expected
    assert inside.run("validate", "--json", "../segments").json["segments"] == expected
    assert inside.run("validate", "--json", str(laptop.folder / "segments")).json["segments"] == expected


def test_a_link_that_leads_out_of_the_current_folder_is_not_followed(laptop: Laptop, tmp_path: Path) -> None:
    inside = Laptop(tmp_path / "here", laptop.emulator)
    inside.folder.mkdir()
    (inside.folder / "segments").symlink_to(laptop.folder / "segments")
    ended = inside.run("validate")
    assert ended.code == 1
    assert "symbolic link that leads out of the workspace" in ended.out


def test_where_the_current_folder_is_gone_there_is_no_such_folder(tmp_path: Path) -> None:
    command = ["sh", "-c", 'rmdir "$PWD" && exec "$0" validate', SEGMENTS]
    (tmp_path / "gone").mkdir()
    ended = subprocess.run(command, cwd=tmp_path / "gone", capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout.startswith("segments:1:1: error: missing-folder: this folder does not exist.\n")


ON_VIP = """\
Name: Gold or VIP
SegmentGroups:
  Include: ALL
  Groups:
    - SourceSegments: [{Ref: vip}]
      SourceType: ALL
      Type: ALL
      Dimensions: [{Attributes: {kind: {AttributeType: INCLUSIVE, Values: [vip, gold, silver]}}}]
"""


def test_what_only_proof_finds_is_found_with_prove(laptop: Laptop) -> None:
    laptop.check_out({"vip.yaml": segment("VIPs", "vip", "gold"), "all.yaml": segment("All", "vip", "gold", "new"), "on.yaml": ON_VIP})
    assert laptop.run("validate").out == "3 segments valid.\n"
    ended = laptop.run("validate", "--prove")
    assert ended.code == 0
    assert "segments/on.yaml:8:34: warning: changes-nothing: without this criterion the same people are in the segment" in ended.out
    assert "\neverybody in vip is in all\n" in ended.out
    assert ended.out.endswith("3 segments valid, 2 warnings.\n")
    assert laptop.run("validate", "--prove", "--strict").code == 1
    found = laptop.run("validate", "--prove", "--json").json
    assert (found["within"], found["unfinished"]) == ([["on", "all"], ["vip", "all"]], [])
    assert "within" not in laptop.run("validate", "--json").json


def test_a_plan_tells_what_is_proven_of_what_it_changes_and_of_what_builds_on_that_and_no_more(laptop: Laptop) -> None:
    quiet = ON_VIP.replace("Ref: vip", "Ref: all").replace("[vip, gold, silver]", "[vip, gold, new]")
    files = {"vip.yaml": segment("VIPs", "vip"), "all.yaml": segment("All", "vip", "gold"), "on.yaml": ON_VIP, "on-all.yaml": quiet}
    laptop.check_out(files)
    assert "segments/on-all.yaml:8:34: warning: changes-nothing" in laptop.plan().out
    laptop.apply("--yes")
    assert "changes-nothing" not in laptop.plan().out
    laptop.check_out({**files, "vip.yaml": segment("VIPs", "vip", "silver")})
    said = laptop.plan("--strict")  # it stops no run
    assert (said.code, "on.yaml:8:34: warning: changes-nothing" in said.out, "on-all.yaml" in said.out) == (0, True, False)
