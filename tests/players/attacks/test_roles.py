"""Every deed about players by hand, by each role: done where docs/reference/permissions.md says so, else refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from core import clock
from core.actions.reference import reference_rows
from core.models import Actor, Agent, Event
from players.actions.guardians import claim_guardian
from players.actions.identities import keep_identity
from players.actions.privacy_requests import accept_request, receive_request
from players.actions.real_name import submit_real_name
from players.actions.reveals import ask_reveal
from players.actions.risk_overrides import Decision, decide
from players.actions.risk_tasks import flag
from players.enums import PrivacyKind, RealNameMethod
from players.models import Player, RealNameCheck
from tests.factories.api import Caller
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
ROLES = {row["code"]: row for row in reference_rows("roles")}
NAME, NUMBER = "某一一", "110000190101010001"
OVERRIDE = {"target": "abuse", "kind": "floor", "level": "1", "days": "3", "reason_code": "false_positive"}
REJECTED = {"verdict": "refuse", "reason": "照片不清楚"}
PRIVACY = ("accept", "finish", "refuse", "erase", "export")


@dataclass
class Stage:
    """One player with everything that a deed can be about; another person made all of it."""

    player: Player
    other: Actor

    def identity(self) -> int:
        keep_identity(
            self.player, name=NAME, number=NUMBER, birth_date=date(2015, 1, 1), method=RealNameMethod.GAME,
            by=Actor.system(),
        )  # fmt: skip
        return self.player.pk

    def reveal(self) -> int:
        self.identity()
        return ask_reveal(self.player, by=self.other, reason="核对盗号申诉", ticket="1").pk

    def review(self) -> int:
        submit_real_name(self.player, name="某一二", number="110000190101020007", by=Actor.system())
        return RealNameCheck.objects.get(player=self.player).pk

    def privacy(self, kind: PrivacyKind = PrivacyKind.DELETE) -> int:
        row = receive_request(self.player, kind, by=self.other)
        return accept_request(row, by=self.other).pk

    def guardian(self) -> str:
        link = claim_guardian(self.player, relation="parent", name="王小明", phone="", proof="", by=self.other)
        return f"{self.player.pk}/guardians/{link.pk}"

    def task(self) -> str:
        return f"task-{flag(self.player.pk, by=self.other, dimension='health', reason='借钱充值').pk}"

    def override(self) -> str:
        ends = clock.now() + timedelta(days=3)
        wanted = Decision("minor", "ceiling", 0, "false_positive", "电话核实", expires_at=ends)
        return f"{self.player.pk}/overrides/{decide(self.player.pk, wanted, by=self.other).pk}"


Make = Callable[[Stage], Any]
PLAYER: Make = lambda stage: stage.player.pk  # noqa: E731 -- the plainest of them
DEEDS: list[tuple[str, str, Make, dict[str, str], tuple[str, ...]]] = [
    ("get", "/players/{}", PLAYER, {}, ("player.view",)),
    ("post", "/players/{}/note", PLAYER, {"kind": "note", "text": "看看"}, ("player.view", "ticket.note")),
    ("post", "/players/{}/style", PLAYER, {"style": "driver"}, ("player.view", "ticket.note")),
    ("post", "/players/{}/guardians", PLAYER, {"relation": "parent", "name": "王小明"}, ("player.change",)),
    ("post", "/players/{}", Stage.guardian, {"what": "confirm"}, ("real_name.review",)),
    ("post", "/players/{}/match", Stage.identity, {"name": NAME}, ("player.match",)),
    ("get", "/players/{}/reveal", Stage.identity, {}, ("player.reveal",)),
    ("post", "/players/{}/reveal", Stage.identity, {"reason": "核对盗号申诉", "ticket": "1"}, ("player.reveal",)),
    ("get", "/players/reveals/{}", Stage.reveal, {}, ("reveal.approve",)),
    ("post", "/players/reveals/{}/approve", Stage.reveal, {}, ("reveal.approve",)),
    ("post", "/players/reveals/{}/refuse", Stage.reveal, {"answer": "不需要查看"}, ("reveal.approve",)),
    ("get", "/players/real-name/{}", Stage.review, {}, ("real_name.review",)),
    ("post", "/players/real-name/{}/open", Stage.review, {}, ("real_name.review",)),
    ("post", "/players/real-name/{}/verdict", Stage.review, REJECTED, ("real_name.review",)),
    ("get", "/players/{}/privacy", PLAYER, {}, ("privacy.handle",)),
    ("post", "/players/{}/privacy", PLAYER, {"kind": "access"}, ("privacy.handle",)),
    ("get", "/privacy/{}", Stage.privacy, {}, ("privacy.handle",)),
    *(("post", f"/privacy/{{}}/{step}", Stage.privacy, {"answer": "已处理"}, ("privacy.handle",)) for step in PRIVACY),
    ("post", "/players/{}/flag", PLAYER, {"dimension": "health", "reason": "看看"}, ("risk.flag",)),
    ("get", "/risk/players/{}", PLAYER, {}, ("risk.view",)),
    ("post", "/risk/players/{}/decide", PLAYER, OVERRIDE | {"reason_text": "核实"}, ("risk.decide",)),
    ("post", "/risk/players/{}/approve", Stage.override, {}, ("risk.decide",)),
    ("post", "/risk/players/{}/refuse", Stage.override, {"reason": "证据不足"}, ("risk.decide",)),
    ("post", "/risk/alerts/{}/take", Stage.task, {}, ("risk.decide",)),
    ("post", "/risk/alerts/{}/finish", Stage.task, {"reason": "已处理"}, ("risk.decide",)),
]  # fmt: skip


def permitted(role: str, needed: tuple[str, ...]) -> bool:
    return {"desk.use", *needed} <= set(ROLES[role]["permissions"])


def client_of(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


@pytest.mark.parametrize("role", ROLES)
def test_pages_do_what_the_role_may_and_nothing_more(role):
    game, other, agent = make_game("huanle"), Actor.of_agent(make_agent("admin")), make_agent(role)
    client, wrong = client_of(agent), []

    for verb, path, make, form, needed in DEEDS:
        address = path.format(make(Stage(make_player(game), other)))
        before = Event.objects.filter(name="identity.access_suspicious").count()
        status = getattr(client, verb)(address, form).status_code
        told = Event.objects.filter(name="identity.access_suspicious").count() - before
        may = permitted(role, needed)
        if may != (status in {200, 302}) or (not may and status not in {403, 404}):
            wrong.append(f"{verb} {address}: {status}, {'may' if may else 'may not'}")
        if not may and not told and status == 403:
            wrong.append(f"{verb} {address}: refused and not told")

    assert not wrong, "\n".join(wrong)


AGREED = {"purpose": "marketing", "version": "1"}
ACCESS: Make = lambda stage: stage.privacy(PrivacyKind.ACCESS)  # noqa: E731 -- as PLAYER
LEVEL = {k: v for k, v in OVERRIDE.items() if k not in {"level", "days"}} | {"level": "L1", "reason_text": "核实"}
CALLS: list[tuple[str, str, Make, Any, str, tuple[str, ...]]] = [
    ("get", "players/{}", PLAYER, None, "players:read", ("player.view",)),
    ("get", "players/{}/risk", PLAYER, None, "players:read", ("risk.view",)),
    ("get", "players/{}/real-name", Stage.identity, None, "players:read", ("player.view",)),
    ("get", "players/{}/play-window", PLAYER, None, "players:read", ("player.view",)),
    ("get", "players/{}/consents", PLAYER, None, "players:read", ("player.view",)),
    ("get", "players/{}/holds", PLAYER, None, "players:read", ("player.view",)),
    ("post", "players/{}/real-name/match", Stage.identity, {"name": NAME}, "players:read", ("player.match",)),
    ("put", "players/{}/real-name", PLAYER, {"name": NAME, "id_number": NUMBER}, "players:write", ("player.change",)),
    ("post", "players/{}/consents", PLAYER, AGREED, "players:write", ("player.change",)),
    ("post", "players/{}/holds", PLAYER, {"reason": "法院调取"}, "players:write", ("privacy.handle",)),
    ("get", "privacy-requests/{}", Stage.privacy, None, "players:read", ("privacy.handle",)),
    ("post", "privacy-requests/{}/refuse", Stage.privacy, {"answer": "x"}, "players:write", ("privacy.handle",)),
    ("post", "privacy-requests/{}/erase", Stage.privacy, {}, "players:write", ("privacy.handle",)),
    ("post", "privacy-requests/{}/export", ACCESS, {}, "exports:read", ("privacy.handle",)),
    ("post", "players/{}/risk/flag", PLAYER, {"dimension": "health", "reason": "x"}, "alerts:write", ("risk.flag",)),
    ("post", "players/{}/risk/overrides", PLAYER, LEVEL, "alerts:write", ("risk.decide",)),
    ("post", "players/{}/risk/signals", PLAYER, {"signal": "ES7", "note": "x"}, "alerts:write", ("risk.decide",)),
]  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_programs_do_what_the_role_may_and_nothing_more(role):
    game, other = make_game("huanle"), Actor.of_agent(make_agent("admin"))
    caller, scopes, wrong = Caller(make_agent(role)), set(ROLES[role]["scopes"]), []

    for verb, path, make, body, scope, needed in CALLS:
        sent = body
        if body is LEVEL:
            sent = body | {"expires_at": (clock.now() + timedelta(days=3)).isoformat()}
        address = path.format(make(Stage(make_player(game), other)))
        status = caller.send(verb, address, sent).status_code
        may = scope in scopes and {"api.use", *needed} <= set(ROLES[role]["permissions"])
        if may != (status in {200, 201}) or (not may and status not in {403, 404}):
            wrong.append(f"{verb} {address}: {status}, {'may' if may else 'may not'}")

    assert not wrong, "\n".join(wrong)
