"""`manage.py reindex_search`: every message gets the present words, in batches, and a second run has nothing to do."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.engines.search_text import SEARCH_FORM
from tickets.models import Message
from tickets.queries.search import search_tickets

pytestmark = pytest.mark.django_db


def run(**options: int) -> str:
    out = StringIO()
    call_command("reindex_search", stdout=out, **options)
    return out.getvalue()


def test_stored_messages_are_found_again_and_a_second_run_has_nothing_to_do() -> None:
    agent, tickets = make_agent(), [make_ticket(subject="登录", body=f"兑换码无效 {n}") for n in range(3)]
    count = Message.objects.update(search="", search_form=0)
    assert search_tickets(agent, "兑换码").rows == []

    said = run(batch=2)

    assert {row.pk for row in search_tickets(agent, "兑换码").rows} == {ticket.pk for ticket in tickets}
    assert set(Message.objects.values_list("search_form", flat=True)) == {SEARCH_FORM}
    assert f"{count} messages were cut anew" in said
    assert "0 messages were cut anew" in run(batch=2)
