"""Open pages hear of a work order, of whoever may see it, and nobody else's do."""

import pytest

from core.models import Actor, Agent, Event, Group
from escalation import subscriptions
from escalation.actions import order_details, work_orders
from escalation.queries.order_hints import order_hints
from tests.factories.people import make_agent
from tests.factories.tickets import relay_all
from tests.factories.work_orders import asker, make_order, worker
from tickets import subscriptions as ticket_subscriptions
from tickets.models import Ticket
from tickets.queries.hints import Hint, channels_for, hints_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Hint]]:
    """What goes out to open pages, instead of Redis."""
    found: list[tuple[str, Hint]] = []
    for module in (subscriptions, ticket_subscriptions):
        monkeypatch.setattr(module, "send_hint", lambda channel, hint: found.append((channel, hint)))
    return found


def hears(agent: Agent | None, sent: list[tuple[str, Hint]]) -> set[str]:
    assert agent is not None
    own = channels_for(agent)
    return {hint.kind for channel, hint in sent if channel in own and hint.kind.startswith("case.")}


def test_both_sides_hear_of_every_move_and_word(sent: list[tuple[str, Hint]]) -> None:
    by, tec = asker(), worker()
    order = make_order(by)
    relay_all()
    sent.clear()

    work_orders.accept(order.pk, by=tec)
    order_details.comment(order.pk, by=tec, body="看过了")
    relay_all()

    assert hears(by.agent, sent) == hears(tec.agent, sent) == {"case.moved", "case.commented"}


def test_of_a_restricted_ticket_the_group_hears_without_its_name_and_strangers_nothing(
    sent: list[tuple[str, Hint]],
) -> None:
    by, tec = Actor.of_agent(make_agent("agent")), worker()
    order = make_order(by)
    relay_all()
    sent.clear()
    Ticket.objects.update(is_restricted=True, group=Group.objects.get(code="CRI"), assignee=None)

    work_orders.accept(order.pk, by=tec)
    relay_all()

    crisis, stranger = make_agent("crisis", groups=("CRI",)), make_agent("agent")
    assert hears(by.agent, sent) == hears(tec.agent, sent) == hears(crisis, sent) == {"case.moved"}
    assert hears(stranger, sent) == set()
    names = {hint.id for channel, hint in sent if channel in channels_for(tec.agent)}  # type: ignore[arg-type]
    assert str(order.case.ticket_id) not in names


def test_an_order_of_an_open_ticket_is_told_once(sent: list[tuple[str, Hint]]) -> None:
    order = make_order()
    event = Event.objects.filter(name="case.moved").latest("pk")

    assert order_hints(event) == []
    assert [hint.id for _channel, hint in hints_of(event)] == [str(order.case.ticket_id)] * 2
