"""What came by itself, said on the open desk. Asked after a hint, never by the page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tickets.queries.given import given_since
from tickets.views.desk_pages import agent_of, desk_view

BIGGEST = 18  # digits of a number that surely fits


@require_safe
@desk_view
def list_given(request: HttpRequest) -> HttpResponse:
    """One toast for everything that was given since notification `after`; nothing where nothing was."""
    after = request.GET.get("after", "")
    is_number = after.isascii() and after.isdigit() and len(after) <= BIGGEST
    given = given_since(agent_of(request), int(after) if is_number else 0)
    return render(request, "tickets/desk/given.html", {"given": given})
