"""Who may call: tokens, what they may be used for, and when they die."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core import clock
from core.actions.people import deactivate_agent, revoke_role
from core.actions.tokens import PREFIX, issue_token, revoke_token
from core.enums import Scope
from core.errors import InvalidInput, NotAllowed
from core.models import Actor, ApiToken, Event, Role
from core.queries.tokens import scopes_for
from tests.factories.api import Caller, problem_of
from tests.factories.people import make_agent, make_game

pytestmark = pytest.mark.django_db
GAMES = "/api/v1/games"


def ask(header: str | None) -> int:
    return Client().get(GAMES, headers={"Authorization": header} if header is not None else {}).status_code


def test_only_the_digest_of_a_token_is_stored() -> None:
    token, secret = issue_token(make_agent("integrator"), name=" nightly ")

    assert secret.startswith(PREFIX)
    assert len(secret) >= len(PREFIX) + 43
    assert token.name == "nightly"
    assert secret not in str(ApiToken.objects.values().get())
    assert Event.objects.get(name="token.issued").data["scopes"] == token.scopes


def test_every_token_that_is_not_good_gets_the_same_401() -> None:
    agent = make_agent("integrator")
    _expired_row, expired = issue_token(agent, expires_at=clock.now() - timedelta(seconds=1))
    revoked_row, revoked = issue_token(agent)
    revoke_token(revoked_row, by=Actor.system())
    leaver = make_agent("integrator")
    _leaver_row, left = issue_token(leaver)
    deactivate_agent(leaver, by=Actor.system())
    _good_row, good = issue_token(agent)

    bad = [f"Bearer {secret}" for secret in (expired, revoked, left, "hd_live_guess", "x" * 5000, "é")]
    bad += [f"Token {good}", good, f"Bearer {good} extra", "Bearer", "Basic YTpi"]
    answers: list[Any] = [Client().get(GAMES, headers={"Authorization": header}) for header in bad]

    documents = [problem_of(answer, 401) | {"request_id": ""} for answer in answers]
    assert documents == [documents[0]] * len(bad)
    assert documents[0]["code"] == "token.invalid"
    assert {answer["WWW-Authenticate"] for answer in answers} == {'Bearer realm="api"'}
    assert ask(f"Bearer {good}") == 200


def test_without_a_token_nothing_is_said() -> None:
    response: Any = Client().get(GAMES)

    assert problem_of(response, 401)["code"] == "token.missing"


def test_a_staff_session_opens_nothing() -> None:
    client = Client()
    client.force_login(make_agent("admin"), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(GAMES).status_code == 401


def test_a_token_in_the_query_string_opens_nothing() -> None:
    _row, secret = issue_token(make_agent("integrator"))

    assert Client().get(f"{GAMES}?token={secret}&access_token={secret}").status_code == 401


def test_the_use_of_a_token_is_noted_once_a_minute() -> None:
    caller = Caller(make_agent("integrator"))
    start = clock.now()

    seen = []
    for seconds in (0, 30, 61):
        with clock.frozen(start + timedelta(seconds=seconds)):
            caller.get("games")
        seen.append(ApiToken.objects.get(pk=caller.token.pk).last_used_at)

    assert seen == [start, start, start + timedelta(seconds=61)]


def test_a_token_has_at_most_the_scopes_of_the_role() -> None:
    agent = make_agent("agent")

    token, _secret = issue_token(agent)

    assert token.scopes == scopes_for(agent)
    assert "tickets:write" in token.scopes
    with pytest.raises(NotAllowed):
        issue_token(agent, ["webhooks:manage"])
    with pytest.raises(InvalidInput):
        issue_token(agent, ["everything"])
    with pytest.raises(NotAllowed):
        issue_token(agent, [])
    assert ApiToken.objects.count() == 1


def test_a_scope_ends_with_the_role_that_allowed_it() -> None:
    agent = make_agent("integrator")
    caller = Caller(agent)
    before = caller.get("games").status_code

    revoke_role(agent, Role.objects.get(code="integrator"), by=Actor.system())

    assert before == 200
    assert problem_of(caller.get("games"), 403)["code"] == "scope.missing"


def test_a_missing_scope_is_named() -> None:
    caller = Caller(make_agent("integrator"), ["players:read"])

    refused = problem_of(caller.get("games"), 403)

    assert (refused["code"], refused["scope"]) == ("scope.missing", "tickets:read")


@pytest.mark.parametrize(
    ("verb", "path", "scope"),
    [
        ("get", "tickets", Scope.TICKETS_READ),
        ("post", "tickets", Scope.TICKETS_WRITE),
        ("get", "tickets/1", Scope.TICKETS_READ),
        ("patch", "tickets/1", Scope.TICKETS_WRITE),
        ("get", "tickets/1/messages", Scope.TICKETS_READ),
        ("post", "tickets/1/messages", Scope.TICKETS_WRITE),
        ("get", "tickets/1/events", Scope.TICKETS_READ),
        ("post", "tickets/1/take", Scope.TICKETS_WRITE),
        ("post", "tickets/1/resolve", Scope.TICKETS_WRITE),
        ("post", "tickets/1/tracking-link", Scope.TICKETS_WRITE),
        ("get", "players", Scope.PLAYERS_READ),
        ("get", "players/1", Scope.PLAYERS_READ),
        ("put", "players?uid=1&game=huanle", Scope.PLAYERS_WRITE),
        ("get", "games", Scope.TICKETS_READ),
        ("get", "categories", Scope.TICKETS_READ),
        ("get", "groups", Scope.TICKETS_READ),
        ("get", "agents", Scope.TICKETS_READ),
        ("get", "macros", Scope.TICKETS_READ),
        ("get", "views", Scope.TICKETS_READ),
        ("post", "attachments", Scope.TICKETS_WRITE),
        ("get", "attachments/1", Scope.TICKETS_READ),
    ],
)
def test_each_verb_needs_its_own_scope(verb: str, path: str, scope: Scope) -> None:
    make_game("huanle")
    agent = make_agent("integrator")
    everything_else = [other for other in scopes_for(agent) if other != scope]

    refused = problem_of(Caller(agent, everything_else).send(verb, path, {}), 403)
    allowed = Caller(agent, [scope]).send(verb, path, {})

    assert refused["scope"] == scope
    assert allowed.status_code != 403


def test_the_command_prints_the_token_alone_on_the_last_line() -> None:
    agent = make_agent("integrator")
    out, err = StringIO(), StringIO()

    call_command("api_token", user=agent.email.upper(), scopes="tickets:read, players:read", stdout=out, stderr=err)

    *_rest, last = out.getvalue().rstrip("\n").split("\n")
    assert ask(f"Bearer {last}") == 200
    assert ApiToken.objects.get().scopes == ["tickets:read", "players:read"]


@pytest.mark.parametrize("options", [{"user": "nobody@example.test"}, {"scopes": "a,b"}, {"scopes": "webhooks:manage"}])
def test_the_command_says_why_it_makes_none(options: dict[str, str]) -> None:
    given = {"user": make_agent("agent").email} | options

    with pytest.raises(CommandError):
        call_command("api_token", **given)
    assert not ApiToken.objects.exists()


def test_a_token_is_revoked_once() -> None:
    token, _secret = issue_token(make_agent("integrator"))

    for _ in range(2):
        revoke_token(token, by=Actor.system())

    assert Event.objects.filter(name="token.revoked").count() == 1
