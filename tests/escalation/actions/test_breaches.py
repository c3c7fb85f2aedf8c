"""Who hears of a missed deadline, and how loudly."""

import pytest

from core.actions.time_shift import shifted
from core.models import Agent, Group, Notification
from escalation.actions.breaches import leads_of
from tests.factories.escalation import DAY, HOUR, MINUTE, MONDAY, make_timed, supervisor, sweep_at, taken_by
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import relay_all
from tickets.actions import changes
from tickets.enums import Priority
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Agent:
    """The lead of the front line."""
    agent = make_agent("supervisor", name="组长")
    Group.objects.filter(code="FL").update(lead=agent)
    return agent


def told(kind: str) -> set[tuple[int, bool]]:
    return set(Notification.objects.filter(kind=kind).values_list("agent_id", "is_urgent"))


def test_a_breach_reaches_the_lead_and_the_assignee_at_once(lead: Agent) -> None:
    ticket, agent = make_timed(priority=2), make_agent()
    taken_by(agent, ticket)

    sweep_at(MONDAY + HOUR)

    assert told("sla.breached.first_response") == {(lead.pk, False), (agent.pk, False)}
    notice = Notification.objects.filter(kind="sla.breached.first_response").first()
    assert notice is not None
    assert (notice.url, notice.params["number"]) == (f"/desk/tickets/{ticket.number}", ticket.number)


@pytest.mark.parametrize(("priority", "is_urgent"), [(0, True), (1, True), (2, False), (4, False)])
def test_p0_and_p1_page_until_somebody_takes_care(lead: Agent, priority: int, is_urgent: bool) -> None:
    make_timed(priority=priority)

    sweep_at(MONDAY + 10 * DAY)

    assert told("sla.breached.first_response") == {(lead.pk, is_urgent)}


def test_a_breach_that_a_change_made_is_shown_to_the_lead_and_pages_nobody(lead: Agent) -> None:
    ticket, agent = make_timed(priority=2), make_agent()
    taken_by(agent, ticket)
    with shifted(MONDAY + 30 * MINUTE):
        changes.change_ticket(ticket, by=supervisor(), priority=Priority.P1, reason="比赛中")
        relay_all()

    sweep_at(MONDAY + 31 * MINUTE)

    assert told("sla.breached.first_response") == {(lead.pk, False)}


def test_a_warning_is_for_the_assignee_or_else_for_the_lead(lead: Agent) -> None:
    taken, agent = make_timed(priority=2), make_agent()
    taken_by(agent, taken)
    make_timed(priority=2)

    sweep_at(MONDAY + 45 * MINUTE)

    assert told("sla.warned.first_response") == {(agent.pk, False), (lead.pk, False)}


def test_without_a_lead_the_supervisors_of_the_game_hear_of_it() -> None:
    ticket = make_timed(priority=2)
    everywhere, here = make_agent("supervisor"), make_agent("manager", games=[ticket.game])
    make_agent("supervisor", games=[make_game("xinghai", "moba")])
    make_agent("agent", games=[ticket.game])
    Agent.objects.filter(pk=make_agent("supervisor").pk).update(is_active=False)

    assert leads_of(ticket) == {everywhere.pk, here.pk}


def test_a_restricted_ticket_is_shown_to_those_who_may_see_it() -> None:
    ticket = make_timed(priority=0)
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True)
    ticket.refresh_from_db()
    crisis = make_agent("crisis", groups=("CRI",))
    make_agent("supervisor")

    assert leads_of(ticket) == {crisis.pk}


def test_telling_twice_is_telling_once(lead: Agent) -> None:
    make_timed(priority=2)
    sweep_at(MONDAY + HOUR)
    before = Notification.objects.count()

    sweep_at(MONDAY + HOUR)
    relay_all()

    assert Notification.objects.count() == before
