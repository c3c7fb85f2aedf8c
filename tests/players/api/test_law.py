"""Games ask whether a player may play or pay, and are told by the law of the moment."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core import clock
from core.enums import Scope
from players.models import DayOverride, JurisdictionRule, Payment, Person, PlayChoice, Player, PlaySession
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.law import local
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
FRIDAY = "2026-12-04T12:00:00Z"


@pytest.fixture
def game_server() -> Caller:
    return Caller(make_agent("integrator"))


def child(game: str = "huanle", **fields: Any) -> Player:
    plain: dict[str, Any] = {"birth_date": date(2012, 5, 20), "real_name_status": "verified", "jurisdiction": "CN"}
    return make_player(make_game(game), **(plain | fields))


def session(player: Player, start: datetime, end: datetime | None) -> PlaySession:
    return PlaySession.objects.create(
        player=player,
        game=player.game,
        session=f"s{start:%H%M}",
        started_at=start,
        last_seen_at=end or start,
        ended_at=end,
    )


def payment(player: Player, amount: str, at: datetime, **fields: Any) -> Payment:
    number = Payment.objects.count()
    plain = {"amount": amount, "currency": "CNY", "status": "paid", "order": f"o{number}", "at": at}
    return Payment.objects.create(player=player, game=player.game, **(plain | fields))


def test_the_window_is_answered_with_rules_next_moment_and_minutes(game_server: Caller) -> None:
    player = child()

    inside = game_server.get(f"players/{player.pk}/play-window?at=2026-12-04T12:30:00Z")
    outside = game_server.get(f"players/{player.pk}/play-window?at=2026-12-04T21:00:00%2B08:00")

    assert inside.json() == {"allow": True, "rules": ["CN-2021-WINDOW"], "next_allowed_at": None, "minutes_left": 30}
    assert outside.json() == {
        "allow": False,
        "rules": ["CN-2021-WINDOW"],
        "next_allowed_at": "2026-12-05T12:00:00Z",
        "minutes_left": 0,
    }


def test_without_a_moment_it_is_asked_about_now(game_server: Caller) -> None:
    player = child()

    with clock.frozen(local("2026-12-04T20:45:00")):
        answer = game_server.get(f"players/{player.pk}/play-window")

    assert answer.json()["minutes_left"] == 15


def test_an_adult_has_no_bound(game_server: Caller) -> None:
    player = child(birth_date=date(1990, 1, 1))

    window = game_server.get(f"players/{player.pk}/play-window?at={FRIDAY}").json()
    spend = game_server.post(f"players/{player.pk}/spend-check", {"amount": "648.00", "currency": "CNY"}).json()

    assert window == {"allow": True, "rules": [], "next_allowed_at": None, "minutes_left": None}
    assert spend == {"allow": True, "rules": [], "amount_left": None}


@pytest.mark.parametrize("at", ["", "yesterday", "2026-12-04T12:00:00", "1999-01-01T00:00:00Z", "2100-01-01T00:00:00Z"])
def test_a_moment_that_is_none_is_pointed_at(game_server: Caller, at: str) -> None:
    response = game_server.get(f"players/{child().pk}/play-window?at={at}")

    assert pointers_of(response) == ["#/at"]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["#/amount", "#/currency"]),
        ({"amount": "0.00", "currency": "CNY"}, ["#/amount"]),
        ({"amount": "-1.00", "currency": "CNY"}, ["#/amount"]),
        ({"amount": "50.001", "currency": "CNY"}, ["#/amount"]),
        ({"amount": "5e1", "currency": "CNY"}, ["#/amount"]),
        ({"amount": "NaN", "currency": "CNY"}, ["#/amount"]),
        ({"amount": "１０", "currency": "CNY"}, ["#/amount"]),
        ({"amount": "50.", "currency": "CNY"}, ["#/amount"]),
        ({"amount": 50, "currency": "CNY"}, ["#/amount"]),
        ({"amount": "9" * 13, "currency": "CNY"}, ["#/amount"]),
        ({"amount": "50.00", "currency": "cny"}, ["#/currency"]),
        ({"amount": "50.00", "currency": "RMB2"}, ["#/currency"]),
        ({"amount": "50.00", "currency": "CNY", "at": "soon"}, ["#/at"]),
        ({"amount": "50.00", "currency": "CNY", "when": FRIDAY}, ["#/when"]),
        ([], ["#"]),
    ],
)
def test_a_payment_that_cannot_be_is_pointed_at(game_server: Caller, body: Any, pointers: list[str]) -> None:
    assert pointers_of(game_server.post(f"players/{child().pk}/spend-check", body)) == pointers


def test_a_cap_is_shared_by_two_games_of_a_person_and_refunds_give_it_back(game_server: Caller) -> None:
    person = Person.objects.create(created_at=clock.now())
    here, there = child(person=person), child("xinghai", person=person)
    at = datetime(2026, 12, 4, 11, tzinfo=UTC)
    payment(there, "150.00", at)
    payment(here, "100.00", at, refunded="60.00")
    payment(here, "50.00", at, status="failed")
    payment(here, "199.00", local("2026-11-30T23:59:59"))

    body = {"currency": "CNY", "at": FRIDAY}
    exact = game_server.post(f"players/{here.pk}/spend-check", {"amount": "10.00", **body})
    above = game_server.post(f"players/{there.pk}/spend-check", {"amount": "10.01", **body})

    assert exact.json() == {"allow": True, "rules": ["CN-SPEND-SINGLE", "CN-SPEND-MONTH"], "amount_left": "10.00"}
    assert above.json() == {"allow": False, "rules": ["CN-SPEND-MONTH"], "amount_left": "10.00"}


def test_a_refund_above_the_order_never_raises_the_cap(game_server: Caller) -> None:
    player = child()
    payment(player, "10.00", datetime(2026, 12, 4, 11, tzinfo=UTC), refunded="10.00", charged_back="10.00")
    payment(player, "180.00", datetime(2026, 12, 4, 11, tzinfo=UTC))

    answer = game_server.post(f"players/{player.pk}/spend-check", {"amount": "1.00", "currency": "CNY", "at": FRIDAY})

    assert answer.json()["amount_left"] == "20.00"


def test_minutes_are_shared_by_the_accounts_of_a_person_and_open_play_counts(game_server: Caller) -> None:
    person = Person.objects.create(created_at=clock.now())
    here, there = child(person=person, jurisdiction="VN"), child("xinghai", person=person, jurisdiction="VN")
    noon = datetime(2026, 3, 2, 5, tzinfo=UTC)
    session(there, noon - timedelta(hours=3), noon - timedelta(minutes=60))
    session(here, noon - timedelta(minutes=20), None)

    answer = game_server.get(f"players/{here.pk}/play-window?at=2026-03-02T05:00:00Z").json()

    assert (answer["allow"], answer["minutes_left"]) == (True, 40)
    assert answer["rules"] == ["VN-GAME-MINUTES", "VN-DAY-MINUTES"]


def test_a_stranger_with_the_same_play_shares_nothing(game_server: Caller) -> None:
    here, stranger = child(jurisdiction="VN"), child("xinghai", jurisdiction="VN")
    noon = datetime(2026, 3, 2, 5, tzinfo=UTC)
    session(stranger, noon - timedelta(hours=3), noon)

    assert game_server.get(f"players/{here.pk}/play-window?at=2026-03-02T05:00:00Z").json()["minutes_left"] == 60


def test_a_day_of_our_own_decides_before_the_published_schedule(game_server: Caller) -> None:
    player = child()
    DayOverride.objects.create(country="CN", on=date(2026, 12, 4), mark="makeup_workday")
    DayOverride.objects.create(country="CN", on=date(2026, 12, 7), mark="holiday")
    DayOverride.objects.create(country="CN", on=date(2026, 10, 10), mark="plain")

    def allows(day: str) -> bool:
        answer = game_server.get(f"players/{player.pk}/play-window?at={day}T12:30:00Z").json()
        return bool(answer["allow"])

    assert [allows(day) for day in ("2026-12-04", "2026-12-07", "2026-10-10")] == [False, True, True]


def test_a_changed_rule_holds_with_the_next_question(game_server: Caller) -> None:
    player = child()
    rule = JurisdictionRule.objects.get(code="CN-2021-WINDOW")
    rule.effective_to = date(2026, 12, 3)
    rule.save()

    assert game_server.get(f"players/{player.pk}/play-window?at=2026-12-04T02:00:00Z").json()["allow"]


def test_a_guardians_choice_is_asked_for_where_the_law_lets_people_choose(game_server: Caller) -> None:
    korean, chinese = child(jurisdiction="KR"), child("xinghai", birth_date=date(1990, 1, 1))
    for player in (korean, chinese):
        PlayChoice.objects.create(player=player, asked_by="guardian", hours="20:00-24:00", starts_on=date(2026, 1, 1))

    answers = [game_server.get(f"players/{p.pk}/play-window?at=2026-12-02T11:00:00Z").json() for p in (korean, chinese)]

    assert [(answer["allow"], answer["rules"]) for answer in answers] == [(False, ["KR-CHOICE"]), (True, [])]


@pytest.mark.parametrize(("place", "allow"), [("", True), ("BR", True), ("CN-44", False), ("DE", True)])
def test_a_place_without_rules_of_its_own_only_reminds(game_server: Caller, place: str, allow: bool) -> None:
    player = child(jurisdiction=place)

    assert game_server.get(f"players/{player.pk}/play-window?at=2026-12-02T03:00:00Z").json()["allow"] is allow


def test_the_time_of_a_name_in_progress_begins_with_the_change(game_server: Caller) -> None:
    make_game("huanle")
    start = datetime(2026, 12, 1, 3, tzinfo=UTC)
    with clock.frozen(start - timedelta(days=9)):
        player_id = game_server.put("players?uid=a&game=huanle", {"birth_date": "1990-01-01"}).json()["id"]
    with clock.frozen(start):
        game_server.put("players?uid=a&game=huanle", {"real_name_status": "in_progress"})
    with clock.frozen(start + timedelta(hours=1)):
        game_server.put("players?uid=a&game=huanle", {"vip": 3})

    def at(moment: datetime) -> Any:
        with clock.frozen(start + timedelta(hours=2)):
            return game_server.get(f"players/{player_id}/play-window?at={moment:%Y-%m-%dT%H:%M:%SZ}").json()

    assert at(start + timedelta(hours=47, minutes=59))["minutes_left"] == 1
    assert at(start + timedelta(hours=48))["rules"] == ["CN-REALNAME"]


def test_only_callers_who_may_see_the_player_are_answered(game_server: Caller) -> None:
    player = child()
    other_game = Caller(make_agent("integrator", games=[make_game("xinghai")]))
    no_scope = Caller(make_agent("integrator"), [Scope.TICKETS_READ])
    body = {"amount": "1.00", "currency": "CNY"}

    for caller, status in ((other_game, 404), (no_scope, 403)):
        problem_of(caller.get(f"players/{player.pk}/play-window"), status)
        problem_of(caller.post(f"players/{player.pk}/spend-check", body), status)
    problem_of(game_server.get("players/999999/play-window"), 404)
