"""What is logged while a test runs, and the state's real-name system."""

import logging
from collections.abc import Iterator

import pytest

from core.logs import JsonFormatter
from tests.players.channels.conftest import nppa

__all__ = ["logs", "nppa"]


@pytest.fixture
def logs() -> Iterator[list[str]]:
    """Every line that is logged meanwhile, as it would be written."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Kept()
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)
