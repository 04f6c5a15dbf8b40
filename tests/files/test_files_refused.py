"""What a pull request can put into a definitions folder that is not read: it ends in a problem, and hides nothing else."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import pytest

from segments_as_code.files import FolderFiles
from segments_as_code.model.document import Location
from segments_as_code.model.problem import Problem
from segments_as_code.safe_files import FileRefusedError, Opened, read_file
from tests.files.folders import read, write

ROOT = 0
NOBODY = 65534


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "repo" / "segments").mkdir(parents=True)
    return tmp_path / "repo"


# ── what leads outside ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("folder", ["..", "../..", "../outside", "segments/../../outside", "/etc", "/"])
def test_a_folder_outside_the_workspace_is_refused(workspace: Path, tmp_path: Path, folder: str) -> None:
    write(tmp_path / "outside" / "secret.yaml")
    assert read(workspace, folder) == ([], [(folder, "outside-workspace")])


def test_a_folder_whose_name_begins_like_the_workspaces_is_outside(workspace: Path) -> None:
    write(workspace.with_name("repo2") / "a.yaml")
    assert read(workspace, "../repo2") == ([], [("../repo2", "outside-workspace")])


def test_links_that_lead_out_are_not_followed(workspace: Path, tmp_path: Path) -> None:
    secret = write(tmp_path / "outside" / "secret.yaml")
    (workspace / "segments" / "file.yaml").symlink_to(secret)
    (workspace / "segments" / "folder").symlink_to(secret.parent)
    expected = [("segments/file.yaml", "outside-workspace"), ("segments/folder", "outside-workspace")]
    assert read(workspace) == ([], expected)


def test_links_that_stay_inside_are_not_followed_either(workspace: Path) -> None:
    inside = write(workspace / "other" / "a.yaml")
    (workspace / "segments" / "file.yaml").symlink_to(inside)
    (workspace / "segments" / "folder").symlink_to(inside.parent)
    (workspace / "segments" / "broken.yaml").symlink_to("nowhere.yaml")
    codes = [("segments/broken.yaml", "symlink"), ("segments/file.yaml", "symlink"), ("segments/folder", "symlink")]
    assert read(workspace) == ([], codes)


def test_links_that_hold_no_definitions_are_passed_over(workspace: Path) -> None:
    write(workspace / "segments" / "a.yaml")
    (workspace / "segments" / "LICENSE").symlink_to("/etc/hostname")
    (workspace / "segments" / "loop").symlink_to("loop")
    assert read(workspace) == (["segments/a.yaml"], [])


def test_a_file_that_is_exchanged_for_a_link_while_it_is_read_does_not_leak_what_that_leads_to(workspace: Path, tmp_path: Path) -> None:
    secret = write(tmp_path / "outside" / "secret.yaml", b"secret")
    file, spare = workspace / "segments" / "a.yaml", tmp_path / "spare"
    ended = Event()

    def exchange() -> None:
        while not ended.is_set():
            write(spare)
            spare.rename(file)
            spare.symlink_to(secret)
            spare.rename(file)

    thread = Thread(target=exchange)
    thread.start()
    readings = [FolderFiles(workspace, "segments").read()[0] for _ in range(2_000)]
    ended.set()
    thread.join()
    assert {source.content for sources in readings for source in sources} <= {b"Name: A\n", b""}


@pytest.mark.parametrize(("target", "code"), [("real", "symlink"), ("/etc", "outside-workspace"), ("..", "outside-workspace")])
def test_a_folder_that_is_itself_a_link_is_refused(workspace: Path, target: str, code: str) -> None:
    write(workspace / "real" / "a.yaml")
    (workspace / "linked").symlink_to(target)
    assert read(workspace, "linked") == ([], [("linked", code)])


def test_a_link_on_the_way_to_the_folder_is_refused(workspace: Path, tmp_path: Path) -> None:
    write(tmp_path / "outside" / "segments" / "a.yaml")
    (workspace / "way").symlink_to(tmp_path / "outside")
    assert read(workspace, "way/segments") == ([], [("way/segments", "outside-workspace")])


# ── what cannot be read ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_over_a_mebibyte_is_refused_and_hides_no_other(workspace: Path) -> None:
    write(workspace / "segments" / "a.yaml")
    write(workspace / "segments" / "exact.yaml", b"#" * 2**20)
    write(workspace / "segments" / "over.yaml", b"#" * (2**20 + 1))
    assert read(workspace) == (["segments/a.yaml", "segments/exact.yaml"], [("segments/over.yaml", "file-too-large")])


def test_a_50_mb_file_is_refused_by_its_size(workspace: Path) -> None:
    with write(workspace / "segments" / "huge.yaml").open("wb") as huge:
        huge.truncate(50 * 10**6)
    remedy = "split it; if it has no segments, move it out of the folder."
    message = "the file has 47.7 MiB, and a definition has at most 1 MiB."
    expected = Problem(Location("segments/huge.yaml"), "file-too-large", message, remedy)
    assert FolderFiles(workspace, "segments").read() == ((), (expected,))


def test_a_file_that_is_too_large_is_not_read_at_all(workspace: Path) -> None:
    with write(workspace / "over.yaml", b"#" * (2**20 + 1)).open("rb", buffering=0) as file:
        with pytest.raises(FileRefusedError):
            read_file(Opened(file.fileno(), os.fstat(file.fileno())))
        assert file.tell() == 0


def test_what_grows_while_it_is_read_is_not_read_to_its_end() -> None:
    """A pipe has no size, as a file that is written to has another than it says; only reading shows it."""
    reading, writing = os.pipe()
    written: list[int] = []

    def write_too_much() -> None:
        with suppress(BrokenPipeError):
            written.extend(os.write(writing, b"#" * 2**16) for _ in range(64))
        os.close(writing)

    thread = Thread(target=write_too_much)
    thread.start()
    with os.fdopen(reading, "rb"), pytest.raises(FileRefusedError) as refused:
        read_file(Opened(reading, os.fstat(reading)))
    thread.join()
    assert (refused.value.code, sum(written) < 2**21) == ("file-too-large", True)


def test_pipes_sockets_and_folders_with_a_files_name_do_not_hang(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(workspace / "segments" / "pipe.yaml")
    write(workspace / "segments" / "folder.yaml" / "inside.yaml")
    monkeypatch.chdir(workspace / "segments")  # a socket's path has at most 107 bytes
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.yaml")
    monkeypatch.chdir(tmp_path)
    expected = [("segments/pipe.yaml", "not-a-file"), ("segments/socket.yaml", "not-a-file")]
    assert read(workspace) == (["segments/folder.yaml/inside.yaml"], expected)


def test_a_pipe_that_is_named_itself_does_not_hang(workspace: Path) -> None:
    os.mkfifo(workspace / "pipe.yaml")
    assert read(workspace, "pipe.yaml") == ([], [("pipe.yaml", "not-a-file")])


def test_names_that_cannot_be_shown_are_refused_with_their_bytes(workspace: Path) -> None:
    folder = os.fsencode(workspace / "segments")
    for name in (b"caf\xe9.yaml", b"line\nbreak.yaml", "right\u202eto-left.yaml".encode()):
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(b"Name: A\n")
    assert read(workspace) == (
        [],
        [
            ("segments/caf\\xe9.yaml", "file-name"),
            ("segments/line\\x0abreak.yaml", "file-name"),
            ("segments/right\\xe2\\x80\\xaeto-left.yaml", "file-name"),
        ],
    )


def test_folders_nested_too_deep_are_refused_and_hide_no_other(workspace: Path) -> None:
    write(workspace / "segments" / "a.yaml")
    write(workspace / "segments" / "/".join("d" * 65) / "deep.yaml")
    write(workspace / "segments" / "/".join("e" * 64) / "deep.yaml")
    paths, problems = read(workspace)
    assert (len(paths), problems) == (2, [("segments/" + "/".join("d" * 65), "folder-too-deep")])


@pytest.mark.slow
def test_more_than_20_000_files_are_refused_as_a_whole(workspace: Path) -> None:
    first = write(workspace / "segments" / "0.yaml")
    for number in range(1, 20_001):
        os.link(first, workspace / "segments" / f"{number}.yaml")
    assert read(workspace) == ([], [("segments", "too-many-files")])
    first.unlink()
    assert len(read(workspace)[0]) == 20_000


def test_more_than_64_mib_are_refused_as_a_whole(workspace: Path) -> None:
    first = workspace / "segments" / "0.yaml"
    write(first, b"#" * 2**20)
    for number in range(1, 65):
        os.link(first, workspace / "segments" / f"{number}.yaml")
    assert read(workspace) == ([], [("segments", "folder-too-large")])


@pytest.fixture
def bound_by_permissions() -> Iterator[Path]:
    """A workspace of somebody whom permissions bind, which root is not."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "segments").mkdir()
        yield Path(folder)
        Path(folder, "segments", "vault").chmod(0o755)


@contextmanager
def without_privileges() -> Iterator[None]:
    if os.geteuid() != ROOT:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(ROOT)


def test_what_may_not_be_read_is_a_problem_and_hides_no_other(bound_by_permissions: Path) -> None:
    workspace = bound_by_permissions
    write(workspace / "segments" / "a.yaml")
    write(workspace / "segments" / "locked.yaml").chmod(0)
    write(workspace / "segments" / "vault" / "b.yaml").parent.chmod(0)
    expected = [("segments/locked.yaml", "unreadable"), ("segments/vault", "unreadable")]
    with without_privileges():
        found = read(workspace)
    assert found == (["segments/a.yaml"], expected)
