"""People who are there, and tickets that wait for them."""

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from core import clock
from core.actions.skills import set_skills
from core.enums import Availability
from core.models import Actor, Agent, AgentLoad, Group
from tests.factories.people import make_agent
from tests.factories.tickets import open_one
from tickets.models import Ticket
from tickets.models.tickets import IN_HAND


def sign_in(agent: Agent) -> None:
    """The agent has a living session."""
    until = clock.now() + timedelta(hours=8)
    key = f"session-of-{agent.pk:020d}"
    Session.objects.update_or_create(session_key=key, defaults={"session_data": "x", "expire_date": until})
    UserSession.objects.update_or_create(
        session_key=key, defaults={"user": agent, "ip": "127.0.0.1", "user_agent": "tests", "created_at": clock.now()}
    )


def make_ready(role: str = "agent", *, skills: dict[str, int] | None = None, **fields: Any) -> Agent:
    """An agent who is signed in and available, in the front line unless `groups` says otherwise."""
    fields = {"availability": Availability.AVAILABLE, "languages": ["zh-Hans", "en"]} | fields
    agent = make_agent(role, **fields)
    if skills:
        set_skills(agent, skills, by=Actor.system())
    sign_in(agent)
    return agent


def wait_for_somebody(*, minutes: float = 0, category: str = "OP-01", group: str = "FL", **fields: Any) -> Ticket:
    """A ticket that has been waiting so long in the group, with these columns; its verdict is put aside."""
    ticket = open_one().ticket
    placed = clock.now() - timedelta(minutes=minutes)
    columns = {"language": "zh-Hans", "difficulty": 1, "priority": 3, "is_restricted": False} | fields
    Ticket.objects.filter(pk=ticket.pk).update(
        category_id=category, group=Group.objects.get(code=group), placed_at=placed, **columns
    )
    return Ticket.objects.select_related("game", "player", "group").get(pk=ticket.pk)


def true_load(agent: Agent) -> int:
    """How many tickets the agent really has in hand."""
    return Ticket.objects.filter(assignee=agent, status__in=IN_HAND).count()


def kept_load(agent: Agent) -> int:
    """What the agent's row says."""
    return AgentLoad.objects.filter(agent=agent).values_list("active", flat=True).first() or 0
