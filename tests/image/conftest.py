"""The installed packages that the image has, copied and then cut as its build cuts them."""

from __future__ import annotations

import re
import shutil
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from scripts.image.debug import cut_debug
from scripts.image.services import SERVICES, cut_services
from scripts.image.unused import remove_unused

ROOT = Path(__file__).parent.parent.parent


def locked() -> list[Distribution]:
    """Return the distributions of the image's lock, as they are installed here."""
    lines = (ROOT / "requirements" / "image.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line.removesuffix("\\")) for line in lines if re.match(r"[\w-]+==", line)]
    return [distribution(pin.name) for pin in pins if pin.marker is None or pin.marker.evaluate()]


def copy_installed(site: Path) -> None:
    """Copy what pip would have installed, save what another test looks after: the data of services that are not ours."""
    for one in locked():
        for file in one.files or ():
            others = file.parts[:2] == ("botocore", "data") and len(file.parts) > 3 and file.parts[2] not in SERVICES
            if ".." not in file.parts and not others:
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(str(file.locate()), site / file)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of packages as pip leaves it."""
    site = tmp_path_factory.mktemp("installed")
    copy_installed(site)
    return site


@pytest.fixture(scope="session")
def cut(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same folder, cut."""
    site = tmp_path_factory.mktemp("cut") / "site-packages"
    shutil.copytree(installed, site)
    (site / "botocore" / "data" / "a-service-that-is-not-ours").mkdir()
    remove_unused(site)
    cut_debug(site)
    cut_services(site / "botocore" / "data")
    return site
