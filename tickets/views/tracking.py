"""The player's page of one ticket. Who holds the link may read it and speak; the page is stored and told nowhere.

No form token is asked for here: the link itself is the only right there is, and because the page sends no referrer,
browsers name no origin either.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core.actions import rates
from core.errors import DomainError, NotThere
from core.queries.clients import client_bucket
from tickets.actions.lifecycle import confirm, reopen
from tickets.actions.tracking import live_link, token_for
from tickets.channels.web.conversation import Said, actor_of, say
from tickets.channels.web.submission import store_files
from tickets.errors import MoveNotAllowed, TicketArchived
from tickets.forms.support import ReplyForm, SolvedForm, key_of
from tickets.models import Ticket
from tickets.queries.consents import consents_of, open_consents
from tickets.queries.files import Reader, file_of_conversation, file_url
from tickets.queries.player_page import PlayerPage, matter_of, player_page, revision_of
from tickets.queries.support import live_links, unused_uploads
from tickets.queries.tracking import ticket_by_token
from tickets.views.support import take_file

REPLY_RATE = rates.Rate(limit=60, seconds=3600, burst=15)


@csrf_exempt
@require_safe
def track(request: HttpRequest, token: str) -> HttpResponse:
    """The page; asked again with its revision it answers that nothing changed."""
    ticket = ticket_by_token(token)
    return HttpResponseNotModified() if _is_known(request, ticket) else show_page(request, ticket, token)


@csrf_exempt
@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """It is with us: what happens next, and the link to keep."""
    ticket = ticket_by_token(token)
    if _is_known(request, ticket):
        return HttpResponseNotModified()
    context = {
        "ticket": ticket,
        "game": ticket.game,
        "token": token,
        "url": f"{settings.PUBLIC_URL}/support/t/{token}",
        "slot_for": {"ticket": ticket, "token": token},
        "revision": revision_of(ticket),
        "matter": matter_of(ticket),
    }
    response = render(request, "tickets/support/thanks.html", context)
    response["ETag"] = f'"{revision_of(ticket)}"'
    return response


@csrf_exempt
@require_POST
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """The player says something; a refusal keeps what was typed and the files."""
    ticket = ticket_by_token(token)
    form = ReplyForm(request.POST)
    stored = store_files(request.FILES.getlist("files"), f"ticket:{ticket.pk}")
    ids = [*request.POST.getlist("attachments")[:20], *stored.ids]
    for refusal in stored.refusals:
        form.add_error(None, refusal)
    wait = _hit_limit(request, form)
    said_on = _attempt(form, ticket, ids) if form.is_valid() else ""
    if said_on:
        return HttpResponseRedirect(f"/support/t/{said_on}#last", status=303)
    return show_page(request, ticket, token, form=form, ids=ids, status=429 if wait else 422)


@csrf_exempt
@require_POST
def solved(request: HttpRequest, token: str) -> HttpResponse:
    """Yes closes, no opens it again; asked twice, or too late, the page simply shows how it stands."""
    ticket = ticket_by_token(token)
    form = SolvedForm(request.POST)
    if form.is_valid():
        comment = form.cleaned_data["comment"]
        is_done = _answer(ticket, is_solved=form.cleaned_data["solved"] == "yes", comment=comment)
        if not is_done and comment:
            form.add_error(
                "comment", _("The ticket has changed meanwhile. Your words stand here; send them if you like.")
            )
            return show_page(request, ticket_by_token(token), token, solved_form=form, status=409)
    elif "comment" in form.errors:
        return show_page(request, ticket, token, solved_form=form, status=422)
    return HttpResponseRedirect(f"/support/t/{token}{'#ask' if form.data.get('solved') == 'yes' else ''}", status=303)


@csrf_exempt
@require_POST
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """One file for a reply that is still being written."""
    return take_file(request, f"ticket:{ticket_by_token(token).pk}")


@csrf_exempt
@require_safe
def file(request: HttpRequest, token: str, attachment_id: Any) -> HttpResponse:
    """To the file, by an address that lives five minutes and is this link's alone."""
    ticket = ticket_by_token(token)
    link = live_link(ticket)
    attachment = file_of_conversation(ticket, attachment_id)
    if link is None or attachment is None:
        raise NotThere
    return redirect(file_url(attachment, Reader.link(link)))


def _is_known(request: HttpRequest, ticket: Ticket) -> bool:
    """Whether the page that asks shows the ticket as it is."""
    return request.headers.get("If-None-Match", "").removeprefix("W/").strip('"') == revision_of(ticket)


def show_page(
    request: HttpRequest,
    ticket: Ticket,
    token: str,
    *,
    form: ReplyForm | None = None,
    solved_form: SolvedForm | None = None,
    ids: list[str] | None = None,
    for_slots: Mapping[str, Any] | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page, with what was just refused or `told`; `for_slots` goes to the fragments of upper apps."""
    page = _with_addresses(player_page(ticket), ticket)
    context = _forms(ticket, form, solved_form, ids) | {
        "page": page,
        "ticket": ticket,
        "game": ticket.game,
        "token": token,
        "slot_for": {"ticket": ticket, "token": token, **(for_slots or {})},
        "max_bytes": settings.ATTACHMENT_MAX_BYTES,
        "consents": (consents := consents_of(ticket)),
        "open_consents": open_consents(consents),
        "told": told,
    }
    response = render(request, "tickets/support/track.html", context, status=status)
    response["ETag"] = f'"{page.revision}"'
    return response


def _with_addresses(page: PlayerPage, ticket: Ticket) -> PlayerPage:
    """The page whose lines about the player's other tickets lead there; no statement where there are none."""
    others = {line.goes_to for line in page.lines if line.goes_to}
    if not others:
        return page
    links = live_links(Ticket.objects.filter(pk__in=others, player=ticket.player_id))
    urls = {pk: reverse("support-track", args=[token_for(link)]) for pk, link in links.items()}
    return replace(page, lines=[replace(line, url=urls.get(line.goes_to or 0, "")) for line in page.lines])


def _forms(
    ticket: Ticket, form: ReplyForm | None, solved_form: SolvedForm | None, ids: list[str] | None
) -> dict[str, Any]:
    return {
        "form": form or ReplyForm(),
        "solved_form": solved_form or SolvedForm(),
        "key": key_of(form.data if form else {}),
        "kept": unused_uploads(ids or [], f"ticket:{ticket.pk}"),
    }


def _hit_limit(request: HttpRequest, form: ReplyForm) -> int:
    decision = rates.hit(f"reply:{client_bucket(request)}", REPLY_RATE)
    if decision.is_allowed:
        return 0
    form.add_error(None, _("That was a lot in a short time. Please wait a minute; your text stays here."))
    return decision.retry_after


def _attempt(form: ReplyForm, ticket: Ticket, ids: list[str]) -> str:
    """The token of the page where the message stands, or nothing with the refusal in the form."""
    said = Said(form.cleaned_data["body"], key_of(form.data), ids, reopens=form.cleaned_data["way"] == "reopen")
    try:
        return say(ticket, said)
    except DomainError as refusal:
        form.add_error(None, str(refusal.text))
        return ""


def _answer(ticket: Ticket, *, is_solved: bool, comment: str) -> bool:
    """Whether the answer was taken; it is not when somebody was faster, or the days are over."""
    by = actor_of(ticket)
    try:
        if ticket.status == "closed" and not is_solved:
            reopen(ticket, by=by, reason=comment or _("The player says it is not solved."), comment=comment)
        else:
            confirm(ticket, by=by, solved=is_solved, comment=comment)
    except (MoveNotAllowed, TicketArchived):
        return False
    return True
