"""Read saved answers and templates as a snapshot, so that they can be pulled like what is deployed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from segments_as_code.cli.console import print_notice
from segments_as_code.definitions.template_events import template_events
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.model.document import Json, SourceFile
from segments_as_code.model.problem import SegmentsError
from segments_as_code.model.segment import DeployedSegment
from segments_as_code.ownership import with_our_tags
from segments_as_code.ports import Dialect, Provider
from segments_as_code.providers.pinpoint.saved_answers import SavedSegments, read_answers
from segments_as_code.snapshot import FORMAT, FromSnapshot, Snapshot, read_snapshot

_REMEDY: Final = "give answers of aws pinpoint get-segments, a snapshot, or a CloudFormation template."
_MOST_BYTES: Final = 256 * 2**20


def read_saved(provider: Provider, paths: Sequence[Path], scope: str | None, *, owner: str, region: str | None = None) -> FromSnapshot:
    """Return a stand-in for ``provider`` that has what the files hold; ``scope`` and ``region`` are used if they name none.

    A segment of a template has no id that could be adopted: it is given to ``owner``.

    Raises:
        SegmentsError: a file cannot be read (``saved-unreadable``), or see ``read_answers`` and ``FromSnapshot``.
    """
    texts = [_read(path) for path in paths]
    if len(texts) == 1 and f'"{FORMAT}"' in texts[0][:200]:
        return FromSnapshot(provider, read_snapshot(texts[0], called=str(paths[0])))
    if provider.dialect.name != "pinpoint":
        message = f"these definitions are for {provider.dialect.nouns.service}, and saved answers are read of Pinpoint alone."
        raise SegmentsError("another-service", message, "name a new folder, and give --application-id.")
    found = _read_answers([_parse(text, path) for text, path in zip(texts, paths, strict=True)], provider.dialect)
    container = found.scope or scope
    if container is None:
        message = "these files do not say which application their segments are of."
        raise SegmentsError("no-application", message, f"give --{provider.dialect.nouns.option}.")
    if found.is_incomplete:
        print_notice("Each of these pages says that there is another one: segments of the missing pages are named by their ids.")
    for logical_name, function in found.unknown.items():
        told = f"its {function} has a value only once the template is deployed. Write the value into the template, and pull again."
        print_notice(f"left out: {logical_name}: {told}")
    taken = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    segments = tuple(_own(found.segments, owner))
    return FromSnapshot(provider, Snapshot(taken, provider.dialect.name, container, found.region or region or "", segments, ()))


def _read_answers(documents: Sequence[Json], dialect: Dialect) -> SavedSegments:
    try:
        return read_answers(documents, dialect)
    except RecursionError as error:
        raise SegmentsError("saved-unreadable", "values are nested too deep to be read.", _REMEDY) from error


def _own(segments: Sequence[DeployedSegment], owner: str) -> Iterator[DeployedSegment]:
    """Yield ``segments``; one from a template, which has no ARN, gets our tags and a key made from its name."""
    taken: set[str] = set()
    for segment in segments:
        key = re.sub("[^a-z0-9]+", "-", segment.name.lower()).strip("-")[:60] or segment.id
        key = key if key not in taken else f"{key}-{segment.id}"
        taken.add(key)
        yield segment if segment.arn else replace(segment, tags=with_our_tags(segment.tags, key=key, owner=owner))


def _read(path: Path) -> str:
    try:
        content = path.read_bytes()
        if len(content) > _MOST_BYTES:
            raise SegmentsError("saved-unreadable", f"{path} has more than {_MOST_BYTES // 2**20} MiB.", _REMEDY)
        return content.decode("utf-8-sig")
    except OSError as error:
        raise SegmentsError("saved-unreadable", f"{path} cannot be read: {error.strerror}.", _REMEDY) from error
    except UnicodeDecodeError as error:
        raise SegmentsError("saved-unreadable", f"{path} cannot be read: it is not UTF-8.", _REMEDY) from error


def _parse(text: str, path: Path) -> Json:
    """Return JSON, or YAML as in templates; a text that is an error of AWS's command line as it is.

    A template is read, in the answer of ``aws cloudformation get-template`` too, which holds one in YAML as a text.
    """
    if not text.strip():
        message = f"{path} is empty: the call that was to fill it was refused, or wrote its error elsewhere."
        raise SegmentsError("saved-refused", message, "repeat the call, and read what it says.")
    if "An error occurred (" in text[:400]:
        return text.strip()
    try:
        parsed: Json = json.loads(text)
    except (ValueError, RecursionError):
        return _parse_yaml(text, path)
    body = parsed.get("TemplateBody") if isinstance(parsed, dict) else None
    return _parse(body, path) if isinstance(body, str) else parsed


def _parse_yaml(text: str, path: Path) -> Json:
    source = SourceFile(str(path), path.stem, text.encode(errors="surrogatepass"))
    documents, problems = read_file(source, open_events=template_events)
    if problems:
        message = f"{path} is neither JSON nor YAML that can be read: {problems[0].location}: {problems[0].message}"
        raise SegmentsError("saved-unreadable", message, _REMEDY)
    return [document.content for document in documents]
