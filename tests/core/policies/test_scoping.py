"""The predicates that every list, count and search begins with."""

from types import SimpleNamespace

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from core.enums import Permission
from core.models import Region
from core.policies.permissions import Rights
from core.policies.scoping import in_games, unrestricted
from tests.factories.people import make_agent, make_game

VIEW, SECRET = str(Permission.TICKET_VIEW), str(Permission.TICKET_VIEW_RESTRICTED)
GRANTS = st.dictionaries(
    st.one_of(st.none(), st.integers(1, 4)), st.frozensets(st.sampled_from([VIEW, SECRET])), max_size=4
)
ROWS = st.builds(
    lambda game, group, secret, holder: {
        "pk": 1,
        "game": game,
        "group": group,
        "is_restricted": secret,
        "assignee": holder,
    },
    *(st.integers(1, 4), st.integers(1, 4), st.booleans(), st.sampled_from([None, 7, 8])),
)


def matches(condition, row):
    """Whether a row meets a Q, decided without a database."""
    if isinstance(condition, tuple):
        name, value = condition
        return row[name.removesuffix("__in")] in value if name.endswith("__in") else row[name] == value
    results = [matches(child, row) for child in condition.children]
    found = (any if condition.connector == Q.OR else all)(results) if results else True
    return not found if condition.negated else found


def agent_with(by_game, groups=frozenset()):
    return SimpleNamespace(pk=7, _rights=Rights(by_game, rank=10, needs_second_factor=False, groups=groups))


@given(by_game=GRANTS, row=ROWS)
def test_a_row_is_in_the_games_exactly_when_the_right_is_held_for_its_game(by_game, row):
    agent = agent_with(by_game)

    found = matches(in_games(agent, Permission.TICKET_VIEW), row)

    assert found == (VIEW in by_game.get(None, ()) or VIEW in by_game.get(row["game"], ()))


@given(by_game=GRANTS, groups=st.frozensets(st.integers(1, 4)), row=ROWS)
def test_a_restricted_row_exists_for_its_group_its_holder_and_those_who_may_see_restricted_ones(by_game, groups, row):
    agent = agent_with(by_game, groups)

    found = matches(unrestricted(agent), row)

    may_see_secrets = SECRET in by_game.get(None, ()) or SECRET in by_game.get(row["game"], ())
    is_holder = row["assignee"] == agent.pk
    assert found == (not row["is_restricted"] or row["group"] in groups or may_see_secrets or is_holder)


@pytest.mark.django_db
def test_the_predicate_works_along_a_path():
    cards, moba = make_game("huanle"), make_game("xinghai", "moba")
    Region.objects.create(game=cards, code="east", name_zh="华东", name_en="East")
    Region.objects.create(game=moba, code="west", name_zh="华西", name_en="West")

    seen = Region.objects.filter(in_games(make_agent(games=[cards]), Permission.TICKET_VIEW))
    unseen = Region.objects.filter(in_games(make_agent("integrator", games=[cards]), Permission.QUALITY_VIEW))

    assert [region.code for region in seen] == ["east"]
    assert list(unseen) == []
