"""Cases at the desk: the specialists' queue, the deeds of a ticket, and the line above its conversation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from core.enums import Permission
from core.models import Actor, Agent
from core.policies.permissions import check_anywhere, has, has_anywhere
from escalation.actions import cases
from escalation.enums import CaseState
from escalation.forms.cases import AnswerForm, EscalateForm, WithdrawForm
from escalation.policies.cases import can_answer
from escalation.queries.case_queue import Wanted, case_queue
from escalation.queries.cases import cases_of, waiting_count
from tickets.enums import Move, Status
from tickets.forms.desk import DeedForm
from tickets.models import Ticket
from tickets.views.deeds import Deed, add_deed
from tickets.views.desk_pages import agent_of, desk_view
from tickets.workflow import TRANSITIONS


@require_safe
@desk_view
def queue(request: HttpRequest) -> HttpResponse:
    """The specialist's queue, and what a front-line agent waits for: what is open, due first; or what was ended."""
    agent = agent_of(request)
    check_anywhere(agent, Permission.CASE_OPEN)
    page = case_queue(agent, Wanted.of(request.GET))
    return render(request, "escalation/cases.html", {"page": page, "wanted": page.wanted, "tabs": _tabs(page.wanted)})


def _tabs(wanted: Wanted) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """The filters in groups: name, and for each choice its words, its query and whether it is chosen."""
    whose = {"all": _("Everybody's"), "mine": _("Mine"), "group": _("My groups")}
    kinds = {"all": _("Every kind"), "work_order": _("Work orders"), "question": _("Questions")}
    found = [
        (_("Whose?"), [(words, wanted.address(whose=w), w == wanted.whose) for w, words in whose.items()]),
        (_("Which kind?"), [(words, wanted.address(kind=k), k == wanted.kind) for k, words in kinds.items()]),
    ]
    if wanted.is_open:
        late = wanted.address(overdue="" if wanted.is_overdue else "1")
        found.append((_("When?"), [(_("Overdue"), late, wanted.is_overdue)]))
    return found


def banner(request: HttpRequest | None, ticket: Ticket) -> str:
    """Fill `ticket.banner`: who has been asked, until when, and for the one who may: answer or withdraw."""
    agent = getattr(request, "user", None)
    if ticket.status != Status.ON_HOLD or not isinstance(agent, Agent):
        return ""
    by = Actor.of_agent(agent)
    rows = [case for case in cases_of(ticket) if case.state == CaseState.OPEN]
    for case in rows:
        case.ticket = ticket
    may_answer = any(can_answer(by, case) for case in rows)
    may_withdraw = has(agent, Permission.CASE_OPEN, ticket.game_id)
    context = {"ticket": ticket, "cases": rows, "may_answer": may_answer, "may_withdraw": may_withdraw}
    return render_to_string("escalation/banner.html", context, request=request)


def waiting(request: HttpRequest | None, agent: Agent) -> str:
    """Fill `bell.more`: how many cases wait for the agent's groups, on the rail's way to them."""
    if not has_anywhere(agent, Permission.CASE_OPEN):
        return ""  # the rail leads nowhere then
    return render_to_string("escalation/waiting.html", {"n": waiting_count(agent)})


def escalate_button(request: HttpRequest | None, ticket: Ticket) -> str:
    """Fill `ticket.actions`: ask a specialist, where the ticket's life allows it."""
    agent = getattr(request, "user", None)
    if not isinstance(agent, Agent) or ticket.status not in TRANSITIONS[Move.ESCALATE]:
        return ""
    if not has(agent, Permission.CASE_OPEN, ticket.game_id):
        return ""
    return render_to_string("escalation/escalate_button.html", {"ticket": ticket}, request=request)


def _escalate(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    given = form.cleaned_data
    cases.escalate(ticket, by=by, group=given["group"], note=given["note"], kind=given["kind"], seen=form.seen_version)


def _answer(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, AnswerForm)
    cases.answer_case(form.chosen(), by=by, answer=form.cleaned_data["answer"])


def _withdraw(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, WithdrawForm)
    cases.cancel_case(form.chosen(), by=by, reason=form.cleaned_data["reason"])


def join_desk() -> None:
    """Add our deeds to those of the desk."""
    add_deed(
        Deed(
            "escalate",
            lazy("Ask a specialist"),
            lazy("Open the case"),
            "briefcase",
            "escalate",
            _escalate,
            EscalateForm,
            lazy("The ticket waits until they answer. You stay the one who answers to the player."),
        )
    )
    add_deed(Deed("answer-case", lazy("Answer the case"), lazy("Answer"), "briefcase", "note", _answer, AnswerForm))
    add_deed(
        Deed("withdraw-case", lazy("Withdraw the case"), lazy("Withdraw"), "undo-2", "note", _withdraw, WithdrawForm)
    )
