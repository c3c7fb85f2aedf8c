"""The desk: lists, a ticket, search, and what open pages ask for to stay true."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.errors import NotThere
from tickets.queries import hints
from tickets.queries.composer import composer_with_macro, fresh_composer
from tickets.queries.desk import ListPage, frame_for, list_page
from tickets.queries.files import Reader, attachment_for, file_url
from tickets.queries.saved_views import view_for
from tickets.queries.search import SearchTooBroad, quick_search, search_tickets
from tickets.queries.search_hints import command_of
from tickets.queries.sockets import spread
from tickets.queries.ticket_page import ticket_page
from tickets.views.desk_pages import (
    PAGE,
    agent_of,
    desk_view,
    list_context,
    listed,
    promised_in,
    refreshed,
    remember,
    render_list,
    render_ticket,
    ticket_context,
)


@require_safe
@desk_view
def show_desk(request: HttpRequest) -> HttpResponse:
    """The default view, or the list that the address names."""
    frame = frame_for(agent_of(request))
    return render_list(request, listed(request, frame), frame)


@require_safe
@desk_view
def show_view(request: HttpRequest, slug: str) -> HttpResponse:
    """One view; with `after`, which names the last row of the page before, its next rows."""
    agent, order, after = agent_of(request), request.GET.get("order", ""), request.GET.get("after", "")
    if "after" in request.GET and "HX-Request" in request.headers:
        rows = list_page(agent, view_for(agent, slug), order=order, cursor=after)
        return render(request, f"{PAGE}#rows", list_context(request, rows))
    frame = frame_for(agent)
    return render_list(request, list_page(agent, frame.line(slug).view, order=order, cursor=after), frame)


@require_safe
@desk_view
def search(request: HttpRequest) -> HttpResponse:
    """What was found, the newest first; too many hits are said, not waited for."""
    asked, agent = request.GET.get("q", ""), agent_of(request)
    try:
        rows = search_tickets(agent, asked, cursor=request.GET.get("after", ""))
    except SearchTooBroad as refusal:
        rows = ListPage([], "newest", asked=asked)
        return render_list(request, rows, frame_for(agent), status=refusal.status, too_broad=str(refusal.text))
    remember(request, rows.asked)
    return _list_or_more(request, rows)


@require_safe
@desk_view
def find_quickly(request: HttpRequest) -> HttpResponse:
    """The first few tickets for words that are still being typed into the palette; none where looking takes long."""
    with suppress(SearchTooBroad):
        found = quick_search(agent_of(request), request.GET.get("q", ""))
        return JsonResponse({"tickets": [command_of(row) for row in found]})
    return JsonResponse({"tickets": []})


def _list_or_more(request: HttpRequest, rows: ListPage) -> HttpResponse:
    if "after" in request.GET and "HX-Request" in request.headers:
        return render(request, f"{PAGE}#rows", list_context(request, rows))
    return render_list(request, rows, frame_for(agent_of(request)))


@require_safe
@desk_view
def show_ticket(request: HttpRequest, number: int) -> HttpResponse:
    """One ticket. A page that refreshes itself names with `seen` the version that its agent has taken note of."""
    page = ticket_page(agent_of(request), number)
    composer = fresh_composer(page, agent_of(request)) if "fresh" in request.GET else None
    if code := request.GET.get("macro", ""):
        composer = composer_with_macro(page, agent_of(request), code, promise_due=promised_in(request))
    return render_ticket(request, page, composer=composer, seen=_number(request.GET.get("seen", "")))


def _number(text: str) -> int | None:
    """The number, or None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@require_safe
@desk_view
def live(request: HttpRequest) -> HttpResponse:
    """What changed for an open page: counts, those of the named rows that the list still holds, the opened ticket.

    A ticket that the agent may not see any more comes back as an empty pane. `Desk-Spread` says within how many
    milliseconds pages should ask for what they do not show.
    """
    frame = frame_for(agent_of(request))
    context = list_context(request, refreshed(request, frame), frame) | {"with_ticket": "ticket" in request.GET}
    if number := _number(request.GET.get("ticket", "")):
        with suppress(NotThere):
            page = ticket_page(agent_of(request), number)
            context |= ticket_context(request, page, seen=_number(request.GET.get("seen", "")))
            context["front"] = page.ticket.pk
    answer = render(request, f"{PAGE}#live", context)
    answer["Desk-Spread"] = str(spread())
    return answer


@require_safe
@desk_view
def missed(request: HttpRequest) -> HttpResponse:
    """Hints for what happened since event `after`, for a page whose socket was away."""
    found, last = hints.missed_hints(agent_of(request), _number(request.GET.get("after", "")) or 0)
    return JsonResponse({"hints": [hint.as_json() for hint in found], "seq": last})


@require_safe
@desk_view
def open_file(request: HttpRequest, attachment_id: str) -> HttpResponse:
    """A lasting address of a file in the desk: on to a signed one that opens it now."""
    agent = agent_of(request)
    attachment = attachment_for(agent, attachment_id)
    if attachment is None:
        raise NotThere
    response = redirect(file_url(attachment, Reader.agent(agent)))
    response["Cache-Control"] = "private, max-age=60"
    return response
