"""The crisis card at the desk and on the player's page, and the page of care."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from core import clock
from core.models import Actor
from escalation.models import CrisisCare, CrisisMark
from tests.escalation.actions.test_cares import settled_by
from tests.escalation.actions.test_crises import in_danger, specialist
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import lifecycle
from tickets.actions.tracking import make_link, token_for
from tickets.enums import Status
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_second_factor(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]


def desk_of(client: Client, by: Actor) -> Client:
    assert by.agent is not None
    client.force_login(by.agent)
    return client


def page_of(client: Client, ticket: Ticket, language: str = "zh-hans") -> str:
    client.cookies["django_language"] = language
    token = token_for(make_link(ticket, by=Actor.system()))
    return client.get(f"/support/t/{token}").content.decode()


@pytest.fixture
def calm(client: Client) -> Callable[[Actor, Ticket], str]:
    return lambda by, ticket: desk_of(client, by).get(f"/desk/tickets/{ticket.number}").content.decode()


def test_the_card_stands_above_and_beside_the_ticket(calm: Callable[[Actor, Ticket], str]) -> None:
    html = calm(specialist(), in_danger())

    assert 'href="tel:12356"' in html
    assert 'data-key="Shift+h" data-insert="如果您现在不安全，请先打电话，会有人接：全国统一心理援助热线 12356' in html
    assert html.count('class="protocol__step"') == 8
    assert "拿礼包、游戏奖励做交换" in html


def test_other_tickets_show_nothing_of_it(calm: Callable[[Actor, Ticket], str]) -> None:
    html = calm(specialist(), make_ticket(Status.OPEN))

    assert "12356" not in html
    assert "protocol" not in html


def test_nobody_else_finds_the_ticket(client: Client) -> None:
    ticket = in_danger()
    client.force_login(make_agent("supervisor"))

    assert client.get(f"/desk/tickets/{ticket.number}").status_code == 404
    answer = client.post(f"/desk/tickets/{ticket.number}/crisis-step", {"step": "ask", "done": "1"})
    assert (answer.status_code, CrisisMark.objects.count()) == (404, 0)


def test_a_minor_is_named_as_one(calm: Callable[[Actor, Ticket], str]) -> None:
    child = make_player(birth_date=date(clock.now().year - 12, 6, 1))

    assert "</svg>未成年</span>" in calm(specialist(), in_danger(player=child))
    assert "</svg>未成年</span>" not in calm(specialist(), in_danger())


def test_a_step_is_marked_by_a_press_and_the_swap_is_the_ticket(client: Client) -> None:
    ticket, by = in_danger(), specialist()
    url = f"/desk/tickets/{ticket.number}/crisis-step"

    answer = desk_of(client, by).post(
        url, {"step": "ask", "done": "1"}, headers={"HX-Request": "true", "HX-Target": "ticket"}
    )

    assert (answer.status_code, CrisisMark.objects.get().step) == (200, "ask")
    assert 'class="is-done"' in answer.content.decode()
    client.post(url, {"step": "ask"})
    assert not CrisisMark.objects.exists()


def test_the_questions_of_rescue_and_of_the_call_are_asked_and_refused_beside_the_field(client: Client) -> None:
    ticket, by = in_danger(), specialist()
    desk_of(client, by)

    for name, good in (("crisis-rescue", {"note": "已报 110"}), ("crisis-call", {"outcome": "reached"})):
        url = f"/desk/tickets/{ticket.number}/{name}"
        assert client.get(url, headers={"HX-Request": "true"}).status_code == 200
        assert client.post(url, {}, headers={"HX-Request": "true"}).status_code == 422
        assert client.post(url, good).status_code == 302
    assert "已联系上，人平安" in client.get(f"/desk/tickets/{ticket.number}").content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "您不必一个人扛着"), ("en", "You need not carry this alone")]
)
def test_the_player_finds_somebody_to_call(client: Client, language: str, words: str) -> None:
    html = page_of(client, in_danger(), language)

    assert words in html
    assert html.index('href="tel:12356"') < html.index('href="tel:110"')


def test_another_players_page_says_nothing_of_it(client: Client) -> None:
    html = page_of(client, make_ticket(Status.OPEN))

    assert "tel:" not in html


def test_nothing_asks_a_player_in_danger_whether_it_is_solved(client: Client) -> None:
    ticket, by = in_danger(), specialist()
    lifecycle.take(ticket, by=by)
    lifecycle.resolve(ticket, by=by, summary="已陪伴", root_cause="危机")

    html = page_of(client, Ticket.objects.get(pk=ticket.pk))

    assert "我们一直都在" in html
    assert 'name="solved"' not in html


def test_what_is_pinned_stands_above_every_list_for_the_crisis_group_alone(client: Client) -> None:
    by = specialist()
    danger = in_danger()
    tickets = [make_ticket(Status.OPEN, agent=by.agent) for _ in range(2)]

    html = desk_of(client, by).get("/desk/?order=newest").content.decode()

    places = [html.index(f'id="t{row.pk}"') for row in (danger, *reversed(tickets))]
    assert places == sorted(places)
    assert html.count(f'id="t{danger.pk}"') == 1
    client.force_login(make_agent("supervisor"))
    other = client.get("/desk/").content.decode()
    assert "tks__pin" not in other


@pytest.mark.parametrize("n", [1, 3])
def test_care_is_answered_and_talks_are_owed_on_one_page(
    client: Client, n: int, django_assert_num_queries: Callable[..., object]
) -> None:
    supervisor = make_agent("supervisor")
    people = [specialist(name=f"苏念{number}") for number in range(n)]
    for by in people:
        settled_by(by)
    client.force_login(supervisor)
    client.get("/desk/care/")

    with django_assert_num_queries(6):
        html = client.get("/desk/care/").content.decode()

    assert html.count('<b class="grow">') == n
    assert "#1" not in html
    client.post(f"/desk/care/{CrisisCare.objects.order_by('pk')[0].pk}/talked")
    assert CrisisCare.objects.filter(talked_at=None).count() == n - 1
    desk_of(client, people[0])
    assert "刚才的会话不容易" in client.get("/desk/care/").content.decode()
    care = CrisisCare.objects.get(agent=people[0].id)
    client.post(f"/desk/care/{care.pk}/answer", {"answer": "break"})
    care.refresh_from_db()
    assert care.answer == "break"
