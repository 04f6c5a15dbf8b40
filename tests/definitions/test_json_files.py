"""Definitions in JSON, such as saved answers of a service: read, formatted and pulled as JSON; and what standard input holds."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.action.job import segment
from tests.cli.laptop import SEGMENTS, Laptop, environment

SALE = '{\n\t"tags": {"a": "b"},\n\t"Name": "Sale \\u00fc"\n}\n'
FORMATTED = '{\n  "Name": "Sale ü",\n  "Tags": {\n    "a": "b"\n  }\n}\n'


def files(laptop: Laptop) -> Path:
    return laptop.folder / "segments"


def test_a_folder_gives_those_that_are_named_as_segments_and_no_other_json(laptop: Laptop) -> None:
    laptop.check_out({"retail/sale.segment.json": SALE, "package.json": "{}", "fine.yaml": segment("A", "x")})
    assert laptop.run("validate", "--json").json["segments"] == ["fine", "retail/sale"]


def test_a_json_file_that_is_named_is_read(laptop: Laptop) -> None:
    laptop.check_out({"answer.json": SALE})
    assert laptop.run("validate", "segments/answer.json", "--json").json["segments"] == ["answer"]
    assert "this file does not exist" in laptop.run("validate", "segments/other.json").out


def test_a_mistake_in_json_is_found_on_its_line(laptop: Laptop) -> None:
    laptop.check_out({"sale.segment.json": '{\n  "Nmae": "Sale"\n}\n'})
    assert "segments/sale.segment.json:2:3: error: unknown-member: " in laptop.run("validate").out


def test_json_is_formatted_as_json(laptop: Laptop) -> None:
    laptop.check_out({"sale.segment.json": SALE})
    assert laptop.run("fmt").code == 0
    assert (files(laptop) / "sale.segment.json").read_text(encoding="utf-8") == FORMATTED
    assert laptop.run("fmt", "--check").code == 0


@pytest.mark.parametrize("text", ["# a comment\n{Name: Sale, tags: {a: b}}\n", '{"Name": "Sale", "tags": {"a": "b"}, }\n'])
def test_what_is_named_json_and_is_not_is_left_alone(laptop: Laptop, text: str) -> None:
    laptop.check_out({"sale.segment.json": text})
    ended = laptop.run("fmt")
    assert (ended.code, "its name ends in .json, and it is not JSON" in ended.out) == (1, True)
    assert (files(laptop) / "sale.segment.json").read_text() == text


def test_pull_changes_json_as_json(laptop: Laptop) -> None:
    definition = {"Name": "VIPs", "Dimensions": {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["vip"]}}}}
    laptop.check_out({"vip.segment.json": json.dumps(definition)})
    assert laptop.apply("--yes").code == 0
    laptop.check_out({"vip.segment.json": json.dumps({**definition, "Name": "Other"})})
    assert laptop.run("pull", *laptop.given).last_line == "Segments: 1 changed"
    assert json.loads((files(laptop) / "vip.segment.json").read_text()) == definition
    assert laptop.plan("--detailed-exitcode").code == 0


@pytest.mark.parametrize(("text", "code", "said"), [(SALE, 0, "1 segment valid"), ("Name: 7\n", 1, "stdin:1:7: error: wrong-type: ")])
def test_validate_reads_standard_input(laptop: Laptop, text: str, code: int, said: str) -> None:
    command = [SEGMENTS, "validate", "-"]
    ended = subprocess.run(
        command, input=text, cwd=laptop.folder, env=environment({}), capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, said in ended.stdout) == (code, True), ended
