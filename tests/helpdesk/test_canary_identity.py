"""A real name and its number, said in every field made for them and carried to the state's system, stand nowhere in
plain text: in no dump, Redis, log, mail, answer, export, hook or error page.
"""

import io
import json
import zipfile
from base64 import b64decode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from core import clock
from core.models import Event
from players.channels.nppa.checking import verify_due
from players.channels.nppa.reporting import report_due
from players.models import GuardianLink, Identity, Player, RealNameCheck, RevealRequest
from tests.factories.api import Caller
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket, relay_all
from tests.fakes.nppa import SUCCESS, Nppa
from tests.helpdesk.canaries import Canaries
from tests.helpdesk.test_canary import PNG

pytestmark = pytest.mark.django_db

NAME, OTHER = "某一一", "某一二"
NUMBER = SUCCESS[NAME]
PHONE = "13912345678"
CANARIES = Canaries(NAME, OTHER, NUMBER, SUCCESS[OTHER], PHONE)
WORDS = f"核对 {NUMBER} 和 {PHONE}"


def texts(*answers: Any) -> list[str]:
    return [(answer.getvalue() if answer.streaming else answer.content).decode(errors="replace") for answer in answers]


def by_interface(caller: Caller, player: Player) -> list[str]:
    """The name as the game hands it in, right and wrong, and what can be asked of it afterwards."""
    path = f"players/{player.pk}"
    given = caller.put(f"{path}/real-name", {"name": NAME, "id_number": NUMBER})
    assert given.status_code < 300, given.content
    wrong = [
        caller.put(f"{path}/real-name", {"name": NAME, "id_number": f"{NUMBER[:-1]}X"}),
        caller.put(f"{path}/real-name", {"name": NUMBER, "id_number": NAME}),
        caller.put(f"{path}/real-name", {"name": NAME, "id_number": NUMBER, NUMBER: NAME}),
        caller.put(f"players?uid={NUMBER}&game=huanle", {"uid": NUMBER, "game": "huanle", "nickname": PHONE}),
        caller.get(f"players?uid={NUMBER}&game=huanle"),
    ]
    assert {answer.status_code // 100 for answer in wrong} == {4}
    return texts(given, *wrong, caller.get(path), caller.get(f"{path}/real-name"))


def by_play(caller: Caller, player: Player) -> list[str]:
    """What the game reports, which goes on to the state's system under the person's code."""
    happened = [
        {"id": f"canary-{n}", "kind": kind, "uid": player.uid, "game": "huanle", "at": at.isoformat(), "data": data}
        for n, (kind, at, data) in enumerate(
            (
                ("login", clock.now() - timedelta(seconds=90), {"session": "s1", "ok": True}),
                ("logout", clock.now() - timedelta(seconds=30), {"session": "s1"}),
            )
        )
    ]
    return texts(
        caller.post("events", {"events": happened}),
        caller.post("events", {"events": [{"id": "canary-9", "kind": WORDS, "data": {"note": WORDS}}]}),
    )


def at_the_desk(player: Player, ticket_number: int) -> list[str]:
    """The name compared, asked for, looked at and claimed as a guardian's; the one look that shows it is left out."""
    security, officer, second = (Client() for _ in range(3))
    security.force_login(make_agent("security"))
    for client in (officer, second):
        client.force_login(make_agent("risk_officer"))
    page, ticket = f"/players/{player.pk}", str(ticket_number)
    answers = [
        security.post(f"{page}/match", {"name": NAME, "id_number": NUMBER, "ticket": ticket}),
        security.post(f"{page}/match", {"name": OTHER, "id_number": NAME, "ticket": ticket}),
        security.post(f"{page}/reveal", {"reason": WORDS, "ticket": ticket}),
    ]
    look = security.post(f"/players/reveals/{RevealRequest.objects.get().pk}/look")
    assert NAME in look.content.decode()
    claim = {"relation": "parent", "name": OTHER, "phone": PHONE, "proof": f"户口本 {NUMBER}"}
    answers += [officer.post(f"{page}/guardians", claim)]
    link = GuardianLink.objects.get()
    answers += [second.post(f"{page}/guardians/{link.pk}", {"is_confirmed": "1"})]
    answers += [client.get(page) for client in (security, officer)]
    answers += [officer.get(path) for path in ("/players/reveals/", "/players/real-name/", "/risk/", "/privacy/")]
    return texts(*answers)


def by_review(player: Player) -> list[str]:
    """Handed in where people decide: a document with a telling name in the vault, verdicts with telling grounds."""
    caller, reviewers = Caller(make_agent("integrator")), [Client(), Client()]
    for client in reviewers:
        client.force_login(make_agent("risk_officer"))
    answers: list[Any] = [caller.put(f"players/{player.pk}/real-name", {"name": OTHER, "id_number": SUCCESS[OTHER]})]
    page = f"/players/real-name/{RealNameCheck.objects.get(player=player).pk}"
    file = SimpleUploadedFile(f"{OTHER} {NUMBER}.png", PNG, "image/png")
    answers.append(reviewers[0].post(f"{page}/evidence", {"kind": "document", "file": file}))
    assert OTHER in reviewers[0].post(f"{page}/open").content.decode()
    answers += [client.post(f"{page}/verdict", {"verdict": "accept", "reason": WORDS}) for client in reviewers]
    return texts(*answers, *(client.get("/players/real-name/") for client in reviewers))


def given_out(player: Player) -> list[str]:
    """The copy of the person's data, the evidence about reminders, the audit of the year, and lists of programs."""
    caller = Caller(make_agent("risk_officer"))
    asked = caller.post("privacy-requests", {"player": str(player.pk), "kind": "access", "note": WORDS})
    assert asked.status_code == 201, asked.content
    path = f"privacy-requests/{asked.json()['id']}"
    assert caller.post(f"{path}/accept", {}).status_code == 200
    copy = caller.post(f"{path}/export", {})
    assert copy.status_code == 200, copy.content
    archive = zipfile.ZipFile(io.BytesIO(b64decode(copy.json()["content"])))
    files = [archive.read(name).decode() for name in archive.namelist()]
    officer, audit = Client(), io.StringIO()
    officer.force_login(make_agent("risk_officer"))
    call_command("minors_audit", str(clock.now().year), stdout=audit)
    day = clock.now().date().isoformat()
    reminders = officer.get(f"/risk/reminders.csv?first={day}&last={day}")
    lists = [caller.get(path) for path in ("players?uid=huanle-1&game=huanle", "alerts", "privacy-requests", "tickets")]
    return [*files, audit.getvalue(), *texts(reminders, *lists)]


def error_pages() -> list[str]:
    officer = Client()
    officer.force_login(make_agent("risk_officer"))
    paths = (
        f"/players/{NUMBER}",
        f"/desk/search?q={NUMBER}",
        f"/nothing/{PHONE}/{NUMBER}",
        f"/api/v1/players/{NUMBER}",
    )
    answers = [officer.get(path) for path in paths]
    assert {answer.status_code // 100 for answer in answers} == {4}
    return texts(*answers)


@pytest.fixture
def player(settings: Any, tmp_path: Path, nppa: Nppa) -> Player:
    settings.MEDIA_ROOT = tmp_path
    return make_player(make_game("huanle"), uid="huanle-1")


def test_a_name_and_its_number_stand_nowhere_in_plain_text(
    player: Player,
    nppa: Nppa,
    logs: list[str],
) -> None:
    integrator, reviewed = Caller(make_agent("integrator")), make_player(make_game("xinghai"))
    shown = by_interface(integrator, player)
    verify_due()
    shown += by_play(integrator, player)
    report_due()
    shown += at_the_desk(player, make_ticket(player=player).number)
    shown += [*by_review(reviewed), *given_out(player), *error_pages()]
    relay_all()

    assert (nppa.calls, len(nppa.collected)) == (["check", "loginout"], 2)
    assert Identity.objects.count() == 2
    CANARIES.are_nowhere([*shown, *hooks()], logs)


def hooks() -> list[str]:
    """What leaves to games: every event as it is told."""
    return [json.dumps(row, default=str, ensure_ascii=False) for row in Event.objects.values()]
