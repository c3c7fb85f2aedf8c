"""A game that is connected to a system on this machine."""

from collections.abc import Iterator

import pytest

from tests.factories.people import make_game
from tests.fakes.nppa import APP_ID, BIZ_ID, KEY, Nppa, nppa_server


@pytest.fixture
def nppa(settings, db) -> Iterator[Nppa]:
    """Return the system, with the game huanle connected to it."""
    make_game("huanle")
    with nppa_server() as system:
        settings.NPPA_APP_ID, settings.NPPA_KEYS, settings.NPPA_GAMES = APP_ID, [KEY], {"huanle": BIZ_ID}
        settings.NPPA_CHECK_URL = f"{system.url}/idcard/authentication/check"
        settings.NPPA_QUERY_URL = f"{system.url}/idcard/authentication/query"
        settings.NPPA_REPORT_URL = f"{system.url}/behavior/collection/loginout"
        yield system
