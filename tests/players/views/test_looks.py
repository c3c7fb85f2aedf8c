"""The pages of officers about access: who looked and was refused, what must be kept, what is filed about minors."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import Actor, Agent, Event
from players.actions.access_log import log_access
from players.actions.alarms import tell_suspicious
from players.actions.legal_holds import place_hold
from players.enums import AccessDeed
from players.models import LegalHold, Player
from players.queries.looks import PAGE
from players.queries.minors_audit import WORDS, audit_lines
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
LOOKS, HOLDS, AUDIT = "/risk/looks/", "/privacy/holds/", "/privacy/minors-audit"


def signed_in(role: str = "risk_officer", **facts: Any) -> Client:
    client = Client()
    client.force_login(make_agent(role, language="en", **facts))
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def looked(agent: Agent, player: Player, purpose: str = "核对找回", what: str = "name,number") -> None:
    by, deed = Actor.of_agent(agent), AccessDeed.REVEALED
    log_access(player, by=by, deed=deed, what=what, purpose=purpose, ticket="100123")


def test_each_look_stands_there_with_who_what_why_and_for_which_ticket() -> None:
    agent, player = make_agent("security", name="安澜"), make_player(nickname="寒江雪")
    looked(agent, player)
    looked(agent, player, what="TEL in message:3")
    looked(agent, player, what="evidence 7")
    looked(agent, player, what="profiles, play_sessions")

    text = page(signed_in(), LOOKS)

    for words in (
        "安澜",
        "寒江雪",
        "核对找回",
        "#100123",
        "name and number",
        "covered number (TEL)",
        "Seen in plain",
        "document 7",
    ):
        assert words in text, words
    assert "play_sessions" not in text


def test_refused_reaches_stand_there_in_words() -> None:
    agent, player = make_agent("agent", name="林夏"), make_player(nickname="寒江雪")
    tell_suspicious(agent, "numbers 403", player.pk)
    tell_suspicious(agent, "search")

    text = page(signed_in(), f"{LOOKS}?tab=refused")

    for words in ("林夏", "寒江雪", "a covered number without the right to it", "a search by an identity number"):
        assert words in text, words


@pytest.mark.parametrize("tab", ["seen", "refused"])
def test_lines_are_those_of_one_agent_or_player_where_that_is_asked(tab: str) -> None:
    people = [make_agent("security", name=name) for name in ("安澜", "林夏")]
    players = [make_player(nickname=name) for name in ("寒江雪", "云中客")]
    for agent, player in zip(people, players, strict=True):
        looked(agent, player)
        tell_suspicious(agent, "match 403", player.pk)
    client = signed_in()

    of_agent = page(client, f"{LOOKS}?tab={tab}&agent={people[0].pk}")
    of_player = page(client, f"{LOOKS}?tab={tab}&player={players[1].pk}")

    assert [name in of_agent for name in ("安澜", "林夏", "寒江雪", "云中客")] == [True, False, True, False]
    assert [name in of_player for name in ("安澜", "林夏", "寒江雪", "云中客")] == [False, True, False, True]


@pytest.mark.parametrize("tab", ["seen", "refused"])
def test_officers_of_one_game_see_nothing_of_players_of_another(tab: str) -> None:
    agent = make_agent("security", name="安澜")
    own, other = (
        make_player(make_game("huanle"), nickname="寒江雪"),
        make_player(make_game("xinghai"), nickname="云中客"),
    )
    for player in (own, other):
        looked(agent, player)
        tell_suspicious(agent, "match 403", player.pk)

    text = page(signed_in(games=[make_game("huanle")]), f"{LOOKS}?tab={tab}")

    assert ("寒江雪" in text, "云中客" in text, f"#{other.pk}" in text) == (True, False, False)


def test_older_lines_are_a_page_away_and_many_cost_as_much_as_few() -> None:
    agent, player, client = make_agent("security"), make_player(), signed_in()
    looked(agent, player, purpose="第一次的理由")
    page(client, LOOKS)
    with CaptureQueriesContext(connection) as few:
        page(client, LOOKS)
    for _ in range(PAGE):
        looked(agent, player)

    with CaptureQueriesContext(connection) as many:
        first = page(client, LOOKS)
    before = first.partition("&amp;before=")[2].partition('"')[0]

    assert len(many) == len(few)
    assert "第一次的理由" not in first
    assert "第一次的理由" in page(client, f"{LOOKS}?before={before}")


@pytest.mark.parametrize("query", ["agent=x", "player=-1", "before=99999999999999999999", "tab=zzz", "agent=²"])
def test_what_is_no_number_asks_for_nothing(query: str) -> None:
    assert "Nobody looked" in page(signed_in(), f"{LOOKS}?{query}")


@pytest.mark.parametrize(
    ("role", "path"),
    [("agent", LOOKS), ("security", HOLDS), ("agent", AUDIT), ("agent", HOLDS)],
)
def test_nobody_else_enters(role: str, path: str) -> None:
    assert signed_in(role).get(path).status_code == 403


def test_a_hold_is_placed_on_the_players_page_and_lifted_on_the_list() -> None:
    player, client = make_player(nickname="寒江雪"), signed_in()
    address = f"/players/{player.pk}/hold"
    assert f'href="{address}"' in page(client, f"/players/{player.pk}")

    empty = client.post(address, {"reason": " "})
    placed = client.post(address, {"reason": "法院调取 2026 民初 12 号"})
    again = client.post(address, {"reason": "法院调取"})
    hold = LegalHold.objects.get()
    listed = page(client, HOLDS)
    silent = client.post(f"{HOLDS}{hold.pk}/lift", {"reason": ""}, follow=True)
    assert LegalHold.objects.get().lifted_at is None
    client.post(f"{HOLDS}{hold.pk}/lift", {"reason": "案件已结"})

    assert (empty.status_code, placed.status_code, again.status_code) == (422, 302, 409)
    assert "This account is on hold already." in again.content.decode()
    assert "法院调取 2026 民初 12 号" in listed
    assert "reason" in silent.content.decode()
    assert LegalHold.objects.get().lifted_at is not None
    assert Event.objects.filter(name__in=["privacy.hold_placed", "privacy.hold_lifted"]).count() == 2


def test_holds_of_other_games_are_not_there() -> None:
    player = make_player(make_game("xinghai"), nickname="云中客")
    hold = place_hold(player, by=Actor.of_agent(make_agent("risk_officer")), reason="监管调查")
    client = signed_in(games=[make_game("huanle")])

    assert "云中客" not in page(client, HOLDS)
    assert client.post(f"{HOLDS}{hold.pk}/lift", {"reason": "案件已结"}).status_code == 404
    assert client.get(f"/players/{player.pk}/hold").status_code == 404


def test_the_numbers_about_minors_are_shown_and_taken_as_a_file_which_is_recorded() -> None:
    year = clock.now().year
    make_player(birth_date=date(year - 10, 6, 1))
    client = signed_in()

    text = page(client, AUDIT)
    file = client.get(f"{AUDIT}?year={year}&as=csv")

    assert "Accounts of children under 14" in text
    assert "accounts.children_under_14,1\n" in file.content.decode()
    assert file["Content-Disposition"] == f'attachment; filename="minors-audit-{year}.csv"'
    days = {"first": f"{year}-01-01", "last": f"{year}-12-31"}
    assert Event.objects.get(name="evidence.exported").data == {"what": "minors_audit", **days}


def test_who_handles_one_game_does_not_see_what_is_counted_over_all() -> None:
    assert signed_in(games=[make_game("huanle")]).get(AUDIT).status_code == 403


@pytest.mark.parametrize("year", ["1999", "x", "9999", ""])
def test_a_year_that_is_none_is_this_one(year: str) -> None:
    assert f'<span class="muted num">{clock.now().year}</span>' in page(signed_in(), f"{AUDIT}?year={year}")


def test_every_number_of_the_audit_has_words() -> None:
    assert {line.code for line in audit_lines(2026)} == set(WORDS)
