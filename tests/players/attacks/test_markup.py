"""Words of players, guardians and games are words: on every page, in the panels, in a file for a spreadsheet."""

import csv
from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.models import Actor
from players.actions.accounts import join_accounts
from players.actions.alerts import Cause, record_causes
from players.actions.guardians import claim_guardian
from players.actions.ingest import report_events
from players.actions.remarks import add_note
from players.actions.risk_tasks import flag
from players.enums import AlertKind
from players.models import Character, Player
from tests.factories.game_events import NOW, at, event, payment
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
EVIL = "<img src=x onerror=alert(1)>\"'`{{7*7}}"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "＝1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"]


@pytest.fixture
def officer() -> Client:
    client = Client()
    client.force_login(make_agent("risk_officer"))
    return client


@pytest.fixture
def player() -> Player:
    """Whose every text is an attack."""
    made = make_player(make_game("huanle"), uid="evil-uid", nickname=EVIL)
    by, system = Actor.of_agent(make_agent("guardian_desk", name=EVIL)), Actor.system()
    add_note(made, kind="note", text=EVIL, by=by)
    claim_guardian(made, relation="parent", name=EVIL, phone="", proof=EVIL, by=by)
    join_accounts(made, make_player(made.game, nickname=EVIL), by=system, reason=EVIL)
    flag(made.pk, by=by, dimension="health", reason=EVIL)
    Character.objects.create(player=made, code="c", name=EVIL, role=EVIL, level=1, updated_at=clock.now())
    with clock.frozen(NOW):
        told = [
            event("login", session=EVIL, ok=True, region=EVIL[:30], device=EVIL, uid=made.uid),
            event("match", match=EVIL, name=EVIL, started_at=at(-60), uid=made.uid),
            payment(order=EVIL, channel=EVIL[:20], uid=made.uid),
        ]
        outcomes = report_events(told, by=Actor.of_agent(make_agent("admin")))
    assert [outcome.result for outcome in outcomes] == ["accepted"] * 3, outcomes
    return made


@pytest.mark.parametrize(
    "path",
    [
        *("/players/{}" + part for part in ("", "?tab=play", "?tab=logins", "?tab=matches", "?tab=tickets")),
        *("/players/{}/reveal", "/players/{}/privacy", "/risk/players/{}", "/risk/", "/risk/?q=%3Cimg", "/privacy/"),
    ],
)
def test_no_page_takes_words_for_markup(officer: Client, player: Player, path: str) -> None:
    page = officer.get(path.format(player.pk)).content.decode()

    assert "<img src=x" not in page
    assert "49" not in page.partition("&lt;img")[2][:60]


@pytest.mark.parametrize("uid", FORMULAS)
def test_no_cell_of_the_evidence_is_a_formula(officer: Client, uid: str) -> None:
    made = make_player(make_game("huanle"), uid="plain")
    Player.objects.filter(pk=made.pk).update(uid=uid)
    record_causes(
        [Cause(made.pk, made.game_id, AlertKind.OUTSIDE_WINDOW, "CN-2021-WINDOW", "1", clock.now())], clock.now()
    )
    days = [(clock.now() + timedelta(days=n)).date() for n in (-1, 1)]

    answer = officer.get(f"/risk/reminders.csv?first={days[0]}&last={days[1]}")
    rows = list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))  # type: ignore[attr-defined]

    assert len(rows) == 2
    assert not [cell for cell in rows[1] if cell.lstrip().startswith(("=", "+", "-", "@", "＝"))]
