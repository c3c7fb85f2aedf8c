"""Putting aside, watching, calling colleagues and seeing who is there, as a browser does it."""

from datetime import timedelta

import pytest

from core import clock
from core.models import Actor, Group
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tests.tickets.browser import after, by_htmx, fresh, text_of, url_of
from tests.tickets.deeds import do
from tickets.actions import presence, snoozes
from tickets.enums import Status
from tickets.models import Message, Ticket, Watch

pytestmark = pytest.mark.django_db
CANARY = "canary-5e1d-aside"


@pytest.fixture
def mine(agent):
    return make_ticket(Status.OPEN, agent=agent, subject="充值没到账")


def aside(ticket):
    return Ticket.objects.get(pk=ticket.pk).snoozed_until


# --- Putting aside -----------------------------------------------------------------------------------------------


def test_it_is_asked_until_when_done_and_taken_back(agent, desk, mine):
    with clock.frozen(clock.now()):
        asked = text_of(desk.get(url_of(mine, "snooze"), headers=by_htmx("deed")))
        answer = do(desk, mine, "snooze", when="week", note=CANARY)

    assert 'value="week"' in asked
    assert answer["HX-Trigger"] == "deed:done"
    assert (CANARY in text_of(answer), "undo-toast" in text_of(answer)) == (True, True)
    assert aside(mine) > clock.now()
    undone = desk.post(url_of(mine, "wake"), headers={"Accept": "application/json, text/html"})
    assert (undone.json(), aside(mine)) == ({"ticket": str(mine.pk)}, None)


def test_without_scripts_it_is_a_page_and_a_button_takes_it_back(desk, mine):
    assert '<main id="main"' in text_of(desk.get(url_of(mine, "snooze")))

    done = desk.post(url_of(mine, "snooze"), {"when": "week"})
    back = desk.post(url_of(mine, "wake"))

    assert (done["Location"], back["Location"], aside(mine)) == (url_of(mine), url_of(mine), None)


def test_the_swapped_page_is_the_loaded_one(agent, desk, mine):
    with clock.frozen(clock.now()):
        page = desk.get(url_of(mine))
        answer = do(desk, mine, "snooze", when="week", note=CANARY)

        assert after(page, answer, "ticket") != fresh(desk, "/desk/")
        assert CANARY in text_of(answer)
        assert CANARY in text_of(desk.get(url_of(mine)))


@pytest.mark.parametrize(
    ("given", "status"),
    [({"when": ""}, 422), ({"when": "nonsense"}, 422), ({"when": "own"}, 422), ({"when": "own", "at": "x"}, 422),
     ({"when": "own", "at": "2020-01-01T10:00"}, 422), ({"when": "week", "note": "x" * 501}, 422)],
)  # fmt: skip
def test_bad_answers_are_shown_with_their_reason_and_the_words_stay(desk, mine, given, status):
    answer = do(desk, mine, "snooze", **{"note": CANARY, **given})

    assert (answer.status_code, aside(mine)) == (status, None)
    assert "field__error" in text_of(answer)
    assert given.get("note", CANARY) in text_of(answer)


def test_an_own_time_is_read_in_the_agents_zone(agent, sign_in, mine):
    type(agent).objects.filter(pk=agent.pk).update(time_zone="America/New_York")
    agent.refresh_from_db()
    wanted = (clock.now() + timedelta(days=5)).replace(second=0, microsecond=0)
    from zoneinfo import ZoneInfo

    local = wanted.astimezone(ZoneInfo("America/New_York"))
    do(sign_in(agent), mine, "snooze", when="own", at=f"{local:%Y-%m-%dT%H:%M}")

    assert aside(mine) == wanted


def test_a_colleague_sees_who_put_it_aside_and_cannot_take_it_back(agent, mine, sign_in):
    snoozes.snooze(mine, by=Actor.of_agent(agent), until=clock.now() + timedelta(days=1), note=CANARY)

    shown = text_of(sign_in(make_agent(language="en")).get(url_of(mine)))

    assert "林夏 has put it aside until" in shown
    assert "Take it back" not in shown
    assert url_of(mine, "snooze") not in shown  # it is not the colleague's ticket


@pytest.mark.parametrize("deed", ["snooze", "wake", "watch", "people"])
@pytest.mark.parametrize("reason", ["game", "restricted"])
def test_for_who_may_not_see_the_ticket_there_is_none(sign_in, mine, deed, reason):
    client = sign_in(make_agent(games=[make_game("xinghai", "moba")] if reason == "game" else None))
    if reason == "restricted":
        Ticket.objects.filter(pk=mine.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"), assignee=None)

    ask = client.get if deed == "people" else client.post
    answer = ask(url_of(mine, deed), {"when": "week", "on": "1"})

    assert (answer.status_code, aside(mine), Watch.objects.count()) == (404, None, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_what_is_aside_costs_what_a_list_costs(agent, desk, count, django_assert_num_queries):
    for _ in range(count):
        ticket = make_ticket(Status.OPEN, agent=agent)
        snoozes.snooze(ticket, by=Actor.of_agent(agent), until=clock.now() + timedelta(days=1))
    desk.get("/desk/")

    with django_assert_num_queries(7):
        shown = text_of(desk.get("/desk/views/snoozed"))

    assert shown.count('class="tk') >= count


# --- Watching and calling ----------------------------------------------------------------------------------------


def test_watching_is_one_button_that_says_what_it_does(agent, desk, mine):
    before = text_of(desk.get(url_of(mine)))
    watched = do(desk, mine, "watch", target="ticket", on="1")
    stopped = desk.post(url_of(mine, "watch"), {"on": ""})

    assert ('title="Watch"' in before, 'title="Stop watching"' in text_of(watched)) == (True, True)
    assert (stopped["Location"], Watch.objects.get().is_on) == (url_of(mine), False)


def test_those_who_may_see_the_ticket_are_offered(agent, desk, mine):
    make_agent(name="周屿")
    make_agent(name="外人", games=[make_game("xinghai", "moba")])
    make_agent(name="<b>粗</b>")

    shown = text_of(desk.get(url_of(mine, "people")))

    assert ('data-mention="周屿"' in shown, "外人" in shown, agent.name in shown, "<b>" in shown) == (
        True, False, False, False,
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_offer_costs_the_same_for_one_and_three(agent, desk, mine, count, django_assert_num_queries):
    for _ in range(count):
        make_agent()
    desk.get("/desk/")

    with django_assert_num_queries(5):  # session, person, rights, ticket, people
        desk.get(url_of(mine, "people"))


def test_a_note_that_calls_somebody_who_may_not_see_it_stands_in_the_composer_with_the_reason(desk, mine):
    make_agent(name="外人", games=[make_game("xinghai", "moba")])
    note = {"visibility": "internal", "body": f"@外人 {CANARY}", "seen": mine.version}

    answer = desk.post(url_of(mine, "send"), note, headers=by_htmx("ticket", on=url_of(mine)))

    assert answer.status_code == 422
    assert (CANARY in text_of(answer), "外人 may not see this ticket" in text_of(answer)) == (True, True)
    assert not Message.objects.filter(visibility="internal").exists()


# --- Who is there ------------------------------------------------------------------------------------------------


def enter(ticket, agent, state="looking"):
    place = presence.place_for(agent, ticket.pk, "page")
    assert place is not None
    presence.show(place, state)


def test_faces_stand_in_rows_and_a_sentence_on_the_ticket(agent, desk, mine):
    enter(mine, make_agent(name="周屿"), "replying")

    shown = text_of(desk.get("/desk/presence", {"ids": str(mine.pk), "ticket": str(mine.pk)}))
    beside = text_of(desk.get("/desk/presence", {"ids": str(mine.pk)}))

    assert "is replying…" in shown
    assert "周屿 is replying now." in shown
    assert f'<li data-id="{mine.pk}">' in shown
    assert ("is replying" in beside, f'<li data-id="{mine.pk}">' in beside) == (False, True)


@pytest.mark.parametrize(
    "query", [{}, {"ids": ""}, {"ids": "x,１,-1," + "9" * 30}, {"ticket": "x"}, {"ids": ",".join(["1"] * 999)}]
)
def test_ids_that_are_none_are_nobody(desk, query):
    answer = desk.get("/desk/presence", query)

    assert (answer.status_code, "<li" in text_of(answer)) == (200, False)


def test_who_may_not_see_the_ticket_is_told_of_nobody(sign_in, mine):
    enter(mine, make_agent(name="周屿"), "replying")
    outsider = sign_in(make_agent(games=[make_game("xinghai", "moba")]))

    shown = text_of(outsider.get("/desk/presence", {"ids": str(mine.pk), "ticket": str(mine.pk)}))

    assert ("周屿" in shown, "<li" in shown) == (False, False)


def test_the_page_itself_asks_nobody_who_is_there(desk, mine, settings):
    config = settings.CHANNEL_LAYERS["default"]["CONFIG"]
    hosts = [{**config["hosts"][0], "address": "redis://127.0.0.1:1/3"}]
    settings.CHANNEL_LAYERS = {"default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": {**config, "hosts": hosts}}}

    answers = [desk.get(path).status_code for path in ("/desk/", url_of(mine), f"/desk/presence?ids={mine.pk}")]

    assert answers == [200, 200, 200]
