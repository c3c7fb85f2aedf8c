"""Profiles: one row for each account, also when many tell us at once; guests are people of their own."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from core.errors import InvalidInput, NotAllowed, VersionMismatch
from core.models import Actor, Event, Game, Region
from players.actions import profile
from players.actions.profile import guest_player, put_player, upsert_player
from players.engines.ages import age_band, age_on, is_possible_birth_date
from players.enums import AgeBand, PlayerKind
from players.models import Player
from tests.factories.people import make_agent, make_game

BY = Actor.system()


@pytest.fixture
def game(db: None) -> Game:
    return make_game("huanle")


def test_a_player_is_added_once_and_brought_up_to_date(game: Game) -> None:
    first = upsert_player(game, " hl-1 ", by=BY, nickname="小鱼儿", email=" a@example.com ")
    second = upsert_player(game, "hl-1", by=BY, nickname="大鱼儿")

    assert first.pk == second.pk
    assert (second.nickname, second.email, second.version) == ("大鱼儿", "a@example.com", 2)
    assert (second.kind, second.is_guest, second.jurisdiction) == (PlayerKind.REGISTERED, False, "CN")
    assert [event.seq for event in Event.objects.order_by("seq")] == [1, 2]


def test_what_is_equal_changes_nothing(game: Game) -> None:
    region = Region.objects.create(game=game, code="east-1", name_zh="华东", name_en="East")
    first = upsert_player(game, "1", by=BY, region="east-1", vip=2, birth_date=date(1996, 5, 31))

    second = upsert_player(game, "1", by=BY, region=region, vip=2, birth_date=date(1996, 5, 31))

    assert (second.version, second.updated_at) == (1, first.updated_at)
    assert second.region == region


def test_a_region_can_be_taken_away(game: Game) -> None:
    Region.objects.create(game=game, code="east-1", name_zh="华东", name_en="East")
    upsert_player(game, "1", by=BY, region="east-1")

    assert upsert_player(game, "1", by=BY, region=None).region is None


def test_a_region_of_another_game_is_refused(game: Game) -> None:
    other = Region.objects.create(game=make_game("xinghai"), code="r", name_zh="一", name_en="1")

    for region in (other, "r", "\x00"):
        with pytest.raises(InvalidInput) as refusal:
            upsert_player(game, "1", by=BY, region=region)
        assert list(refusal.value.fields) == ["region"]
    assert not Player.objects.exists()


def test_an_unknown_field_is_a_mistake_of_the_caller(game: Game) -> None:
    with pytest.raises(TypeError, match="shoe_size"):
        upsert_player(game, "1", by=BY, shoe_size=44)


@pytest.mark.parametrize("uid", ["", "\u200b", "a\x00b", "\ud800", "x" * 65, "a\nb", "\u202ea"])
def test_an_id_that_cannot_be_one_is_refused(game: Game, uid: str) -> None:
    with pytest.raises(InvalidInput):
        upsert_player(game, uid, by=BY)


def test_names_that_cannot_be_stored_are_refused(game: Game) -> None:
    with pytest.raises(InvalidInput) as refusal:
        upsert_player(game, "1", by=BY, nickname="\ud800", email="\x00@example.com", tier="T9")

    assert sorted(refusal.value.fields) == ["email", "nickname", "tier"]


def test_guests_with_one_address_stay_apart(game: Game) -> None:
    first, second = (guest_player(game, "路人", "a@example.com", "zh-Hans") for _ in range(2))

    assert first.pk != second.pk
    assert (first.uid, first.is_guest, first.kind) == ("", True, PlayerKind.VISITOR)
    assert str(first) == "路人"
    with translation.override("en"):
        assert str(guest_player(game)).startswith("Guest ")


def test_putting_needs_the_right(game: Game) -> None:
    with pytest.raises(NotAllowed):
        put_player(game, "1", by=Actor.of_agent(make_agent("agent")))

    assert put_player(game, "1", by=Actor.of_agent(make_agent("integrator")))[1] is True


def test_a_stale_put_is_refused(game: Game) -> None:
    player = upsert_player(game, "1", by=BY, vip=1)

    with pytest.raises(VersionMismatch):
        put_player(game, "1", by=BY, seen=2, vip=2)
    with pytest.raises(VersionMismatch):
        put_player(game, "2", by=BY, seen=1)
    assert put_player(game, "1", by=BY, seen=player.version, vip=2)[0].version == 2


@pytest.mark.django_db(transaction=True)
def test_ten_who_tell_of_the_same_player_make_one_row() -> None:
    game, barrier, ids = make_game("huanle"), threading.Barrier(10), []

    def run(number: int) -> None:
        barrier.wait()
        ids.append(upsert_player(game, "same", by=BY, nickname=f"n{number}").pk)
        connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    player = Player.objects.get()
    assert set(ids) == {player.pk}
    assert len(ids) == 10
    assert player.version == player.event_seq == Event.objects.filter(subject_type="player").count()


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (None, AgeBand.UNKNOWN),
        (date(2018, 11, 22), AgeBand.U8),
        (date(2018, 11, 21), AgeBand.FROM_8_TO_15),
        (date(2010, 11, 22), AgeBand.FROM_8_TO_15),
        (date(2010, 11, 21), AgeBand.FROM_16_TO_17),
        (date(2008, 11, 22), AgeBand.FROM_16_TO_17),
        (date(2008, 11, 21), AgeBand.ADULT),
    ],
)
def test_a_band_begins_on_the_birthday(born: date | None, band: AgeBand) -> None:
    assert age_band(born, date(2026, 11, 21)) == band


def test_who_is_born_on_a_leap_day_is_older_on_the_first_of_march() -> None:
    born = date(2008, 2, 29)

    assert [age_on(born, day) for day in (date(2026, 2, 28), date(2026, 3, 1), date(2028, 2, 29))] == [17, 18, 20]


def test_nobody_is_born_tomorrow_or_in_another_age() -> None:
    day = date(2026, 11, 21)

    assert [is_possible_birth_date(born, day) for born in (day, date(2026, 11, 22), date(1899, 12, 31))] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nickname", "x" * 81),
        ("email", "nobody"),
        ("email", "a@" + "x" * 250 + ".example.com"),
        ("email", "\ud800@example.com"),
        ("locale", "zh_CN"),
        ("locale", "en-" + "x" * 20),
        ("jurisdiction", "china"),
        ("birth_date", date(1800, 1, 1)),
        ("vip", -1),
        ("vip", 1001),
        ("kind", "owner"),
        ("real_name_status", "yes"),
    ],
)
def test_what_cannot_stand_in_a_profile_is_refused_at_every_door(game: Game, field: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        upsert_player(game, "1", by=BY, **{field: value})

    assert list(refusal.value.fields) == [field]


def test_empty_fields_take_values_away(game: Game) -> None:
    filled = {"nickname": "n", "email": "a@example.com", "locale": "zh-Hans", "jurisdiction": "KR"}
    upsert_player(game, "1", by=BY, birth_date=date(1996, 5, 31), **filled)

    player = upsert_player(game, "1", by=BY, birth_date=None, **dict.fromkeys(filled, ""))

    assert {getattr(player, name) for name in filled} == {""}
    assert player.birth_date is None


def test_a_change_is_judged_again_under_the_lock(game: Game) -> None:
    stale = upsert_player(game, "1", by=BY, vip=1)
    upsert_player(game, "1", by=BY, vip=2)

    with transaction.atomic():
        same = profile._change(stale, {"vip": 2}, by=BY, seen=None)
    with pytest.raises(VersionMismatch), transaction.atomic():
        profile._change(stale, {"vip": 3}, by=BY, seen=1)

    assert (same.vip, same.version) == (2, 2)
