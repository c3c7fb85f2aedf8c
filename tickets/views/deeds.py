"""Everything that can be done to a ticket besides writing on it: one table, one view.

A deed shows its questions in a dialog (or on a page of its own without scripts), does its action, and answers with the
ticket as it is then. What cannot be done any more, because somebody else was faster, is shown with what is new.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from core.errors import DomainError, InvalidInput, NotAllowed, NotThere
from core.models import Actor
from tickets.actions import changes, drafts, lifecycle, tracking
from tickets.enums import Visibility
from tickets.errors import StaleTicket
from tickets.forms import desk as forms
from tickets.forms.desk import DeedForm
from tickets.models import Ticket
from tickets.queries.composer import fresh_composer
from tickets.queries.differences import Difference, differences_of
from tickets.queries.ticket_page import TicketPage, ticket_page
from tickets.views.desk_pages import actor_of, agent_of, desk_view, render_ticket, wants

Text = str | Promise
TEMPLATE = "tickets/desk/deed.html"


@dataclass(frozen=True)
class Deed:
    """One thing to do. `move` must be possible on the ticket; `act` does it with the answers of the form."""

    name: str
    title: Text
    button: Text
    icon: str
    move: str
    act: Callable[[Ticket, Actor, "DeedForm"], object]
    form: type[DeedForm] = DeedForm
    text: Text = ""
    after: Callable[[HttpRequest, Ticket, DeedForm], HttpResponse] | None = None  # what is shown when it is done


def _take(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    lifecycle.take(ticket, by=by)


def _assign(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, forms.AssignForm)
    lifecycle.assign(ticket, by=by, agent=form.chosen(), seen=form.seen_version)


def _hand_over(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    group, note = form.cleaned_data["group"], form.cleaned_data["note"]
    lifecycle.hand_over(ticket, by=by, group=group, note=note, seen=form.seen_version)


def _follow_up(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, forms.FollowUpForm)
    lifecycle.follow_up(ticket, by=by, at=form.moment(), note=form.cleaned_data["note"])


def _priority(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    given = form.cleaned_data
    changes.change_ticket(ticket, by=by, seen=form.seen_version, priority=given["priority"], reason=given["reason"])


def _category(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, forms.CategoryForm)
    reason = form.cleaned_data["reason"]
    changes.change_ticket(ticket, by=by, seen=form.seen_version, category=form.chosen(), reason=reason)


def _details(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, forms.DetailsForm)
    subject = form.cleaned_data["subject"]
    changes.change_ticket(ticket, by=by, seen=form.seen_version, subject=subject, tags=form.tag_list())


def _facts(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, forms.FactsForm)
    changes.change_ticket(ticket, by=by, seen=form.seen_version, facts=form.facts())


def _resolve(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    """With last words the agent has the usual seconds to take both back; without, it is done at once."""
    assert isinstance(form, forms.ResolveForm)
    ending, body = form.ending(), form.cleaned_data["body"]
    if not body.strip():
        lifecycle.resolve(ticket, by=by, seen=form.seen_version, **ending)
        return
    seen = form.seen_version
    drafts.queue_send(
        ticket,
        by=by,
        visibility=Visibility.PUBLIC,
        body=body,
        seen=ticket.version if seen is None else seen,
        then="resolve",
        then_data=ending,
        shows=[shown] if (shown := form.cleaned_data["shows"]) else (),
        is_from_composer=False,
    )


def _reopen(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    lifecycle.reopen(ticket, by=by, reason=form.cleaned_data["reason"])


def _close(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    lifecycle.close(ticket, by=by)


def _archive(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    lifecycle.archive(ticket, by=by)


DEEDS = {
    deed.name: deed
    for deed in (
        Deed("take", gettext_lazy("Take this ticket"), gettext_lazy("Take"), "user-check", "take", _take),
        Deed(
            "assign",
            gettext_lazy("Assign"),
            gettext_lazy("Assign"),
            "user-round-plus",
            "assign",
            _assign,
            forms.AssignForm,
        ),
        Deed(
            "hand-over",
            gettext_lazy("Hand over"),
            gettext_lazy("Hand over"),
            "arrow-right-left",
            "hand_over",
            _hand_over,
            forms.HandOverForm,
            gettext_lazy("Another group works on it. The owner towards the player stays."),
        ),
        Deed(
            "follow-up",
            gettext_lazy("Come back later"),
            gettext_lazy("Set the date"),
            "calendar-clock",
            "follow_up",
            _follow_up,
            forms.FollowUpForm,
        ),
        Deed(
            "priority",
            gettext_lazy("Priority"),
            gettext_lazy("Change"),
            "signal",
            "change",
            _priority,
            forms.PriorityForm,
        ),
        Deed(
            "category", gettext_lazy("Category"), gettext_lazy("Change"), "tag", "change", _category, forms.CategoryForm
        ),
        Deed(
            "details",
            gettext_lazy("Subject and tags"),
            gettext_lazy("Change"),
            "pencil",
            "change",
            _details,
            forms.DetailsForm,
        ),
        Deed("facts", gettext_lazy("Facts"), gettext_lazy("Keep"), "list-checks", "change", _facts, forms.FactsForm),
        Deed(
            "resolve",
            pgettext_lazy("title", "Resolve"),
            pgettext_lazy("button", "Resolve"),
            "check",
            "resolve",
            _resolve,
            forms.ResolveForm,
            gettext_lazy("The player is asked whether it is solved."),
        ),
        Deed(
            "reopen", gettext_lazy("Reopen"), gettext_lazy("Reopen"), "rotate-ccw", "reopen", _reopen, forms.ReopenForm
        ),
        Deed(
            "close",
            pgettext_lazy("title", "Close"),
            pgettext_lazy("ticket", "Close"),
            "archive",
            "close",
            _close,
            text=gettext_lazy("The matter is ended without waiting for the player's answer."),
        ),
        Deed(
            "archive",
            gettext_lazy("Archive"),
            gettext_lazy("Archive"),
            "archive",
            "archive",
            _archive,
            text=gettext_lazy("From then on it can only be read, for good."),
        ),
    )
}


def add_deed(todo: Deed) -> None:
    """Let the desk do one more thing, of an upper app; called once at start-up."""
    DEEDS[todo.name] = todo


@require_http_methods(["GET", "POST"])
@desk_view
def deed(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Ask for what the deed needs, or do it and show the ticket as it is then."""
    page, todo = ticket_page(agent_of(request), number), DEEDS.get(name)
    if todo is None:
        raise NotThere
    data = request.POST if request.method == "POST" else None
    form = todo.form(data, ticket=page.ticket, agent=agent_of(request), initial=_initial(request, todo, page))
    if data is None:
        return _asked(request, todo, form, page)
    if not form.is_valid():
        return _invalid(request, todo, form, page)
    refusal = _attempt(todo, page.ticket, actor_of(request), form)
    if refusal:
        return _refused(request, todo, form, page, refusal)
    return todo.after(request, page.ticket, form) if todo.after else done(request, number)


def _initial(request: HttpRequest, todo: Deed, page: TicketPage) -> dict[str, object]:
    """What the dialog begins with: the version that the page showed, and what the address chose."""
    given = {name: request.GET[name] for name in todo.form.from_address if name in request.GET}
    return {"seen": _seen(request, page), **given}


def _seen(request: HttpRequest, page: TicketPage) -> int:
    """The version that the page showed when the dialog was asked for."""
    given = request.GET.get("seen", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else page.ticket.version


def _asked(request: HttpRequest, todo: Deed, form: DeedForm, page: TicketPage) -> HttpResponse:
    if f"{todo.move}_later" in page.can:
        raise NotAllowed(_("Nobody works on this ticket yet. Take it or answer the player first."))
    if todo.move not in page.can:
        raise NotAllowed(_("This is not possible here."))
    return _show(request, todo, form, page)


def _attempt(todo: Deed, ticket: Ticket, by: Actor, form: DeedForm) -> DomainError | None:
    try:
        todo.act(ticket, by, form)
    except DomainError as refusal:
        return refusal
    return None


def _invalid(request: HttpRequest, todo: Deed, form: DeedForm, page: TicketPage) -> HttpResponse:
    """The dialog again with the reasons beside their fields; for a button in the ticket itself a toast says them."""
    if wants(request, "ticket"):
        return _beside_ticket(
            request, page, " ".join(str(line) for lines in form.errors.values() for line in lines), 422
        )
    return _show(request, todo, form, page, status=422)


def _beside_ticket(request: HttpRequest, page: TicketPage, text: str, status: int) -> HttpResponse:
    """The ticket as it is now, with the reason as a toast."""
    response = render_ticket(request, page, status=status)
    response.write(render_to_string("tickets/desk/refused.html", {"text": text}, request))
    return response


def _refused(request: HttpRequest, todo: Deed, form: DeedForm, page: TicketPage, refusal: DomainError) -> HttpResponse:
    """The dialog again with the reason; where there is none, the ticket as it is now with the reason as a toast."""
    page = ticket_page(agent_of(request), page.ticket.number)
    if wants(request, "ticket"):
        return _beside_ticket(request, page, _reason(refusal), refusal.status)
    if isinstance(refusal, InvalidInput):
        form.refuse(refusal)
        return _show(request, todo, form, page, status=422)
    if isinstance(refusal, StaleTicket):
        again = todo.form(_again(form, page), ticket=page.ticket, agent=agent_of(request))
        return _show(request, todo, again, page, status=409, differences=differences_of(refusal.extra["new"]))
    form.add_error(None, _reason(refusal))
    return _show(request, todo, form, page, status=refusal.status)


def _reason(refusal: DomainError) -> str:
    holder = refusal.extra.get("assignee", {}).get("name")
    return _("%(who)s already has this ticket.") % {"who": holder} if holder else str(refusal.text)


def _again(form: DeedForm, page: TicketPage) -> QueryDict:
    """The same answers, now given in view of what is new."""
    data: QueryDict = form.data.copy()  # type: ignore[attr-defined]  # bound by a request
    data["seen"] = str(page.ticket.version)
    return data


def _show(
    request: HttpRequest,
    todo: Deed,
    form: DeedForm,
    page: TicketPage,
    *,
    status: int = 200,
    differences: Sequence[Difference] = (),
) -> HttpResponse:
    context = {"deed": todo, "form": form, "page": page, "differences": differences, "link": ""}
    template = f"{TEMPLATE}#form" if "HX-Request" in request.headers else TEMPLATE
    return render(request, template, context, status=status)


def done(request: HttpRequest, number: int) -> HttpResponse:
    """The ticket after a deed; the list instead, when the agent may not see the ticket any more."""
    is_htmx = "HX-Request" in request.headers
    try:
        page = ticket_page(agent_of(request), number)
    except NotThere:
        messages.success(request, _("Done. #%(number)d is with colleagues now.") % {"number": number})
        return _go(reverse("desk"), is_htmx=is_htmx)
    if not is_htmx:
        return redirect("desk_ticket", number)
    response = render_ticket(request, page, composer=fresh_composer(page, agent_of(request)) if page.queued else None)
    response["HX-Retarget"], response["HX-Reswap"], response["HX-Trigger"] = "#ticket", "outerHTML", "deed:done"
    return response


def _go(url: str, *, is_htmx: bool) -> HttpResponse:
    if not is_htmx:
        return HttpResponseRedirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response


@require_http_methods(["GET", "POST"])
@desk_view
def tracking_link(request: HttpRequest, number: int) -> HttpResponse:
    """Show the player's link; a new one makes the old one useless."""
    page = ticket_page(agent_of(request), number)
    if "change" not in page.can:
        raise NotAllowed
    if request.method == "POST":
        tracking.make_link(page.ticket, by=actor_of(request))
    link = tracking.live_link(page.ticket)
    form = DeedForm(ticket=page.ticket, agent=agent_of(request))
    context = {
        "deed": LINK,
        "form": form,
        "page": page,
        "differences": (),
        "link": tracking.url_for(link) if link else "",
    }
    return render(request, f"{TEMPLATE}#form" if "HX-Request" in request.headers else TEMPLATE, context)


LINK = Deed(
    "link",
    gettext_lazy("Tracking link"),
    gettext_lazy("Make a new link"),
    "link",
    "change",
    lambda _ticket, _by, _form: None,
    text=gettext_lazy("Whoever has it can read and answer as the player. A new link makes the old one useless."),
)
