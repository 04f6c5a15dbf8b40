"""A definition file is replaced whole or not at all, and nothing else is ever written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from segments_as_code.files import FolderFiles
from segments_as_code.model.document import SourceFile
from segments_as_code.model.problem import Problem
from tests.files.folders import write

OLD, NEW = b"Name: A\n", b"Name: B\n"
NOBODY = 65534


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "segments" / "retail" / "new.yaml", OLD)


def replaced(workspace: Path, *, before: bytes = OLD) -> Problem | None:
    return FolderFiles(workspace, "segments").replace(SourceFile("segments/retail/new.yaml", "retail/new", before), NEW)


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path, file: Path) -> None:
    assert replaced(tmp_path) is None
    assert (file.read_bytes(), [*file.parent.iterdir()]) == (NEW, [file])


def test_its_permissions_stay(tmp_path: Path, file: Path) -> None:
    file.chmod(0o640)
    assert replaced(tmp_path) is None
    assert file.stat().st_mode & 0o7777 == 0o640


def test_who_has_the_old_file_open_still_reads_the_old_one_whole(tmp_path: Path, file: Path) -> None:
    with file.open("rb") as opened:
        assert replaced(tmp_path) is None
        assert opened.read() == OLD


@pytest.mark.parametrize("meanwhile", ["changed", "gone", "its folder gone"])
def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path, file: Path, meanwhile: str) -> None:
    if meanwhile == "changed":
        file.write_bytes(b"Name: C\n")
    else:
        file.unlink()
    if meanwhile == "its folder gone":
        file.parent.rmdir()
    problem = replaced(tmp_path)
    assert problem is not None
    assert (problem.code, problem.location.path) == ("file-changed", "segments/retail/new.yaml")
    assert not file.exists() or file.read_bytes() == b"Name: C\n"


def test_a_link_is_not_written_through(tmp_path: Path, file: Path) -> None:
    secret = write(tmp_path / "outside" / "secret.yaml", OLD)
    file.unlink()
    file.symlink_to(secret)
    problem = replaced(tmp_path)
    assert problem is not None
    assert (problem.code, secret.read_bytes()) == ("symlink", OLD)


def test_a_folder_that_became_a_link_is_not_written_through(tmp_path: Path, file: Path) -> None:
    write(tmp_path / "outside" / "new.yaml", OLD)
    file.unlink()
    file.parent.rmdir()
    file.parent.symlink_to(tmp_path / "outside")
    problem = replaced(tmp_path)
    assert problem is not None
    assert (problem.code, (tmp_path / "outside" / "new.yaml").read_bytes()) == ("symlink", OLD)


def test_what_may_not_be_written_is_told_and_stays(tmp_path: Path, file: Path) -> None:
    if os.geteuid() == 0:
        beside = file.with_name(f".{file.name}.{os.getpid()}.new")
        beside.mkdir()  # root may write anywhere, but not where something stands already
    else:
        file.chmod(0o440)
    problem = replaced(tmp_path)
    assert problem is not None
    assert (problem.code, file.read_bytes()) == ("unwritable", OLD)
