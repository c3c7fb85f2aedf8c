"""The next ticket at the desk, why somebody has it, and the question before leaving."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as live_settings
from django.test import Client

from core import clock
from core.enums import Availability
from core.models import Actor, Agent
from tests.factories.people import make_agent
from tests.factories.routing import kept_load, make_ready, wait_for_somebody
from tests.factories.tickets import make_ticket, relay_all
from tests.tickets.browser import by_htmx, text_of, url_of
from tickets.actions import assignment, lifecycle, snoozes
from tickets.enums import Status
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
NEXT, SWITCH = "/desk/next", "/me/availability/"


def test_without_a_script_the_next_ticket_is_opened(agent: Agent, desk: Client) -> None:
    ticket = wait_for_somebody(language="und")

    answer = desk.post(NEXT)

    ticket.refresh_from_db()
    assert (answer.status_code, answer["Location"], ticket.assignee) == (302, url_of(ticket), agent)


def test_with_a_script_it_is_swapped_in_and_has_its_address_and_the_list_beside_it(desk: Client) -> None:
    ticket = wait_for_somebody(subject="开不了语音", language="en")
    headers = by_htmx("ticket") | {"HX-Current-URL": "http://testserver/desk/views/mine?view=mine&order=newest"}

    answer = desk.post(NEXT, headers=headers)

    assert answer["HX-Push-Url"] == f"{url_of(ticket)}?view=mine&order=newest"
    assert 'id="ticket"' in text_of(answer)
    assert "开不了语音" in text_of(answer)
    assert 'id="list"' not in text_of(answer)


def test_where_nothing_waits_it_is_said_and_the_page_stays(desk: Client) -> None:
    swapped = desk.post(NEXT, headers=by_htmx("ticket"))
    plain = desk.post(NEXT, follow=True)

    assert (swapped["HX-Retarget"], swapped["HX-Reswap"], swapped["HX-Push-Url"]) == ("#toasts", "beforeend", "false")
    assert "Nothing waits that fits you" in text_of(swapped)
    assert plain.redirect_chain == [("/desk/", 302)]
    assert "Nothing waits that fits you" in text_of(plain)


@pytest.mark.parametrize(("others", "said"), [(0, "One player of yours waits"), (2, "3 players of yours wait")])
def test_who_has_players_waiting_in_hand_is_reminded_of_the_most_urgent(
    agent: Agent, desk: Client, others: int, said: str
) -> None:
    tickets = [make_ticket(Status.OPEN, agent=agent) for _ in range(others + 3)]
    first, answered, aside = tickets[:3]
    foreign = make_ticket(Status.OPEN, agent=make_agent())
    Ticket.objects.update(priority=2, waiting_since=clock.now())
    Ticket.objects.filter(pk=first.pk).update(priority=1)
    Ticket.objects.filter(pk__in=[answered.pk, aside.pk, foreign.pk]).update(priority=0)
    Ticket.objects.filter(pk=answered.pk).update(waiting_since=None)
    snoozes.snooze(aside, by=Actor.of_agent(agent), until=clock.now() + timedelta(days=1))

    text = text_of(desk.post(NEXT, headers=by_htmx("ticket")))

    assert said in text
    assert f"#{first.number}" in text


def test_it_is_no_page_to_look_at(desk: Client) -> None:
    wait_for_somebody()

    assert desk.get(NEXT).status_code == 405
    assert not Ticket.objects.exclude(assignee=None).exists()


def test_who_may_not_take_is_not_offered_it_and_is_refused(sign_in: Any) -> None:
    looker = sign_in(make_agent("analyst"))

    assert NEXT not in text_of(looker.get("/desk/"))
    assert looker.post(NEXT).status_code == 403


@pytest.mark.parametrize(
    ("language", "own", "other", "grounds"),
    [
        ("zh-hans", "为什么给我", "为什么给他", "属于一线客服、会英文、充值与退款 2 级、在手 1/8、等了 4 分钟"),
        (
            "en", "Why me", "Why this colleague",
            "group Front line, answers in English, Payments and refunds level 2, 1 of 8 tickets, waited 4 min",
        ),
    ],
)  # fmt: skip
def test_the_ticket_says_why_somebody_has_it(
    *, sign_in: Any, language: str, own: str, other: str, grounds: str
) -> None:
    agent = make_ready(name="林夏", skills={"payments": 2})
    ticket = wait_for_somebody(minutes=4.5, language="en", category="PY-01")
    assignment.assign_waiting()
    mine, colleagues = sign_in(agent), sign_in(make_agent())
    for client in (mine, colleagues):
        client.cookies[live_settings.LANGUAGE_COOKIE_NAME] = language

    said, told = text_of(mine.get(url_of(ticket))), text_of(colleagues.get(url_of(ticket)))

    assert f"<dt>{own}</dt><dd>{grounds}</dd>" in said
    assert f"<dt>{other}</dt><dd>{grounds}</dd>" in told
    assert ("自动分给林夏：" if language == "zh-hans" else "Assigned to 林夏: ") + grounds in said


def test_the_grounds_end_where_a_person_decides(agent: Agent, desk: Client) -> None:
    make_ready()
    ticket = wait_for_somebody()
    assignment.assign_waiting()
    lifecycle.assign(ticket, by=Actor.of_agent(make_agent("supervisor")), agent=agent)

    assert "Why me" not in text_of(desk.get(url_of(ticket)))


def test_the_desk_shows_the_own_load(agent: Agent, desk: Client) -> None:
    for _ in range(2):
        lifecycle.take(wait_for_somebody(), by=Actor.of_agent(agent))

    assert "in hand 2/8" in text_of(desk.get("/desk/"))
    assert "in hand 2/8" in text_of(desk.get("/desk/live?ids=1"))


def test_wherever_the_load_stands_it_says_what_counts(desk: Client) -> None:
    assert text_of(desk.get("/desk/")).count('title="What counts: your new and open tickets') == 2  # views and own menu
    assert text_of(desk.get("/me/preferences/")).count('title="What counts: your new and open tickets') == 1


SAID, WAY = "You are offline: nothing is given to you.", 'name="availability" value="available"'


def above_the_list(client: Client) -> str:
    page = text_of(client.get("/desk/"))
    return page[page.index('id="list"') : page.index('role="search"')]


def test_who_is_offline_reads_it_over_the_list_and_one_press_later_no_more(agent: Agent, desk: Client) -> None:
    Agent.objects.filter(pk=agent.pk).update(availability=Availability.OFFLINE)
    assert SAID in above_the_list(desk)
    assert WAY in above_the_list(desk)

    answer = desk.post(SWITCH, {"availability": "available"}, headers={"Referer": "http://testserver/desk/"})

    assert answer["Location"] == "/desk/"
    assert SAID not in above_the_list(desk)


@pytest.mark.parametrize("state", [Availability.BUSY, Availability.AWAY])
def test_who_chose_to_be_given_nothing_for_a_while_is_left_in_peace(
    agent: Agent, desk: Client, state: Availability
) -> None:
    Agent.objects.filter(pk=agent.pk).update(availability=state)

    assert SAID not in above_the_list(desk)


def test_who_may_take_nothing_is_not_asked_to_be_there(sign_in: Any) -> None:
    assert SAID not in above_the_list(sign_in(make_agent("analyst", availability=Availability.OFFLINE)))


# --- Leaving ------------------------------------------------------------------------------------------------------


def with_work(agent: Agent, many: int = 3) -> None:
    Agent.objects.filter(pk=agent.pk).update(availability=Availability.AVAILABLE)
    for _ in range(many):
        lifecycle.take(wait_for_somebody(), by=Actor.of_agent(agent))


def state_of(agent: Agent) -> str:
    return Agent.objects.values_list("availability", flat=True).get(pk=agent.pk)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_who_goes_offline_is_asked_first_and_then_leaves_the_work(
    agent: Agent, desk: Client, headers: dict[str, str]
) -> None:
    with_work(agent)
    choice = {"availability": "offline", "next": "/desk/views/mine"}

    asked = desk.post(SWITCH, choice, headers=headers)
    before = (state_of(agent), kept_load(agent))
    answer = desk.post(SWITCH, choice | {"sure": "1"}, headers=headers)
    relay_all()

    assert "3 tickets that you have not answered yet go back to the group." in text_of(asked)
    assert 'name="sure" value="1"' in text_of(asked)
    assert 'value="/desk/views/mine"' in text_of(asked)
    assert before == ("available", 3)
    assert (state_of(agent), kept_load(agent)) == ("offline", 0)
    assert answer.status_code == (200 if headers else 302)


def test_staying_changes_nothing(agent: Agent, desk: Client) -> None:
    with_work(agent)

    desk.post(SWITCH, {"availability": "available", "sure": "1"})
    relay_all()

    assert (state_of(agent), kept_load(agent)) == ("available", 3)


@pytest.mark.parametrize(("state", "many"), [("offline", 0), ("away", 3), ("busy", 3)])
def test_nobody_is_asked_without_need(agent: Agent, desk: Client, state: str, many: int) -> None:
    with_work(agent, many)

    answer = desk.post(SWITCH, {"availability": state})

    assert (answer.status_code, state_of(agent)) == (302, state)


def test_signing_out_says_what_happens_to_the_work(agent: Agent, desk: Client) -> None:
    with_work(agent, 1)

    assert "1 ticket that you have not answered yet goes back to the group." in text_of(desk.get("/accounts/logout/"))
