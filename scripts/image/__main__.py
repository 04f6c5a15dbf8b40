"""``python -m scripts.image SITE_PACKAGES`` cuts an installed folder down to what the action runs. The Dockerfile calls it."""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.image.debug import cut_debug
from scripts.image.services import cut_services
from scripts.image.unused import remove_unused

if __name__ == "__main__":
    site = Path(sys.argv[1])
    remove_unused(site)
    cut_debug(site)
    cut_services(site / "botocore" / "data")
