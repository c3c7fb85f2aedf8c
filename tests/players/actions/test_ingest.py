"""What follows from reported events, whatever the order in which they come."""

import random
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.models import Actor, Game
from players.actions import applied
from players.actions.ingest import report_events
from players.actions.play_sessions import close_silent
from players.actions.snapshots import count_days
from players.models import (
    DayToCount,
    Feed,
    GameEvent,
    GameEventKey,
    OpsSnapshot,
    Payment,
    Player,
    PlaySession,
    Sighting,
)
from tests.factories.game_events import NOW, at, event, payment
from tests.factories.people import make_game

SYSTEM = Actor.system()
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture(autouse=True)
def huanle(db: None) -> Game:
    return make_game("huanle")


def report(*events: Any) -> list[str]:
    return [outcome.result.value for outcome in report_events(events, by=SYSTEM)]


def play(minutes: float, started: float, ended: float | None = None, session: str = "s-1", **own: Any) -> Any:
    times = {"started_at": at(started)} | ({} if ended is None else {"ended_at": at(ended)})
    return event("play", minutes, session=session, **times, **own)


def login(minutes: float, device: str = "d-1", region: str = "east", session: str = "s-1", **own: Any) -> Any:
    return event("login", minutes, session=session, device=device, region=region, ok=own.pop("ok", True), **own)


def minute(moment: datetime | None) -> float | None:
    return None if moment is None else (moment - NOW) / timedelta(minutes=1)


def stretches() -> list[tuple[Any, ...]]:
    rows = PlaySession.objects.order_by("player__uid", "started_at")
    return [
        (row.session, row.device, minute(row.started_at), minute(row.last_seen_at), minute(row.ended_at))
        for row in rows
    ]


def test_a_stretch_of_play_begins_goes_on_and_ends() -> None:
    report(login(-31), play(-30, -30))
    report(play(-25, -30), play(-20, -30))
    open_one = stretches()
    report(play(-10, -30, -11))

    assert open_one == [("s-1", "d-1", -30, -20, None)]
    assert stretches() == [("s-1", "d-1", -30, -11, -11)]


def test_a_sign_out_ends_what_did_not_say_that_it_ended() -> None:
    report(login(-31), play(-30, -30), play(-20, -30))

    report(event("logout", -18, session="s-1"))

    assert stretches() == [("s-1", "d-1", -30, -18, -18)]


def test_a_sign_out_that_came_first_ends_a_stretch_that_is_told_of_later() -> None:
    report(event("logout", -18, session="s-1"))

    report(play(-20, -30))

    assert stretches() == [("s-1", "", -30, -18, -18)]


def test_another_sign_in_is_not_ended() -> None:
    report(play(-20, -30, session="a"), play(-20, -29, session="b"), play(-20, -30, session="a", uid="hl-2"))

    report(event("logout", -10, session="a"))

    assert [row[-1] for row in stretches()] == [-10, None, None]


def test_what_falls_silent_ended_when_it_was_last_heard_of_until_more_is_heard() -> None:
    report(play(-30, -30), play(-16, -40, session="s-2"), play(-14, -39, session="s-3"))

    closed = close_silent()
    silent = stretches()
    report(play(-2, -30))
    report(play(-1, -40, -3, session="s-2"))

    assert closed == 2
    assert [row[-1] for row in silent] == [-16, None, -30]
    assert [row[-1] for row in stretches()] == [-3, None, None]
    assert close_silent() == 0


def test_an_order_that_was_paid_stays_paid_and_counts_from_the_first_time() -> None:
    report(payment(-10, status="failed"), payment(-8), payment(-5), payment(-3, status="failed"))

    order = Payment.objects.get()
    assert (order.status, minute(order.at), order.amount) == ("paid", -8, Decimal("50.00"))


def test_money_that_goes_back_is_added_up_exactly_also_before_the_payment_is_told() -> None:
    refund = {"order": "o-1", "currency": "CNY"}
    report(event("refund", -5, amount="0.10", **refund), event("refund", -4, amount="0.20", **refund))
    report(payment(-10, amount="50.00"))
    report(
        event("chargeback", -1, amount="49.70", **refund),
        event("refund", 0, amount="9.00", order="o-1", currency="USD"),
    )

    order = Payment.objects.get()
    assert (order.refunded, order.charged_back) == (Decimal("0.30"), Decimal("49.70"))


def test_more_money_than_a_column_holds_is_no_error() -> None:
    report(payment(-10, amount="9999999999.99"))

    report(*[event("refund", -5, order="o-1", amount="9999999999.99", currency="CNY") for _ in range(102)])

    assert Payment.objects.get().refunded == Decimal("999999999999.99")


def test_a_device_is_seen_first_and_last_and_only_by_sign_ins_that_succeed() -> None:
    report(login(-5, "d-1"), login(-50, "d-1"), login(-9, "d-2", ok=False), login(-3, "d-3", region="north"))

    rows = Sighting.objects.order_by("of", "value")
    assert [(row.of, row.value, minute(row.first_seen_at), minute(row.last_seen_at)) for row in rows] == [
        ("device", "d-1", -50, -5),
        ("device", "d-3", -3, -3),
        ("region", "east", -50, -5),
        ("region", "north", -3, -3),
    ]


def test_listeners_hear_of_a_batch_once_with_what_changed() -> None:
    heard = list[applied.Batch]()
    applied.on_applied("test", heard.append)
    try:
        report(login(-6), play(-5, -5), payment(-4), {"id": "bad"})
        report(login(-6, uid="hl-2", session="s-9"))
        report({"id": "bad"})
    finally:
        applied._listeners.pop("test")

    first, second = heard
    assert [happened.kind for happened in first.events] == ["login", "play", "payment"]
    assert list(first.player_ids) == [Player.objects.get(uid="hl-1").pk]
    assert first.session_ids == [PlaySession.objects.get().pk]
    assert first.payment_ids == [Payment.objects.get().pk]
    assert (second.session_ids, second.payment_ids, first.now) == ([], [], NOW)


def test_a_listener_that_fails_takes_the_batch_back() -> None:
    def fail(batch: applied.Batch) -> None:
        raise RuntimeError(len(batch.events))

    applied.on_applied("test", fail)
    try:
        with pytest.raises(RuntimeError):
            report(login(-6))
    finally:
        applied._listeners.pop("test")

    assert report(login(-6)) == ["accepted"]
    assert GameEvent.objects.count() == GameEventKey.objects.count() == 1


def _wiped() -> None:
    for model in (DayToCount, OpsSnapshot, PlaySession, Payment, Sighting, Feed, GameEvent, GameEventKey):
        model.objects.all().delete()


def _state() -> list[Any]:
    count_days()
    days = OpsSnapshot.objects.order_by("player__uid", "date").values()
    hidden = {"id", "player_id", "is_late", "counted_at"}
    return [
        [(row["player_id"], *[value for name, value in row.items() if name not in hidden]) for row in days],
        stretches(),
        list(
            Payment.objects.order_by("order").values_list("order", "status", "at", "amount", "refunded", "charged_back")
        ),
        list(
            Sighting.objects.order_by("player", "of", "value").values_list(
                "of", "value", "first_seen_at", "last_seen_at"
            )
        ),
    ]


_minute = st.integers(-60 * 24 * 3, 0)
_who = st.sampled_from(["hl-1", "hl-2"])
_session = st.sampled_from(["s-1", "s-2"])
_order = st.sampled_from(["o-1", "o-2"])
_amount = st.sampled_from(["0.01", "50.00", "6.00"])


@st.composite
def _stories(draw: st.DrawFn) -> list[Any]:
    told = list[Any]()
    for n in range(draw(st.integers(1, 12))):
        when, uid, session = draw(_minute), draw(_who), draw(_session)
        kind = draw(st.sampled_from(["login", "logout", "play", "end", "payment", "refund", "match"]))
        own = {"uid": uid, "id": f"e-{n}"}
        if kind == "login":
            told.append(
                login(when, draw(st.sampled_from(["d-1", "d-2"])), session=session, ok=draw(st.booleans()), **own)
            )
        elif kind == "logout":
            told.append(event("logout", when, session=session, **own))
        elif kind in {"play", "end"}:
            begin = when - draw(st.sampled_from([0, 5, 90, 700]))
            told.append(play(when, begin, when if kind == "end" else None, session, **own))
        elif kind == "payment":
            told.append(
                payment(when, draw(_order), draw(_amount), status=draw(st.sampled_from(["paid", "failed"])), **own)
            )
        elif kind == "refund":
            told.append(event("refund", when, order=draw(_order), amount=draw(_amount), currency="CNY", **own))
        else:
            told.append(event("match", when, match=f"m-{n % 3}", name="cup", started_at=at(when - 9), **own))
    return told


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=_stories(), seed=st.integers(0, 2**32), size=st.integers(1, 5))
def test_the_same_events_in_any_order_and_number_give_the_same_facts(told: list[Any], seed: int, size: int) -> None:
    _wiped()
    report(*told)
    straight = _state()
    _wiped()
    mixed = told + random.Random(seed).sample(told, len(told) // 2)
    random.Random(seed).shuffle(mixed)
    for place in range(0, len(mixed), size):
        report(*mixed[place : place + size])
        if seed % 2:
            count_days()

    assert _state() == straight


def test_days_are_those_of_the_game_and_night_is_before_six(huanle: Game) -> None:
    # noon in UTC is 20:00 in Shanghai; the day turns at 16:00 UTC, and six o'clock is 22:00 UTC
    begin = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
    times: Any = {"started_at": begin.isoformat(), "ended_at": (begin + timedelta(hours=7)).isoformat()}
    report(event("play", -60 * 14, session="s", **times))

    count_days()

    days = OpsSnapshot.objects.order_by("date")
    assert [
        (str(day.date), day.minutes_played, day.minutes_night, day.sessions, day.longest_session_min) for day in days
    ] == [
        ("2026-11-30", 30, 0, 1, 420),
        ("2026-12-01", 390, 360, 1, 420),
    ]


@pytest.mark.parametrize(
    ("day", "minutes", "night"),
    [("2026-03-29", 23 * 60, 5 * 60), ("2026-10-25", 25 * 60, 7 * 60), ("2026-06-01", 24 * 60, 6 * 60)],
)
def test_days_on_which_clocks_change_have_their_own_length(huanle: Game, day: str, minutes: int, night: int) -> None:
    Game.objects.filter(pk=huanle.pk).update(time_zone="Europe/Berlin", jurisdiction="EU-DE")
    noon = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    times: Any = {
        "started_at": (noon - timedelta(days=2)).isoformat(),
        "ended_at": (noon + timedelta(days=2)).isoformat(),
    }
    report(event("play", session="s", **times) | {"at": times["ended_at"]})

    count_days()

    counted = OpsSnapshot.objects.get(date=day)
    assert (counted.minutes_played, counted.minutes_night) == (minutes, night)


def test_what_the_game_does_not_report_is_unknown_and_what_it_reports_may_be_none() -> None:
    report(login(-60), event("disconnect", -50, uid="hl-2", seconds=4))

    count_days()

    first, second = OpsSnapshot.objects.order_by("player__uid")
    assert (first.login_count, first.disconnects, first.minutes_played, first.topup_amount) == (1, 0, None, None)
    assert (second.login_count, second.disconnects, second.matches, second.net_result) == (0, 1, None, None)


def test_a_kind_that_is_reported_later_makes_the_days_since_then_known() -> None:
    report(login(-60))
    count_days()

    report(payment(-90, uid="hl-2"))
    count_days()

    assert OpsSnapshot.objects.get(player__uid="hl-1").topup_count == 0


def test_money_of_another_country_makes_the_sum_unknown() -> None:
    report(payment(-10), payment(-9, "o-2", currency="USD"), payment(-8, "o-3", "0.01", uid="hl-2"))

    count_days()

    first, second = OpsSnapshot.objects.order_by("player__uid")
    assert (first.topup_count, first.topup_amount) == (2, None)
    assert (second.topup_count, second.topup_amount) == (1, Decimal("0.01"))


def test_new_are_devices_and_regions_beside_those_that_an_account_began_with() -> None:
    report(login(-60 * 24 * 2, "d-1"), login(-30, "d-2", "north"), login(-20, "d-2", "north"), login(-10, "d-1"))

    count_days()

    days = OpsSnapshot.objects.order_by("date").values_list("login_count", "new_device", "new_region")
    assert list(days) == [(1, 0, 0), (3, 1, 1)]


def test_late_data_counts_the_day_again_and_says_so() -> None:
    report(login(-60 * 24 * 2), login(-10))
    count_days()
    report(login(-60 * 24 * 2 + 5), login(-9))

    count_days()

    assert list(OpsSnapshot.objects.order_by("date").values_list("login_count", "is_late")) == [(2, True), (2, False)]
    assert not DayToCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_equal_batches_at_once_each_event_is_accepted_once() -> None:
    batch = [login(-n, uid=f"hl-{n % 7}", id=f"e-{n}", session=f"s-{n}") for n in range(60)]
    answers: dict[int, list[str]] = {}
    barrier = threading.Barrier(4)

    def send(place: int) -> None:
        mine = list(batch)
        random.Random(place).shuffle(mine)
        barrier.wait()
        try:
            with clock.frozen(NOW):
                answers[place] = report(*mine)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[place]) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    every = [result for results in answers.values() for result in results]
    assert (len(answers), every.count("accepted"), every.count("duplicate")) == (4, 60, 180)
    assert GameEvent.objects.count() == GameEventKey.objects.count() == 60
    assert Player.objects.count() == 7


@pytest.mark.django_db(transaction=True)
def test_a_payment_and_its_refund_at_once_find_each_other() -> None:
    report(login(-60))
    barrier = threading.Barrier(2)

    def send(*events: Any) -> None:
        barrier.wait()
        try:
            with clock.frozen(NOW):
                report(*events)
        finally:
            connection.close()

    for n in range(5):
        back = event("refund", -1, order=f"o-{n}", amount="2.50", currency="CNY")
        threads = [threading.Thread(target=send, args=[one]) for one in (payment(-5, f"o-{n}"), back)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert list(Payment.objects.values_list("refunded", flat=True)) == [Decimal("2.50")] * 5
