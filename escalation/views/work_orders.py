"""Work orders: their own page, their card on the ticket, and their part in its deeds."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core.enums import Permission
from core.errors import DomainError, InvalidInput, NotAllowed, NotThere
from core.models import Actor, Agent
from core.policies.permissions import check_anywhere, has
from escalation.actions import order_ends
from escalation.actions.work_orders import open_work_order
from escalation.errors import StaleOrder
from escalation.forms.order_deeds import OrderForm
from escalation.forms.work_orders import EndingForm, WorkOrderForm
from escalation.queries.work_orders import OrderPage, order_page, orders_of
from escalation.views.order_deeds import DEEDS, OrderDeed, offered
from tickets.enums import Move
from tickets.forms.desk import DeedForm
from tickets.models import Ticket
from tickets.views import deeds
from tickets.views.desk_pages import actor_of, agent_of, desk_view
from tickets.workflow import TRANSITIONS


@require_safe
@desk_view
def show_order(request: HttpRequest, number: int) -> HttpResponse:
    """Everything of one work order, for both sides."""
    check_anywhere(agent_of(request), Permission.CASE_OPEN)
    return _show(request, order_page(agent_of(request), number))


@require_http_methods(["GET", "POST"])
@desk_view
def order_deed(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Ask on the order's page for what the deed needs, or do it and show the order as it is then."""
    check_anywhere(agent_of(request), Permission.CASE_OPEN)
    page, deed = order_page(agent_of(request), number), DEEDS.get(name)
    if deed is None:
        raise NotThere
    if request.method != "POST":
        return _ask(request, page, deed)
    form = deed.form(request.POST, page=page)
    if not form.is_valid():
        return _show(request, page, deed, form, status=422)
    refusal = _attempt(page, deed, actor_of(request), form)
    return redirect("work_order", number) if refusal is None else _refused(request, page, deed, form, refusal)


def _ask(request: HttpRequest, page: OrderPage, deed: OrderDeed) -> HttpResponse:
    if not deed.is_offered(page):
        raise NotAllowed
    return _show(request, page, deed, deed.form(page=page))


def _attempt(page: OrderPage, deed: OrderDeed, by: Actor, form: OrderForm) -> DomainError | None:
    try:
        deed.act(page, by, form)
    except DomainError as refusal:
        return refusal
    return None


def _refused(
    request: HttpRequest, page: OrderPage, deed: OrderDeed, form: OrderForm, refusal: DomainError
) -> HttpResponse:
    """The order as it is now, with the reason; what was written stays in the form, which counts as looked at again."""
    if isinstance(refusal, InvalidInput):
        form.refuse(refusal)
        return _show(request, page, deed, form, status=422)
    page = order_page(agent_of(request), page.order.case.number)
    data = form.data.copy()  # type: ignore[attr-defined]  # bound by a request
    if isinstance(refusal, StaleOrder):
        data["seen"] = str(page.order.version)
    again = deed.form(data, page=page)
    again.is_valid()
    again.add_error(None, str(refusal.text))
    return _show(request, page, deed, again, status=refusal.status)


def _show(
    request: HttpRequest,
    page: OrderPage,
    deed: OrderDeed | None = None,
    form: OrderForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"page": page, "order": page.order, "deeds": offered(page), "deed": deed, "form": form}
    return render(request, "escalation/work_order.html", context, status=status)


def sidebar(request: HttpRequest | None, ticket: Ticket) -> str:
    """Fill `ticket.sidebar`: the ticket's work orders, each with where it stands, when it is due and its last word."""
    agent = getattr(request, "user", None)
    if not isinstance(agent, Agent) or not has(agent, Permission.CASE_OPEN, ticket.game_id):
        return ""
    orders = orders_of(ticket)
    return render_to_string("escalation/orders_card.html", {"orders": orders}, request=request) if orders else ""


def order_button(request: HttpRequest | None, ticket: Ticket) -> str:
    """Fill `ticket.actions`: give a task to another group, where the ticket's life allows it."""
    agent = getattr(request, "user", None)
    if not isinstance(agent, Agent) or ticket.status not in TRANSITIONS[Move.ESCALATE]:
        return ""
    if not has(agent, Permission.CASE_OPEN, ticket.game_id):
        return ""
    return render_to_string("escalation/order_button.html", {"ticket": ticket}, request=request)


def _open(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, WorkOrderForm)
    open_work_order(ticket, by=by, seen=form.seen_version, **form.facts())


def join_desk() -> None:
    """Add the deed of opening one, and the question about open ones to the deed of resolving."""
    deeds.add_deed(
        deeds.Deed(
            "work-order",
            gettext_lazy("Open a work order"),
            gettext_lazy("Open the work order"),
            "clipboard-list",
            "escalate",
            _open,
            WorkOrderForm,
            gettext_lazy("Another group gets a task. The ticket goes on beside it, and you stay the one who answers."),
        )
    )
    resolve = deeds.DEEDS["resolve"]

    def resolve_with_orders(ticket: Ticket, by: Actor, form: DeedForm) -> None:
        """Whoever withdraws orders with the resolve must be one who may."""
        assert isinstance(form, EndingForm)
        order_ends.check_may_withdraw(form.withdrawn() or (), by=by)
        resolve.act(ticket, by, form)

    deeds.add_deed(replace(resolve, form=EndingForm, act=resolve_with_orders))
