"""Who finds which view, what it shows to whom, and that a part that does not work any more shows nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from core import clock
from core.errors import InvalidInput, NotAllowed, NotThere
from core.models import Actor, Agent, Event, Group
from knowledge.models import Category
from tests.factories.api import Caller, problem_of
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import saved_views as actions
from tickets.actions.saved_views import TooManyViews, ViewWords
from tickets.enums import Audience
from tickets.models import Ticket, View
from tickets.queries import filters as rules
from tickets.queries.desk import frame_for, list_page
from tickets.queries.saved_views import OWN_MOST, menu_of, view_for

pytestmark = pytest.mark.django_db


def words(**given: Any) -> ViewWords:
    usual: dict[str, Any] = {"name_zh": "我的", "name_en": "", "icon": "star", "filters": {}, "order": "due"}
    return ViewWords(**(usual | given))


def make(agent: Agent, **given: Any) -> View:
    return actions.make_view(words(**given), by=Actor.of_agent(agent))


def finds(agent: Agent, view: View) -> bool:
    return view.pk in {found.pk for found in menu_of(agent)}


def held(agent: Agent, view: View) -> set[int]:
    return {ticket.pk for ticket in list_page(agent, view_for(agent, view.slug)).rows}


def test_who_finds_a_view_is_who_it_is_for(desk_rows):
    boss = make_agent("supervisor", groups=("FL", "SEC"))
    inside, outside = make_agent(groups=("SEC",)), make_agent(groups=("FL",))
    own = make(boss)
    grouped = make(boss, audience=Audience.GROUPS, groups=tuple(Group.objects.filter(code="SEC")))
    public = make(boss, audience=Audience.ALL)

    found = {who: [finds(who, view) for view in (own, grouped, public)] for who in (boss, inside, outside)}

    assert found == {boss: [True, True, True], inside: [False, True, True], outside: [False, False, True]}
    with pytest.raises(NotThere):
        view_for(outside, grouped.slug)


def test_a_shared_view_shows_what_its_reader_may_see(desk_rows):
    home, abroad = make_game("huanle"), make_game("xinghai", "moba")
    boss, visitor = make_agent("supervisor"), make_agent(games=[home])
    here, there = (make_ticket(player=make_player(game)).pk for game in (home, abroad))
    view = make(boss, filters={"game": ["huanle", "xinghai"]}, audience=Audience.ALL)

    assert held(boss, view) == {here, there}
    assert held(visitor, view) == {here}
    assert frame_for(visitor).line(view.slug).count == 1


def test_an_agent_may_not_share_with_everybody_nor_with_foreign_groups(agent):
    security = tuple(Group.objects.filter(code="SEC"))

    for given, field in (
        ({"audience": Audience.ALL}, "audience"),
        ({"audience": Audience.GROUPS, "groups": security}, "groups"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            make(agent, **given)
        assert field in refusal.value.fields


def test_only_its_owner_changes_or_removes_a_view(agent):
    boss = make_agent("supervisor")
    view = make(boss, audience=Audience.ALL)

    for deed in (
        lambda: actions.change_view(view, words(), by=Actor.of_agent(agent)),
        lambda: actions.remove_view(view, by=Actor.of_agent(agent)),
        lambda: actions.find_own(agent, view.slug),
        lambda: actions.find_own(agent, "all"),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_removed_view_is_brought_back_within_a_day(agent):
    view, by = make(agent), Actor.of_agent(agent)
    actions.remove_view(view, by=by)
    assert not finds(agent, view)

    actions.restore_view(view.slug, by=by)
    assert finds(agent, view)

    actions.remove_view(view, by=by)
    with clock.frozen(clock.now() + timedelta(hours=25)):
        with pytest.raises(NotThere):
            actions.restore_view(view.slug, by=by)
        assert actions.forget_removed_views() == 1
    told = Event.objects.filter(subject_type="view").order_by("pk").values_list("name", flat=True)
    assert list(told) == ["view.made", "view.removed", "view.restored", "view.removed"]


def test_thirty_views_are_counted_by_the_same_statements_as_one(agent, django_assert_num_queries):
    make(agent, filters={"tag": ["x"]})
    frame_for(agent)
    for number in range(OWN_MOST):
        if number == OWN_MOST - 1:
            with pytest.raises(TooManyViews):
                make(agent)
        else:
            make(agent, filters={"priority_at_least": number % 5, "tag": [str(number)]})

    with django_assert_num_queries(3):
        lines = frame_for(agent).lines

    assert sum(line.view.owner_id == agent.pk and line.count == 0 for line in lines) == OWN_MOST


BROKEN = [
    ({"group": ["GONE"]}, "GONE"),
    ({"category": ["AC-02", "XX-99"]}, "XX-99"),
    ({"game": ["atlantis"]}, "atlantis"),
    ({"assignee": [999_999]}, "999999"),
    ({"moon_phase": "full"}, "moon_phase"),
    ({"priority_at_least": "high"}, "Priority"),
    ({"status": "open"}, "Status"),
    ({"status": ["sleeping"]}, "Status"),
    ({"due_within_seconds": -5}, "Due within"),
    ({"in_game_now": "yes"}, "In game now"),
    ({"tag": []}, "Tag"),
]


@pytest.mark.parametrize(("filters", "named"), BROKEN, ids=str)
def test_a_part_that_does_not_work_shows_nothing_and_is_named(agent, filters, named):
    make_ticket()
    view = make(agent)
    View.objects.filter(pk=view.pk).update(filters=filters)

    with translation.override("en"):
        opened = view_for(agent, view.slug)

    assert held(agent, view) == set()
    assert frame_for(agent).line(view.slug).count is None
    assert any(named in problem.text for problem in opened.problems)
    assert rules.condition_of({}, agent) != rules.condition_of(filters, agent)


@pytest.mark.parametrize(("filters", "named"), BROKEN, ids=str)
def test_no_such_part_can_be_kept(agent, filters, named):
    with pytest.raises(InvalidInput) as refusal:
        make(agent, filters=filters)

    assert set(refusal.value.fields) & set(filters)
    assert not View.objects.filter(owner=agent).exists()


def test_what_is_switched_off_or_taken_away_later_is_noticed(desk_rows):
    home, abroad = make_game("huanle"), make_game("xinghai", "moba")
    agent, colleague = make_agent(games=[home, abroad]), make_agent()
    ticket = make_ticket(player=make_player(home))
    Ticket.objects.update(category_id="PY-01", assignee=colleague)
    by_category = make(agent, filters={"category": ["PY-01"]})
    by_game = make(agent, filters={"game": ["xinghai"]})
    by_person = make(agent, filters={"assignee": [colleague.pk]})
    assert (held(agent, by_category), held(agent, by_person)) == ({ticket.pk}, {ticket.pk})

    Category.objects.filter(code="PY-01").update(is_active=False)
    agent.grants.filter(game=abroad).delete()
    Agent.objects.filter(pk=colleague.pk).update(is_active=False)
    agent = Agent.objects.get(pk=agent.pk)

    for view in (by_category, by_game, by_person):
        assert view_for(agent, view.slug).problems
        assert held(agent, view) == set()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name_zh": "", "name_en": "\u200b"}, "name_zh"),
        ({"name_zh": "长" * 61}, "name_zh"),
        ({"name_zh": "a\x00"}, "name_zh"),
        ({"icon": "<svg>"}, "icon"),
        ({"order": "random()"}, "order"),
        ({"filters": {"status": ["closed"]}}, "status"),
        ({"filters": {"status": ["closed"], "created_within_seconds": 3600}}, "order"),
    ],
)
def test_every_word_of_a_view_is_checked(agent, given, field):
    with pytest.raises(InvalidInput) as refusal:
        make(agent, **given)

    assert field in refusal.value.fields


def test_an_agent_arranges_the_own_menu_alone(agent):
    by, other = Actor.of_agent(agent), make_agent()
    urgent, mine = view_for(agent, "urgent"), view_for(agent, "mine")
    actions.place_view(urgent, by=by, is_pinned=True)
    actions.place_view(mine, by=by, is_hidden=True)
    team = [view for view in menu_of(agent) if view.section == "team" and not view.is_pinned]
    actions.swap_places(team, team[1].slug, step=-1, by=by)

    shown = [(code, [line.view.slug for line in lines]) for code, lines in frame_for(agent).sections]
    assert shown[0] == ("pinned", ["urgent"])
    assert "mine" not in dict(shown)["mine"]
    assert dict(shown)["team"][:2] == [team[1].slug, team[0].slug]
    assert [code for code, _lines in frame_for(other).sections] == ["mine", "team", "saved"]


def test_programs_read_the_views_and_ask_for_what_one_holds(desk_rows):
    agent = make_agent("senior_agent")
    ticket, caller = make_ticket(), Caller(agent)
    view = make(agent, name_zh="急", filters={"priority_at_least": 4})
    Ticket.objects.filter(pk=ticket.pk).update(priority=2)

    rows = {row["slug"]: row for row in caller.get("views?page_size=100").json()["results"]}
    assert (
        rows[view.slug] | {"audience": "me", "owner": str(agent.pk), "filters": {"priority_at_least": 4}}
        == rows[view.slug]
    )
    assert [row["id"] for row in caller.get(f"tickets?view={view.slug}").json()["results"]] == [str(ticket.pk)]

    View.objects.filter(pk=view.pk).update(filters={"group": ["GONE"]})
    assert problem_of(caller.get(f"tickets?view={view.slug}"), 400)["errors"]
    assert problem_of(caller.get("tickets?view=nope"), 400)["errors"]
