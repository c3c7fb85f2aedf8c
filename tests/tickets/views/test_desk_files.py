"""Files at the desk: taken from agents, opened by who may see their ticket, harmless on our host."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.enums import ActorKind
from core.models import Actor, Agent, Group
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tests.tickets.browser import text_of, url_of
from tickets.actions import replies
from tickets.actions.attachments import store_upload
from tickets.enums import ScanState, Status
from tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ticket(agent: Agent) -> Ticket:
    return make_ticket(Status.OPEN, agent=agent)


def pdf(name: str = "log.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def attached(ticket: Ticket, agent: Agent, name: str = "log.pdf") -> Attachment:
    """A file in a note on the ticket."""
    row = store_upload(pdf(name), uploader_kind=ActorKind.AGENT, uploader_key=f"agent:{agent.pk}")
    replies.add_note(ticket, by=Actor.of_agent(agent), body="see file", attachment_ids=[row.pk])
    return Attachment.objects.get(pk=row.pk)


def opened(client: Client, row: Attachment) -> Any:
    """The answer of the signed address to which the lasting one leads, or the refusal."""
    answer = client.get(f"/desk/files/{row.pk}")
    if answer.status_code != 302:
        return answer
    found: Any = client.get(urlsplit(answer["Location"]).path)
    if found.streaming:
        found.bytes = found.getvalue()  # read to the end, which closes it
    return found


def test_a_file_of_a_ticket_is_opened_as_a_download_that_can_do_nothing(agent, desk, ticket):
    row = attached(ticket, agent)

    answer = opened(desk, row)

    assert (answer.status_code, answer.bytes) == (200, PDF)
    assert answer["Content-Disposition"] == 'attachment; filename="log.pdf"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == ("nosniff", "no-referrer")
    assert answer["Cache-Control"] == "private, max-age=300"


def test_a_file_is_there_for_who_may_see_its_ticket_alone(agent, desk, sign_in, client, ticket):
    row = attached(ticket, agent)
    foreigner = sign_in(make_agent(games=[make_game("xinghai", "moba")]))

    assert client.get(f"/desk/files/{row.pk}")["Location"].startswith("/accounts/login/")
    assert opened(foreigner, row).status_code == 404
    Ticket.objects.update(is_restricted=True, group=Group.objects.get(code="CRI"), assignee=None)
    assert opened(desk, row).status_code == 404
    assert opened(sign_in(make_agent(groups=("CRI",))), row).status_code == 200


def test_a_signed_address_is_shut_when_the_right_is_gone(agent, desk, ticket):
    row = attached(ticket, agent)
    address = urlsplit(desk.get(f"/desk/files/{row.pk}")["Location"]).path

    agent.grants.all().delete()

    assert desk.get(address).status_code == 403
    assert Client().get(address).status_code == 403


def test_an_unused_upload_is_there_for_its_agent_alone(desk, sign_in):
    row = Attachment.objects.get(pk=desk.post("/desk/uploads", {"file": pdf()}).json()["id"])

    assert (opened(desk, row).status_code, opened(sign_in(make_agent()), row).status_code) == (200, 404)


@pytest.mark.parametrize(("state", "status"), [(ScanState.SUSPECT, 200), (ScanState.QUARANTINED, 403)])
def test_a_file_that_lies_is_plain_bytes_and_a_harmful_one_stays_shut(agent, desk, ticket, state, status):
    row = attached(ticket, agent)
    Attachment.objects.update(state=state)

    answer = opened(desk, row)

    assert answer.status_code == status
    assert status != 200 or answer["Content-Type"] == "application/octet-stream"
    assert (f"/desk/files/{row.pk}" in text_of(desk.get(url_of(ticket)))) == (status == 200)


def test_a_file_whose_bytes_are_gone_is_not_there(agent, desk, ticket, tmp_path):
    row = attached(ticket, agent)
    (tmp_path / row.path).unlink()

    assert opened(desk, row).status_code == 404


@pytest.mark.parametrize(
    "name", ['"><img src=x>.pdf', "{{ 7*7 }}.pdf", "../../etc/passwd.pdf", "\u202egnp.pdf", "账单.pdf"]
)
def test_the_name_of_a_file_is_shown_as_words(agent, desk, ticket, name):
    row = attached(ticket, agent, name)

    page, answer = text_of(desk.get(url_of(ticket))), opened(desk, row)

    assert "<img src=x>" not in page
    assert answer.status_code == 200
    assert ".." not in answer["Content-Disposition"]
    assert "\u202e" not in unquote(answer["Content-Disposition"])


# --- Uploads -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [(b"", "empty.pdf", 400), (b"MZ" + b"\x00" * 300, "tool.exe", 400), (PDF, "x" * 4000 + ".pdf", 201)],
)
def test_an_upload_is_told_its_fate_as_json(desk, content, name, status):
    answer = desk.post("/desk/uploads", {"file": pdf(name, content)})

    assert answer.status_code == status
    assert set(answer.json()) == ({"id", "name", "size"} if status == 201 else {"detail", "code"})
    assert Attachment.objects.exists() == (status == 201)


def test_a_file_over_the_limit_is_refused(desk, settings):
    settings.ATTACHMENT_MAX_BYTES = 10

    answer = desk.post("/desk/uploads", {"file": pdf()})

    assert (answer.status_code, answer.json()["code"]) == (413, "attachment.too_large")


def test_an_upload_without_a_file_is_refused(desk):
    answer = desk.post("/desk/uploads", {"file": "words"})

    assert (answer.status_code, answer.json()["detail"]) == (400, "There was no file.")


def test_nobody_uploads_without_a_desk(client, sign_in):
    refused = sign_in(make_agent("integrator")).post("/desk/uploads", {"file": pdf()})

    assert client.post("/desk/uploads", {"file": pdf()}).status_code == 302
    assert refused.status_code == 403
    assert not Attachment.objects.exists()
