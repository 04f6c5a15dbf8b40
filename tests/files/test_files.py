"""The definitions folder, with everything that a pull request can put into one."""

from __future__ import annotations

from pathlib import Path

import pytest

from segments_as_code.files import FolderFiles
from segments_as_code.model.document import Location, SourceFile
from segments_as_code.model.problem import Problem, Severity
from tests.files.folders import read, write


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "repo" / "segments").mkdir(parents=True)
    return tmp_path / "repo"


# ── what is read ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_yaml_file_below_the_folder_is_read_in_the_order_of_the_paths(workspace: Path) -> None:
    for name in ("b.yml", "a/z.yaml", "a.yaml", "C.YAML", "a/b/c.yaml"):
        write(workspace / "segments" / name, name.encode())
    sources, problems = FolderFiles(workspace, "segments").read()
    assert (sources, problems) == (
        (
            SourceFile("segments/C.YAML", "C", b"C.YAML"),
            SourceFile("segments/a.yaml", "a", b"a.yaml"),
            SourceFile("segments/a/b/c.yaml", "a/b/c", b"a/b/c.yaml"),
            SourceFile("segments/a/z.yaml", "a/z", b"a/z.yaml"),
            SourceFile("segments/b.yml", "b", b"b.yml"),
        ),
        (),
    )


def test_only_the_ending_is_taken_off_a_name_with_dots(workspace: Path) -> None:
    write(workspace / "segments" / "v1.2.yaml")
    sources, _ = FolderFiles(workspace, "segments").read()
    assert [source.stem for source in sources] == ["v1.2"]


def test_hidden_files_and_folders_and_other_files_are_passed_over(workspace: Path) -> None:
    for name in ("seen.yaml", ".hidden.yaml", ".git/a.yaml", "README.md", "a.yaml~", "yaml"):
        write(workspace / "segments" / name)
    assert read(workspace) == (["segments/seen.yaml"], [])


def test_a_single_file_is_read_with_its_name_as_stem(workspace: Path) -> None:
    write(workspace / "segments" / "retail" / "new.yaml")
    sources, problems = FolderFiles(workspace, "segments/retail/new.yaml").read()
    assert (sources, problems) == ((SourceFile("segments/retail/new.yaml", "new", b"Name: A\n"),), ())


@pytest.mark.parametrize("spelling", ["segments", "segments/", "./segments", "segments/../segments", "other/../segments"])
def test_spellings_of_a_folder_inside_the_workspace_are_the_same_folder(workspace: Path, spelling: str) -> None:
    write(workspace / "segments" / "a.yaml")
    assert read(workspace, spelling) == (["segments/a.yaml"], [])


@pytest.mark.parametrize("spelling", ["", "."])
def test_the_workspace_itself_can_be_the_folder(workspace: Path, spelling: str) -> None:
    write(workspace / "segments" / "a.yaml")
    write(workspace / ".github" / "workflows" / "plan.yaml")
    assert read(workspace, spelling) == (["segments/a.yaml"], [])


def test_an_absolute_path_inside_the_workspace_is_accepted(workspace: Path) -> None:
    write(workspace / "segments" / "a.yaml")
    assert read(workspace, str(workspace / "segments")) == (["segments/a.yaml"], [])


def test_a_workspace_that_is_reached_through_a_link_is_the_workspace(workspace: Path, tmp_path: Path) -> None:
    write(workspace / "segments" / "a.yaml")
    (tmp_path / "link").symlink_to(workspace)
    assert read(tmp_path / "link", str(tmp_path / "link" / "segments")) == (["segments/a.yaml"], [])


def test_names_in_any_script_are_read(workspace: Path) -> None:
    write(workspace / "segments" / "Zürich" / "新規.yaml")
    assert read(workspace) == (["segments/Zürich/新規.yaml"], [])


# ── the folder as a whole ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_workspace_suggests_that_nothing_was_checked_out(tmp_path: Path) -> None:
    (_, (problem,)) = FolderFiles(tmp_path, "segments").read()
    assert problem.remedy.startswith("the workspace is empty: is actions/checkout missing before this step?")


def test_a_missing_folder_is_a_problem_with_its_path_and_a_remedy(workspace: Path) -> None:
    remedy = "create it, or name the folder of your definitions; git keeps no empty folder, so one that should be empty needs a .gitkeep."
    expected = Problem(Location("segmentz"), "missing-folder", "this folder does not exist.", remedy)
    assert FolderFiles(workspace, "segmentz").read() == ((), (expected,))


@pytest.mark.parametrize("folder", ["segments/none/none", "segments/a.yaml/b", "nul\0byte"])
def test_a_path_that_cannot_exist_is_a_missing_folder(workspace: Path, folder: str) -> None:
    write(workspace / "segments" / "a.yaml")
    assert read(workspace, folder) == ([], [(folder.replace("\0", "\\x00"), "missing-folder")])


def test_a_missing_workspace_is_a_missing_folder(tmp_path: Path) -> None:
    assert read(tmp_path / "none") == ([], [("segments", "missing-folder")])


def test_a_path_that_is_too_long_is_a_problem(workspace: Path) -> None:
    assert read(workspace, "x" * 5000) == ([], [("x" * 5000, "unreadable")])


def test_a_folder_without_definitions_is_a_warning_for_it_may_be_meant(workspace: Path) -> None:
    write(workspace / "segments" / "README.md")
    _, (problem,) = FolderFiles(workspace, "segments").read()
    assert (problem.code, problem.severity) == ("no-definitions", Severity.WARNING)


def test_a_single_file_that_is_not_yaml_is_no_definition(workspace: Path) -> None:
    write(workspace / "segments" / "README.md")
    assert read(workspace, "segments/README.md") == ([], [("segments/README.md", "no-definitions")])
    _, (problem,) = FolderFiles(workspace, "segments/README.md").read()
    assert (problem.severity, problem.message) == (Severity.ERROR, "this file's name does not end in .yaml, .yml or .json.")


def test_reading_again_gives_the_same(workspace: Path) -> None:
    write(workspace / "segments" / "a.yaml")
    files = FolderFiles(workspace, "segments")
    assert files.read() == files.read()
