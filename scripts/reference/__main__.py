"""``python -m scripts.reference`` generates every page."""

from __future__ import annotations

import sys

from scripts.reference import schemas
from scripts.reference.example_pull_request import PAGE, example_page
from scripts.reference.pages import FOLDER, PAGES, make_page
from scripts.reference.without_docker import FILE, composite_action

if __name__ == "__main__":
    for name in schemas.SCHEMAS:
        (schemas.FOLDER / name).write_text(schemas.make_schema(name), encoding="utf-8")
    for name in PAGES:
        (FOLDER / name).write_text(make_page(name), encoding="utf-8")
        sys.stdout.write(f"{name}\n")
    PAGE.write_text(example_page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}\n")
    FILE.write_text(composite_action(), encoding="utf-8")
