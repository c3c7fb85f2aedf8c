"""The games of the demo: traffic that the product takes, alike for the same seed, with the stories it is there for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from core import clock
from core.policies.keys import keyring
from helpdesk.demo.games.cast import Role, Way
from helpdesk.demo.games.days import day_of
from helpdesk.demo.games.traffic import LiveGames, Span, play_history
from players.actions.snapshots import count_days
from players.engines.ages import age_on
from players.models import GameEvent, OpsSnapshot, Payment, Player, PlaySession
from players.policies.game_events import EventReader
from players.queries.game_events import sign_ins_of
from tests.factories.people import make_game, make_player

NOW = datetime(2026, 11, 20, 12, 8, tzinfo=UTC)  # a Friday, 20:08 in Shanghai
SPAN = Span(players=24, days=5, seed=3)


def role(way: Way, **own: object) -> Role:
    facts = {"uid": "u-1", "game": "huanle", "kind": "cards", "zone": ZoneInfo("Asia/Shanghai"), "region": "east-1"}
    return Role(**{**facts, "currency": "CNY", "way": way, **own})  # type: ignore[arg-type]


@pytest.mark.parametrize("way", list(Way))
def test_every_way_of_playing_says_only_what_games_may_say(way: Way) -> None:
    now = datetime(2026, 12, 20, tzinfo=UTC)
    reader = EventReader({"huanle": 1}, now, keyring())
    told = [
        event
        for day in range(1, 15)
        for _at, event in day_of(
            role(way, robbed_at=datetime(2026, 12, 3, 4, tzinfo=UTC)), now.date().replace(day=day), 1
        )
    ]

    read = [reader.read(event) for event in told]

    assert len(read) == len({one.id for one in read}) > 10


def test_a_day_is_the_same_whenever_it_is_told() -> None:
    day = NOW.date()

    assert day_of(role(Way.COMPETITOR), day, 1) == day_of(role(Way.COMPETITOR), day, 1)
    assert day_of(role(Way.COMPETITOR), day, 1) != day_of(role(Way.COMPETITOR), day, 2)


def test_who_keeps_to_the_window_never_plays_outside_of_it() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    plays = [
        at.astimezone(zone)
        for number in range(60)
        for at, event in day_of(role(Way.KEEPER), NOW.date() + timedelta(days=number), 1)
        if event["kind"] == "play"
    ]

    assert {at.hour for at in plays} == {20}
    assert {at.weekday() for at in plays} == {4, 5, 6}


@pytest.fixture
def people(db: None, settings: Settings) -> Iterator[None]:
    settings.DEMO = True
    games = [make_game("huanle"), make_game("xinghai", "moba"), make_game("jingji", "tournament")]
    with clock.frozen(NOW):
        for number in range(24):
            born = datetime(2013 if number % 4 == 0 else 1990, 5, 1, tzinfo=UTC).date()
            make_player(games[number % 3], uid=f"p-{number}", birth_date=born)
        yield


def test_history_is_played_once_and_ends_now(people: None) -> None:
    first = play_history(SPAN)
    kept = list(GameEvent.objects.order_by("event").values_list("event", "at", "data"))
    again = play_history(SPAN)
    count_days()

    assert (first, again) == (len(kept), 0)
    assert first > 500
    assert max(at for _, at, _ in kept) <= NOW
    assert PlaySession.objects.filter(ended_at=None).exists()
    assert Payment.objects.exists()
    assert OpsSnapshot.objects.filter(minutes_night__gt=0).exists()


def test_a_robbed_account_shows_the_strange_sign_in(people: None) -> None:
    play_history(Span(players=24, days=8, seed=3))

    robbed = GameEvent.objects.filter(kind="asset_out").values_list("player", flat=True).distinct()
    assert robbed
    seen = sign_ins_of(robbed[0], since=NOW - timedelta(days=30), limit=200)
    assert [row.device for row in seen if row.is_new_device and row.is_new_region] == ["device-of-somebody-else"]
    assert sum(not row.ok for row in seen) == 12


def test_minors_play_as_minors(people: None) -> None:
    play_history(SPAN)

    ways = {
        (row["event"].split("-")[2], age_on(row["player__birth_date"] or NOW.date(), NOW.date()) < 18)
        for row in GameEvent.objects.values("event", "player__birth_date").distinct()
    }
    assert ways
    assert all(is_minor == (way in {"keeper", "sneaker"}) for way, is_minor in ways)


def test_live_games_send_each_event_when_it_happens(people: None) -> None:
    games, seen = LiveGames(SPAN), list[int]()
    for minute in range(0, 40, 4):
        with clock.frozen(NOW + timedelta(minutes=minute)):
            seen.append(games.turn())
            assert not GameEvent.objects.filter(at__gt=clock.now()).exists()

    with clock.frozen(NOW + timedelta(minutes=36)):
        everything = play_history(Span(players=24, days=2, seed=3))
    recent = GameEvent.objects.filter(at__gt=NOW - timedelta(minutes=10)).count()
    assert sum(seen) == recent > 20
    assert everything == GameEvent.objects.count() - recent


def test_outside_of_the_demo_nothing_is_invented(db: None, settings: Settings) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="WUYOU_DEMO=1"):
        call_command("play_games")


@pytest.mark.parametrize("words", [("--players", "0"), ("--days", "61"), ("--days", "0")])
def test_sizes_that_cannot_be_are_refused(db: None, settings: Settings, words: tuple[str, str]) -> None:
    settings.DEMO = True

    with pytest.raises(CommandError, match="--players from 1 to 20000"):
        call_command("play_games", *words)


def test_the_command_says_how_much_it_played(people: None) -> None:
    out = StringIO()

    call_command("play_games", "--players", "3", "--days", "2", stdout=out)

    assert out.getvalue() == f"Games: {GameEvent.objects.count()} events, {OpsSnapshot.objects.count()} days counted\n"
    assert Player.objects.count() == 24
