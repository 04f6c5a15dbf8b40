"""Find what an export consists of: its files, when it was made, and whether it is whole."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Final, Literal, TypeAlias

from segments_as_code.meaning.evaluate import nanoseconds
from segments_as_code.model.document import Json
from segments_as_code.model.problem import SegmentsError

Form: TypeAlias = Literal["lines", "csv", "parquet"]
JOB_FILE: Final = "export-job.json"
_FORMS: Final[Mapping[str, Form]] = {
    ".gz": "lines",
    ".json": "lines",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".csv": "csv",
    ".parquet": "parquet",
}


class DamagedExportError(SegmentsError):
    """The files of an export cannot be read, whichever way."""


@dataclass(frozen=True, slots=True)
class Export:
    """The files of an export called ``name``, all of one form; ``headers`` are those of CSV files. ``as_of`` is when its job was completed.

    ``lines`` is how many endpoints the job says that it wrote. Both are None if nobody kept the job's answer beside the files.
    ``is_invented``: the endpoints are not real (``audience.invented``). ``unreadable`` lines were left out when the files were made.
    """

    files: Sequence[Path]
    form: Form
    headers: Sequence[Sequence[str]] = ()
    as_of: datetime | None = None
    lines: int | None = None
    is_invented: bool = False
    name: str = ""
    unreadable: int = 0


def find_export(path: Path, shown: str = "") -> Export:
    """Return the export at ``path``: a file, or a folder with its parts and, if somebody kept it, ``export-job.json``.

    It is called ``shown`` in messages and on pages; without that, its path and the name of its file or folder.

    That is the answer of ``aws pinpoint get-export-job``. Files of other kinds are passed over, as AWS's own samples do.

    Raises:
        SegmentsError: there is no such file, or the export is not whole.
    """
    if not path.exists():
        raise SegmentsError(
            "export-missing", f"there is no export at {shown or path}.", "name the file or the folder that the export was downloaded to."
        )
    found = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    files = [each for each in found if form_of(each) is not None and each.name != JOB_FILE]
    forms = {form_of(each) for each in files}
    if len(forms) != 1:
        what = "files of several kinds" if forms else "no file of an export"
        remedy = "keep in it only .gz, .json, .jsonl or .ndjson files of one JSON object a line; or only .csv; or only .parquet."
        raise SegmentsError("export-missing", f"{shown or path} has {what}.", remedy)
    form = form_of(files[0]) or "lines"
    headers = tuple(map(_header, files)) if form == "csv" else ()
    jobs = (
        [each for each in found if each.name == JOB_FILE] if path.is_dir() else [each for each in [path.parent / JOB_FILE] if each.exists()]
    )
    if len(jobs) > 1:
        raise SegmentsError("export-missing", f"{path} has {len(jobs)} exports.", f"name the folder of one of them: {jobs[0].parent}.")
    as_of, lines, is_invented = _read_job(jobs[0]) if jobs else (None, None, False)
    return Export(files, form, headers, as_of, lines, is_invented, shown or path.resolve().name)


def form_of(file: PurePath) -> Form | None:
    """Return the form of a file of an export, by its name; None if it is none."""
    return None if file.name.startswith(".") else _FORMS.get(file.suffix.lower())


def _header(file: Path) -> list[str]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return next(csv.reader(stream), [])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SegmentsError("export-unreadable", f"{file.name} cannot be read.", "check that it is a CSV file in UTF-8.") from error


def _read_job(file: Path) -> tuple[datetime | None, int | None, bool]:
    """Return when an export job was completed, how many endpoints it wrote, and whether they are invented; refuse one that is not whole."""
    answer: Mapping[str, Json] = {}
    with suppress(OSError, ValueError, RecursionError):
        content: Json = json.loads(file.read_text(encoding="utf-8"))
        answer = content.get("ExportJobResponse", content) if isinstance(content, dict) else {}
    if not isinstance(answer, dict) or "JobStatus" not in answer:
        message = f"{file.name} is not the answer of aws pinpoint get-export-job."
        raise SegmentsError("export-unreadable", message, "save the answer again, or remove the file.")
    definition = answer.get("Definition")
    if isinstance(definition, dict) and definition.get("SegmentId"):
        message = "this is an export of one segment: of the people of every other segment it has only some."
        raise SegmentsError("export-incomplete", message, "export the whole application: a job without SegmentId.")
    if answer.get("FailedPieces") or answer["JobStatus"] != "COMPLETED":
        message = f"the export is not whole: its job is {answer['JobStatus']}, and {answer.get('FailedPieces') or 0} of its pieces failed."
        raise SegmentsError("export-incomplete", message, "download an export that was completed.")
    processed, completed = answer.get("TotalProcessed"), nanoseconds(str(answer.get("CompletionDate")))
    as_of = None if completed is None else datetime.fromtimestamp(completed // 10**9, UTC)
    return as_of, processed if isinstance(processed, int) else None, answer.get("Invented") is True


def check_whole(export: Export, lines: int) -> None:
    """Refuse an export that has other than the lines that its job wrote."""
    if export.lines is not None and lines != export.lines:
        message = f"the export has {lines:,} lines, and its job wrote {export.lines:,}."
        remedy = "name the folder with all its files, and download those that are missing."
        raise SegmentsError("export-incomplete", message, remedy if lines < export.lines else "keep each export in a folder of its own.")
