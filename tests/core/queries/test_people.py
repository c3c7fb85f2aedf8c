"""Who is here, who is signed in, and with what."""

import pytest
from django.test import Client

from core.actions import people
from core.enums import Availability
from core.models import Actor
from core.queries.devices import device_name
from core.queries.people import (
    absent_agents,
    available_agents,
    demo_accounts,
    has_second_factor,
    signed_in_agents,
)
from tests.factories.people import PASSWORD, load_reference, make_agent

HOUSE = Actor.system()


def sign_in(agent):
    client = Client()
    client.post("/accounts/login/", {"login": agent.email, "password": PASSWORD})
    return client


@pytest.mark.django_db
def test_work_is_given_to_those_who_are_signed_in_and_available():
    ready, busy, away = make_agent(), make_agent(), make_agent()
    for agent in (ready, busy):
        sign_in(agent)
    people.set_availability(ready, Availability.AVAILABLE, by=HOUSE)
    people.set_availability(busy, Availability.BUSY, by=HOUSE)
    people.set_availability(away, Availability.AVAILABLE, by=HOUSE)

    assert set(signed_in_agents()) == {ready, busy}
    assert set(available_agents()) == {ready}
    assert set(absent_agents()) == {away}


@pytest.mark.django_db
def test_who_signs_out_is_given_nothing():
    agent = make_agent()
    client = sign_in(agent)
    people.set_availability(agent, Availability.AVAILABLE, by=HOUSE)

    client.post("/accounts/logout/")

    assert not available_agents().exists()
    assert not signed_in_agents().exists()


@pytest.mark.django_db
def test_recovery_codes_alone_are_no_second_factor():
    from allauth.mfa.models import Authenticator

    agent = make_agent()
    Authenticator.objects.create(user=agent, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    assert not has_second_factor(agent)

    Authenticator.objects.create(user=agent, type=Authenticator.Type.TOTP, data={"secret": "x"})

    assert has_second_factor(agent)


@pytest.mark.django_db
def test_a_demo_account_without_a_post_is_shown_all_the_same(settings):
    load_reference()
    settings.DEMO = True
    people.create_agent(email="agent@demo.test", name="林晓雨", by=HOUSE, password="wuyou-demo", is_demo=True)

    assert [(account.email, account.post) for account in demo_accounts()] == [("agent@demo.test", "")]


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/131.0 Mobile MicroMessenger/8.0", "WeChat · Android"),
        ("curl/8.5.0", "curl"),
        ("", "?"),
    ],
)  # fmt: skip
def test_a_device_is_named_as_a_person_would(user_agent, name):
    assert device_name(user_agent) == name
