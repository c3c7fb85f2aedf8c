"""The page of officers: who looked at identities, and who was refused."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.enums import Permission
from players.queries.looks import Asked, accesses_for, refusals_for
from players.views.pages import agent_of, staff_page

LONGEST = 18


@require_safe
@staff_page(Permission.RISK_DECIDE)
def show_looks(request: HttpRequest) -> HttpResponse:
    """The log of accesses, or with `?tab=refused` the reaches that were refused; of one agent or player if asked."""
    tab = "refused" if request.GET.get("tab") == "refused" else "seen"
    asked = Asked(*(_number(request, name) for name in ("agent", "player", "before")))
    page = (refusals_for if tab == "refused" else accesses_for)(agent_of(request), asked)
    return render(request, "players/looks.html", {"tab": tab, "page": page, "asked": asked})


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= LONGEST else None
