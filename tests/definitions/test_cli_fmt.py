"""``segments fmt``."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from tests.action.job import segment
from tests.cli.laptop import Ended, Laptop

PASTED = "# ours\nName: Sale\ntags: {a: b} # all\n"
CANONICAL = "# ours\nName: Sale\nTags: {a: b} # all\n"
PATCH = "--- segments/sale.yaml\n+++ segments/sale.yaml\n@@ -1,3 +1,3 @@\n # ours\n Name: Sale\n-tags: {a: b} # all\n+Tags: {a: b} # all\n"


@pytest.fixture
def sale(laptop: Laptop) -> Path:
    laptop.check_out({"sale.yaml": PASTED, "fine.yaml": "Name: A\nTags: {a: b}\n"})
    return laptop.folder / "segments" / "sale.yaml"


def test_a_file_is_rewritten_and_named(laptop: Laptop, sale: Path) -> None:
    ended = laptop.run("fmt")
    assert (ended.code, ended.out, ended.err) == (0, "segments/sale.yaml rewritten\n1 file rewritten, 1 file unchanged.\n", "")
    assert sale.read_text() == CANONICAL


def test_standard_input_is_rewritten_to_standard_output(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    def filtered(text: str, *options: str) -> Ended:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return laptop.run("fmt", "-", *options)

    assert filtered(PASTED) == Ended(0, CANONICAL, "")
    assert filtered(PASTED, "--check") == Ended(1, "", "")
    assert filtered(CANONICAL, "--check") == Ended(0, "", "")
    wrong = filtered("Nam: A\n")
    assert (wrong.code, wrong.out, wrong.err.partition(": ")[0]) == (1, "", "stdin:1:1")
    for options in (["--diff"], ["--json"], ["segments"]):
        assert filtered(PASTED, *options).code == 2


def test_a_second_time_nothing_is_written(laptop: Laptop, sale: Path) -> None:
    laptop.run("fmt")
    before = [(path, path.stat().st_mtime_ns, path.stat().st_ino) for path in sorted(sale.parent.iterdir())]
    assert laptop.run("fmt").out == "2 files unchanged.\n"
    assert [(path, path.stat().st_mtime_ns, path.stat().st_ino) for path in sorted(sale.parent.iterdir())] == before


def test_check_writes_nothing_and_fails_where_something_would_change(laptop: Laptop, sale: Path) -> None:
    ended = laptop.run("fmt", "--check")
    said = "segments/sale.yaml would be rewritten\n1 file would be rewritten, 1 file unchanged.\n    fix: segments fmt\n"
    assert (ended.code, ended.out, ended.err) == (1, said, "")
    assert sale.read_text() == PASTED
    laptop.run("fmt")
    assert laptop.run("fmt", "--check").code == 0


def test_diff_writes_nothing_and_prints_a_patch_alone(laptop: Laptop, sale: Path) -> None:
    ended = laptop.run("fmt", "--diff", "segments")
    assert (ended.code, ended.out) == (0, PATCH)
    assert ended.err.endswith("1 file would be rewritten, 1 file unchanged.\n    fix: segments fmt segments\n")
    assert sale.read_text() == PASTED
    assert laptop.run("fmt", "--diff", "--check").code == 1


def test_the_patch_says_where_a_last_line_has_no_end(laptop: Laptop, sale: Path) -> None:
    sale.write_text("Name: Sale")
    assert laptop.run("fmt", "--diff").out.endswith("-Name: Sale\n\\ No newline at end of file\n+Name: Sale\n")


def test_a_person_sees_the_difference_in_colours(laptop: Laptop, sale: Path) -> None:
    assert sale.exists()
    with laptop.terminal("fmt", "--diff") as terminal:
        terminal.end()
    assert "\x1b[31m-tags: {a: b} # all\x1b[0m\n\x1b[32m+Tags: {a: b} # all\x1b[0m\n" in terminal.seen


def test_files_can_be_named_several_and_twice(laptop: Laptop, sale: Path) -> None:
    ended = laptop.run("fmt", "segments/fine.yaml", str(sale), "segments/sale.yaml")
    assert ended.last_line == "1 file rewritten, 1 file unchanged."
    assert sale.read_text() == CANONICAL


def test_a_folder_elsewhere_is_rewritten_too(laptop: Laptop, sale: Path) -> None:
    inside = Laptop(laptop.folder / "here", laptop.emulator)
    inside.folder.mkdir()
    assert inside.run("fmt", "../segments").out.startswith("../segments/sale.yaml rewritten\n")
    assert sale.read_text() == CANONICAL


def test_a_file_that_is_no_yaml_is_told_and_left_alone_and_hides_no_other(laptop: Laptop, sale: Path) -> None:
    laptop.check_out({"bad.yaml": "Name: [\n", "sale.yaml": PASTED})
    ended = laptop.run("fmt")
    assert (ended.code, ended.last_line) == (1, "1 file rewritten, 1 problem.")
    assert ended.out.startswith("segments/bad.yaml:1:8: error: bad-yaml: ")
    assert (sale.read_text(), sale.with_name("bad.yaml").read_text()) == (CANONICAL, "Name: [\n")


ERRORS = {
    "a misspelt member": ("Nmae: Sale\ntags: {a: b}\n", "segments/sale.yaml:1:1: error: unknown-member: "),
    "an unknown member": ("Name: Sale\nColour: red\ntags: {a: b}\n", "segments/sale.yaml:2:1: error: unknown-member: "),
    "no single reading": (
        "Name: A\ntags: {a: b}\nDimensions: {Metrics: {n: {DimensionType: INCLUSIVE, Values: [many]}}}\n",
        "segments/sale.yaml:3:24: error: metric-without-reading: ",
    ),
    "an error in the second document": (
        "Key: a\nName: A\ntags: {a: b}\n---\nKey: b\nName: 7\n",
        "segments/sale.yaml:6:7: error: wrong-type: ",
    ),
    "no key": ("Key: a\nName: A\ntags: {a: b}\n---\nName: B\n", "segments/sale.yaml:5:1: error: missing-key: "),
}


@pytest.mark.parametrize("what", ERRORS)
def test_a_file_with_errors_is_left_alone_and_they_are_reported(laptop: Laptop, what: str) -> None:
    text, said = ERRORS[what]
    laptop.check_out({"sale.yaml": text, "fine.yaml": PASTED})
    ended = laptop.run("fmt")
    assert (ended.code, ended.last_line) == (1, "1 file rewritten, 1 problem.")
    assert ended.out.startswith(said)
    folder = laptop.folder / "segments"
    assert ((folder / "sale.yaml").read_text(), (folder / "fine.yaml").read_text()) == (text, CANONICAL)
    assert (laptop.run("fmt", "--check").code, "+++" in laptop.run("fmt", "--diff").out) == (1, False)


def test_a_reference_to_a_segment_of_another_file_is_no_error_of_this_one(laptop: Laptop) -> None:
    groups = "SegmentGroups: {Include: ALL, Groups: [{SourceSegments: [{Ref: elsewhere}], SourceType: ALL, Type: ALL}]}\n"
    laptop.check_out({"sale.yaml": f"{groups}Name: A\n"})
    assert laptop.run("fmt").code == 0
    assert (laptop.folder / "segments" / "sale.yaml").read_text() == f"Name: A\n{groups}"


def test_json_tells_of_every_file_and_problem(laptop: Laptop) -> None:
    laptop.check_out({"bad.yaml": "Name: [\n", "sale.yaml": PASTED, "fine.yaml": segment("A", "x")})
    ended = laptop.run("fmt", "--json", "--diff")
    files = [
        {"path": "segments/fine.yaml", "changed": False, "written": False, "diff": ""},
        {"path": "segments/sale.yaml", "changed": True, "written": False, "diff": PATCH},
    ]
    assert (ended.code, ended.json["files"]) == (1, files)
    assert [problem["code"] for problem in ended.json["problems"]] == ["bad-yaml"]  # type: ignore[union-attr,index,call-overload]  # a list of mappings
    assert laptop.run("fmt", "--json").json["files"] == [
        {"path": "segments/fine.yaml", "changed": False, "written": False},
        {"path": "segments/sale.yaml", "changed": True, "written": True},
    ]


def test_a_link_is_told_and_not_followed(laptop: Laptop, sale: Path) -> None:
    outside = laptop.folder / "outside.yaml"
    outside.write_text(PASTED)
    sale.unlink()
    sale.symlink_to(outside)
    ended = laptop.run("fmt", "segments/sale.yaml")
    assert (ended.code, "symbolic link" in ended.out, outside.read_text()) == (1, True, PASTED)


def test_what_cannot_be_written_is_told(laptop: Laptop, sale: Path) -> None:
    if os.geteuid() == 0:
        sale.with_name(f".{sale.name}.{os.getpid()}.new").mkdir()
    else:
        sale.chmod(0o440)
    ended = laptop.run("fmt")
    assert (ended.code, ended.last_line) == (1, "2 files unchanged, 1 problem.")
    assert ended.out.startswith("segments/sale.yaml:1:1: error: unwritable: this cannot be written: ")


def test_an_empty_path_is_refused(laptop: Laptop) -> None:
    assert laptop.run("fmt", "segments", "").code == 2


def test_our_own_examples_are_canonical(laptop: Laptop) -> None:
    examples = Path(__file__).parents[2] / "examples" / "segments"
    ours = [str(folder) for folder in sorted(examples.iterdir()) if folder.name != "alchemy"]
    assert laptop.run("fmt", "--check", *ours).code == 0
