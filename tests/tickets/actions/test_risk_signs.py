"""What tickets tell the rating: the player's words on any message, how often the player comes, what we missed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock
from core.actions import events
from core.models import Actor
from players.models import Player, RiskSignal, RiskState
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket, open_one, relay_all
from tickets.actions import corrections, lifecycle, replies
from tickets.actions.risk_signs import add_service_sign
from tickets.enums import Status
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with clock.frozen(NOW):
        yield


def codes(player: Player) -> list[str]:
    return sorted(RiskSignal.objects.filter(player=player).values_list("code", flat=True))


def test_the_first_message_is_read_and_the_sign_names_the_ticket_and_never_its_words() -> None:
    ticket = open_one(body="再不退款我就打12315投诉,还要找律师起诉你们").ticket

    relay_all()

    signs = RiskSignal.objects.filter(player=ticket.player_id)
    assert codes(ticket.player) == ["ES1", "ES2"]
    assert {str(sign.about) for sign in signs} == {str({"ticket": ticket.pk})}
    assert RiskState.objects.get().level == 2  # 50: words alone


def test_a_later_message_is_read_too() -> None:
    ticket = make_ticket(Status.PENDING)
    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="我要曝光你们,找记者")

    relay_all()

    assert codes(ticket.player) == ["ES3"]


def test_what_is_said_again_on_the_same_day_is_one_sign_and_on_the_next_another() -> None:
    ticket = make_ticket(Status.PENDING, body="我要打12315")
    by = Actor.of_player(ticket.player_id)
    replies.receive_message(ticket, by=by, body="我说了要打12315")
    relay_all()
    same_day = len(codes(ticket.player))

    with clock.frozen(NOW + timedelta(days=1)):
        replies.receive_message(ticket, by=by, body="12315见")
        relay_all()

    assert (same_day, len(codes(ticket.player))) == (1, 2)


def test_intent_to_die_is_l4_at_once() -> None:
    ticket = open_one(body="我不想活了,今晚就走了").ticket

    relay_all()

    assert "SH1" in codes(ticket.player)
    assert RiskState.objects.get().level == 4


def test_what_an_agent_writes_is_no_sign() -> None:
    ticket = make_ticket(Status.OPEN)
    replies.send_reply(ticket, by=Actor.of_agent(make_agent("supervisor")), body="您也可以拨打12315")

    relay_all()

    assert codes(ticket.player) == []


def test_a_child_who_says_so_is_news_on_an_adults_account_alone() -> None:
    adult = make_player(birth_date=date(1990, 1, 1))
    child = make_player(birth_date=date(2014, 1, 1))
    for player in (adult, child):
        open_one(player=player, body="我是小学生,别告诉我妈")

    relay_all()

    assert (codes(adult), codes(child)) == (["MI2"], [])


def test_the_third_ticket_on_one_matter_in_a_week_is_a_sign() -> None:
    player = make_player()
    for _again in range(2):
        open_one(player=player)
    relay_all()
    before = codes(player)

    open_one(player=player)
    relay_all()

    assert (before, codes(player)) == ([], ["ES4"])


def test_the_second_reopening_is_a_sign_and_the_first_is_not() -> None:
    ticket = make_ticket(Status.RESOLVED)
    agent = Actor.of_agent(make_agent("supervisor"))
    lifecycle.reopen(ticket, by=agent, reason="还没好")
    relay_all()
    once = codes(ticket.player)
    lifecycle.resolve(ticket, by=agent, summary="重做", root_cause="缓存")
    lifecycle.reopen(ticket, by=agent, reason="还是没好")
    relay_all()

    assert (once, codes(ticket.player)) == ([], ["ES4"])


def test_a_theft_that_a_person_names_is_a_sign() -> None:
    ticket = make_ticket(Status.OPEN)
    corrections.correct_category(ticket, by=Actor.of_agent(make_agent("supervisor")), code="AC-02", reason="盗号")

    relay_all()

    assert codes(ticket.player) == ["AT6"]


@pytest.mark.parametrize(
    ("code", "days", "found"),
    [("AC-02", 29, ["AT7"]), ("AC-05", 29, ["AT7"]), ("AC-03", 29, []), ("AC-02", 31, [])],
)
def test_two_who_want_one_account_back_are_a_sign_of_its_theft(code: str, days: int, found: list[str]) -> None:
    by = Actor.of_agent(make_agent("supervisor"))
    account = make_player(uid="hl-1")
    with clock.frozen(NOW - timedelta(days=days)):
        first = make_ticket(Status.OPEN, player=make_player(), facts={"account_uid": "hl-1"})
        corrections.correct_category(first, by=by, code=code, reason="找回")
        relay_all()
    assert codes(account) == []

    second = make_ticket(Status.OPEN, player=make_player(), facts={"account_uid": "hl-1"})
    corrections.correct_category(second, by=by, code=code, reason="找回")
    relay_all()

    assert codes(account) == found


@pytest.mark.parametrize(("is_own", "found"), [(True, []), (False, ["AT7"])])
def test_the_owner_counts_as_one_claim_and_the_same_person_twice_as_one(is_own: bool, found: list[str]) -> None:
    by = Actor.of_agent(make_agent("supervisor"))
    account = make_player(uid="hl-1")
    for player in (account, account if is_own else make_player()):
        facts = {} if player == account else {"account_uid": "hl-1"}
        ticket = make_ticket(Status.OPEN, player=player, facts=facts)
        corrections.correct_category(ticket, by=by, code="AC-05", reason="找回")
    relay_all()

    assert [one for one in codes(account) if one == "AT7"] == found


def test_eleven_tickets_in_a_day_are_a_flood() -> None:
    player = make_player()
    for number in range(11):
        with clock.frozen(NOW + timedelta(minutes=number)):
            open_one(player=player, subject=f"{number}")

    with clock.frozen(NOW + timedelta(minutes=11)):
        relay_all()

    assert "AB4" in codes(player)


def test_what_we_missed_counts_each_time_once() -> None:
    ticket = make_ticket()

    for key in ("missed:1", "missed:1", "missed:2"):
        add_service_sign(ticket.pk, "ES5", key, at=NOW)
    add_service_sign(999_999, "ES5", "missed:3", at=NOW)

    assert codes(ticket.player) == ["ES5", "ES5"]


def test_a_score_of_one_is_a_sign_and_another_is_not() -> None:
    ticket = make_ticket()
    for score in (1, 2):
        events.record("survey.answered", subject=Ticket(pk=ticket.pk), by=Actor.system(), data={"score": score})

    relay_all()

    assert codes(ticket.player) == ["ES6"]
