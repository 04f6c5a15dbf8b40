"""A laptop, with the service running."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_emulator.emulator import Emulator
from tests.action.job import APP, segment
from tests.cli.laptop import Laptop


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    with Emulator(applications=[APP], region="eu-west-1") as emulator:
        made = Laptop(tmp_path, emulator)
        made.check_out({"new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "vip", "gold")})
        yield made
