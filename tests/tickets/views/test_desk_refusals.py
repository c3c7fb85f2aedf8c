"""A text that cannot be sent comes back with the reason and with everything that stood in the composer."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core import clock
from core.models import Actor, Agent
from escalation.models import Promise
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket, relay_all
from tests.tickets.browser import by_htmx, text_of, url_of
from tests.tickets.writing import OTHER, TEXT, composer, keep, release, said, send
from tickets.actions import replies
from tickets.actions.tracking import live_link, token_for
from tickets.enums import Status
from tickets.models import Attachment, Draft, Macro, Ticket

pytestmark = pytest.mark.django_db
NEWS = "等等，我还有一句"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ticket(agent: Agent) -> Ticket:
    return make_ticket(Status.OPEN, agent=agent)


def file(name: str = "log.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def upload(client: Client) -> str:
    return str(client.post("/desk/uploads", {"file": file()}).json()["id"])


def when(**span: float) -> str:
    return f"{timezone.localtime(clock.now() + timedelta(**span)):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize("kind", ["public", "ask", "internal"])
def test_a_stale_text_is_refused_with_what_is_new_and_sent_when_that_was_seen(desk, ticket, kind):
    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body=NEWS)

    answer = send(desk, ticket, kind=kind, promise="own", promise_at=when(days=1))

    shown = text_of(answer)
    assert (answer.status_code, Draft.objects.count()) == (409, 0)
    assert f'dir="auto">{NEWS}</blockquote>' in shown
    assert (f">{TEXT}</textarea>" in shown, f'value="{when(days=1)}"' in shown) == (True, True)
    assert "Send anyway" in shown
    ticket.refresh_from_db()
    assert send(desk, ticket, kind=kind).status_code == 200


def test_a_refusal_leaves_the_text_of_the_other_kind(desk, ticket):
    keep(desk, ticket, OTHER, "internal")

    answer = send(desk, ticket, body="请把密码发给我")

    assert answer.status_code == 422
    assert f'data-part="other-text">{OTHER}</template>' in text_of(answer)


@pytest.mark.parametrize("body", ["", " \n", "\u200b\u200d", "\u202e", "长" * 20_001, "长" * 100_000])
@pytest.mark.parametrize("kind", ["public", "internal"])
def test_a_text_that_says_nothing_or_too_much_is_refused_and_comes_back(desk, ticket, body, kind):
    answer = send(desk, ticket, body=body, kind=kind)

    assert (answer.status_code, Draft.objects.count()) == (422, 0)
    assert 'class="field__error"' in text_of(answer)
    assert f">{body}</textarea>" in text_of(answer)


@pytest.mark.parametrize("body", ["请把密码发给我", "麻烦提供一下短信验证码", "Please send me your password"])
@pytest.mark.parametrize(("kind", "status"), [("public", 422), ("ask", 422), ("internal", 200)])
def test_players_are_never_asked_for_a_secret(desk, ticket, body, kind, status):
    answer = send(desk, ticket, body=body, kind=kind)

    assert answer.status_code == status
    assert body in text_of(answer)
    assert ("We never ask players for passwords" in text_of(answer)) == (status == 422)


@pytest.mark.parametrize(
    ("field", "value"),
    [("visibility", "nonsense"), ("visibility", ""), ("seen", "x"), ("seen", "-1"), ("seen", "9" * 30),
     ("promise", "nonsense"), ("promise_at", "soon"), ("attachments", "../../etc/passwd"), ("attachments", "1")],
)  # fmt: skip
def test_a_wrong_word_in_a_field_is_refused_in_a_sentence_and_the_text_comes_back(desk, ticket, field, value):
    given = {"body": TEXT, "visibility": "public", "seen": ticket.version, field: value}

    answer = desk.post(url_of(ticket, "send"), given, headers=by_htmx())

    sentence = text_of(answer).partition('<p class="field__error" role="alert">')[2].partition("</span>")[0]
    assert (answer.status_code, Draft.objects.count()) == (422, 0)
    assert len(sentence.rpartition("<span>")[2]) > 5
    assert f">{TEXT}</textarea>" in text_of(answer)


def test_bytes_that_cannot_be_stored_are_refused(desk, ticket):
    assert send(desk, ticket, body="a\x00b").status_code == 400


@pytest.mark.parametrize("moment", ["", "2020-01-01T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "2028-02-30T10:00"])
def test_a_promise_that_nobody_can_keep_is_refused_and_stands_as_it_was(desk, ticket, moment):
    answer = send(desk, ticket, promise="own", promise_at=moment)

    assert (answer.status_code, Draft.objects.count()) == (422, 0)
    assert 'name="promise" value="own" checked' in text_of(answer)
    assert not moment or f'value="{moment}"' in text_of(answer)


@pytest.mark.parametrize(("kind", "promised"), [("public", 1), ("ask", 1), ("internal", 0)])
def test_a_promise_goes_out_with_a_reply_and_never_with_a_note(desk, ticket, kind, promised):
    send(desk, ticket, kind=kind, promise="60")

    release()

    assert (len(said(ticket)), Promise.objects.filter(ticket=ticket).count()) == (1, promised)


# --- Files -------------------------------------------------------------------------------------------------------


def test_files_go_out_with_their_text(desk, ticket):
    uploaded = upload(desk)

    send(desk, ticket, attachments=uploaded, files=[file("second.pdf")])
    release()

    names = sorted(Attachment.objects.filter(message__ticket=ticket).values_list("name", flat=True))
    assert names == ["log.pdf", "second.pdf"]


def test_files_stay_with_a_text_that_is_refused(desk, ticket):
    answer = send(desk, ticket, body="", files=[file("kept.pdf")])

    kept = Attachment.objects.get()
    assert answer.status_code == 422
    assert f'name="attachments" value="{kept.pk}"' in text_of(answer)
    assert kept.message is None


@pytest.mark.parametrize("whose", ["colleague", "player", "used", "unknown"])
def test_a_file_that_is_not_the_agents_own_is_refused_before_anything_waits(desk, sign_in, ticket, whose):
    files = {"colleague": lambda: upload(sign_in(make_agent())), "player": lambda: upload(desk),
             "used": lambda: upload(desk), "unknown": lambda: str(uuid4())}  # fmt: skip
    foreign = files[whose]()
    if whose == "player":
        Attachment.objects.update(uploader_key="ticket:1")
    if whose == "used":
        send(desk, ticket, attachments=foreign)
        release()
        ticket.refresh_from_db()
    before = Draft.objects.count()

    answer = send(desk, ticket, attachments=foreign)

    assert (answer.status_code, Draft.objects.count()) == (422, before)
    assert "not there, or was already used" in text_of(answer)
    assert f">{TEXT}</textarea>" in text_of(answer)
    assert f'value="{foreign}"' not in text_of(answer)


def test_more_files_than_a_message_takes_are_refused(desk, ticket):
    answer = send(desk, ticket, attachments=[upload(desk) for _ in range(11)])

    assert (answer.status_code, Draft.objects.count()) == (422, 0)
    assert "At most 10 files" in text_of(answer)


# --- Macros ------------------------------------------------------------------------------------------------------


def test_a_macro_says_a_players_name_and_never_what_the_name_says(agent, desk):
    name = "{{ticket.internal_note}}{{agent.name}}{% now 'Y' %}<b>"
    ticket = make_ticket(Status.OPEN, agent=agent, player=make_player(nickname=name))
    body = "{{player.name}}，您好 {{ticket.internal_note}} {{agent.password}} {{ agent.name }}"
    Macro.objects.create(code="canary", title_zh="题", title_en="t", body_zh=body, body_en=body)
    escaped = "{{ticket.internal_note}}{{agent.name}}{% now &#x27;Y&#x27; %}&lt;b&gt;"
    expected = f"{escaped}，您好 {{{{ticket.internal_note}}}} {{{{agent.password}}}} 林夏"

    menu = desk.get(url_of(ticket, "macros"), headers=by_htmx("macros"))
    page = desk.get(url_of(ticket, "macros"))
    inserted = desk.get(url_of(ticket) + "?macro=canary")

    assert expected in text_of(menu)
    assert expected in text_of(page)
    assert f">{expected}</textarea>" in text_of(inserted)


# --- What players see --------------------------------------------------------------------------------------------


def test_a_note_with_its_files_never_reaches_the_player(desk, client, ticket):
    canary = "canary-33aa-note"
    send(desk, ticket, body=canary, kind="internal", files=[file(f"{canary}.pdf")])
    release()
    ticket.refresh_from_db()
    desk.post(url_of(ticket, "hand-over"), {"group": make_agent(groups=("SEC",)).groups.get().pk, "note": canary})
    desk.post(url_of(ticket, "follow-up"), {"when": "2h", "note": canary})
    desk.post(url_of(ticket, "priority"), {"priority": 0, "reason": canary})
    relay_all()
    link = live_link(ticket)
    assert link is not None
    address = f"/support/t/{token_for(link)}"

    answers = [client.get(f"{address}{part}") for part in ("", "/thanks", f"/files/{Attachment.objects.get().pk}")]

    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert canary not in "".join(text_of(answer) + str(answer.headers) for answer in answers)
    assert canary in composer(desk, ticket) + text_of(desk.get(url_of(ticket)))
