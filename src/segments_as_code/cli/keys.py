"""Arguments that name a segment by its key; a shell completes them from the files."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from segments_as_code.cli.folder import definitions_at
from segments_as_code.definitions.reserved_files import sort_files
from segments_as_code.definitions.resolver import find_key
from segments_as_code.definitions.yaml_reader import read_file


class _Key(click.ParamType[str]):
    """The key of a segment; with ``or_file`` also the path of a file."""

    name = "key"

    def __init__(self, *, or_file: bool = False) -> None:
        self._or_file = or_file

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the keys in the folder that the command line names, or in ``segments``."""
        del param
        typed = (ctx.params.get("path"), *(ctx.params.get("others") or ()), *ctx.args)  # args: before an option without its value
        named = [path for path in typed if path and Path(path).is_dir()]
        keys = [CompletionItem(key) for key in _keys_in(named[-1] if named else "segments") if key.startswith(incomplete)]
        return [CompletionItem(incomplete, type="file")] if self._or_file and not keys else keys  # bash can offer only one of the two


def _keys_in(path: str) -> list[str]:
    """Return the keys of all documents, valid or not; none if the folder cannot be read."""
    found: set[str | None] = set()
    with suppress(OSError):
        sources, _ = definitions_at(path).read()
        found = {find_key(document) for source in sort_files(sources).definitions for document in read_file(source)[0]}
    return sorted(key for key in found if key)


KEY, KEY_OR_FILE = _Key(), _Key(or_file=True)
