"""A phone call becomes a ticket."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.enums import Permission
from core.errors import InvalidInput
from core.policies.permissions import check_anywhere
from tickets.channels.phone.note import PhoneNote, write_down
from tickets.forms.phone import PhoneForm
from tickets.models import Ticket
from tickets.views.desk_pages import actor_of, agent_of, desk_view


@require_http_methods(["GET", "POST"])
@desk_view
def new_note(request: HttpRequest) -> HttpResponse:
    """The form for a call; once sent, the ticket that it became."""
    check_anywhere(agent_of(request), Permission.TICKET_CREATE)
    form = PhoneForm(request.POST if request.method == "POST" else None, agent=agent_of(request))
    ticket = _attempt(request, form) if form.is_bound and form.is_valid() else None
    if ticket is not None:
        return redirect("desk_ticket", ticket.number)
    return render(request, "tickets/desk/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _attempt(request: HttpRequest, form: PhoneForm) -> Ticket | None:
    """The ticket, or None with the refusal beside its field."""
    given = form.cleaned_data
    note = PhoneNote(**{name: given[name] for name in PhoneNote.__dataclass_fields__})
    try:
        return write_down(note, by=actor_of(request))
    except InvalidInput as refusal:
        form.refuse(refusal)
        return None
