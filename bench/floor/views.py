"""One indexed SELECT, fifty rows through a template; the same for twenty-five rows as JSON."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from tickets.models import Ticket

RELATED = ("game", "player", "player__region", "assignee")
FIELDS = (
    "number", "subject", "snippet", "status", "priority", "channel", "version", "updated_at", "next_due_at",
    "next_due_kind", "game__name_zh", "player__nickname", "player__uid", "player__region__name_zh", "assignee__name",
)  # fmt: skip


def _newest(rows: int) -> QuerySet[Ticket]:
    return Ticket.objects.select_related(*RELATED).only(*FIELDS).order_by("-pk")[:rows]


def show_list(request: HttpRequest) -> HttpResponse:
    """The newest tickets with what a row of the desk shows."""
    return render(request, "floor/list.html", {"rows": _newest(50)})


def list_json(request: HttpRequest) -> HttpResponse:
    """The newest tickets, every column of them."""
    rows = Ticket.objects.order_by("-pk")[:25]
    return JsonResponse(
        {"results": [{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields} for row in rows]}
    )


def hello(request: HttpRequest, number: int = 0) -> HttpResponse:
    """Nothing but Django and the server."""
    return HttpResponse("hello")
