"""Writing at the desk: drafts, sending with a few seconds to take it back, files."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.actions import rates
from core.enums import ActorKind
from core.errors import DomainError, InvalidInput
from tickets.actions.attachments import store_upload
from tickets.actions.drafts import queue_send, save_draft, undo_send
from tickets.enums import Visibility
from tickets.errors import StaleTicket
from tickets.forms.desk_reply import ReplyForm
from tickets.models import Draft
from tickets.queries.composer import Composer, fresh_composer, text_of, unused_files
from tickets.queries.differences import differences_of
from tickets.queries.scope import ticket_for
from tickets.queries.ticket_page import TicketPage, ticket_page
from tickets.views.desk_pages import actor_of, agent_of, desk_view, render_ticket

UPLOADS = rates.Rate(limit=600, seconds=3600, burst=100)

DRAFT_MAX = 200_000  # more than can ever be sent, so that a text that is too long is not cut while it is shortened


@require_POST
@desk_view
def keep_draft(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is being written; the page says so without being swapped."""
    form = ReplyForm(request.POST)
    ticket = ticket_for(agent_of(request), number=number)
    if not form.is_valid() or len(form.cleaned_data["body"]) > DRAFT_MAX:
        return JsonResponse({"detail": _("This could not be kept.")}, status=422)
    save_draft(ticket, agent=agent_of(request), **form.keeping(request.POST.getlist("attachments")[:20]))
    return HttpResponse(status=204)


@require_POST
@desk_view
def send(request: HttpRequest, number: int) -> HttpResponse:
    """Send what the composer holds, after the seconds in which it can be taken back."""
    page = ticket_page(agent_of(request), number)
    form = ReplyForm(request.POST)
    sent = _attempt(request, page, form)
    if isinstance(sent, Draft):
        return _say_sent(request, sent, number)
    status = 409 if sent.differences else 422
    return render_ticket(request, ticket_page(agent_of(request), number), composer=sent, status=status)


def _attempt(request: HttpRequest, page: TicketPage, form: ReplyForm) -> Draft | Composer:
    """The queued text, or the composer with the text, the reason and what is new: a refusal never costs a word."""
    files = request.POST.getlist("attachments")[:20]
    try:
        files += _store_files(request)
        if not form.is_valid():
            raise InvalidInput({"body": [str(errors[0]) for errors in form.errors.values()]})
        return queue_send(page.ticket, by=actor_of(request), **form.sending(files))
    except StaleTicket as refusal:
        return replace(_composer(request, page, files), differences=differences_of(refusal.extra["new"]))
    except InvalidInput as refusal:
        sentences = [str(sentence) for found in refusal.fields.values() for sentence in found]
        return replace(_composer(request, page, files), error=" ".join(sentences) or str(refusal.text))
    except DomainError as refusal:
        return replace(_composer(request, page, files), error=str(refusal.text))


def _store_files(request: HttpRequest) -> list[str]:
    """Files that came with the form itself, from a browser without scripts."""
    by = actor_of(request)
    key = f"agent:{by.id}"
    files = request.FILES.getlist("files")[:10]
    return [str(store_upload(file, uploader_kind=ActorKind.AGENT, uploader_key=key).pk) for file in files]


def _composer(request: HttpRequest, page: TicketPage, files: list[str]) -> Composer:
    """The composer as it was sent, with the agent's draft of the other kind."""
    chosen = request.POST.get("visibility", "")
    chosen = chosen if chosen in {"public", "ask", "internal"} else "public"
    kind, other = ("internal", "public") if chosen == "internal" else ("public", "internal")
    return Composer(
        chosen=chosen,
        texts={other: text_of(page.open_drafts, other), kind: request.POST.get("body", "")},
        shows=tuple(draft.id for draft in page.refused if str(draft.id) in request.POST.get("shows", "").split(",")),
        kept=unused_files(files, agent_of(request)),
        promise=request.POST.get("promise", ""),
        promise_at=request.POST.get("promise_at", ""),
        is_kept_over_swaps=False,
    )


def _say_sent(request: HttpRequest, draft: Draft, number: int) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect(reverse("desk_ticket", args=[number]) + f"#q{draft.pk}")
    page = ticket_page(agent_of(request), number)
    response = render_ticket(request, page, composer=fresh_composer(page, agent_of(request), kind=draft.visibility))
    is_note = draft.visibility == Visibility.INTERNAL
    text = _("Note is being kept") if is_note else _("Sending to %(player)s") % {"player": page.ticket.player}
    toast = {"text": text, "draft": draft, "icon_name": "lock" if is_note else "send"}
    response.write(render_to_string("tickets/desk/sent.html", toast, request))
    return response


@require_POST
@desk_view
def undo(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Take a sent text back while that is possible: it stands in the composer again."""
    draft = undo_send(draft_id, by=actor_of(request))
    number = draft.ticket.number
    if "HX-Request" in request.headers:
        page = ticket_page(agent_of(request), number)
        return render_ticket(request, page, composer=fresh_composer(page, agent_of(request), kind=draft.visibility))
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"ticket": str(draft.ticket_id)})
    return redirect("desk_ticket", number)


@require_POST
@desk_view
def upload(request: HttpRequest) -> HttpResponse:
    """One file for a text that is still being written; the answer is for the script."""
    by = actor_of(request)
    file = request.FILES.get("file")
    try:
        rates.check(f"upload:agent:{by.id}", UPLOADS)
        if file is None:
            raise InvalidInput({"file": []}, _("There was no file."))
        kept = store_upload(file, uploader_kind=ActorKind.AGENT, uploader_key=f"agent:{by.id}")
    except DomainError as refusal:
        return JsonResponse({"detail": str(refusal.text), "code": refusal.code}, status=refusal.status)
    return JsonResponse({"id": str(kept.pk), "name": kept.name, "size": kept.size}, status=201)
