"""Django's admin, as administrators use it."""

import pytest
from django.db import transaction
from django.test import Client

from core import clock
from core.actions.events import record
from core.actions.tokens import issue_token
from core.models import Actor, Agent, Event, Game, GameKey, Grant, Group, OutboxEntry, Role, Skill
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(settings):
    settings.DEMO = True
    return make_agent("admin", name="管理员")


@pytest.fixture
def office(admin):
    client = Client()
    client.force_login(admin)
    return client


def person(**fields):
    form = {
        "email": "new@example.test", "name": "新人", "language": "zh-hans", "time_zone": "Asia/Shanghai", "team": "",
        "groups": [], "capacity": "8", "grants-TOTAL_FORMS": "0", "grants-INITIAL_FORMS": "0",
        "grants-MIN_NUM_FORMS": "0", "grants-MAX_NUM_FORMS": "1000", "agent_skills-TOTAL_FORMS": "0",
        "agent_skills-INITIAL_FORMS": "0", "agent_skills-MIN_NUM_FORMS": "0", "agent_skills-MAX_NUM_FORMS": "1000",
    }  # fmt: skip
    return form | fields


def names_of(agent):
    return list(
        Event.objects.filter(subject_type="agent", subject_id=agent.pk).order_by("pk").values_list("name", flat=True)
    )


@pytest.mark.parametrize(
    "path",
    ["", "core/agent/", "core/agent/add/", "core/role/", "core/group/", "core/team/", "core/skill/",
     "core/skill/add/", "core/game/", "core/game/add/",
     "core/gamekey/", "core/gamekey/add/", "core/apitoken/", "core/event/", "core/outboxentry/"],
)  # fmt: skip
def test_each_page_opens_for_administrators_alone(office, path):
    assert office.get(f"/admin/{path}").status_code == 200

    for role in ("agent", "manager", "supervisor"):
        client = Client()
        client.force_login(make_agent(role))
        assert client.get(f"/admin/{path}", follow=True).status_code == 403
    assert Client().get(f"/admin/{path}", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")


def test_there_is_no_second_door(office):
    form = {"username": "admin", "password": "a-long-enough-password"}
    answer = Client().post("/admin/login/", form)

    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "model", ["account/emailaddress", "mfa/authenticator", "usersessions/usersession", "auth/group"]
)
def test_secrets_and_sessions_are_not_browsed(office, model):
    assert office.get(f"/admin/{model}/").status_code == 404


def test_a_new_person_gets_a_link_a_group_and_a_post_by_actions(office):
    game = make_game()
    form = person(
        groups=[Group.objects.get(code="PAY").pk],
        **{"grants-TOTAL_FORMS": "1", "grants-0-role": Role.objects.get(code="payments").pk, "grants-0-game": game.pk},
    )

    answer = office.post("/admin/core/agent/add/", form, follow=True)

    agent = Agent.objects.get(email="new@example.test")
    assert "/accounts/password/link/" in answer.content.decode()
    assert [(grant.role.code, grant.game) for grant in agent.grants.all()] == [("payments", game)]
    assert names_of(agent) == [
        "agent.created", "agent.password_link_made", "agent.groups_changed", "agent.role_granted",
    ]  # fmt: skip


def test_a_new_person_keeps_the_zone_and_the_capacity_that_were_chosen(office):
    office.post("/admin/core/agent/add/", person(language="en", time_zone="Europe/Berlin", capacity="3"))

    agent = Agent.objects.get(email="new@example.test")
    assert (agent.language, agent.time_zone, agent.capacity) == ("en", "Europe/Berlin", 3)


def test_languages_and_skills_of_a_person_are_kept_changed_and_taken(office):
    agent = make_agent()
    posts = {
        "grants-TOTAL_FORMS": "1", "grants-INITIAL_FORMS": "1", "grants-0-id": agent.grants.get().pk,
        "grants-0-agent": agent.pk, "grants-0-game": "", "grants-0-role": agent.grants.get().role_id,
    }  # fmt: skip
    url, base = f"/admin/core/agent/{agent.pk}/change/", person(languages=["zh-Hans", "en"], **posts)
    payments, calming = (Skill.objects.get(code=code).pk for code in ("payments", "calming"))
    two = {"agent_skills-TOTAL_FORMS": "2", "agent_skills-0-skill": payments, "agent_skills-0-level": "2"}

    office.post(url, base | two | {"agent_skills-1-skill": calming, "agent_skills-1-level": "1"})
    agent.refresh_from_db()
    first = dict(agent.agent_skills.values_list("skill__code", "level"))
    ids = dict(agent.agent_skills.values_list("skill__code", "pk"))
    again = {"agent_skills-INITIAL_FORMS": "2", "agent_skills-0-id": ids["payments"], "agent_skills-0-agent": agent.pk}
    gone = {"agent_skills-1-id": ids["calming"], "agent_skills-1-agent": agent.pk, "agent_skills-1-DELETE": "on"}
    taken = {"agent_skills-1-skill": calming, "agent_skills-1-level": "1"}
    office.post(url, base | two | again | taken | gone | {"agent_skills-0-level": "3"})

    assert (agent.languages, first) == (["zh-Hans", "en"], {"payments": 2, "calming": 1})
    assert dict(agent.agent_skills.values_list("skill__code", "level")) == {"payments": 3}
    assert names_of(agent) == ["agent.described", "agent.groups_changed", *["agent.skills_changed"] * 2]


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"time_zone": "Asia/Nowhere"}])
def test_a_person_has_a_language_and_a_zone_that_there_are(office, wrong):
    answer = office.post("/admin/core/agent/add/", person(**wrong))

    assert (answer.status_code, list(answer.context["errors"]) != []) == (200, True)
    assert not Agent.objects.filter(email="new@example.test").exists()


def test_a_role_of_ones_own_is_made_of_known_permissions(office):
    form = {"code": "clerk", "name_zh": "人事", "name_en": "Clerk", "rank": "10", "scopes": ["tickets:read"]}

    refused = office.post("/admin/core/role/add/", form | {"permissions": ["all"]})
    made = office.post("/admin/core/role/add/", form | {"permissions": ["desk.use", "ticket.view"]})

    assert (refused.status_code, made.status_code) == (200, 302)
    role = Role.objects.get(code="clerk")
    assert (role.permissions, role.scopes) == (["desk.use", "ticket.view"], ["tickets:read"])


def test_a_taken_address_is_said_beside_the_field(office):
    taken = make_agent()

    answer = office.post("/admin/core/agent/add/", person(email=taken.email.upper()))

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


def test_a_post_is_exchanged_and_taken(office):
    agent = make_agent("agent")
    grant = agent.grants.get()
    base = person(
        name="改名", groups=[group.pk for group in agent.groups.all()],
        **{"grants-TOTAL_FORMS": "1", "grants-INITIAL_FORMS": "1", "grants-0-id": grant.pk, "grants-0-agent": agent.pk,
           "grants-0-game": ""},
    )  # fmt: skip
    url = f"/admin/core/agent/{agent.pk}/change/"

    office.post(url, base | {"grants-0-role": Role.objects.get(code="senior_agent").pk})
    assert [row.role.code for row in agent.grants.all()] == ["senior_agent"]
    grant = agent.grants.get()
    office.post(url, base | {"grants-0-id": grant.pk, "grants-0-role": grant.role_id, "grants-0-DELETE": "on"})

    agent.refresh_from_db()
    assert agent.name == "改名"
    assert not Grant.objects.filter(agent=agent).exists()
    assert names_of(agent) == [
        "agent.described", "agent.role_revoked", "agent.role_granted", "agent.role_revoked",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("deed", "event"),
    [
        ("deactivate", "agent.deactivated"),
        ("make_password_link", "agent.password_link_made"),
        ("reset_second_factor", "agent.second_factor_reset"),
    ],
)
def test_a_deed_is_done_to_each_of_the_chosen(office, deed, event):
    chosen = [make_agent(), make_agent()]

    office.post("/admin/core/agent/", {"action": deed, "_selected_action": [agent.pk for agent in chosen]})

    assert [names_of(agent) for agent in chosen] == [[event], [event]]


def test_a_shut_account_is_opened_again(office):
    agent = make_agent()
    for deed in ("deactivate", "reactivate", "end_sessions"):
        office.post("/admin/core/agent/", {"action": deed, "_selected_action": [agent.pk]})

    agent.refresh_from_db()
    assert agent.is_active
    assert names_of(agent) == ["agent.deactivated", "agent.reactivated"]


def test_one_refusal_stops_nobody_else(office, admin):
    agent = make_agent()

    page = office.post(
        "/admin/core/agent/", {"action": "deactivate", "_selected_action": [admin.pk, agent.pk]}, follow=True
    ).content.decode()

    agent.refresh_from_db()
    admin.refresh_from_db()
    assert (admin.is_active, agent.is_active) == (True, False)
    assert 'class="error"' in page


def test_roles_of_the_house_are_not_edited_and_others_are(office):
    house = Role.objects.get(code="agent")
    own = Role.objects.create(code="clerk", name_zh="人事", name_en="Clerk")

    assert office.post(f"/admin/core/role/{house.pk}/change/", {"code": "hacked"}).status_code == 403
    assert "_save" in office.get(f"/admin/core/role/{own.pk}/change/").content.decode()


def test_a_key_of_a_game_is_shown_once(office):
    game = make_game("xinghai", "moba")
    GameKey.objects.all().delete()

    shown = office.post("/admin/core/gamekey/add/", {"game": game.pk, "is_active": "on"}, follow=True).content.decode()
    key = GameKey.objects.get()
    later = office.get(f"/admin/core/gamekey/{key.pk}/change/").content.decode()

    assert len(key.secret) >= 64
    assert key.secret in shown
    assert key.secret not in later


def test_a_game_is_made_with_its_regions(office):
    form = {
        "slug": "yuanqi", "name_zh": "元气岛", "name_en": "Genki", "kind": "moba", "time_zone": "Asia/Shanghai",
        "jurisdiction": "CN", "is_active": "on", "regions-TOTAL_FORMS": "1", "regions-INITIAL_FORMS": "0",
        "regions-MIN_NUM_FORMS": "0", "regions-MAX_NUM_FORMS": "1000", "regions-0-code": "east",
        "regions-0-name_zh": "华东", "regions-0-name_en": "East",
    }  # fmt: skip

    office.post("/admin/core/game/add/", form)

    assert [region.code for region in Game.objects.get(slug="yuanqi").regions.all()] == ["east"]


def test_a_token_is_revoked_and_never_shown(office):
    token, secret = issue_token(make_agent())

    page = office.get(f"/admin/core/apitoken/{token.pk}/change/").content.decode()
    office.post("/admin/core/apitoken/", {"action": "revoke", "_selected_action": [token.pk]})

    token.refresh_from_db()
    assert token.revoked_at is not None
    assert token.digest not in page
    assert secret not in page


def test_an_event_that_was_given_up_is_tried_again(office):
    with transaction.atomic():
        event = record("player.changed", subject=make_player(), by=Actor.system())
    OutboxEntry.objects.filter(pk=event.pk).update(parked_at=clock.now(), attempts=12, starts=3)

    office.post("/admin/core/outboxentry/", {"action": "resume", "_selected_action": [event.pk]})

    entry = OutboxEntry.objects.get(pk=event.pk)
    assert (entry.parked_at, entry.attempts, entry.starts) == (None, 0, 0)


@pytest.mark.parametrize("model", ["agent", "role", "group", "event", "apitoken", "outboxentry"])
def test_nothing_is_deleted(office, admin, model):
    assert office.post(f"/admin/core/{model}/1/delete/", {"post": "yes"}).status_code in {302, 403}
    assert Agent.objects.filter(pk=admin.pk).exists()
