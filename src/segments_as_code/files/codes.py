"""The codes of what can be wrong with a file or folder itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CODES: Final[Mapping[str, str]] = {
    "file-changed": "A file was changed by somebody else while it was being rewritten.",
    "file-name": "The name of a file or folder is not UTF-8, or has characters that cannot be shown.",
    "file-too-large": "A file is larger than a mebibyte; a segment takes about one thousandth of that.",
    "folder-too-deep": "Folders are nested more than 64 levels deep.",
    "folder-too-large": "The definitions together are larger than 64 mebibytes.",
    "missing-folder": "The folder of definitions, or the one file that was named, does not exist.",
    "no-definitions": "The folder holds no YAML file.",
    "not-a-file": "Something with a YAML file's name is a pipe, a socket, a device or the like.",
    "outside-workspace": "A path, or where a symbolic link leads, is outside the workspace.",
    "symlink": "A file or folder is a symbolic link; links are not followed.",
    "too-many-files": "The folder holds more than 20,000 definition files.",
    "unreadable": "A file or folder may not be read.",
    "unwritable": "A file may not be written, or there is no room for it.",
}
