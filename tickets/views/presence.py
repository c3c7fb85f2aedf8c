"""Who else is on the tickets that a page shows. Asked after the page, never by it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tickets.queries.presence import present_for
from tickets.views.desk_pages import agent_of, desk_view, ids_in


@require_safe
@desk_view
def list_present(request: HttpRequest) -> HttpResponse:
    """Faces for the rows of a list and, for the opened `ticket`, the sentence of who does what there."""
    opened = ids_in(request.GET.get("ticket", ""))[:1]
    found = present_for(agent_of(request), {*ids_in(request.GET.get("ids", "")), *opened})
    here = found.get(opened[0]) if opened else None
    return render(request, "tickets/desk/presence.html", {"rows": found.values(), "here": here})
