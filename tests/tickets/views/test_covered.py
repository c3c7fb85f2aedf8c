"""Covered numbers at the desk: named in the reader's language, shown once for a reason, refused in words."""

from datetime import date

import pytest
from django.test import Client

from core.models import Event, SealedNumber
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
PHONE = "13912345678"


def signed_in(role: str) -> Client:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(make_agent(role))
    return client


@pytest.fixture
def ticket() -> Ticket:
    return make_ticket(body=f"<b>请打</b> {PHONE} 谢谢", player=make_player(birth_date=date(1990, 1, 1)))


def test_a_token_says_what_it_is_and_leads_to_the_question(ticket: Ticket) -> None:
    page = signed_in("security").get(f"/desk/tickets/{ticket.number}").content.decode()
    assert f'href="/desk/tickets/{ticket.number}/covered?place=message:1"' in page
    assert "手机号 139****5678</a>" in page
    assert "&lt;b&gt;请打&lt;/b&gt;" in page
    assert PHONE not in page


def test_the_number_is_shown_for_a_reason(ticket: Ticket) -> None:
    client, number = signed_in("security"), SealedNumber.objects.get()
    address = f"/desk/tickets/{ticket.number}/covered?place=message:1"

    asked = client.get(address)
    shown = client.post(address, {"number": number.pk, "reason": "回访确认"})

    assert PHONE not in asked.content.decode()
    assert PHONE in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert Event.objects.get(name="number.revealed").data["reason"] == "回访确认"


def test_without_a_reason_or_the_right_it_is_not_shown(ticket: Ticket) -> None:
    number, address = SealedNumber.objects.get(), f"/desk/tickets/{ticket.number}/covered?place=message:1"
    silent = signed_in("security").post(address, {"number": number.pk, "reason": ""})
    agent = signed_in("agent").post(address, {"number": number.pk, "reason": "想看"})
    assert (silent.status_code, agent.status_code) == (422, 403)
    assert "没有" in agent.content.decode()
    assert PHONE not in silent.content.decode() + agent.content.decode()
    assert not Event.objects.filter(name="number.revealed").exists()


def test_what_is_not_kept_any_more_is_said_so(ticket: Ticket) -> None:
    SealedNumber.objects.all().delete()
    page = signed_in("security").get(f"/desk/tickets/{ticket.number}/covered?place=message:1")
    assert "已不再保存" in page.content.decode()


def test_another_tickets_number_cannot_be_asked_for_here(ticket: Ticket) -> None:
    other = make_ticket(body=PHONE)
    number = SealedNumber.objects.get(subject_id=other.pk)
    address = f"/desk/tickets/{ticket.number}/covered?place=message:1"
    assert signed_in("security").post(address, {"number": number.pk, "reason": "x"}).status_code == 422
