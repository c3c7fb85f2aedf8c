"""The facts of a category as form fields."""

from datetime import UTC, datetime

import pytest

from core import clock
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.forms.desk import FactsForm

pytestmark = pytest.mark.django_db


def test_a_kept_moment_survives_a_change_of_another_fact() -> None:
    ticket, agent = make_ticket(category="AC-02"), make_agent()
    ticket.facts = {"last_normal_login": "2026-11-20T20:08+08:00"}
    shown = FactsForm(ticket=ticket, agent=agent)
    browser_has = {field.html_name: field.value() or "" for field in shown}

    with clock.frozen(datetime(2026, 11, 20, 13, tzinfo=UTC)):
        sent = FactsForm(browser_has | {"fact_lost_items": "传世剑"}, ticket=ticket, agent=agent)
        assert sent.is_valid(), sent.errors

    assert 'value="2026-11-20T20:08"' in str(shown["fact_last_normal_login"])
    assert sent.facts()["last_normal_login"] == "2026-11-20T20:08+08:00"
    assert sent.facts()["lost_items"] == "传世剑"
