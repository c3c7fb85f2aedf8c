"""The door: who gets in, what a wrong guess tells, where it leads."""

import re
import statistics
import time

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.actions import people, sessions, sign_in
from core.adapters import StaffAccountAdapter
from core.models import Actor, Agent
from tests.factories.people import PASSWORD, load_reference, make_agent

pytestmark = pytest.mark.django_db
HOUSE = Actor.system()
DOOR = "/accounts/login/"


def knock(client, email, password=PASSWORD, **more):
    return client.post(DOOR, {"login": email, "password": password, **more})


def without_tokens(html):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|content="\d+"|value="[^"]*@[^"]*"', "", html)


def test_a_right_password_opens_the_desk(client):
    answer = knock(client, make_agent().email.upper())

    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.get("/me/preferences/").status_code == 200


@pytest.mark.parametrize(("demo", "lang"), [(True, "en"), (False, "zh-Hans")])
def test_the_demo_goes_on_in_the_language_of_its_door(client, settings, demo, lang):
    settings.DEMO = demo
    english = {"Accept-Language": "en"}

    client.post(DOOR, {"login": make_agent(language="zh-hans").email, "password": PASSWORD}, headers=english)

    assert f'<html lang="{lang}"' in client.get("/me/preferences/", headers=english).content.decode()


def test_who_has_chosen_a_language_keeps_it_in_the_demo(client, settings):
    settings.DEMO = True
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"

    client.post(DOOR, {"login": make_agent().email, "password": PASSWORD}, headers={"Accept-Language": "en"})

    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "zh-hans"


@pytest.mark.parametrize(
    ("role", "groups", "place"),
    [("payments", ("PAY",), "/desk/cases/"), ("payments", ("PAY", "FL"), "/desk/"), ("payments", (), "/desk/"),
     ("supervisor", ("PAY",), "/desk/"), ("agent", ("FL",), "/desk/")],
)  # fmt: skip
def test_who_works_on_cases_alone_begins_at_the_cases(client, role, groups, place):
    agent = make_agent(role, groups=groups)

    assert knock(client, agent.email)["Location"] == place
    assert knock(Client(), agent.email, next="/me/preferences/")["Location"] == "/me/preferences/"


def test_a_wrong_an_unknown_and_a_shut_account_get_the_same_answer():
    known, shut = make_agent(), make_agent()
    people.deactivate_agent(shut, by=HOUSE)

    answers = [
        knock(Client(), known.email, "wrong-password-here"),
        knock(Client(), "nobody@example.test", "wrong-password-here"),
        knock(Client(), shut.email, PASSWORD),
        knock(Client(), shut.email, "wrong-password-here"),
    ]

    assert {answer.status_code for answer in answers} == {200}
    assert len({without_tokens(answer.content.decode()) for answer in answers}) == 1


@pytest.mark.slow
def test_an_unknown_account_takes_as_long_as_a_known_one(settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    monkeypatch.setattr(sign_in, "PER_ACCOUNT", sign_in.Rate(limit=10_000, seconds=1, burst=10_000))
    monkeypatch.setattr(sign_in, "PER_ADDRESS", sign_in.Rate(limit=10_000, seconds=1, burst=10_000))
    known = make_agent().email
    times = {known: [], "nobody@example.test": []}

    for _round in range(15):
        for email, seconds in times.items():
            start = time.process_time()
            knock(Client(), email, "wrong-password-here")
            seconds.append(time.process_time() - start)

    known_median, unknown_median = (statistics.median(seconds) for seconds in times.values())
    assert unknown_median == pytest.approx(known_median, rel=0.25)


def test_a_session_id_from_before_the_sign_in_is_dead_afterwards(client):
    client.get(DOOR)
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted

    knock(client, make_agent().email)

    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/me/preferences/").status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "//evil.test",
        "/\\evil.test",
        "https:evil.test",
        "https://evil.test/",
        "\t//evil.test",
        "/\t/evil.test",
        "javascript:alert(1)",
    ],
)
def test_the_way_on_never_leads_out_of_the_house(client, target):
    answer = client.post(f"{DOOR}?next=x", {"login": make_agent().email, "password": PASSWORD, "next": target})

    assert answer["Location"] == "/desk/"


def test_the_way_on_leads_to_the_page_that_was_asked_for(client):
    answer = knock(client, make_agent().email, next="/desk/views/mine?x=1")

    assert answer["Location"] == "/desk/views/mine?x=1"


def test_too_many_tries_are_refused_with_a_time_to_wait(client):
    email = make_agent().email
    for _time in range(sign_in.PER_ACCOUNT.burst):
        assert knock(client, email, "wrong-password-here").status_code == 200

    answer = knock(client, email)

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1


def test_headers_of_a_client_make_nobody_somebody(client):
    make_agent("admin", is_superuser=True)

    answer = client.get(
        "/admin/", headers={"X-Remote-User": "admin", "X-Forwarded-User": "admin", "Remote-User": "admin"}
    )

    assert answer.status_code == 302


def test_an_account_for_programs_has_no_pages(client):
    integrator = make_agent("integrator")

    answer = knock(client, integrator.email)
    assert answer["Location"] == DOOR
    client.force_login(integrator)

    assert client.get("/me/preferences/").status_code == 403


def test_there_is_no_sign_up_and_no_open_reset(client, rf):
    assert not StaffAccountAdapter().is_open_for_signup(rf.get("/"))
    for path in ("signup", "password/reset", "email", "confirm-email", "login/code", "3rdparty", "social/signup"):
        assert client.get(f"/accounts/{path}/").status_code == 404


def test_the_page_for_shut_accounts_is_the_door(client):
    assert client.get("/accounts/inactive/")["Location"] == DOOR
    assert client.get("/accounts/password/set/")["Location"] == DOOR


def test_signing_out_takes_a_form_and_sets_offline(client):
    agent = make_agent()
    knock(client, agent.email)
    client.post("/me/availability/", {"availability": "available"})

    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/me/preferences/").status_code == 200
    assert client.post("/accounts/logout/")["Location"] == DOOR

    agent.refresh_from_db()
    assert agent.availability == "offline"
    assert client.get("/me/preferences/").status_code == 302


def test_a_form_of_another_site_is_refused():
    client = Client(enforce_csrf_checks=True)

    assert knock(client, make_agent().email).status_code == 403


def test_the_demo_offers_its_accounts_as_forms(client, settings):
    load_reference()
    settings.DEMO = True
    for name in ("agent", "supervisor", "integrator", "somebody"):
        people.create_agent(email=f"{name}@demo.test", name=name, by=HOUSE, password="wuyou-demo", is_demo=True)
    agent = Agent.objects.get(email="agent@demo.test")
    people.grant_role(agent, agent.roles.model.objects.get(code="agent"), by=HOUSE)

    page = client.get(f"{DOOR}?next=/me/preferences/").content.decode()
    plain = client.get(DOOR).content.decode()
    assert ["请登录后继续" in text for text in (page, plain)] == [True, False]
    forms = re.findall(r'name="login" value="([^"]+)"><input type="hidden" name="password" value="([^"]+)"', page)

    assert forms == [("agent@demo.test", "wuyou-demo"), ("supervisor@demo.test", "wuyou-demo")]
    assert knock(client, *forms[0], next="/me/preferences/")["Location"] == "/me/preferences/"


def test_outside_a_demo_the_door_offers_nobody(client, settings):
    settings.DEMO = True
    people.create_agent(email="agent@demo.test", name="演示", by=HOUSE, password="wuyou-demo", is_demo=True)
    settings.DEMO = False

    page = client.get(DOOR).content.decode()

    assert "demo.test" not in page
    assert "wuyou-demo" not in page


def test_a_changed_password_ends_every_session(client):
    agent, elsewhere = make_agent(), Client()
    knock(client, agent.email)
    knock(elsewhere, agent.email)

    form = {"oldpassword": PASSWORD, "password1": "an-even-longer-one", "password2": "an-even-longer-one"}
    answer = client.post("/accounts/password/change/", form)

    assert answer["Location"] == DOOR
    assert client.get("/me/preferences/").status_code == 302
    assert elsewhere.get("/me/preferences/").status_code == 302
    assert knock(Client(), agent.email, "an-even-longer-one").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("not-my-password", "an-even-longer-one", "an-even-longer-one"),
        (PASSWORD, "short", "short"),
        (PASSWORD, "password123", "password123"),
        (PASSWORD, "an-even-longer-one", "another-long-one"),
        ("", "an-even-longer-one", "an-even-longer-one"),
        (PASSWORD, "x" * 5000, "x" * 5000),
    ],
)
def test_a_password_is_not_changed_without_the_old_one_or_to_a_bad_one(client, old, new, again):
    agent = make_agent()
    knock(client, agent.email)

    answer = client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": again})

    assert answer.status_code == 200
    assert Agent.objects.get(pk=agent.pk).check_password(PASSWORD)


def path_of(link):
    return link.split("/", 3)[3]


def test_a_password_link_sets_a_password_once(client):
    agent = make_agent()
    link = "/" + path_of(sessions.password_link(agent, by=HOUSE))
    new = {"password1": "an-even-longer-one", "password2": "an-even-longer-one"}

    form_page = client.get(link)
    done = client.post(form_page["Location"], new)

    assert done["Location"] == reverse("account_reset_password_from_key_done")
    assert client.get(done["Location"]).status_code == 200
    assert Client().get(link).status_code == 400
    assert Agent.objects.get(pk=agent.pk).check_password("an-even-longer-one")


def test_a_password_link_does_not_skip_the_second_factor(client):
    from tests.core.views.test_second_factor import set_up_app

    agent = make_agent()
    set_up_app(agent)
    link = "/" + path_of(sessions.password_link(agent, by=HOUSE))
    form_page = client.get(link)
    client.post(form_page["Location"], {"password1": "an-even-longer-one", "password2": "an-even-longer-one"})

    answer = knock(client, agent.email, "an-even-longer-one")

    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/me/preferences/").status_code == 302


@pytest.mark.parametrize("token", ["1-null", "1-0", "zzzzzzzzzzzzz-x", "0-set-password", f"1-{'a' * 120}"])
def test_an_invented_password_link_is_a_bad_request(client, token):
    assert client.get(f"/accounts/password/link/{token}/").status_code == 400


@pytest.mark.parametrize("token", [f"1-{'a' * 200}", "1-", "[]-null", "token"])
def test_a_mutilated_password_link_is_no_page(client, token):
    assert client.get(f"/accounts/password/link/{token}/").status_code == 404


def test_an_old_password_link_is_a_bad_request(client, time_machine):
    agent = make_agent()
    link = "/" + path_of(sessions.password_link(agent, by=HOUSE))

    time_machine.move_to(time.time() + 25 * 3600)

    assert client.get(link).status_code == 400


def test_the_limit_looks_at_the_address_that_our_own_proxy_saw(client, settings):
    settings.NUM_PROXIES = 1
    email = make_agent().email
    with clock.frozen(clock.now()):
        for number in range(sign_in.PER_ADDRESS.burst):
            header = {"X-Forwarded-For": f"10.9.9.{number}, 203.0.113.7"}
            client.post(DOOR, {"login": f"x{number}@example.test", "password": "wrong-password-here"}, headers=header)
        answer = client.post(DOOR, {"login": email, "password": PASSWORD}, headers=header)

    assert answer.status_code == 429
