"""Files over the interface: judged by their content, bound to their uploader, used once, fetched for five minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from core import clock
from core.actions.people import deactivate_agent, revoke_role
from core.models import Actor, Role
from tests.factories.api import BASE, Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket, open_one
from tickets.actions.tracking import make_link
from tickets.models import Attachment, Message, TrackingLink
from tickets.queries.files import Reader, file_url

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def agent() -> Caller:
    make_game("huanle")
    return Caller(make_agent("agent"))


def upload(caller: Caller, name: str = "login.png", content: bytes = PNG, field: str = "file", **more: object) -> Any:
    return caller.client.post(
        BASE + "attachments",
        {field: SimpleUploadedFile(name, content), **more},
        headers={"Authorization": f"Bearer {caller.secret}"},
    )


@dataclass(frozen=True)
class Fetched:
    status: int
    headers: Mapping[str, str]
    content: bytes


def fetch(url: str) -> Fetched:
    response = Client().get(urlsplit(url).path)
    content = response.getvalue()  # to its end, which closes the file
    return Fetched(response.status_code, response.headers, content)


def test_a_file_is_uploaded_used_and_fetched(agent: Caller) -> None:
    ticket = make_ticket()

    sent = upload(agent)
    pk = sent.json()["id"]
    message = agent.post(
        f"tickets/{ticket.pk}/messages", {"body": "见图", "visibility": "public", "attachments": [pk]}
    ).json()
    described = agent.get(f"attachments/{pk}").json()
    bytes_back = fetch(described["url"])

    assert sent.status_code == 201
    assert (sent.json()["name"], sent.json()["content_type"], sent.json()["size"]) == (
        "login.png",
        "image/png",
        len(PNG),
    )
    assert [file["id"] for file in message["attachments"]] == [pk]
    assert described["ticket"] == str(ticket.pk)
    assert bytes_back.content == PNG
    assert bytes_back.headers["Content-Disposition"] == 'attachment; filename="login.png"'
    assert bytes_back.headers["X-Content-Type-Options"] == "nosniff"
    assert bytes_back.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert bytes_back.headers["Referrer-Policy"] == "no-referrer"


def test_a_ticket_is_opened_with_files(agent: Caller) -> None:
    ids = [upload(agent, name=f"{n}.png").json()["id"] for n in range(2)]
    body = {"game": "huanle", "subject": "x", "body": "y", "player": {"uid": "1"}, "attachments": ids}

    pk = agent.post("tickets", body).json()["id"]

    (message,) = agent.get(f"tickets/{pk}/messages").json()["results"]
    assert sorted(file["id"] for file in message["attachments"]) == sorted(ids)


def test_an_upload_is_used_once_and_by_its_uploader(agent: Caller) -> None:
    ticket, other = make_ticket(), Caller(make_agent("agent"))
    pk, theirs = upload(agent).json()["id"], upload(other).json()["id"]
    path = f"tickets/{ticket.pk}/messages"
    agent.post(path, {"body": "x", "visibility": "public", "attachments": [pk]})

    for wanted in ([pk], [theirs], ["6f1f6c3e-2f0a-4a55-9d0f-0d2b1b0f7a11"], ["../etc/passwd"], [""]):
        problem_of(agent.post(path, {"body": "y", "visibility": "public", "attachments": wanted}), 400)
    assert Message.objects.filter(ticket=ticket).count() == 2
    assert Attachment.objects.get(pk=theirs).message is None


def test_an_unused_upload_is_seen_by_its_uploader_alone(agent: Caller) -> None:
    pk = upload(agent).json()["id"]

    assert agent.get(f"attachments/{pk}").status_code == 200
    problem_of(Caller(make_agent("manager")).get(f"attachments/{pk}"), 404)


def test_an_address_of_a_file_dies_after_five_minutes(agent: Caller) -> None:
    url = upload(agent).json()["url"]

    with time_machine.travel(clock.now() + timedelta(seconds=295), tick=False):
        early = fetch(url).status
    with time_machine.travel(clock.now() + timedelta(seconds=310), tick=False):
        late = fetch(url).status

    assert (early, late) == (200, 403)


def test_an_address_of_a_file_dies_with_the_right_of_its_reader(agent: Caller) -> None:
    ticket, leaver = make_ticket(), Caller(make_agent("agent"))
    pk = upload(agent).json()["id"]
    agent.post(f"tickets/{ticket.pk}/messages", {"body": "x", "visibility": "internal", "attachments": [pk]})
    own, theirs = (caller.get(f"attachments/{pk}").json()["url"] for caller in (agent, leaver))

    revoke_role(agent.agent, Role.objects.get(code="agent"), by=Actor.system())
    deactivate_agent(leaver.agent, by=Actor.system())

    assert [fetch(url).status for url in (own, theirs)] == [403, 403]


@pytest.mark.parametrize("token", ["x", "WyJhIl0", "WyJhIl0:1x2:signature", "%00", "a" * 3000])
def test_an_address_that_we_did_not_sign_opens_nothing(token: str) -> None:
    assert Client().get(f"/files/{token}/login.png").status_code in {400, 403}


@pytest.mark.parametrize(
    ("name", "content", "state", "served"),
    [
        ("a.png", PNG, "clean", "image/png"),
        ("a.png", b"<html><script>alert(1)</script></html>", None, None),
        ("a.jpg", PNG, "suspect", "application/octet-stream"),
        ("a.exe", b"MZ" + b"\0" * 200, None, None),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", None, None),
        ("a.txt", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "quarantined", None),
        ("a.txt", b"", None, None),
    ],
)
def test_a_file_is_what_its_content_says(
    agent: Caller, name: str, content: bytes, state: str | None, served: str | None
) -> None:
    response = upload(agent, name, content)

    assert response.status_code == (201 if state else 400), response.content
    if state is None:
        assert problem_of(response, 400)["code"] == "attachment.refused"
        return
    assert response.json()["state"] == state
    url = response.json()["url"]
    assert (url is None) == (served is None)
    assert url is None or fetch(url).headers["Content-Type"] == served


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/cron.d/x.png", "..\\..\\x.png", "%2e%2e%2fx.png", "/abs.png", "\u200b.htaccess.png",
        "invoice\u202egpj.png", "CON.png", "a" * 300 + ".png", " .png",
        'a"; filename*=utf-8\'\'x.html; .png', "账号 截图.png",
    ],
)  # fmt: skip
def test_the_name_of_a_file_is_for_people_only(agent: Caller, name: str, tmp_path: Path) -> None:
    response = upload(agent, name)

    assert response.status_code == 201
    shown = response.json()["name"]
    stored = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    disposition = fetch(response.json()["url"]).headers["Content-Disposition"]
    assert not {"/", "\\", "\u202e", "\u200b"} & set(shown)
    assert len(stored) == 1
    assert stored[0].name.isalnum()
    assert disposition.startswith("attachment; filename")
    assert not {"\r", "\n"} & set(disposition)


def test_a_file_over_the_limit_is_refused_by_its_announced_length(agent: Caller, settings: Settings) -> None:
    big = b"x" * (settings.ATTACHMENT_MAX_BYTES + 200_000)

    assert problem_of(upload(agent, "big.txt", big), 413)["code"] == "body.too_large"
    assert (
        problem_of(upload(agent, "big.txt", big[: settings.ATTACHMENT_MAX_BYTES + 1]), 413)["code"]
        == "attachment.too_large"
    )
    assert not Attachment.objects.exists()


def test_only_one_file_in_the_right_field_is_taken(agent: Caller) -> None:
    assert pointers_of(upload(agent, field="upload")) == ["#/file", "#/upload"]
    assert pointers_of(upload(agent, ticket="5")) == ["#/ticket"]
    two: Any = agent.client.post(
        BASE + "attachments",
        {"file": [SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("b.png", PNG)]},
        headers={"Authorization": f"Bearer {agent.secret}"},
    )
    assert pointers_of(two) == ["#/file"]
    assert pointers_of(agent.send("post", "attachments")) == ["#/file"]
    problem_of(agent.post("attachments", {"file": "x"}), 415)


@pytest.mark.parametrize(
    "raw", [b"--x\r\n", b"nonsense", b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n']
)
def test_a_broken_envelope_is_refused(agent: Caller, raw: bytes) -> None:
    problem_of(agent.post("attachments", raw, Content_Type="multipart/form-data; boundary=x"), 400)
    problem_of(agent.post("attachments", raw, Content_Type="multipart/form-data"), 400)


def test_a_repeated_upload_keeps_one_file(agent: Caller) -> None:
    answers = []
    for boundary in ("one", "two"):
        raw = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
            "Content-Type: image/png\r\n\r\n"
        ).encode() + PNG + f"\r\n--{boundary}--\r\n".encode()  # fmt: skip
        answers.append(
            agent.post(
                "attachments", raw, Content_Type=f"multipart/form-data; boundary={boundary}", Idempotency_Key="k"
            )
        )

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert Attachment.objects.count() == 1


def of_ticket(agent: Caller, visibility: str, content: bytes = PNG) -> tuple[Attachment, TrackingLink]:
    """A file of a message, and the player's key to its ticket."""
    opened = open_one()
    pk = upload(agent, content=content).json()["id"]
    path = f"tickets/{opened.ticket.pk}/messages"
    agent.post(path, {"body": "见图", "visibility": visibility, "attachments": [pk]})
    return Attachment.objects.get(pk=pk), TrackingLink.objects.get(ticket=opened.ticket)


def test_the_player_opens_files_of_public_messages_while_the_link_lives(agent: Caller) -> None:
    attachment, link = of_ticket(agent, "public")
    url = file_url(attachment, Reader.link(link))

    alive = fetch(url).status
    make_link(link.ticket, by=Actor.system())

    assert (alive, fetch(url).status) == (200, 403)


def test_the_player_never_opens_files_of_notes_or_of_other_tickets(agent: Caller) -> None:
    note, own_link = of_ticket(agent, "internal")
    public, _link = of_ticket(agent, "public")
    unused = Attachment.objects.get(pk=upload(agent).json()["id"])

    for attachment in (note, public, unused):
        assert fetch(file_url(attachment, Reader.link(own_link))).status == 403


def test_a_file_that_became_suspicious_or_went_away_is_not_served(agent: Caller) -> None:
    attachment, link = of_ticket(agent, "public")
    url = file_url(attachment, Reader.link(link))

    (Path(django_settings.MEDIA_ROOT) / attachment.path).unlink()
    gone = fetch(url).status
    Attachment.objects.filter(pk=attachment.pk).update(state="quarantined")

    assert (gone, fetch(url).status) == (404, 403)
    assert agent.get(f"attachments/{attachment.pk}").json()["url"] is None
