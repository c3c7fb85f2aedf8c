"""Agents come and go, are given posts, and say whether they are there."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from core import clock
from core.actions import people, sessions
from core.actions.tokens import issue_token
from core.enums import Availability, Permission
from core.errors import InvalidInput, NotAllowed
from core.models import Actor, Agent, Event, Grant, Group, Role, Team
from core.policies.permissions import has
from tests.factories.people import load_reference, make_agent, make_game

pytestmark = pytest.mark.django_db
HOUSE = Actor.system()


def events_of(agent):
    rows = Event.objects.filter(subject_type="agent", subject_id=agent.pk).order_by("pk")
    return [(event.name, event.data) for event in rows]


def test_a_new_account_has_no_password_and_no_right():
    load_reference()
    groups = Group.objects.filter(code__in=("FL", "TEC"))

    agent = people.create_agent(email=" New@Example.Test ", name=" 新人 ", by=HOUSE, groups=groups)

    agent.refresh_from_db()
    assert (agent.email, agent.name, agent.has_usable_password()) == ("new@example.test", "新人", False)
    assert not any(has(agent, permission) for permission in Permission)
    assert events_of(agent) == [("agent.created", {"groups": ["FL", "TEC"]})]


@pytest.mark.parametrize(
    ("email", "name", "field"),
    [
        ("nobody", "新人", "email"),
        ("", "新人", "email"),
        ("TAKEN@example.test", "新人", "email"),
        ("a@b.test", "  ", "name"),
    ],
)
def test_an_account_needs_a_fresh_address_and_a_name(email, name, field):
    people.create_agent(email="taken@example.test", name="老人", by=HOUSE)

    with pytest.raises(InvalidInput) as refusal:
        people.create_agent(email=email, name=name, by=HOUSE)

    assert list(refusal.value.fields) == [field]
    assert Agent.objects.count() == 1


def test_demo_accounts_come_into_being_in_demo_mode_only(settings):
    settings.DEMO = False
    with pytest.raises(NotAllowed):
        people.create_agent(email="agent@demo.test", name="演示", by=HOUSE, password="wuyou-demo", is_demo=True)

    settings.DEMO = True
    agent = people.create_agent(email="agent@demo.test", name="演示", by=HOUSE, password="wuyou-demo", is_demo=True)

    assert agent.is_demo
    assert agent.check_password("wuyou-demo")


def test_an_agent_makes_no_accounts():
    with pytest.raises(NotAllowed):
        people.create_agent(email="friend@example.test", name="朋友", by=Actor.of_agent(make_agent("supervisor")))


def test_a_shut_account_loses_sessions_and_tokens_and_is_offline(client):
    agent, admin = make_agent(), Actor.of_agent(make_agent("admin"))
    client.post("/accounts/login/", {"login": agent.email, "password": "a-long-enough-password"})
    issue_token(agent)
    people.set_availability(agent, Availability.AVAILABLE, by=Actor.of_agent(agent))

    people.deactivate_agent(agent, by=admin)
    people.deactivate_agent(agent, by=admin)

    agent.refresh_from_db()
    assert (agent.is_active, agent.availability) == (False, Availability.OFFLINE)
    assert not UserSession.objects.filter(user=agent).exists()
    assert not agent.api_tokens.filter(revoked_at=None).exists()
    assert [name for name, _data in events_of(agent)][-2:] == ["agent.availability_changed", "agent.deactivated"]


def test_a_reopened_account_has_its_posts_again_but_no_token():
    agent = make_agent()
    issue_token(agent)
    people.deactivate_agent(agent, by=HOUSE)

    people.reactivate_agent(agent, by=HOUSE)
    people.reactivate_agent(agent, by=HOUSE)

    assert has(agent, Permission.TICKET_REPLY)
    assert not agent.api_tokens.filter(revoked_at=None).exists()
    assert [name for name, _data in events_of(agent)].count("agent.reactivated") == 1


def test_a_post_is_given_and_taken_once():
    agent, game = make_agent(), make_game()
    role = Role.objects.get(code="card_expert")

    for _time in range(2):
        people.grant_role(agent, role, game=game, by=HOUSE)
    assert has(agent, Permission.CASE_WORK, game)
    for _time in range(2):
        people.revoke_role(agent, role, game=game, by=HOUSE)

    assert not has(agent, Permission.CASE_WORK, game)
    assert Grant.objects.filter(agent=agent).count() == 1
    assert events_of(agent) == [
        ("agent.role_granted", {"role": "card_expert", "game": "huanle"}),
        ("agent.role_revoked", {"role": "card_expert", "game": "huanle"}),
    ]


def test_nobody_gives_a_post_to_himself():
    admin = make_agent("admin")

    with pytest.raises(NotAllowed):
        people.grant_role(admin, Role.objects.get(code="crisis"), by=Actor.of_agent(admin))


def test_groups_are_exactly_those_given():
    agent = make_agent(groups=("FL", "PAY"))

    people.set_groups(agent, Group.objects.filter(code__in=("FL", "TEC")), by=HOUSE)
    people.set_groups(agent, Group.objects.filter(code__in=("FL", "TEC")), by=HOUSE)

    assert sorted(agent.groups.values_list("code", flat=True)) == ["FL", "TEC"]
    assert events_of(agent) == [("agent.groups_changed", {"joined": ["TEC"], "left": ["PAY"]})]


def test_a_description_names_the_changed_fields():
    agent = make_agent()
    agent.name, agent.team = "改名", Team.objects.get(code="front-line-1")

    people.describe_agent(agent, by=HOUSE)
    people.describe_agent(agent, by=HOUSE)

    agent.refresh_from_db()
    assert (agent.name, agent.team.code) == ("改名", "front-line-1")
    assert events_of(agent) == [("agent.described", {"fields": ["name", "team_id"]})]


def test_availability_has_a_since_and_one_event_per_change():
    agent = make_agent()
    me = Actor.of_agent(agent)

    with clock.frozen(clock.parse_iso("2026-11-20T12:00:00Z")):
        people.set_availability(agent, Availability.AVAILABLE, by=me)
    with clock.frozen(clock.parse_iso("2026-11-20T13:00:00Z")):
        people.set_availability(agent, Availability.AVAILABLE, by=me)

    agent.refresh_from_db()
    assert agent.availability_at == clock.parse_iso("2026-11-20T12:00:00Z")
    assert events_of(agent) == [("agent.availability_changed", {"from": "offline", "to": "available"})]


def test_preferences_are_checked_and_leave_no_event():
    agent = make_agent()
    me = Actor.of_agent(agent)

    people.set_preferences(agent, language="en", time_zone="Europe/Berlin", by=me)
    with pytest.raises(InvalidInput):
        people.set_preferences(agent, language="tlh", time_zone="Europe/Berlin", by=me)
    with pytest.raises(InvalidInput):
        people.set_preferences(agent, language="en", time_zone="Mars/Base", by=me)
    with pytest.raises(NotAllowed):
        people.set_preferences(agent, language="en", time_zone="UTC", by=Actor.of_agent(make_agent()))

    agent.refresh_from_db()
    assert (agent.language, agent.time_zone) == ("en", "Europe/Berlin")
    assert events_of(agent) == []


def test_people_whose_sessions_are_all_gone_are_signed_off():
    here, gone = make_agent(), make_agent()
    for agent in (here, gone):
        people.set_availability(agent, Availability.AVAILABLE, by=Actor.of_agent(agent))
    sign_in(here)

    assert people.sign_off_absent() == 1

    here.refresh_from_db()
    gone.refresh_from_db()
    assert (here.availability, gone.availability) == ("available", "offline")


def sign_in(agent):
    from django.test import Client

    client = Client()
    answer = client.post("/accounts/login/", {"login": agent.email, "password": "a-long-enough-password"})
    assert answer.status_code == 302
    return client


def test_sessions_end_everywhere_but_here():
    agent = make_agent()
    here, there = sign_in(agent), sign_in(agent)
    me = Actor.of_agent(agent)

    assert sessions.end_sessions(agent, by=me, keep=here.session.session_key) == 1
    assert sessions.end_sessions(agent, by=me, keep=here.session.session_key) == 0

    assert here.get("/me/preferences/").status_code == 200
    assert there.get("/me/preferences/").status_code == 302
    assert events_of(agent) == [("agent.sessions_ended", {"count": 1})]


def test_one_session_of_the_own_is_ended_and_never_a_strangers():
    agent, stranger = make_agent(), make_agent()
    mine, theirs = sign_in(agent), sign_in(stranger)
    me = Actor.of_agent(agent)

    sessions.end_session(agent, UserSession.objects.get(user=stranger).pk, by=me)
    sessions.end_session(agent, UserSession.objects.get(user=agent).pk, by=me)

    assert mine.get("/me/preferences/").status_code == 302
    assert theirs.get("/me/preferences/").status_code == 200


def test_a_lost_second_factor_is_taken_away_and_the_account_signed_out():
    agent = make_agent()
    client = sign_in(agent)
    Authenticator.objects.create(user=agent, type=Authenticator.Type.TOTP, data={"secret": "x"})

    sessions.reset_second_factor(agent, by=HOUSE)

    assert not Authenticator.objects.filter(user=agent).exists()
    assert client.get("/me/preferences/").status_code == 302
    assert events_of(agent) == [("agent.second_factor_reset", {})]
