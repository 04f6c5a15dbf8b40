"""The definitions folder: every YAML file below it, and nothing that a pull request could make it lead to elsewhere."""

from __future__ import annotations

from segments_as_code.files.codes import CODES
from segments_as_code.files.folder import FolderFiles

__all__ = ["CODES", "FolderFiles"]
