"""Writing at the desk as a browser does it."""

from datetime import timedelta
from typing import Any

from django.test import Client

from core import clock
from tests.factories.tickets import relay_all
from tests.swaps import part
from tests.tickets.browser import by_htmx, fresh, url_of
from tickets.actions import sweep
from tickets.models import Message, Ticket

TEXT = "您先别急，我来查"
OTHER = "另一段还没写完的话"
LATER = timedelta(seconds=60)


def send(client: Client, ticket: Ticket, body: str = TEXT, kind: str = "public", **more: Any) -> Any:
    data = {"body": body, "visibility": kind, "seen": ticket.version, **more}
    return client.post(url_of(ticket, "send"), data, headers=by_htmx(on=url_of(ticket)))


def keep(client: Client, ticket: Ticket, body: str = TEXT, kind: str = "public", **more: Any) -> Any:
    return client.post(url_of(ticket, "draft"), {"body": body, "visibility": kind, "seen": 1, **more})


def composer(client: Client, ticket: Ticket) -> str:
    return str(part(fresh(client, url_of(ticket)), "composer"))


def release() -> None:
    sweep.release_due(clock.now() + LATER)
    relay_all()


def said(ticket: Ticket) -> list[tuple[str, str]]:
    rows = Message.objects.filter(ticket=ticket).exclude(author=None).order_by("seq")
    return list(rows.values_list("visibility", "body"))
