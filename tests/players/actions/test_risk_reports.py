"""What games report becomes signs: through the real door, in the order in which it comes, each fact once."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from core import clock
from core.models import Actor
from players.actions.ingest import report_events
from players.actions.risk_reports import WAIT, look_at_reported
from players.actions.risk_sweep import count_levels, sweep_risk
from players.models import GameEvent, OpsSnapshot, Player, RiskDayCount, RiskLook, RiskSignal, RiskState
from players.queries.risk import inputs_now
from tests.factories.game_events import NOW, event, payment
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
LATER = NOW + WAIT


@pytest.fixture
def game() -> Actor:
    make_game("huanle")
    return Actor.of_agent(make_agent("integrator"))


def told(by: Actor, *events: object) -> None:
    with clock.frozen(NOW):
        outcomes = report_events(list(events), by=by)
    assert {outcome.result for outcome in outcomes} == {"accepted"}, outcomes


def looked(at: datetime = LATER) -> int:
    with clock.frozen(at):
        return look_at_reported()


def codes() -> list[str]:
    return sorted(RiskSignal.objects.values_list("code", flat=True))


def login(minutes: float, *, device: str = "d-1", region: str = "east", ok: bool = True) -> object:
    return event("login", minutes, session=f"s{minutes}", ok=ok, device=device, region=region)


def chargeback(minutes: float, order: str) -> object:
    return event("chargeback", minutes, order=order, amount="50.00", currency="CNY")


def test_a_strange_sign_in_and_what_follows_are_a_theft(game: Actor) -> None:
    told(
        game,
        login(-3000),
        login(-60, device="d-9", region="far"),
        event("security_change", -50, what="password"),
    )

    assert looked() == 1

    assert codes() == ["AT1", "AT5"]
    assert RiskState.objects.get().gravest == "account_theft"


def test_assets_that_leave_after_a_new_device_are_weighed_against_the_own_days(game: Actor) -> None:
    told(game, login(-3000))
    player = Player.objects.get()
    for back in range(10, 40):
        OpsSnapshot.objects.create(
            player=player,
            game=player.game,
            date=NOW.date() - timedelta(days=back),
            asset_out_value=Decimal(20),
            counted_at=NOW,
        )
    told(
        game,
        login(-60, device="d-9", region="far"),
        event("asset_out", -50, item="sword", quantity=1, value="500.00"),
        event("play", -1, session="s-60", started_at=(NOW - timedelta(hours=1)).isoformat()),
    )

    looked()

    theft = RiskSignal.objects.get(code="AT4")
    assert theft.marks == ["online"]
    assert RiskState.objects.get().level == 4


def test_the_first_device_of_an_account_is_not_a_new_one(game: Actor) -> None:
    told(game, login(-60))

    looked()

    assert codes() == []


def test_failures_before_a_sign_in_are_a_guessed_password(game: Actor) -> None:
    told(game, *(login(-40 + n, ok=False) for n in range(10)), login(-20))

    looked()

    assert codes() == ["AT3"]


def test_what_is_told_again_or_late_never_counts_twice(game: Actor) -> None:
    told(
        game,
        payment(-300, "o-1", status="paid"),
        event("chargeback", -200, order="o-1", amount="50.00", currency="CNY"),
    )
    looked()
    told(game, payment(-100, "o-2"), event("chargeback", -90, order="o-2", amount="50.00", currency="CNY"))
    looked(LATER + WAIT)

    assert codes() == ["FR1", "FR1"]
    assert RiskState.objects.get().score > 69


def test_failed_payments_and_many_top_ups_are_signs_of_health(game: Actor) -> None:
    told(
        game,
        *(payment(-100 + n, f"p-{n}") for n in range(5)),
        *(payment(-50 + n, f"f-{n}", status="failed") for n in range(3)),
    )

    looked()

    assert codes() == ["HE5", "HE6"]


@pytest.mark.parametrize(("minutes", "found"), [(-10, ["AT2"]), (-200, [])])
def test_sign_ins_too_far_apart_to_travel_between_are_a_theft(game: Actor, minutes: float, found: list[str]) -> None:
    first = event("login", minutes, session="a", ok=True, lat=39.94, lon=116.41)
    told(game, first, event("login", -1, session="b", ok=True, lat=31.2, lon=121.5))

    looked()

    assert codes() == found
    assert GameEvent.objects.order_by("at").values_list("data__lat", flat=True)[0] == 39.9


def test_places_make_impossible_travel_known(game: Actor) -> None:
    told(game, event("login", -20, session="a", ok=True), payment(-10, "o-1", status="failed"))
    player = Player.objects.get()
    assert "AT2" in inputs_now(player, NOW).unknown

    told(game, event("login", -5, session="b", ok=True, lat=39, lon=116.4))

    assert "AT2" not in inputs_now(player, NOW).unknown


@pytest.mark.parametrize(
    ("results", "found"),
    [("LLL", ["HE5"]), ("LWLL", []), ("LL", []), ("", []), ("DLLL", ["HE5"])],
)
def test_top_ups_right_after_losing_runs_are_a_sign_of_health(game: Actor, results: str, found: list[str]) -> None:
    words = {"L": "loss", "W": "win", "D": "draw"}
    told(
        game,
        *(event("hand", -30 + n, match="m", hand=str(n), result=words[one]) for n, one in enumerate(results)),
        *(payment(-24 + n, f"p-{n}") for n in range(3)),
    )

    looked()

    assert codes() == found


def test_days_in_numbers_are_signs_and_a_day_that_nobody_reported_is_none(game: Actor) -> None:
    told(game, login(-60))
    player = Player.objects.get()
    for back in range(7):
        OpsSnapshot.objects.create(
            player=player,
            game=player.game,
            date=date(2026, 12, 1) - timedelta(days=back),
            minutes_played=400,
            minutes_night=None if back < 4 else 90,
            counted_at=NOW,
        )

    looked()

    assert codes() == ["HE1"]


def test_attempts_outside_the_hours_count_for_verified_minors_alone(game: Actor) -> None:
    minor = make_player(make_game("huanle"), uid="kid", real_name_status="verified", birth_date=date(2014, 1, 1))
    told(
        game,
        *(event("attempt", -n, uid="kid", what="play", rule="CN-2021") for n in range(1, 4)),
        *(event("attempt", -n, uid="adult", what="play", rule="CN-2021") for n in range(1, 4)),
    )

    looked()

    assert list(RiskSignal.objects.values_list("player", "code")) == [(minor.pk, "MI1")]


def test_a_limit_that_was_taken_away_and_a_failed_face_are_signs(game: Actor) -> None:
    told(
        game,
        event("security_change", -500, what="limit_set"),
        event("security_change", -400, what="limit_removed"),
        event("security_change", -300, what="face_check", ok=False),
        event("security_change", -200, what="face_check", ok=False),
        event("sanction", -100, type="ban", reason="确认使用外挂"),
        event("sanction", -90, type="mute", reason="刷屏"),
    )

    looked()

    assert codes() == ["AB5", "HE9", "MI4"]


def test_nobody_is_looked_at_early_or_without_a_reason(game: Actor) -> None:
    told(game, login(-60), event("disconnect", -5, uid="hl-2", seconds=10))

    with clock.frozen(LATER - timedelta(seconds=1)):
        assert look_at_reported() == 0
    assert looked() == 1
    assert looked() == 0
    assert not RiskLook.objects.exists()


def test_a_game_that_says_every_minute_that_play_goes_on_makes_no_work(game: Actor) -> None:
    told(game, event("play", -1, session="s", started_at=(NOW - timedelta(minutes=5)).isoformat()))

    assert not RiskLook.objects.exists()


def test_the_numbers_of_a_day_are_counted_once_in_ten_minutes(game: Actor) -> None:
    told(game, payment(-300, "o-1"), chargeback(-200, "o-1"))
    looked()

    with clock.frozen(LATER):
        assert [count_levels(), count_levels()] == [1, 0]
    later = LATER + timedelta(minutes=10)
    with clock.frozen(later):
        assert sweep_risk() == 0  # which calls nothing of it work

    assert set(RiskDayCount.objects.values_list("counted_at", flat=True)) == {later}
    assert list(RiskDayCount.objects.filter(players__gt=0).values_list("level", "players")) == [(1, 1)]
