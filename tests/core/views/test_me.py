"""The pages of the own account."""

import pytest
from django.conf import settings as live_settings
from django.test import Client

from core.models import Event
from tests.factories.people import make_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return make_agent(name="林晓雨")


@pytest.fixture
def visitor(agent):
    client = Client()
    client.force_login(agent)
    return client


@pytest.mark.parametrize("path", ["/me/preferences/", "/me/notifications/", "/accounts/sessions/", "/accounts/2fa/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_page_opens_in_both_languages(visitor, path, language):
    visitor.cookies[live_settings.LANGUAGE_COOKIE_NAME] = language

    page = visitor.get(path)

    assert page.status_code == 200
    assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in page.content.decode()


def test_availability_changes_without_a_script_and_leads_back(visitor, agent):
    answer = visitor.post("/me/availability/", {"availability": "busy", "next": "/me/notifications/"})

    agent.refresh_from_db()
    assert (answer["Location"], agent.availability) == ("/me/notifications/", "busy")


def test_availability_leads_back_to_where_the_menu_stood(visitor):
    came_from = {"Referer": "http://testserver/desk/views/mine?after=3"}
    answer = visitor.post("/me/availability/", {"availability": "away"}, headers=came_from)
    lost = visitor.post("/me/availability/", {"availability": "busy", "next": "//evil.test"})

    assert answer["Location"] == "/desk/views/mine?after=3"
    assert lost["Location"] == "/desk/"


@pytest.mark.parametrize(
    "broken", ["http://[::1", "http://[x]y/", "http://a:b:c/", "\\", "//evil.test/desk", "http://"]
)
def test_availability_leads_home_when_the_page_before_cannot_be_read(visitor, broken):
    answer = visitor.post("/me/availability/", {"availability": "away"}, headers={"Referer": broken})

    assert answer.status_code == 302
    assert answer["Location"] in {"/", "/desk", "/desk/"}


def test_availability_by_htmx_redraws_the_switch_as_a_fresh_page_has_it(visitor, agent):
    swapped = visitor.post("/me/availability/", {"availability": "available"}, headers={"HX-Request": "true"})
    fresh = visitor.get("/me/preferences/")

    switch = without_token(swapped.content.decode().strip())
    assert 'value="available" aria-pressed="true"' in switch
    assert switch in without_token(fresh.content.decode())


def without_token(html):
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)


@pytest.mark.parametrize("bad", ["", "sleeping", "available\u200b", "x" * 1000])
def test_a_state_that_does_not_exist_is_refused(visitor, agent, bad):
    answer = visitor.post("/me/availability/", {"availability": bad})

    agent.refresh_from_db()
    assert (answer.status_code, agent.availability) == (422, "offline")
    assert not Event.objects.filter(name="agent.availability_changed").exists()


def test_preferences_go_with_the_account_and_with_the_browser(visitor, agent):
    form = {"language": "en", "time_zone": "Asia/Tokyo", "scheme": "dark", "density": "compact"}
    answer = visitor.post("/me/preferences/", form)

    agent.refresh_from_db()
    assert (answer["Location"], agent.language, agent.time_zone) == ("/me/preferences/", "en", "Asia/Tokyo")
    page = visitor.get("/me/preferences/").content.decode()
    assert '<html lang="en" data-scheme="dark" data-density="compact">' in page
    visitor.post("/me/preferences/", form | {"scheme": "system", "density": "comfortable"})
    assert '<html lang="en">' in visitor.get("/me/preferences/").content.decode()


def test_saving_preferences_with_nothing_changed_changes_nothing(visitor, agent):
    visitor.cookies[live_settings.LANGUAGE_COOKIE_NAME] = "en"  # as the door leaves it for a browser in English

    page = visitor.get("/me/preferences/")
    shown = page.context["form"].initial
    visitor.post("/me/preferences/", shown)

    agent.refresh_from_db()
    assert (shown["language"], agent.language) == ("en", "zh-hans")
    assert '<html lang="en">' in visitor.get("/me/preferences/").content.decode()


@pytest.mark.parametrize(
    "bad",
    [{"language": "tlh"}, {"time_zone": "Mars/Base"}, {"scheme": "pink"}, {"density": "<b>"}, {"language": ""}],
)
def test_bad_preferences_are_shown_with_their_error(visitor, agent, bad):
    good = {"language": "en", "time_zone": "Asia/Tokyo", "scheme": "dark", "density": "compact"}

    answer = visitor.post("/me/preferences/", good | bad)

    agent.refresh_from_db()
    assert (answer.status_code, agent.language) == (422, "zh-hans")
    assert b"field__error" in answer.content


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_places_costs_the_same_for_one_and_three(visitor, agent, count, django_assert_num_queries):
    for _number in range(count):
        Client().post("/accounts/login/", {"login": agent.email, "password": "a-long-enough-password"})

    visitor.get("/me/preferences/")
    with django_assert_num_queries(6):  # session, person, rights, places, their ends
        visitor.get("/accounts/sessions/")


def test_places_are_ended_from_the_list(visitor, agent):
    elsewhere = [Client(), Client()]
    for client in elsewhere:
        client.post("/accounts/login/", {"login": agent.email, "password": "a-long-enough-password"})
    places = visitor.get("/accounts/sessions/").context["places"]

    visitor.post(f"/accounts/sessions/{places[0].id}/end/")
    assert sorted(client.get("/me/preferences/").status_code for client in elsewhere) == [200, 302]
    visitor.post("/accounts/sessions/others/end/")

    assert [client.get("/me/preferences/").status_code for client in elsewhere] == [302, 302]
    assert visitor.get("/me/preferences/").status_code == 200
