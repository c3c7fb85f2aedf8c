"""A player of a game that is not the agent's: not there by any door, and risk control hears of the reach."""

import pytest
from django.test import Client

from core.models import Actor, Event, Grant, Notification, Role
from core.queries.notices import text_of
from players.actions.accounts import join_accounts
from players.actions.guardians import claim_guardian
from players.actions.privacy_requests import receive_request
from players.actions.real_name import submit_real_name
from players.enums import GuardianState, PrivacyKind, RevealState
from players.models import AccountJoin, GuardianLink, Player, PlayerNote, PrivacyRequest, RealNameCheck, RevealRequest
from tests.factories.api import Caller
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
NAME, NUMBER = "某一一", "110000190101010001"


@pytest.fixture
def victim() -> Player:
    return make_player(make_game("huanle"), nickname="别家的玩家")


@pytest.fixture
def stranger() -> Client:
    """Everything that a role can do, in another game alone."""
    client = Client()
    client.force_login(make_agent("admin", games=[make_game("xinghai")]))
    return client


PAGES = [
    ("get", "/players/{}", {}),
    *(("get", "/players/{}?tab=" + tab, {}) for tab in ("play", "logins", "matches", "tickets")),
    ("get", "/risk/players/{}", {}),
    ("get", "/players/{}/reveal", {}),
    ("get", "/players/{}/privacy", {}),
    ("post", "/players/{}/note", {"kind": "note", "text": "看看"}),
    ("post", "/players/{}/style", {"style": "driver"}),
    ("post", "/players/{}/guardians", {"relation": "parent", "name": "王小明"}),
    ("post", "/players/{}/match", {"name": NAME}),
    ("post", "/players/{}/reveal", {"reason": "核对盗号申诉", "ticket": "1"}),
    ("post", "/players/{}/privacy", {"kind": "access"}),
    ("post", "/players/{}/flag", {"dimension": "health", "reason": "看看"}),
    ("post", "/players/{}/join", {"game": "1", "uid": "x", "reason": "同一人"}),
    ("post", "/risk/players/{}/decide", {}),
]


@pytest.mark.parametrize(("verb", "path", "form"), PAGES)
def test_no_page_panel_or_deed_reaches_it(stranger, victim, verb, path, form):
    officer = make_agent("risk_officer")

    answer = getattr(stranger, verb)(path.format(victim.pk), form)

    assert answer.status_code == 404
    assert "别家的玩家" not in answer.content.decode()
    (event,) = Event.objects.filter(name="identity.access_suspicious")
    assert event.data == {"what": "page 404", "player": victim.pk}
    (notice,) = Notification.objects.filter(agent=officer)
    assert "打开不归其负责的游戏的玩家" in text_of(notice)
    assert (PlayerNote.objects.count(), GuardianLink.objects.count(), RevealRequest.objects.count()) == (0, 0, 0)


PROGRAM = [
    *(("get", "players/{}" + part, None) for part in ("", "/risk", "/real-name", "/play-window")),
    *(("get", "players/{}" + part, None) for part in ("/consents", "/holds")),
    ("post", "players/{}/spend-check", {"amount": "1.00", "currency": "CNY"}),
    ("post", "players/{}/consents", {"purpose": "marketing", "version": "1"}),
    ("post", "players/{}/consents/withdraw", {"purpose": "marketing"}),
    ("post", "players/{}/holds", {"reason": "法院调取"}),
    ("post", "players/{}/holds/lift", {"reason": "已结案"}),
    ("post", "players/{}/real-name/match", {"name": NAME}),
    ("put", "players/{}/real-name", {"name": NAME, "id_number": NUMBER}),
    ("post", "players/{}/risk/flag", {"dimension": "health", "reason": "看看"}),
    ("post", "players/{}/risk/signals", {"signal": "ES7", "note": "看看"}),
    (
        "post",
        "players/{}/risk/overrides",
        {
            "target": "abuse", "kind": "floor", "level": "L1", "reason_code": "false_positive", "reason_text": "x",
            "expires_at": "2030-01-01T00:00:00Z",
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "path", "body"), PROGRAM)
def test_no_program_reaches_it(victim, verb, path, body):
    caller = Caller(make_agent("admin", games=[make_game("xinghai")]))

    answer = caller.send(verb, path.format(victim.pk), body)

    assert answer.status_code == 404
    (event,) = Event.objects.filter(name="identity.access_suspicious")
    assert event.data["player"] == victim.pk
    assert event.data["what"] in {"api 404", "real-name 404"}


def test_what_hangs_on_such_a_player_is_not_there_either(stranger, victim):
    house, handler = Actor.system(), Actor.of_agent(make_agent("risk_officer"))
    submit_real_name(victim, name=NAME, number=NUMBER, by=house)
    check = RealNameCheck.objects.get()
    assert handler.agent is not None
    request = receive_request(victim, PrivacyKind.ACCESS, by=handler)
    reveal = RevealRequest.objects.create(
        player=victim, requester=handler.agent, reason="x", ticket="1", state=RevealState.WAITING, needs_approval=True,
        asked_at=check.submitted_at, lapses_at=check.submitted_at,
    )  # fmt: skip
    paths = [
        ("get", f"/players/reveals/{reveal.pk}"), ("post", f"/players/reveals/{reveal.pk}/look"),
        ("post", f"/players/reveals/{reveal.pk}/approve"), ("post", f"/players/reveals/{reveal.pk}/refuse"),
        ("get", f"/players/real-name/{check.pk}"), ("post", f"/players/real-name/{check.pk}/open"),
        ("post", f"/players/real-name/{check.pk}/verdict"), ("post", f"/players/real-name/{check.pk}/evidence"),
        ("get", f"/privacy/{request.pk}"), ("post", f"/privacy/{request.pk}/accept"),
        ("post", f"/privacy/{request.pk}/export"), ("post", f"/privacy/{request.pk}/erase"),
    ]  # fmt: skip

    statuses = [
        getattr(stranger, verb)(path, {"reason": "看一看", "verdict": "accept"}).status_code for verb, path in paths
    ]

    assert statuses == [404] * len(paths)
    told = Event.objects.filter(name="identity.access_suspicious")
    assert [event.data for event in told] == [{"what": "page 404", "player": victim.pk}] * len(paths)
    assert PrivacyRequest.objects.get().state == "received"


def test_what_is_not_there_at_all_is_nobodys_alarm(stranger):
    for path in ("/players/999999", "/risk/players/999999", "/privacy/999999", "/players/reveals/999999"):
        assert stranger.get(path).status_code == 404

    assert not Event.objects.filter(name="identity.access_suspicious").exists()


def test_a_wrong_detail_of_an_own_player_is_nobodys_alarm(victim):
    client = Client()
    client.force_login(make_agent("supervisor", games=[victim.game]))

    assert client.post(f"/players/{victim.pk}/notes/999/remove").status_code == 404
    assert client.post(f"/players/{victim.pk}/joins/999/part").status_code == 404
    assert not Event.objects.filter(name="identity.access_suspicious").exists()


def test_an_account_of_another_game_is_neither_joined_nor_taken_along(victim):
    """By its id it is not there; as one of a person whom the agent sees half of, the whole join is refused."""
    mine, third = make_player(make_game("xinghai")), make_player(make_game("jingji"))
    agent = make_agent("supervisor", games=[make_game("xinghai"), make_game("jingji")])
    client = Client()
    client.force_login(agent)
    join_accounts(third, victim, by=Actor.system(), reason="同一人")
    joins = AccountJoin.objects.count()

    by_uid = client.post(f"/players/{mine.pk}/join", {"game": victim.game_id, "uid": victim.uid, "reason": "同一人"})
    along = client.post(f"/players/{mine.pk}/join", {"game": third.game_id, "uid": third.uid, "reason": "同一人"})

    assert by_uid.status_code == 422
    assert along.status_code == 403
    assert AccountJoin.objects.count() == joins
    victim.refresh_from_db()
    assert victim.person_id != mine.person_id


def test_the_guardian_of_another_player_is_not_decided_through_ones_own(victim):
    mine = make_player(make_game("xinghai"))
    by = Actor.of_agent(make_agent("guardian_desk"))
    link = claim_guardian(victim, relation="parent", name="王小明", phone="", proof="", by=by)
    client = Client()
    client.force_login(make_agent("guardian_desk", games=[mine.game]))

    answer = client.post(f"/players/{mine.pk}/guardians/{link.pk}", {"what": "confirm"})

    assert answer.status_code == 404
    link.refresh_from_db()
    assert link.state == GuardianState.CLAIMED


def test_a_deed_that_nobody_knows_is_not_said_to_be_done(victim):
    by = Actor.of_agent(make_agent("guardian_desk"))
    link = claim_guardian(victim, relation="parent", name="王小明", phone="", proof="", by=by)
    client = Client()
    client.force_login(make_agent("guardian_desk"))

    assert client.post(f"/players/{victim.pk}/guardians/{link.pk}", {"what": "erase"}).status_code == 404


def test_a_right_in_one_game_is_none_in_another():
    """Security in one game, agent in another: the token carries the scope, the player is seen, the deed is refused."""
    here, there = make_game("xinghai"), make_game("huanle")
    agent = make_agent("security", games=[here])
    Grant.objects.create(agent=agent, role=Role.objects.get(code="agent"), game=there)
    caller, player = Caller(agent), make_player(there)

    given = caller.post(f"players/{player.pk}/consents", {"purpose": "marketing", "version": "1"})
    withdrawn = caller.post(f"players/{player.pk}/consents/withdraw", {"purpose": "marketing"})
    named = caller.put(f"players/{player.pk}/real-name", {"name": NAME, "id_number": NUMBER})
    changed = caller.put(f"players?uid={player.uid}&game=huanle", {"nickname": "x"})

    assert [answer.status_code for answer in (given, withdrawn, named, changed)] == [403] * 4
