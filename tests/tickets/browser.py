"""What a browser at the desk asks and gets: whole pages, the parts that htmx swaps, and trees that can be compared."""

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.test import Client
from django.test.html import Element

from tests.swaps import attribute, page_of, swapped, walk
from tickets.models import Ticket

SECRET = "csrfmiddlewaretoken"  # masked anew in every answer


def url_of(ticket: Ticket, deed: str = "") -> str:
    """The page of the ticket, or of one thing that can be done to it."""
    return f"/desk/tickets/{ticket.number}" + (f"/{deed}" if deed else "")


def by_htmx(target: str = "ticket", *, on: str = "/desk/") -> dict[str, str]:
    """The headers of a request that fills the element `target` of the page whose address is `on`."""
    return {"HX-Request": "true", "HX-Target": target, "HX-Current-URL": f"http://testserver{quote(on, safe='/?=&')}"}


def text_of(response: Any) -> str:
    return response.content.decode()


def fresh(client: Client, url: str) -> Element:
    """The page as a browser shows it after loading it anew."""
    page: Any = client.get(url)
    return _plain(page_of(page))


def after(page: HttpResponse, answer: HttpResponse, target: str) -> Element:
    """The page after htmx has put the answer in its places."""
    return _plain(swapped(page, answer, target))


def _plain(tree: Element) -> Element:
    """Without what differs in every answer: masked secrets, and the seconds of now in relative times."""
    for node in walk(tree):
        node.children = [c for c in node.children if not (isinstance(c, Element) and attribute(c, "name") == SECRET)]
        node.attributes = [pair for pair in node.attributes if pair[0] != "hx-headers"]
    return tree
