"""The deeds of the desk that concern two tickets: merge, take apart, split, move messages, link."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.errors import DomainError, NotThere
from core.models import Actor
from tickets.actions import links, merging, splitting
from tickets.enums import LinkKind
from tickets.forms import joining as forms
from tickets.forms.desk import DeedForm
from tickets.models import Ticket
from tickets.queries.previews import MergePreview, preview_merge
from tickets.queries.scope import ticket_for
from tickets.queries.spans import lifecycle_for
from tickets.queries.ticket_page import ticket_page
from tickets.views.deeds import Deed, add_deed, done
from tickets.views.desk_pages import actor_of, agent_of, desk_view, state_of


def _merge(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, forms.MergeForm)
    form.made = merging.merge(ticket, by=by, into=form.other(), seen=form.seen_version)


def _unmerge(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    merging.unmerge(ticket.merged_into_id or ticket.pk, by=by, source=ticket)


def _split(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, forms.SplitForm)
    messages, subject = form.cleaned_data["messages"], form.line()
    form.made = splitting.split(ticket, by=by, messages=messages, subject=subject, seen=form.seen_version)


def _move(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, forms.MoveForm)
    messages, into = form.cleaned_data["messages"], form.other()
    splitting.move_messages(ticket, by=by, messages=messages, into=into, seen=form.seen_version)


def _link(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, forms.LinkForm)
    links.link(ticket, by=by, other=form.other(), kind=LinkKind(form.cleaned_data["kind"]))


def _unlink(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, forms.UnlinkForm)
    links.unlink(ticket, by=by, other=form.other(), kind=LinkKind(form.cleaned_data["kind"]))


def _there(request: HttpRequest, ticket: Ticket, form: DeedForm) -> HttpResponse:
    """The ticket that the deed led to, in the pane and in the address."""
    made = form.made if isinstance(form, forms.OtherTicketForm) and form.made else ticket
    response = done(request, made.number)
    if "HX-Retarget" in response:
        state = state_of(request)
        url = reverse("desk_ticket", args=[made.number])
        response["HX-Push-Url"] = f"{url}?{state}" if state else url
    return response


def _merged(request: HttpRequest, ticket: Ticket, form: DeedForm) -> HttpResponse:
    """The joint conversation, with some seconds to take the merge back by one key."""
    response = _there(request, ticket, form)
    if "HX-Retarget" in response:
        now = clock.now()
        until = now + timedelta(seconds=lifecycle_for(ticket.game_id).undo_send_seconds)
        text = _("#%(number)d goes on here") % {"number": ticket.number}
        url = reverse("desk_undo_merge", args=[ticket.number])
        toast = {"text": text, "url": url, "since": now, "until": until}
        response.write(render_to_string("tickets/desk/merged.html", toast, request))
    return response


def _taken_apart(request: HttpRequest, ticket: Ticket, form: DeedForm) -> HttpResponse:
    """The ticket by itself again, and a word that it is."""
    response = _there(request, ticket, form)
    if "HX-Retarget" in response:
        text = _("#%(number)d is a ticket of its own again") % {"number": ticket.number}
        response.write(render_to_string("tickets/desk/said.html", {"text": text, "icon_name": "split"}, request))
    return response


def join_desk() -> None:
    """Add these deeds to those of the desk."""
    for deed in DEEDS:
        add_deed(deed)


DEEDS = (
    Deed(
        "merge",
        gettext_lazy("Merge into another ticket"),
        gettext_lazy("Merge"),
        "merge",
        "merge",
        _merge,
        forms.MergeForm,
        gettext_lazy("The two become one conversation. It can be taken apart again at any time until it is archived."),
        after=_merged,
    ),
    Deed(
        "unmerge",
        gettext_lazy("Take apart again"),
        pgettext_lazy("deed", "Take apart"),
        "split",
        "unmerge",
        _unmerge,
        text=gettext_lazy(
            "It is a ticket of its own again, as it was before; its deadlines go on where they stopped. What was said "
            "meanwhile stays where it was said."
        ),
        after=_taken_apart,
    ),
    Deed(
        "split",
        gettext_lazy("Split off"),
        gettext_lazy("Open the new ticket"),
        "split",
        "split",
        _split,
        forms.SplitForm,
        gettext_lazy("A new ticket of the same player. The messages stand there from now on, as they were written."),
        after=_there,
    ),
    Deed(
        "move",
        gettext_lazy("Move messages"),
        gettext_lazy("Move"),
        "forward",
        "move_messages",
        _move,
        forms.MoveForm,
        gettext_lazy("They stand on another open ticket of the same player from now on, as they were written."),
    ),
    Deed("relate", gettext_lazy("Link"), gettext_lazy("Link"), "link", "link", _link, forms.LinkForm),
    Deed("unlink", gettext_lazy("Unlink"), gettext_lazy("Unlink"), "unlink", "link", _unlink, forms.UnlinkForm),
)


@require_safe
@desk_view
def merge_preview(request: HttpRequest, number: int) -> HttpResponse:
    """What a merge into the chosen ticket would do, or why it is not possible."""
    page = ticket_page(agent_of(request), number)
    form = forms.MergeForm(request.GET, ticket=page.ticket, agent=agent_of(request))
    other = forms.chosen_or_first(form)
    context = {"preview": _previewed(page.ticket, other) if other else None, "source": page.ticket}
    return render(request, "tickets/desk/join_preview.html", context)


def _previewed(source: Ticket, target: Ticket) -> MergePreview:
    try:
        merging.check_mergeable(source, target)
    except DomainError as refusal:
        return preview_merge(source, target, refusal=str(refusal.text))
    return preview_merge(source, target)


@require_POST
@desk_view
def undo_merge(request: HttpRequest, number: int) -> HttpResponse:
    """Take a merge back right after it was made."""
    source = ticket_for(agent_of(request), number=number)
    if source.merged_into_id is None:
        raise NotThere
    target_id = source.merged_into_id
    merging.unmerge(target_id, by=actor_of(request), source=source)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"ticket": str(target_id)})
    return redirect("desk_ticket", number)
