"""Somebody walks through the players: page, panel, deeds and interface count together, then it stops and is told."""

from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.models import Actor, Agent, Event, Notification
from players.actions.alarms import IDENTITIES_AN_HOUR, PROFILES_AN_HOUR
from players.actions.identities import keep_identity
from players.enums import RealNameMethod
from players.models import IdentityAccess, Player
from tests.factories.api import Caller, problem_of
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
NAME, NUMBER = "某一一", "110000190101010001"


def signed_in(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def players(many: int) -> list[Player]:
    game = make_game("huanle")
    return [make_player(game) for _ in range(many)]


def told() -> list[str]:
    return [event.data["what"] for event in Event.objects.filter(name="identity.access_suspicious").order_by("pk")]


def test_two_hundred_profiles_by_every_door_stop_at_one_limit():
    agent, officer = make_agent("risk_officer"), make_agent("risk_officer")
    client, caller = signed_in(agent), Caller(agent, ["players:read"])
    doors = [
        lambda pk: client.get(f"/players/{pk}"),
        lambda pk: client.get(f"/risk/players/{pk}"),
        lambda pk: caller.get(f"players/{pk}"),
        lambda pk: client.post(f"/players/{pk}/note", {"text": ""}),
        lambda pk: client.post(f"/players/{pk}/guardians", {}),
    ]

    statuses = [doors[n % len(doors)](player.pk).status_code for n, player in enumerate(players(200))]

    assert set(statuses[:PROFILES_AN_HOUR]) == {200, 422}
    assert set(statuses[PROFILES_AN_HOUR:]) == {429}
    assert {"profiles", "api 429"} <= set(told())
    kinds = Notification.objects.filter(agent=officer).values_list("kind", flat=True)
    assert set(kinds) == {"identity.access_suspicious"}
    assert 1 <= len(kinds) <= 3


def test_one_look_is_one_look_however_often_and_an_hour_later_there_is_room_again():
    client, rows = signed_in(make_agent("supervisor")), players(PROFILES_AN_HOUR + 1)
    for player in [*rows[:-1], rows[0], rows[0]]:
        assert client.get(f"/players/{player.pk}").status_code == 200

    refused = client.get(f"/players/{rows[-1].pk}")
    with clock.frozen(clock.now() + timedelta(hours=1, seconds=1)):
        later = client.get(f"/players/{rows[-1].pk}")

    assert (refused.status_code, later.status_code) == (429, 200)
    assert "已通知风控" in refused.content.decode()
    assert refused["Retry-After"] == "3600"


def test_a_list_counts_every_profile_that_it_shows():
    players(PROFILES_AN_HOUR + 1)
    caller = Caller(make_agent("agent"))

    first, second = caller.get("players?page_size=100"), caller.get("players?page_size=200")

    assert first.status_code == 200
    assert problem_of(second, 429)["code"] == "real_name.profile_limit"
    assert caller.get("players?page_size=100").status_code == 200  # the same ones again


def test_programs_and_exports_read_in_bulk():
    players(PROFILES_AN_HOUR + 1)

    for role in ("integrator", "manager"):
        assert len(Caller(make_agent(role)).get("players?page_size=200").json()["results"]) == PROFILES_AN_HOUR + 1


def test_comparing_never_shows_or_tells_more_than_the_limit_allows():
    """The panel comes back with each comparison, also with an empty one: it counts as a look."""
    agent = make_agent("agent")
    client, caller, rows = signed_in(agent), Caller(agent), players(IDENTITIES_AN_HOUR + 1)
    last = rows[-1]
    keep_identity(
        last, name=NAME, number=NUMBER, birth_date=clock.now().date(), method=RealNameMethod.GAME, by=Actor.system()
    )
    for player in rows[:-1]:
        client.post(f"/players/{player.pk}/match", {})

    shown = client.post(f"/players/{last.pk}/match", {}).content.decode()
    compared = client.post(f"/players/{last.pk}/match", {"name": NAME}).content.decode()
    program = caller.post(f"players/{last.pk}/real-name/match", {"name": NAME})

    assert "某*一" not in shown + compared
    assert "一致。" not in compared
    assert problem_of(program, 429)["code"] == "real_name.profile_limit"
    assert not IdentityAccess.objects.exists()
    assert set(told()) == {"profiles", "match 429", "real-name 429"}


def test_the_panel_beside_a_ticket_and_the_page_count_together():
    agent, rows = make_agent("agent"), players(IDENTITIES_AN_HOUR + 1)
    client, caller = signed_in(agent), Caller(agent)
    for n, player in enumerate(rows[:-1]):
        if n % 2:
            client.get(f"/players/{player.pk}?tab=play")
        else:
            caller.get(f"players/{player.pk}/real-name")

    page = client.get(f"/players/{rows[-1].pk}").content.decode()

    assert "一小时内查看了过多玩家" in page
