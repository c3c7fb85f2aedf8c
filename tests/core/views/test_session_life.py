"""How long a sign-in lasts, and what ends it at once."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from core.actions import people
from core.actions.sessions import forget_ended_sessions
from core.models import Actor, Role
from core.queries.people import desk_agent_of, sign_ins_of
from tests.factories.people import PASSWORD, make_agent

pytestmark = pytest.mark.django_db
PAGE = "/me/preferences/"
START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
IDLE = timedelta(minutes=30)


@pytest.fixture
def travel(time_machine, settings):
    settings.SESSION_IDLE_SECONDS = IDLE.total_seconds()
    settings.SESSION_COOKIE_AGE = 12 * 3600

    def to(**span):
        time_machine.move_to(START + timedelta(**span), tick=False)

    to()
    return to


@pytest.fixture
def visitor():
    return Client()


def sign_in(visitor, agent):
    assert visitor.post("/accounts/login/", {"login": agent.email, "password": PASSWORD}).status_code == 302
    return visitor.session.session_key


def is_in(visitor, **headers):
    return visitor.get(PAGE, headers=headers).status_code == 200


def test_half_an_hour_without_a_deed_ends_the_session(visitor, travel):
    sign_in(visitor, make_agent())

    travel(minutes=29)
    assert is_in(visitor)
    travel(minutes=58)
    assert is_in(visitor)
    travel(minutes=89)
    assert not is_in(visitor)


def test_a_page_that_refreshes_itself_does_not_keep_the_session_alive(visitor, travel):
    sign_in(visitor, make_agent())

    for minutes in (10, 20, 29):
        travel(minutes=minutes)
        assert is_in(visitor, **{"X-Live": "1"})
    travel(minutes=31)

    assert not is_in(visitor)


def test_twelve_hours_end_it_whatever_happens(visitor, travel):
    sign_in(visitor, make_agent())

    for minutes in range(20, 12 * 60, 20):
        travel(minutes=minutes)
        assert is_in(visitor)
    travel(hours=12, seconds=1)

    assert not is_in(visitor)


def test_the_expiry_is_written_once_a_minute(visitor, travel, django_assert_num_queries):
    key = sign_in(visitor, make_agent())
    before = Session.objects.get(pk=key).expire_date

    travel(seconds=30)
    is_in(visitor)
    assert Session.objects.get(pk=key).expire_date == before
    travel(seconds=90)
    is_in(visitor)

    assert Session.objects.get(pk=key).expire_date == before + timedelta(seconds=90)


def test_a_deed_that_changes_the_session_keeps_its_limits(visitor, travel):
    key = sign_in(visitor, make_agent())

    travel(hours=11, minutes=50)  # long over: the client's cookie is still there, the row is dead
    assert not is_in(visitor)

    assert not Session.objects.filter(pk=key, expire_date__gt=datetime.now(UTC)).exists()


def test_a_session_without_a_stamp_gets_one(visitor, travel):
    visitor.force_login(make_agent())

    assert is_in(visitor)

    assert visitor.session["signed_in_at"] == START.isoformat()


def test_a_shut_account_is_out_with_the_next_request(visitor):
    agent = make_agent()
    key = sign_in(visitor, agent)
    assert desk_agent_of(key) == agent

    people.deactivate_agent(agent, by=Actor.system())

    assert not is_in(visitor)
    assert desk_agent_of(key) is None


def test_a_lowered_role_is_felt_by_the_next_request_and_by_sockets(visitor, settings):
    settings.DEMO = True  # without a second factor nobody would come this far
    agent = make_agent("admin")
    key = sign_in(visitor, agent)
    assert visitor.get("/admin/").status_code == 200

    people.revoke_role(agent, Role.objects.get(code="admin"), by=Actor.system())

    assert visitor.get("/admin/").status_code == 403
    assert desk_agent_of(key) is None


def test_sockets_are_for_people_with_their_second_factor(visitor, settings):
    settings.DEMO = False
    key = sign_in(visitor, make_agent("manager"))

    assert desk_agent_of(key) is None
    settings.DEMO = True
    assert desk_agent_of(key) is not None


def test_an_unknown_session_is_nobody():
    assert desk_agent_of("nosuchsession") is None


def test_what_has_run_out_is_forgotten(visitor, travel):
    agent = make_agent()
    sign_in(visitor, agent)
    cache.set("spent", "y", timeout=30)
    travel(minutes=20)
    sign_in(Client(), agent)
    travel(minutes=31)

    assert forget_ended_sessions() == 1

    assert UserSession.objects.filter(user=agent).count() == 1
    assert cache.get("spent") is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_sessions_costs_two_statements(count, django_assert_num_queries):
    agent = make_agent()
    keys = [sign_in(Client(), agent) for _number in range(count)]

    with django_assert_num_queries(2):
        places = sign_ins_of(agent, current_key=keys[0])

    assert len(places) == count
    assert sum(place.is_current for place in places) == 1


def test_times_are_shown_in_the_persons_own_zone(visitor, travel):
    agent = make_agent(time_zone="America/New_York")
    sign_in(visitor, agent)

    page = visitor.get("/accounts/sessions/").content.decode()

    assert ">03:00<" in page


def test_a_players_page_knows_no_gate(settings):
    settings.DEMO = False
    visitor = Client()
    sign_in(visitor, make_agent("manager"))

    assert visitor.get("/healthz").status_code == 200
