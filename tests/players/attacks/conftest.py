"""Attacks by people who are signed in: in demo mode, so that a second factor stands in nobody's way."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True
