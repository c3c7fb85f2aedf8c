"""What every change of a ticket has in common."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import InvalidInput
from core.models import Actor, Group
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.actions import lifecycle, replies
from tickets.actions.changing import apply, check_seen
from tickets.enums import Status
from tickets.errors import StaleTicket
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_who_writes_without_the_lock_cannot_overwrite_a_newer_version() -> None:
    ticket = make_ticket()
    late = Ticket.objects.get(pk=ticket.pk)
    apply(ticket, subject="先写的")

    with pytest.raises(StaleTicket):
        apply(late, subject="后写的")

    assert Ticket.objects.get(pk=ticket.pk).subject == "先写的"


@pytest.mark.parametrize("offset", [-1, 1, 1000])
def test_a_version_that_is_not_the_present_one_is_refused_also_one_from_the_future(offset: int) -> None:
    ticket = make_ticket()

    with pytest.raises(StaleTicket):
        check_seen(ticket, ticket.version + offset)


def test_a_restricted_ticket_stays_restricted_wherever_it_goes() -> None:
    crisis = make_agent("crisis", groups=("CRI",))
    ticket = make_ticket(Status.OPEN, agent=crisis)
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))

    lifecycle.hand_over(ticket.pk, by=Actor.of_agent(crisis), group=Group.objects.get(code="GRD"), note="请接着看")

    ticket.refresh_from_db()
    assert (ticket.group.code, ticket.is_restricted) == ("GRD", True)


def test_the_first_response_stays_the_first() -> None:
    agent, ticket = Actor.of_agent(make_agent()), make_ticket()
    first = replies.send_reply(ticket.pk, by=agent, body="在的")

    replies.send_reply(ticket.pk, by=agent, body="查好了")

    ticket.refresh_from_db()
    assert ticket.first_response_at == first.created_at


def test_a_resolve_takes_the_follow_up_away() -> None:
    by, ticket = Actor.of_agent(make_agent()), make_ticket(Status.OPEN)
    lifecycle.follow_up(ticket.pk, by=by, at=clock.now() + timedelta(days=1), note="回访")

    lifecycle.resolve(ticket.pk, by=by, summary="已处理", root_cause="缓存")

    ticket.refresh_from_db()
    assert (ticket.follow_up_at, ticket.follow_up_note) == (None, "")


def test_a_player_who_reopens_waits_from_then_on() -> None:
    ticket = make_ticket(Status.RESOLVED)

    with clock.frozen(clock.now() + timedelta(hours=1)) as now:
        lifecycle.confirm(ticket.pk, by=Actor.of_player(ticket.player_id, ""), solved=False)

    ticket.refresh_from_db()
    assert ticket.waiting_since == now


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_question_is_due_within_the_next_year(days: int) -> None:
    ticket = make_ticket(Status.OPEN)

    with clock.frozen(clock.now()) as now, pytest.raises(InvalidInput) as refusal:
        replies.ask_player(ticket, by=Actor.of_agent(make_agent()), body="截图？", due_at=now + timedelta(days=days))

    assert list(refusal.value.fields) == ["due_at"]
