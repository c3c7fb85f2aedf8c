"""A number of a person, said through any door, stands nowhere then: in no dump, Redis, log, mail or answer."""

import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.actions.originals import PURPOSE
from core.engines.redaction import TOKEN
from core.models import Actor, Agent, Game, SealedNumber
from core.policies.keys import keyring
from escalation.actions import cases, promises
from tests.factories.api import Caller
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import relay_all
from tests.helpdesk.canaries import Canaries
from tests.tickets import writing
from tests.tickets.browser import url_of
from tickets.actions import lifecycle
from tickets.actions.tracking import live_link, token_for
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

ID, PHONE, CARD, MAIL = "11010119900307889X", "13912345678", "6222021234567890128", "canary@family.example"
CANARIES = Canaries("11010119900307889", "13912345678", "6222021234567890128", "canary@family")
WORDS = f"我叫小雨，身份证{ID}，手机 139 1234 5678，卡号6222 0212 3456 7890 128，{MAIL}"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def game(settings: Any, tmp_path: Path) -> Game:
    settings.MEDIA_ROOT = tmp_path
    return make_game()


@pytest.fixture
def supervisor(game: Game) -> Agent:
    return make_agent("supervisor")


def by_form(client: Client) -> Ticket:
    file = SimpleUploadedFile(f"{ID} 截图.png", PNG, "image/png")
    data = {"game": "huanle", "key": KEY, "category": "AC-02", "body": WORDS, "uid": "", "nickname": PHONE}
    answer = client.post("/support/new", data | {"fact_lost_items": WORDS, "files": file})
    assert answer.status_code == 303, answer.content.decode()
    return Ticket.objects.get()


def by_tracking_page(client: Client, ticket: Ticket) -> str:
    link = live_link(ticket)
    assert link is not None
    page = f"/support/t/{token_for(link)}"
    assert client.post(f"{page}/reply", {"body": WORDS, "key": KEY}).status_code < 400
    return client.get(page).content.decode()


def by_interface(caller: Caller, game: Game) -> list[str]:
    body = {"game": game.slug, "subject": WORDS, "body": WORDS, "player": {"uid": "u1", "nickname": WORDS[:60]}}
    facts = {"note": WORDS, "new_contact": PHONE, "phone": int(PHONE), "list": [CARD], "order_no": ID}
    opened = caller.post("tickets", body | {"facts": facts}, Idempotency_Key="canary-1")
    assert opened.status_code == 201, opened.content
    pk = opened.json()["id"]
    answers = [opened]
    reply, note = ({"body": WORDS, "visibility": whom} for whom in ("public", "internal"))
    answers += [caller.post(f"tickets/{pk}/messages", words) for words in (reply, note, reply | {"author": "player"})]
    changed = {"subject": f"{PHONE} 的事", "facts": {"again": WORDS}, "tags": [PHONE]}
    answers.append(caller.patch(f"tickets/{pk}", changed))
    answers += [caller.get(f"tickets/{pk}/{what}") for what in ("messages", "events", "numbers")]
    answers.append(caller.post(f"tickets/{pk}/messages", {"body": WORDS, "visibility": "public", "seen": 1}))
    wrong = {"game": game.slug, "subject": "s", "body": "b", "player": {"uid": "u2"}, "channel": PHONE, ID: 1}
    answers.append(caller.post("tickets", wrong))
    assert answers[-1].status_code == 400
    return [answer.content.decode() for answer in answers]


def at_the_desk(agent: Agent, ticket: Ticket, game: Game) -> list[str]:
    """Phone note, draft, reply and note of an agent, and the words of deeds on the ticket."""
    client, by = Client(), Actor.of_agent(agent)
    client.force_login(agent)
    noted = {"game": game.pk, "uid": "2207001", "subject": WORDS, "body": WORDS, "key": "b" * 32}
    assert client.post("/desk/new", noted).status_code < 400
    writing.keep(client, ticket, WORDS)
    ticket.refresh_from_db()
    writing.send(client, ticket, f"{WORDS} 您好")
    writing.send(client, ticket, WORDS, kind="internal")
    writing.release()
    lifecycle.follow_up(ticket, by=by, at=ticket.created_at + writing.LATER * 999, note=WORDS)
    promises.make_promise(ticket, by=by, text=WORDS, due_at=ticket.created_at + writing.LATER * 999)
    case = cases.escalate(ticket, by=by, group=make_agent(groups=("SEC",)).groups.get(code="SEC"), note=WORDS)
    cases.cancel_case(case, by=by, reason=WORDS)
    ticket.refresh_from_db()
    lifecycle.resolve(ticket, by=by, summary=WORDS, root_cause=WORDS, body=WORDS)
    return [client.get(url_of(ticket)).content.decode(), client.get("/desk/").content.decode()]


def test_a_number_that_came_through_any_door_stands_nowhere(
    game: Game,
    supervisor: Agent,
    logs: list[str],
    client: Client,
) -> None:
    caller = Caller(supervisor)

    ticket = by_form(client)
    shown = [by_tracking_page(client, ticket), *by_interface(caller, game), *at_the_desk(supervisor, ticket, game)]
    relay_all()
    logging.getLogger("wuyou").warning("a refusal of %s", WORDS, extra={"said": WORDS})

    CANARIES.are_nowhere(shown, logs)
    assert any("a refusal of" in line for line in logs)


def test_what_was_taken_out_is_kept_sealed(client: Client, game: Game) -> None:
    ticket = by_form(client)

    kept = SealedNumber.objects.filter(subject_type="ticket", subject_id=ticket.pk, place="message:1").order_by("pk")

    opened = {keyring().unseal(row.sealed, purpose=PURPOSE): row.token for row in kept}
    assert opened.keys() == {ID, "139 1234 5678", "6222 0212 3456 7890 128", MAIL}
    assert set(opened.values()) == {token.group() for token in TOKEN.finditer(ticket.messages.get().body)}


def test_a_number_that_slipped_through_would_be_seen(client: Client, game: Game) -> None:
    ticket = by_form(client)
    Ticket.objects.filter(pk=ticket.pk).update(follow_up_note=f"ruf {PHONE} an")
    assert CANARIES.in_tables() == {"tickets_ticket": {PHONE}}
