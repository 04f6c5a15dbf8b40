"""``python -m scripts.service_data`` writes our data folder anew from the botocore that is installed. ``make service-data`` calls it."""

from __future__ import annotations

import json
from pathlib import Path

import botocore
from botocore.loaders import Loader

from scripts.service_data.cut import files
from segments_as_code.providers.pinpoint.gateway.client import DATA


def main() -> None:
    """Write the files."""
    endpoints = json.loads((Path(botocore.__file__).parent / "data" / "endpoints.json").read_text(encoding="utf-8"))
    for path, text in files(Loader().load_service_model("pinpoint", "service-2"), endpoints).items():
        (DATA / path).parent.mkdir(parents=True, exist_ok=True)
        (DATA / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
