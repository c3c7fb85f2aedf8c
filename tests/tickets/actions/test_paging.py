"""What called people ends by itself when somebody has come; danger calls until somebody trained has."""

import pytest

from core import clock
from core.actions.notifications import notify
from core.models import Actor, Agent, Notification
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket, relay_all
from tickets.actions.replies import send_reply
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def call(agent: Agent, ticket: Ticket, kind: str) -> Notification:
    notify([agent.pk], key=kind, kind=kind, topic=f"ticket:{ticket.pk}", is_urgent=True, url="/", params={})
    return Notification.objects.get(agent=agent, key=kind)


def still_calls(row: Notification) -> bool:
    row.refresh_from_db()
    return row.read_at is None


def test_an_answer_of_a_colleague_ends_the_call_about_a_deadline_and_not_one_about_danger() -> None:
    lead, trained, agent = make_agent("supervisor"), make_agent("crisis", groups=("CRI",)), make_agent()
    ticket, other = make_ticket(), make_ticket()
    late, danger = call(lead, ticket, "sla.breached.first_response"), call(trained, ticket, "ticket.crisis")
    elsewhere = call(agent, other, "sla.breached.first_response")

    send_reply(ticket.pk, by=Actor.of_agent(agent), body="在的，我来处理")
    relay_all()

    assert [still_calls(row) for row in (late, danger, elsewhere)] == [False, True, True]


def test_an_answer_of_somebody_trained_ends_the_call_about_danger() -> None:
    trained, other = make_agent("crisis", groups=("CRI",)), make_agent("crisis", groups=("CRI",))
    ticket = make_ticket()
    danger = call(other, ticket, "ticket.crisis")

    send_reply(ticket.pk, by=Actor.of_agent(trained), body="我在，请慢慢说。")
    relay_all()
    assert not still_calls(danger)

    with clock.frozen(clock.now()):
        again = call(other, ticket, "ticket.crisis_alone")
    assert still_calls(again)
