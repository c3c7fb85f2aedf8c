"""The part of a ticket's page that names earlier tickets which read alike."""

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Group
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.models import Ticket, TicketVector

pytestmark = pytest.mark.django_db


def liken(ticket: Ticket, *others: Ticket, percent: int = 90) -> None:
    TicketVector.objects.create(
        ticket=ticket, game=ticket.game, family="CI", encoder="use3", vector=b"",
        like=[other.pk for other in others], likeness=[percent] * len(others),
    )  # fmt: skip


@pytest.fixture
def desk() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_agent("agent", language="en", games=[make_game()]))
    return client


def test_it_names_what_the_agent_may_see_and_marks_the_same_matter(desk: Client) -> None:
    player = make_player()
    earlier, other = make_ticket(subject="canary earlier", player=player), make_ticket(subject="canary other")
    hidden = make_ticket(subject="canary hidden")
    Ticket.objects.filter(pk=hidden.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    ticket = make_ticket(subject="again", player=player)
    liken(ticket, other, earlier, hidden)

    page = desk.get(reverse("desk_alike", args=[ticket.number]), headers={"HX-Request": "true"}).content.decode()

    assert page.index("canary earlier") < page.index("canary other")
    assert page.count("Same player, same matter?") == 1
    assert "canary hidden" not in page
    assert page.lstrip().startswith('<section id="alike">')


def test_it_is_a_page_of_its_own_without_scripts(desk: Client) -> None:
    ticket = make_ticket()

    page = desk.get(reverse("desk_alike", args=[ticket.number]))

    assert page.status_code == 200
    assert "No earlier ticket reads like this one." in page.content.decode()


def test_a_hidden_ticket_has_none(desk: Client) -> None:
    hidden = make_ticket(player=make_player(make_game("xinghai", "moba")))

    assert desk.get(reverse("desk_alike", args=[hidden.number])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_and_three(desk: Client, count: int, django_assert_num_queries) -> None:
    ticket = make_ticket()
    liken(ticket, *[make_ticket() for _ in range(count)])
    url = reverse("desk_alike", args=[ticket.number])
    desk.get(url)

    with django_assert_num_queries(6):
        desk.get(url, headers={"HX-Request": "true"})
