"""The player's key to the tracking page."""

from typing import Any

import pytest

from tests.factories.tickets import make_ticket
from tickets.actions.tracking import live_link, token_for
from tickets.queries.tracking import ticket_by_token

pytestmark = pytest.mark.django_db


def test_a_link_lives_on_when_the_installation_gets_another_key(settings: Any) -> None:
    ticket = make_ticket()
    link = live_link(ticket)
    assert link is not None
    before = token_for(link)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key, long enough", [settings.SECRET_KEY]

    assert token_for(link) == before
    assert ticket_by_token(token_for(link)) == ticket
    made_now = live_link(make_ticket())
    assert made_now is not None
    assert ticket_by_token(token_for(made_now)).pk == made_now.ticket_id
