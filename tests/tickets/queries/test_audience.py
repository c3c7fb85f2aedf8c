"""Who may see a ticket, asked from its side, is the same as asked from the person's side."""

import pytest

from core.enums import Permission
from core.models import Actor, Agent, Grant, Group, Role
from core.policies.permissions import has_anywhere
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.enums import Status
from tickets.models import Ticket
from tickets.policies.access import can_see
from tickets.queries.audience import staff_named_in, standings, viewers_of
from tickets.queries.scope import tickets_for

pytestmark = pytest.mark.django_db


def everybody() -> None:
    huanle, xinghai = make_game("huanle"), make_game("xinghai", "moba")
    for role in Role.objects.values_list("code", flat=True):
        for games in (None, [huanle], [xinghai], [huanle, xinghai]):
            make_agent(role, games=games)
            make_agent(role, games=games, groups=("CRI",))
    make_agent(is_active=False)
    make_agent(is_superuser=True)
    mixed = make_agent("integrator", games=[huanle])
    Grant.objects.create(agent=mixed, role=Role.objects.get(code="analyst"), game=xinghai)


@pytest.mark.parametrize("slug", ["huanle", "xinghai"])
@pytest.mark.parametrize("is_restricted", [False, True])
@pytest.mark.parametrize("is_held", [False, True])
def test_three_ways_to_ask_the_same_answer(desk_rows, slug, is_restricted, is_held):
    everybody()
    holder = make_agent(games=[make_game("huanle"), make_game("xinghai", "moba")])
    ticket = make_ticket(Status.OPEN if is_held else Status.NEW, agent=holder, game=make_game(slug))
    group = Group.objects.get(code="CRI" if is_restricted else "FL")
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=is_restricted, group=group)
    ticket.refresh_from_db()
    at_desk = [a for a in Agent.objects.all() if a.is_active and is_at_desk(a)]

    viewers = set(viewers_of(ticket).values_list("pk", flat=True))

    assert viewers == {a.pk for a in at_desk if can_see(Actor.of_agent(a), ticket)}
    assert viewers == {a.pk for a in at_desk if tickets_for(a).filter(pk=ticket.pk).exists()}
    assert viewers == {a.pk for a in at_desk if standings(a, [ticket.pk])}
    assert 0 < len(viewers) < len(at_desk)


def is_at_desk(agent: Agent) -> bool:
    return has_anywhere(agent, Permission.DESK_USE)


def test_names_are_looked_up_only_for_a_text_with_an_at(desk_rows, django_assert_num_queries):
    make_agent(name="林夏")

    with django_assert_num_queries(0):
        assert staff_named_in("林夏看一下") == []
    with django_assert_num_queries(1):
        assert [person.name for person in staff_named_in("@林夏看一下 100% _")] == ["林夏"]


@pytest.mark.parametrize("name", ["%", "_", "a%b", "\\"])
def test_signs_in_a_name_are_signs_and_no_wildcards(desk_rows, name):
    make_agent(name=name)

    assert staff_named_in("@xyz") == []
    assert [person.name for person in staff_named_in(f"@{name}")] == [name]
