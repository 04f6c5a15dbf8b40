"""A laptop with an embedded service."""

from __future__ import annotations

from tests.cli.conftest import laptop as laptop  # noqa: PLC0414  # pytest finds its fixtures here
