"""Who hears of a case: those who may see its ticket, and nobody else."""

import pytest

from core.errors import InvalidInput
from core.models import Actor, Agent, Group, Notification
from escalation.actions.breaches import leads_of
from escalation.actions.cases import escalate
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.enums import Status
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def restricted(agent: Agent) -> Ticket:
    ticket = make_ticket(Status.OPEN, agent=agent)
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    ticket.refresh_from_db()
    return ticket


def test_a_case_is_told_to_specialists_of_its_game_alone() -> None:
    agent, game = make_agent(), make_game("xinghai", "moba")
    of_game = make_agent("security", groups=("SEC",), games=[game])
    make_agent("security", groups=("SEC",), games=[make_game("huanle")])
    ticket = make_ticket(Status.OPEN, agent=agent, game=game)

    escalate(ticket, by=Actor.of_agent(agent), group=Group.objects.get(code="SEC"), note="请查登录记录")

    told = Notification.objects.filter(kind="case.opened").values_list("agent_id", flat=True)
    assert list(told) == [of_game.pk]


def test_a_case_that_nobody_of_the_group_could_see_is_refused() -> None:
    crisis = make_agent("crisis", groups=("CRI",))
    make_agent("security", groups=("SEC",))
    ticket = restricted(crisis)

    with pytest.raises(InvalidInput) as refusal:
        escalate(ticket, by=Actor.of_agent(crisis), group=Group.objects.get(code="SEC"), note="请查")

    ticket.refresh_from_db()
    assert (list(refusal.value.fields), ticket.status) == (["group"], Status.OPEN)
    assert not Notification.objects.filter(kind="case.opened").exists()


def test_a_case_is_not_for_the_front_line() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)

    with pytest.raises(InvalidInput):
        escalate(ticket, by=Actor.of_agent(agent), group=Group.objects.get(code="FL"), note="请查")


def test_a_lead_who_may_not_see_the_ticket_is_passed_over() -> None:
    lead = make_agent("supervisor", games=[make_game("huanle")])
    of_game = make_agent("supervisor", games=[make_game("xinghai", "moba")])
    Group.objects.filter(code="FL").update(lead=lead)

    assert leads_of(make_ticket(game=make_game("huanle"))) == {lead.pk}
    assert leads_of(make_ticket(game=make_game("xinghai", "moba"))) == {of_game.pk}
