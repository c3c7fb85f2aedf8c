"""The queue of cases, questions and work orders alike: filters, and pages by the place after the last row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from core import clock
from core.models import Actor, Agent
from core.policies.permissions import rights_of
from escalation.enums import CaseKind, CaseState
from escalation.models import Case
from escalation.queries.cases import cases_for
from tickets.policies.access import can_see

PAGE = 50
WHOSE, KINDS, STATES = ("all", "mine", "group"), ("all", "work_order", "question"), ("open", "ended")


@dataclass(frozen=True)
class Wanted:
    """What the queue is asked for; unknown words of an address mean the first choice."""

    state: str = "open"
    whose: str = "all"
    kind: str = "all"
    is_overdue: bool = False
    after: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Wanted":
        """Read the parameters of an address."""
        words = (("state", STATES), ("whose", WHOSE), ("kind", KINDS))
        known = {name: given.get(name, "") for name, choices in words if given.get(name) in choices}
        return cls(**known, is_overdue=given.get("overdue") == "1", after=given.get("after", ""))

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    def address(self, **changes: str) -> str:
        """The query of the same queue with other words; what is usual is left out."""
        words = {"state": self.state, "whose": self.whose, "kind": self.kind, "overdue": "1" if self.is_overdue else ""}
        usual = {"state": "open", "whose": "all", "kind": "all", "overdue": ""}
        return urlencode({name: value for name, value in (words | changes).items() if value != usual.get(name)})


@dataclass(frozen=True)
class QueuePage:
    """Some cases, each with `shows_ticket` and `order`, and the query of the page after them."""

    cases: list[Case]
    wanted: Wanted
    more: str


def case_queue(agent: Agent, wanted: Wanted) -> QueuePage:
    """Open cases, the one due first on top; or ended ones, the latest on top. One statement."""
    rows = cases_for(agent).filter(_condition(agent, wanted))
    rows = _after(rows, wanted)
    order = ("due_at", "pk") if wanted.is_open else ("-ended_at", "-pk")
    found = list(rows.order_by(*order)[: PAGE + 1])
    shown, by = found[:PAGE], Actor.of_agent(agent)
    for case in shown:
        case.shows_ticket = can_see(by, case.ticket)  # type: ignore[attr-defined]  # read by the page
        case.order = getattr(case, "work_order", None)  # type: ignore[attr-defined]  # questions have none
    more = wanted.address(after=_cursor(shown[-1], wanted)) if len(found) > PAGE else ""
    return QueuePage(shown, wanted, more)


def _condition(agent: Agent, wanted: Wanted) -> Q:
    found = Q(state=CaseState.OPEN) if wanted.is_open else Q(ended_at__isnull=False)
    if wanted.whose == "mine":
        found &= Q(opened_by=agent) | Q(work_order__assignee=agent)
    elif wanted.whose == "group":
        found &= Q(group__in=sorted(rights_of(agent).groups))
    if wanted.kind != "all":
        is_order = Q(kind=CaseKind.WORK_ORDER)
        found &= is_order if wanted.kind == "work_order" else ~is_order
    if wanted.is_overdue and wanted.is_open:
        found &= Q(due_at__lt=clock.now())
    return found


def _cursor(case: Case, wanted: Wanted) -> str:
    at = case.due_at if wanted.is_open else case.ended_at
    return f"{at.isoformat() if at else ''}~{case.pk}"


def _after(rows: QuerySet[Case], wanted: Wanted) -> QuerySet[Case]:
    """The rows beyond the cursor; one that cannot be read begins anew. Cases without a due date come last."""
    place = _read(wanted.after)
    if place is None:
        return rows
    at, pk = place
    if not wanted.is_open:
        return rows if at is None else rows.filter(Q(ended_at__lt=at) | Q(ended_at=at, pk__lt=pk))
    if at is None:
        return rows.filter(due_at=None, pk__gt=pk)
    return rows.filter(Q(due_at__gt=at) | Q(due_at=at, pk__gt=pk) | Q(due_at=None))


def _read(text: str) -> tuple[datetime | None, int] | None:
    at, _tilde, pk = text.partition("~")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    try:
        return clock.parse_iso(at) if at else None, int(pk)
    except clock.InvalidTime:
        return None
