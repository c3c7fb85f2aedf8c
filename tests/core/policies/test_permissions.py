"""Who may do what for which game."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.actions import people
from core.enums import Permission
from core.errors import NotAllowed
from core.models import Actor, Agent, Grant, Role
from core.policies.permissions import (
    EVERY,
    Rights,
    check,
    check_anywhere,
    forget_rights,
    games_for,
    has,
    has_anywhere,
    rights_of,
)
from tests.factories.people import make_agent, make_game

PERMISSIONS = st.frozensets(st.sampled_from([str(permission) for permission in Permission]), max_size=4)
GRANTS = st.dictionaries(st.one_of(st.none(), st.integers(1, 5)), PERMISSIONS, max_size=4)


@given(by_game=GRANTS, permission=st.sampled_from(Permission), game=st.one_of(st.none(), st.integers(1, 6)))
def test_games_and_allow_tell_the_same_story(by_game, permission, game):
    rights = Rights(by_game, rank=10, needs_second_factor=False)

    games = rights.games(permission)

    assert rights.allow(permission, game) == (games == EVERY or game in games)


@given(by_game=GRANTS, permission=st.sampled_from(Permission), game=st.integers(1, 6))
def test_a_right_for_every_game_counts_for_each(by_game, permission, game):
    rights = Rights(by_game, rank=10, needs_second_factor=False)

    assert rights.allow(permission, game) >= rights.allow(permission, None)


@given(by_game=GRANTS, extra=PERMISSIONS, permission=st.sampled_from(Permission), game=st.integers(1, 6))
def test_a_further_role_never_takes_a_right_away(by_game, extra, permission, game):
    before = Rights(by_game, rank=10, needs_second_factor=False)
    more = by_game | {game: by_game.get(game, frozenset()) | extra}

    after = Rights(more, rank=10, needs_second_factor=False)

    assert after.allow(permission, game) >= before.allow(permission, game)


@pytest.mark.django_db
def test_rights_are_read_once(django_assert_num_queries):
    agent = Agent.objects.get(pk=make_agent(groups=("FL", "TEC")).pk)

    with django_assert_num_queries(1):
        answers = [has(agent, Permission.TICKET_VIEW), has_anywhere(agent, Permission.TICKET_REPLY)]
        groups = rights_of(agent).groups

    assert answers == [True, True]
    assert groups == frozenset(agent.groups.values_list("pk", flat=True))


@pytest.mark.django_db
def test_a_role_for_one_game_is_none_for_another():
    cards, moba = make_game("huanle"), make_game("xinghai", "moba")
    agent = make_agent(games=[cards])

    assert games_for(agent, Permission.TICKET_VIEW) == frozenset({cards.pk})
    assert has(agent, Permission.TICKET_VIEW, cards)
    assert not has(agent, Permission.TICKET_VIEW, moba)
    assert not has(agent, Permission.TICKET_VIEW)


@pytest.mark.django_db
def test_a_shut_account_has_no_right_left():
    agent = make_agent("admin", is_active=False, is_superuser=True)

    assert rights_of(agent).by_game == {}
    assert games_for(agent, Permission.TICKET_VIEW) == frozenset()


@pytest.mark.django_db
def test_a_superuser_may_do_everything_without_a_grant():
    agent = make_agent(is_superuser=True)
    Grant.objects.filter(agent=agent).delete()

    assert all(has(agent, permission) for permission in Permission)


@pytest.mark.django_db
def test_check_raises_what_has_denies():
    agent = make_agent("analyst")

    check(agent, Permission.TICKET_VIEW)
    check_anywhere(agent, Permission.TICKET_VIEW)
    with pytest.raises(NotAllowed):
        check(agent, Permission.TICKET_REPLY)
    with pytest.raises(NotAllowed):
        check_anywhere(agent, Permission.TICKET_REPLY)


@pytest.mark.django_db
def test_a_revoked_role_is_felt_by_the_next_question():
    agent = make_agent("agent")
    assert has(agent, Permission.TICKET_REPLY)

    people.revoke_role(agent, Role.objects.get(code="agent"), by=Actor.system())

    assert not has(agent, Permission.TICKET_REPLY)


@pytest.mark.django_db
def test_forgetting_twice_is_harmless():
    agent = make_agent("agent")

    forget_rights(agent)
    forget_rights(agent)

    assert has(agent, Permission.TICKET_REPLY)
