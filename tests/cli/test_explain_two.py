"""``segments explain OLD NEW`` says who comes in and who goes out from one definition to another."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.cli.laptop import SEGMENTS, Laptop
from tests.cli.test_explain import BASE, TOP

WIDER = BASE.replace("loyal,", "loyal, vip,")


@pytest.fixture(autouse=True)
def definitions(laptop: Laptop) -> None:
    laptop.check_out({"base.yaml": BASE, "top.yaml": TOP, "wide/base.yaml": WIDER})


def test_two_keys_are_compared(laptop: Laptop) -> None:
    ended = laptop.run("explain", "base", "wide/base")
    assert (ended.code, ended.err, laptop.operations()) == (0, "", [])
    assert ended.out == (
        "old: Base  base  segments/base.yaml:1\n"
        "new: Base  wide/base  segments/wide/base.yaml:1\n"
        "more people.\n"
        "  Newly in, for example: kind “vip”.\n"
        "  Everyone newly in: kind is “vip”; kind is not “loyal” or “x or y”.\n"
        "  Nobody leaves.\n"
        "  Proven for every possible person.\n"
    )


def test_a_file_is_compared_with_a_key_and_what_it_builds_on_is_read_in_the_folder(laptop: Laptop) -> None:
    (laptop.folder / "new.yaml").write_text(TOP.replace("Values: [NO]", "Values: [NO, SE]"), encoding="utf-8")
    meaning = laptop.run("explain", "top", "new.yaml", "--json").json["meaning"]
    assert isinstance(meaning, dict)
    assert (meaning["relation"], meaning["undecided"]) == ("narrower", [])
    leaving = meaning["leaving"]
    assert isinstance(leaving, dict)
    assert leaving["example"] == {"Attributes": {"kind": "loyal"}, "Country": "SE"}  # kind is what the source asks for


def test_standard_input_is_one_side(laptop: Laptop) -> None:
    command = [SEGMENTS, "explain", "-", "segments/wide/base.yaml", "--format", "markdown"]
    ended = subprocess.run(command, cwd=laptop.folder, input=BASE, capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.startswith("### More people\n\n**Base** `stdin` → **Base** `base`")
    assert laptop.run("explain", "-", "-").code == 2


def test_what_is_assumed_where_aws_is_silent_is_said(laptop: Laptop) -> None:
    ended = laptop.run("explain", "top", "top", "--json")
    assert ended.json["readings"] == {"exclusive-missing": "included"}
    laptop.check_out({"a.yaml": TOP, "b.yaml": TOP.replace("EXCLUSIVE", "INCLUSIVE"), "base.yaml": BASE})
    said = laptop.run("explain", "a", "b").out
    assert "  Assumed, since AWS does not document it: exclusive-missing: included.\n" in said
    assert "Nobody stays." in said


def test_what_the_settings_declare_is_taken_for_granted(laptop: Laptop) -> None:
    laptop.check_out({"base.yaml": BASE, "segments-settings.yaml": "single: [kind]\nreadings: {exclusive-missing: excluded}\n"})
    ended = laptop.run("explain", "base", "base", "--json")
    meaning = ended.json["meaning"]
    assert isinstance(meaning, dict)
    assert (meaning["assumes"], ended.json["readings"]) == (["kind holds one value"], {})


def test_a_source_that_is_not_in_the_folder_is_what_is_not_proven(laptop: Laptop) -> None:
    laptop.check_out({"base.yaml": BASE})
    for name, text in (("old.yaml", TOP), ("new.yaml", TOP.replace("Ref: base", "Ref: elsewhere"))):
        (laptop.folder / name).write_text(text, encoding="utf-8")
    meaning = laptop.run("explain", "old.yaml", "new.yaml", "--json").json["meaning"]
    assert isinstance(meaning, dict)
    assert (meaning["relation"], meaning["undecided"]) == ("unknown", [{"code": "not-read", "what": "elsewhere"}])


def test_a_folder_may_be_the_third(laptop: Laptop) -> None:
    (laptop.folder / "segments").rename(laptop.folder / "audiences")
    assert "more people." in laptop.run("explain", "base", "wide/base", "audiences").out
    assert laptop.run("explain", "base", "audiences").out.startswith("Base  base  audiences/base.yaml:1\n")


def test_what_cannot_be_compared_is_refused_with_the_reason(laptop: Laptop) -> None:
    (laptop.folder / "two.yaml").write_text(f"Key: a\n{BASE}---\nKey: b\n{BASE}", encoding="utf-8")
    ended = laptop.run("explain", "base", "two.yaml")
    assert (ended.code, "two.yaml holds 2 segments, and one is compared with one." in ended.err) == (1, True)
    (laptop.folder / "bad.yaml").write_text("Name: [a]\n", encoding="utf-8")
    ended = laptop.run("explain", "base", "bad.yaml", "--json")
    assert (ended.code, json.loads(ended.out)["problems"][0]["path"]) == (1, "bad.yaml")
    assert "did you mean base?" in laptop.run("explain", "base", "bass").err
    assert laptop.run("explain", "a", "b", "c", "d").code == 2
