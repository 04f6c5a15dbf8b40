"""What every test runs under."""

from __future__ import annotations

import gc
import os
from typing import Any

from botocore import loaders
from hypothesis import HealthCheck, settings

from tests.promises.table import pytest_terminal_summary as pytest_terminal_summary  # noqa: PLC0414  # pytest finds its hooks here

# The same examples every time and everywhere; `HYPOTHESIS_PROFILE=search` looks for new ones.
settings.register_profile("repeat", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", parent=settings.get_profile("repeat"), derandomize=False, max_examples=2_000)
settings.register_profile("brief", parent=settings.get_profile("repeat"), max_examples=20)  # on a Python beside the one that has them all
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))

# Nothing here may reach an account of whoever runs the tests.
for name in [name for name in os.environ if name.startswith(("AWS_", "GITHUB_", "INPUT_", "SEGMENTS_"))]:
    del os.environ[name]
os.environ |= {
    "AWS_ACCESS_KEY_ID": "AKIATESTSEGMENTS",
    "AWS_SECRET_ACCESS_KEY": "not-a-secret",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}

_read_by_botocore: dict[str | None, dict[Any, Any]] = {}
_create_loader = loaders.create_loader


def _create_sharing_loader(search_path_string: str | None = None) -> loaders.Loader:
    """Return a loader of botocore that parses no data file which another session of this process has parsed already.

    Each run of the action opens a session of its own, and would spend half of its time on that.
    """
    made = _create_loader(search_path_string)
    made._cache = _read_by_botocore.setdefault(search_path_string, {})  # type: ignore[attr-defined]  # noqa: SLF001  # it has no other way
    return made


loaders.create_loader = _create_sharing_loader

_TESTS_BETWEEN = 25
_ended = 0


def pytest_runtest_teardown() -> None:
    """Collect garbage now and then: each run of an entry point here leaves a client with circles in it, which add up to gigabytes."""
    global _ended  # noqa: PLW0603  # pytest calls a function, and nothing hands it a place to count
    _ended += 1
    if _ended % _TESTS_BETWEEN == 0:
        gc.collect()
