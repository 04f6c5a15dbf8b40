"""Open an export, or a file, wherever it is: on this machine, or in S3, from which it is downloaded and then removed again."""

from __future__ import annotations

import shutil
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, gettempdir
from types import FrameType
from typing import Final, NoReturn

from segments_as_code.audience.export_cache import ExportCache
from segments_as_code.audience.sources import JOB_FILE, Export, find_export, form_of
from segments_as_code.model.problem import SegmentsError
from segments_as_code.providers.aws.object_store import Location, ObjectStore, StoredObject, read_location

_MEGABYTE: Final = 10**6


@dataclass(frozen=True, slots=True)
class OpenedExport:
    """An export, the ``name`` to keep it under, and whether its files already are what was kept."""

    export: Export
    name: str = ""
    is_kept: bool = False


@contextmanager
def open_export(where: str, shown: str = "", cache: ExportCache | None = None) -> Iterator[OpenedExport]:
    """Open the export at a path, or at ``s3://bucket/folder``: its files are there as long as the context is.

    Messages and pages call it ``shown``; if that is empty, by its path or, without anything of the bucket, by the name of the folder.

    If ``cache`` has it, its files are neither read nor downloaded.

    Raises:
        SegmentsError: there is no export, or it is not whole.
        ServiceError: S3 does not give it.
    """
    location = read_location(where)
    if location is None:
        export = find_export(Path(where), shown)
        name = cache.name(str(Path(where).resolve()), map(_stamp, export.files)) if cache is not None else ""
        yield _kept_or(export, cache, name)
        return
    store = ObjectStore(location.bucket)
    found = [each for each in _objects_of(store, location) if _is_of_export(each.key)]
    if not any(PurePosixPath(each.key).name != JOB_FILE for each in found):
        message = "there is no file of an export at this place in S3."
        raise SegmentsError(
            "export-missing", message, "name the folder that the export job wrote to, such as s3://bucket/exports/2026-10-28/."
        )
    if (jobs := sum(PurePosixPath(each.key).name == JOB_FILE for each in found)) > 1:
        raise SegmentsError("export-missing", f"there are {jobs} exports at this place in S3.", "name the folder of one of them.")
    name = cache.name(where, ((each.key, each.size, each.etag) for each in found)) if cache is not None else ""
    is_kept = cache is not None and cache.find(name) is not None
    with private_folder([] if is_kept else found) as folder:
        files = {each.key: folder / _local_name(index, each.key) for index, each in enumerate(found)}
        for file in files.values():
            file.touch()  # so that the export is known by the names of its files, even if none is downloaded
        store.download({key: file for key, file in files.items() if not is_kept or file.name == JOB_FILE})
        yield _kept_or(find_export(folder, location.name), cache, name)


def _kept_or(export: Export, cache: ExportCache | None, name: str) -> OpenedExport:
    """Return what is kept under ``name`` instead of an export's files, if anything is."""
    kept = cache.find(name) if cache is not None else None
    if kept is None:
        return OpenedExport(export, name)
    return OpenedExport(replace(export, files=[kept.file], form="parquet", headers=(), unreadable=kept.unreadable), name, is_kept=True)


def _stamp(file: Path) -> tuple[str, int, str]:
    found = file.stat()
    return str(file), found.st_size, str(found.st_mtime_ns)


@contextmanager
def open_file(where: str) -> Iterator[Path]:
    """Open the file at a path, or at ``s3://bucket/key``: it is there as long as the context is."""
    location = read_location(where)
    if location is None:
        yield Path(where)
        return
    with private_folder() as folder:
        ObjectStore(location.bucket).download({location.key: folder / "file"})
        yield folder / "file"


def is_in_s3(where: str) -> bool:
    """Return whether a place is in S3, and not on this machine."""
    return read_location(where) is not None


def shown_place(where: str) -> str:
    """Return what messages call a place: a path as it is, and nothing of a bucket's name, which can hold an account."""
    location = read_location(where)
    return where if location is None else location.name


def is_audience_name(where: str) -> bool:
    """Return whether a place is that of a file written by ``segments audience``, and not of an export."""
    return where.lower().endswith(".json") and not Path(where).is_dir()


def _objects_of(store: ObjectStore, location: Location) -> Sequence[StoredObject]:
    """Return the objects of a folder; or one object, and the answer of its export job if somebody kept it beside that."""
    if not location.key or location.key.endswith("/") or form_of(PurePosixPath(location.key)) is None:
        return store.find(f"{location.key.rstrip('/')}/" if location.key else "")
    names = {location.key, f"{location.key.rpartition('/')[0]}/{JOB_FILE}".lstrip("/")}
    return [each for name in sorted(names) for each in store.find(name) if each.key in names]


def _is_of_export(key: str) -> bool:
    return form_of(PurePosixPath(key)) is not None and not key.endswith("/")


def _local_name(index: int, key: str) -> str:
    """Return a name without anything of the key but what it is: a key can be any text, with dots and slashes too."""
    name = PurePosixPath(key).name
    return JOB_FILE if name == JOB_FILE else f"{index:06}{PurePosixPath(key).suffix}"


@contextmanager
def private_folder(objects: Sequence[StoredObject] = ()) -> Iterator[Path]:
    """Open a folder that only this user can read, with room for ``objects``; it is removed, also after an error, Ctrl-C or SIGTERM.

    Raises:
        SegmentsError: there is not enough room.
    """
    size, free = sum(each.size for each in objects), shutil.disk_usage(gettempdir()).free
    if size > free:
        message = f"the export has {size / _MEGABYTE:,.0f} MB, and {gettempdir()} has {free / _MEGABYTE:,.0f} MB left."
        raise SegmentsError("unwritable", message, "set TMPDIR to a folder with more room.")
    with _interrupt_on_sigterm(), TemporaryDirectory(prefix="segments-") as folder:  # which has the mode 0700
        yield Path(folder)


@contextmanager
def _interrupt_on_sigterm() -> Iterator[None]:
    """End on SIGTERM as on Ctrl-C, so that what was downloaded is removed; signals reach the main thread alone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
