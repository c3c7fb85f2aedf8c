"""The second step: demanded from some, offered to all, never skipped."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from core.actions import sign_in
from core.adapters import StaffMfaAdapter
from tests.factories.people import PASSWORD, make_agent

pytestmark = pytest.mark.django_db
DOOR, STEP = "/accounts/login/", "/accounts/2fa/authenticate/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def set_up_app(agent):
    return TOTP.activate(agent, SECRET)


def code_at(moment):
    return format_hotp_value(hotp_value(SECRET, int(moment.timestamp()) // 30))


def knock(client, agent):
    return client.post(DOOR, {"login": agent.email, "password": PASSWORD})


@pytest.fixture
def now(time_machine):
    from datetime import UTC, datetime

    time_machine.move_to(datetime(2026, 11, 20, 12, 0, 5, tzinfo=UTC), tick=False)
    return datetime(2026, 11, 20, 12, 0, 5, tzinfo=UTC)


def test_password_and_code_open_the_desk(client, now):
    agent = make_agent("supervisor")
    set_up_app(agent)

    assert knock(client, agent)["Location"] == STEP
    assert client.post(STEP, {"code": code_at(now)})["Location"] == "/desk/"


def test_the_step_cannot_be_walked_around(client):
    agent = make_agent("supervisor")
    set_up_app(agent)

    knock(client, agent)

    for path in ("/me/preferences/", "/accounts/2fa/", "/admin/", "/accounts/sessions/"):
        assert client.get(path, follow=True).redirect_chain[-1] == (STEP, 302)
    assert client.get(DOOR)["Location"] == STEP


def test_a_code_works_once(client, now):
    agent = make_agent("supervisor")
    set_up_app(agent)
    knock(client, agent)
    client.post(STEP, {"code": code_at(now)})

    again = Client()
    knock(again, agent)

    assert again.post(STEP, {"code": code_at(now)}).status_code == 200
    assert again.get("/me/preferences/").status_code == 302


def test_a_recovery_code_works_once(client):
    agent = make_agent("supervisor")
    set_up_app(agent)
    code = RecoveryCodes.activate(agent).get_unused_codes()[0]
    knock(client, agent)
    assert client.post(STEP, {"code": code})["Location"] == "/desk/"

    again = Client()
    knock(again, agent)

    assert again.post(STEP, {"code": code}).status_code == 200


def test_a_thousand_codes_are_a_few(client, now):
    agent = make_agent("supervisor")
    set_up_app(agent)
    knock(client, agent)
    right = code_at(now)

    wrong = [f"{number:06d}" for number in range(1000) if f"{number:06d}" != right]
    answers = [client.post(STEP, {"code": code}).status_code for code in wrong[:30]]

    assert answers == [200] * sign_in.PER_CODE.burst + [429] * (30 - sign_in.PER_CODE.burst)
    assert client.post(STEP, {"code": right}).status_code == 429


def test_who_must_have_a_second_factor_sets_it_up_before_anything_else(client, settings):
    settings.DEMO = False
    knock(client, make_agent("manager"))

    for path in ("/me/preferences/", "/me/notifications/", "/accounts/sessions/", "/admin/"):
        assert client.get(path)["Location"] == "/accounts/2fa/"
    live = client.get("/me/notifications/", headers={"HX-Request": "true"})
    assert (live.status_code, live["HX-Redirect"]) == (204, "/accounts/2fa/")
    assert client.get("/accounts/2fa/app/activate/")["Location"].startswith("/accounts/reauthenticate/")
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("shown", ["/accounts/2fa/", "/accounts/reauthenticate/?next=/accounts/2fa/app/activate/"])
def test_what_a_page_of_the_set_up_asks_for_by_itself_does_not_load_it_again(client, settings, shown):
    settings.DEMO = False
    knock(client, make_agent("manager"))

    bell = client.get(
        "/me/notifications/bell/", headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{shown}"}
    )

    assert (bell.status_code, bell.headers.get("HX-Redirect"), bell.content) == (204, None, b"")


def test_setting_it_up_opens_everything(client, settings, now):
    settings.DEMO = False
    agent = make_agent("manager")
    knock(client, agent)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/app/activate/")
    secret = page.context["form"].secret

    code = format_hotp_value(hotp_value(secret, int(now.timestamp()) // 30))
    done = client.post("/accounts/2fa/app/activate/", {"code": code})

    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    assert client.get(done["Location"]).status_code == 200
    assert client.get("/me/preferences/").status_code == 200
    assert client.get("/accounts/2fa/recovery-codes/download/").content.decode().count("\n") >= 10


def test_in_a_demo_it_is_only_offered(client, settings):
    settings.DEMO = True
    knock(client, make_agent("manager"))

    assert client.get("/me/preferences/").status_code == 200


def test_an_agent_may_do_without(client, settings):
    settings.DEMO = False
    knock(client, make_agent("agent"))

    assert client.get("/me/preferences/").status_code == 200


def test_setting_up_asks_for_the_password_again(client):
    knock(client, make_agent())

    answer = client.get("/accounts/2fa/app/activate/")

    assert answer["Location"].startswith("/accounts/reauthenticate/")


def test_a_wrong_first_code_sets_nothing_up(client):
    agent = make_agent()
    knock(client, agent)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/app/activate/")

    assert client.post("/accounts/2fa/app/activate/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.filter(user=agent).exists()


def reauthenticated(client, agent, now):
    knock(client, agent)
    client.post(STEP, {"code": code_at(now)})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_a_demanded_factor_cannot_be_taken_off(client, settings, now):
    settings.DEMO = False
    agent = make_agent("manager")
    set_up_app(agent)
    reauthenticated(client, agent, now)

    answer = client.post("/accounts/2fa/app/deactivate/")

    assert answer.status_code == 200
    assert Authenticator.objects.filter(user=agent, type="totp").exists()


def test_one_of_two_demanded_factors_may_go(client, settings, now):
    settings.DEMO = False
    agent = make_agent("manager")
    set_up_app(agent)
    Authenticator.objects.create(user=agent, type="webauthn", data={"name": "钥匙", "credential": {}})
    reauthenticated(client, agent, now)

    answer = client.post("/accounts/2fa/app/deactivate/")

    assert answer["Location"] == "/accounts/2fa/"
    assert not Authenticator.objects.filter(user=agent, type="totp").exists()


def test_the_last_demanded_key_stays_too(client, settings):
    settings.DEMO = False
    agent = make_agent("manager")
    key = Authenticator.objects.create(user=agent, type="webauthn", data={"name": "钥匙", "credential": {}})
    client.force_login(agent)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    answer = client.post(f"/accounts/2fa/keys/{key.pk}/remove/")

    assert answer["Location"] == "/accounts/2fa/keys/"
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_a_key_of_somebody_else_is_not_there(client):
    other = Authenticator.objects.create(user=make_agent(), type="webauthn", data={"name": "别人的", "credential": {}})
    client.force_login(make_agent())
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    for deed in ("edit", "remove"):
        assert client.get(f"/accounts/2fa/keys/{other.pk}/{deed}/").status_code == 404
        assert client.post(f"/accounts/2fa/keys/{other.pk}/{deed}/", {"name": "我的"}).status_code == 404


def test_an_own_key_is_renamed_and_removed(client):
    agent = make_agent()
    key = Authenticator.objects.create(user=agent, type="webauthn", data={"name": "旧名", "credential": {}})
    client.force_login(agent)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert client.get("/accounts/2fa/keys/").status_code == 200
    assert client.post(f"/accounts/2fa/keys/{key.pk}/edit/", {"name": "x" * 61}).status_code == 200
    assert client.post(f"/accounts/2fa/keys/{key.pk}/edit/", {"name": "新名"}).status_code == 302
    key.refresh_from_db()
    assert key.data["name"] == "新名"
    assert client.post(f"/accounts/2fa/keys/{key.pk}/remove/").status_code == 302
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_secrets_are_encrypted_at_rest_and_survive_a_new_secret_key(settings):
    from core import adapters

    stored = StaffMfaAdapter().encrypt(SECRET)
    assert SECRET not in stored

    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key" * 5, [old]
    adapters._cipher.cache_clear()
    opened = StaffMfaAdapter().decrypt(stored)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = old, []
    adapters._cipher.cache_clear()

    assert opened == SECRET


def test_codes_may_be_made_anew_with_a_factor_only(client, now):
    agent = make_agent()
    client.force_login(agent)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.post("/accounts/2fa/recovery-codes/generate/").status_code == 200
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 404

    set_up_app(agent)
    assert client.get("/accounts/2fa/recovery-codes/generate/").status_code == 200
    assert client.post("/accounts/2fa/recovery-codes/generate/").status_code == 302

    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200


def test_the_code_confirms_instead_of_the_password(client, now):
    agent = make_agent()
    set_up_app(agent)
    client.force_login(agent)

    assert client.get("/accounts/2fa/reauthenticate/").status_code == 200
    answer = client.post("/accounts/2fa/reauthenticate/?next=/accounts/2fa/keys/add/", {"code": code_at(now)})

    assert answer["Location"] == "/accounts/2fa/keys/add/"
    assert client.get("/accounts/2fa/keys/add/").status_code == 200
