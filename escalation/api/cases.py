"""Cases on the wire: questions to specialists and work orders, with their moves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.filters import Filter, FilterRefused, id_in, one_of, since, split_values, text_in
from core.api.formats import moment, path_id
from core.api.operations import Operation, operation
from core.api.preconditions import check_if_match, has_if_match
from core.api.serializers import StrictSerializer
from core.api.views import ApiView, ListView, single
from core.enums import Permission, Scope
from core.errors import NotThere
from core.models import Actor, Agent
from core.policies.permissions import check_anywhere
from escalation.actions import cases, order_details, work_orders
from escalation.actions.work_orders import locked_order
from escalation.api import case_schemas as schemas
from escalation.enums import CaseKind, CaseState
from escalation.errors import CaseNotOpen
from escalation.models import Case
from escalation.queries.cases import cases_for
from tickets.api.inputs import NothingInput
from tickets.policies.access import can_see

Facts = dict[str, Any]


def _assignee(agent: Agent, text: str) -> Q:
    return id_in("work_order__assignee", "", me=True).build(agent, text)


def _kind(agent: Agent, text: str) -> Q:
    words = split_values(text)
    if any(len(word) > 40 for word in words):
        raise FilterRefused(_("A kind has at most 40 characters."))
    return Q(kind__in=words)


FILTERS = {
    "kind": Filter(_kind, "Kind of case; `work_order` for work orders.", "work_order"),
    "state": one_of("state", CaseState.values, "State."),
    "group": text_in("group__code", "Code of the group that was asked.", "TEC"),
    "assignee": Filter(_assignee, "Who has the work order: id of an agent, `me` or `none`.", "me"),
    "ticket": id_in("ticket", "Our id of the ticket."),
    "due_before": since("due_at", "lt", "Due before this moment."),
}


def case_resources(rows: list[Case], agent: Agent) -> list[Facts]:
    """Cases as the caller sees them; of a ticket that the caller may not see only that there is one."""
    by = Actor.of_agent(agent)
    return [_resource(case, is_seen=can_see(by, case.ticket)) for case in rows]


def _resource(case: Case, *, is_seen: bool) -> Facts:
    return {
        "id": str(case.pk),
        "name": case.name,
        "kind": case.kind,
        "state": case.state,
        "ticket": str(case.ticket_id) if is_seen else None,
        "game": case.ticket.game.slug,
        "group": case.group.code,
        "note": case.note,
        "answer": case.answer,
        "holds_ticket": case.holds_ticket,
        "opened_by": str(case.opened_by_id) if case.opened_by_id else None,
        "opened_at": moment(case.opened_at),
        "due_at": moment(case.due_at) if case.due_at else None,
        "ended_at": moment(case.ended_at) if case.ended_at else None,
        "work_order": _order(case),
    }


def _order(case: Case) -> Facts | None:
    order = getattr(case, "work_order", None)
    if order is None:
        return None
    return {
        "title": order.title,
        "stage": order.stage,
        "priority": order.get_priority_display(),
        "assignee": str(order.assignee_id) if order.assignee_id else None,
        "steps": [{"text": step["text"], "done": step["done"]} for step in order.steps],
        "waiting_until": moment(order.waiting_until) if order.waiting_until else None,
        "result": order.result_code or None,
    }


def _visible(agent: Agent, pk: str) -> Case:
    check_anywhere(agent, Permission.CASE_OPEN)
    case = cases_for(agent).filter(pk=path_id(pk)).first()
    if case is None:
        raise NotThere
    return case


def _version(case: Case) -> int:
    """A question has two lives: open and ended."""
    order = getattr(case, "work_order", None)
    return order.version if order else 1 + (case.state != CaseState.OPEN)


def _single(request: Request, agent: Agent, case: Case) -> Response:
    return single(request, case_resources([case], agent)[0], _version(case))


class CaseList(ListView):
    """The cases that the agent asked for, may answer, or answers to the player for."""

    scopes = {"GET": Scope.CASES_READ}
    filters = FILTERS
    orderings = {"opened_at": "opened_at", "id": "id"}
    default_ordering = "-opened_at"

    @operation(
        name="listCases", summary="Cases", response=schemas.CaseSerializer, response_example=schemas.CASE, is_list=True
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    def rows(self) -> QuerySet[Case]:
        check_anywhere(self.agent, Permission.CASE_OPEN)
        return cases_for(self.agent)

    def resources(self, rows: list[Any]) -> list[Facts]:
        return case_resources(rows, self.agent)


class CaseDetail(ApiView):
    """One case."""

    scopes = {"GET": Scope.CASES_READ}

    @operation(
        name="getCase",
        summary="One case",
        response=schemas.CaseSerializer,
        response_example=schemas.CASE,
        has_version=True,
    )
    def get(self, request: Request, pk: str) -> Response:
        return _single(request, self.agent, _visible(self.agent, pk))


@dataclass(frozen=True)
class CaseMove:
    """A move of a case: `do(pk, by=…, **facts)` is an action; of work orders, or of `both` kinds."""

    name: str
    summary: str
    facts: type[StrictSerializer]
    do: Callable[..., object]
    example: Mapping[str, Any]
    kinds: str = "work orders"


def _question_or_order(question: Callable[..., object], order: Callable[..., object]) -> Callable[..., object]:
    """One word for both kinds."""

    def do(pk: int, *, by: Actor, **facts: Any) -> object:
        is_order = Case.objects.filter(pk=pk, kind=CaseKind.WORK_ORDER).exists()
        return (order if is_order else question)(pk, by=by, **facts)

    return do


MOVES = (
    CaseMove("accept", "Accept a work order", NothingInput, work_orders.accept, {}),
    CaseMove("start", "Work on it", NothingInput, work_orders.start, {}),
    CaseMove("wait", "Put it off until a moment", schemas.WaitInput, work_orders.wait, schemas.WAIT),
    CaseMove(
        "return", "Ask back", schemas.QuestionInput, work_orders.send_back, {"question": "机型和系统版本是什么？"}
    ),
    CaseMove("finish", "Finish it", schemas.FinishInput, work_orders.finish, schemas.FINISH),
    CaseMove(
        "answer",
        "Answer: the specialist a question, or who asked the question of a work order",
        schemas.AnswerInput,
        _question_or_order(cases.answer_case, work_orders.inform),
        {"answer": "异地登录属实，已下线其他设备"},
        "both",
    ),
    CaseMove(
        "cancel",
        "Withdraw it",
        schemas.ReasonInput,
        _question_or_order(cases.cancel_case, work_orders.cancel),
        {"reason": "玩家自己找到了"},
        "both",
    ),
    CaseMove(
        "reopen", "Open a finished work order again", schemas.ReasonInput, work_orders.reopen, {"reason": "还是进不去"}
    ),
    CaseMove(
        "comment", "Write about a work order", schemas.CommentInput, order_details.comment, {"body": "正在看日志"}
    ),
)


class CaseMoveView(ApiView):
    """Does one move and answers with the case."""

    scopes = {"POST": Scope.CASES_WRITE}
    move: CaseMove

    def make(self, request: Request, pk: str) -> Response:
        """Check the facts and act; with If-Match nothing comes between the look and the write."""
        case = _visible(self.agent, pk)
        form = self.move.facts(data=request.data)
        form.is_valid(raise_exception=True)
        if self.move.kinds != "both" and case.kind != CaseKind.WORK_ORDER:
            raise CaseNotOpen(_("This case is a question; it is answered or withdrawn."), state=case.state)
        if has_if_match(request):
            order = locked_order(case.pk) if case.kind == CaseKind.WORK_ORDER else None
            check_if_match(request, order.version if order else _version(case))
        self.move.do(case.pk, by=self.actor, **form.validated_data)
        related = ("ticket__game", "ticket__group", "group", "work_order")
        return _single(request, self.agent, Case.objects.select_related(*related).get(pk=case.pk))


def _handler(move: CaseMove) -> Callable[..., Response]:
    def post(self: CaseMoveView, request: Request, pk: str) -> Response:
        return self.make(request, pk)

    post.operation = Operation(  # type: ignore[attr-defined]
        name=f"{move.name}Case",
        summary=move.summary,
        request=move.facts,
        request_example=dict(move.example),
        response=schemas.CaseSerializer,
        response_example=schemas.CASE,
        has_version=True,
        problems={409: "case.move_not_allowed"},
    )
    return post


def _url(move: CaseMove) -> URLPattern:
    view: type[CaseMoveView] = type(f"CaseMove_{move.name}", (CaseMoveView,), {"move": move, "post": _handler(move)})
    return path(f"cases/<str:pk>/{move.name}", view.as_view())


urlpatterns = [
    path("cases", CaseList.as_view()),
    path("cases/<str:pk>", CaseDetail.as_view()),
    *map(_url, MOVES),
]
