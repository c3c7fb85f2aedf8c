"""Accounts are joined as one person and parted again exactly."""

import pytest

from core.errors import InvalidInput, NotAllowed
from core.models import Actor, Event
from players.actions.accounts import join_accounts, part_accounts
from players.actions.profile import upsert_player
from players.errors import AccountsMoved, SamePerson
from players.models import Player
from tests.factories.people import make_agent, make_game

pytestmark = pytest.mark.django_db


def account(uid: str, game: str = "huanle") -> Player:
    return upsert_player(make_game(slug=game), uid, by=Actor.system())


def person_of(player: Player) -> int | None:
    return Player.objects.get(pk=player.pk).person_id


def by(role: str = "manager") -> Actor:
    return Actor.of_agent(make_agent(role))


def test_accounts_of_two_games_become_one_person_and_two_again() -> None:
    first, second = account("a"), account("b", "xinghai")

    join = join_accounts(first, second, by=by(), reason="同一身份证")
    assert person_of(first) == person_of(second) is not None

    part_accounts(join, by=by())
    assert person_of(second) is None
    assert Event.objects.filter(name="player.joined").count() == 2
    assert list(Event.objects.filter(name="player.parted").values_list("subject_id", flat=True)) == [second.pk]


def test_a_person_that_is_joined_brings_all_its_accounts_and_takes_them_back() -> None:
    first, second, third = account("a"), account("b"), account("c")
    join_accounts(second, third, by=by(), reason="r")
    former = person_of(second)

    join = join_accounts(first, second, by=by(), reason="r")
    assert person_of(first) == person_of(second) == person_of(third) != former

    part_accounts(join, by=by())
    assert person_of(second) == person_of(third) == former


def test_a_join_under_a_later_one_is_not_parted_first() -> None:
    first, second, third = account("a"), account("b"), account("c")
    early = join_accounts(first, second, by=by(), reason="r")
    late = join_accounts(third, first, by=by(), reason="r")

    with pytest.raises(AccountsMoved):
        part_accounts(early, by=by())
    part_accounts(late, by=by())
    part_accounts(early, by=by())
    assert person_of(second) is None
    with pytest.raises(AccountsMoved):
        part_accounts(early, by=by())


def test_what_is_one_person_is_not_joined_again() -> None:
    first, second = account("a"), account("b")
    join_accounts(first, second, by=by(), reason="r")
    for one, other in [(first, first), (second, first)]:
        with pytest.raises(SamePerson):
            join_accounts(one, other, by=by(), reason="r")


@pytest.mark.parametrize("reason", ["", "  ", "\u200b", "长" * 501])
def test_a_join_needs_a_reason(reason: str) -> None:
    with pytest.raises(InvalidInput):
        join_accounts(account("a"), account("b"), by=by(), reason=reason)


def test_who_may_not_change_players_of_every_game_concerned_joins_nothing() -> None:
    first, second, third = account("a"), account("b"), account("c", "xinghai")
    join_accounts(second, third, by=by(), reason="r")
    only_here = Actor.of_agent(make_agent("manager", games=[make_game(slug="huanle")]))

    with pytest.raises(NotAllowed):
        join_accounts(first, second, by=only_here, reason="r")
    assert person_of(first) is None
    with pytest.raises(NotAllowed):
        join_accounts(first, account("d"), by=by("agent"), reason="r")
