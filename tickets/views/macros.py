"""Prepared texts on a ticket: the menu of the composer, what one would change, and its use."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import DomainError, NotThere
from tickets.actions.macros import use_macro
from tickets.errors import StaleTicket
from tickets.queries.differences import differences_of
from tickets.queries.macros import MacroLine, changes_of, macros_for, usable_macros
from tickets.queries.ticket_page import TicketPage, ticket_page
from tickets.views.deeds import done
from tickets.views.desk_pages import actor_of, agent_of, desk_view, promised_in, wants

MENU, USE = "tickets/desk/macros.html", "tickets/desk/macro.html"


@require_safe
@desk_view
def show_macros(request: HttpRequest, number: int) -> HttpResponse:
    """Prepared texts for this ticket, filled in: the menu of the composer, or a page to choose from."""
    ticket = ticket_page(agent_of(request), number).ticket
    macros = macros_for(ticket, agent_of(request), promise_due=promised_in(request))
    return render(request, f"{MENU}#list" if wants(request, "macros") else MENU, {"ticket": ticket, "macros": macros})


@require_http_methods(["GET", "POST"])
@desk_view
def macro(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Show what the macro writes and changes; or do it. A text that is only inserted is counted (`count`)."""
    page = ticket_page(agent_of(request), number)
    line = _line(request, page, code)
    if request.method != "POST":
        return _preview(request, page, line)
    try:
        use_macro(page.ticket, code=code, by=actor_of(request), seen=_seen(request))
    except StaleTicket as refusal:
        fresh = ticket_page(agent_of(request), number)
        return _preview(request, fresh, line, differences=differences_of(refusal.extra["new"]), status=409)
    except DomainError as refusal:
        return _preview(request, page, line, error=str(refusal.text), status=refusal.status)
    return _used(request, number, line)


def _line(request: HttpRequest, page: TicketPage, code: str) -> MacroLine:
    lines = macros_for(page.ticket, agent_of(request), promise_due=promised_in(request))
    for line in lines:
        if line.code == code:
            return line
    raise NotThere


def _seen(request: HttpRequest) -> int | None:
    given = request.POST.get("seen", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _preview(
    request: HttpRequest, page: TicketPage, line: MacroLine, *, status: int = 200, **more: object
) -> HttpResponse:
    row = usable_macros(agent_of(request)).get(code=line.code)
    context = {"page": page, "line": line, "changes": changes_of(row, page.ticket)} | more
    template = f"{USE}#form" if "HX-Request" in request.headers else USE
    return render(request, template, context, status=status)


def _used(request: HttpRequest, number: int, line: MacroLine) -> HttpResponse:
    """The ticket as it is now, and the text for the composer: by a word to the script, or in the page itself."""
    if "count" in request.POST:
        return HttpResponse(status=204)
    if "HX-Request" not in request.headers:
        return redirect(f"{reverse('desk_ticket', args=[number])}?{urlencode({'macro': line.code})}")
    response = done(request, number)
    told = {"text": line.text, "promise": line.needs_promise, "then": line.then}
    response["HX-Trigger"] = json.dumps({"deed:done": {}, "macro:insert": told})
    return response
