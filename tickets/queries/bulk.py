"""What a deed on many tickets would do, before it is done, and what it did."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from core.errors import InvalidInput, NotThere
from core.models import Actor, Agent
from tickets.enums import BulkState, RowState, Status
from tickets.models import BulkJob, BulkRow, Ticket, View
from tickets.policies.access import can_see
from tickets.policies.bulk import IDS_MOST, VIEW_MOST, reason_against
from tickets.queries.scope import tickets_for
from tickets.queries.views import ORDERS, order_named, view_condition

SHOWN = ("game", "assignee", "player", "group")


@dataclass(frozen=True)
class Named:
    """A ticket as it was asked for: its id, and the version that was looked at, if that is known."""

    given: str
    pk: int
    seen: int | None = None


@dataclass(frozen=True)
class Planned:
    """One row of a preview: the ticket, unless it may not be seen, and why it would be skipped."""

    named: Named
    ticket: Ticket | None
    code: str = ""
    detail: Mapping[str, Any] | None = None

    @property
    def is_skipped(self) -> bool:
        return bool(self.code)

    @property
    def reason(self) -> str:
        return reason_text(self.code, self.detail or {})


@dataclass(frozen=True)
class Preview:
    """Every row in the asked order."""

    rows: Sequence[Planned]

    @property
    def ids(self) -> str:
        """The tickets with the versions that are shown, as `named_from` reads them."""
        return ",".join(
            f"{row.named.given}:{row.named.seen}" if row.named.seen else row.named.given for row in self.rows
        )

    @property
    def going(self) -> list[Planned]:
        """The rows to which it would be done."""
        return [row for row in self.rows if not row.is_skipped]

    @property
    def skipped(self) -> list[Planned]:
        return [row for row in self.rows if row.is_skipped]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why rows are skipped and how many, the most frequent reason first."""
        return Counter(row.reason for row in self.skipped).most_common()


def named_from(texts: Iterable[str]) -> list[Named]:
    """The ids of a request, each once, written `12` or `12:7` with the version that was seen, commas between several.

    Raises `InvalidInput` on `tickets` for none, for more than the limit, and for one that is no id.
    """
    found: dict[str, Named] = {}
    for part in (part.strip() for text in texts for part in text.split(",")):
        given, _colon, seen = part.partition(":")
        pk = _id(given)
        if pk is None or (seen and not (seen.isascii() and seen.isdigit() and len(seen) < 10)):
            raise InvalidInput({"tickets": [_("“%(id)s” is no id of a ticket.") % {"id": part[:40]}]})
        found.setdefault(str(pk), Named(str(pk), pk, int(seen) if seen else None))
        if len(found) > IDS_MOST:
            raise InvalidInput({"tickets": [_("At most %(most)d tickets at once, please.") % {"most": IDS_MOST}]})
    if not found:
        raise InvalidInput({"tickets": [_("Please choose at least one ticket.")]})
    return list(found.values())


def named_in_view(agent: Agent, view: View, order: str) -> list[Named]:
    """The first tickets of a view, as many as one deed takes from it."""
    rows = tickets_for(agent).filter(view_condition(view, agent))
    rows = ORDERS[order_named(order, view.order)].sort(rows)
    return [Named(str(pk), pk, version) for pk, version in rows.values_list("pk", "version")[:VIEW_MOST]]


def _id(text: str) -> int | None:
    """The number behind an id of ASCII digits that fits a bigint."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63 else None


def preview(agent: Agent, deed: str, named: Sequence[Named], answers: Mapping[str, Any]) -> Preview:
    """What would happen to each ticket, judged by the rules that will judge it then.

    One statement, and two more when the deed names a person who must be able to see the tickets.
    """
    by, ids = Actor.of_agent(agent), [one.pk for one in named]
    found = {ticket.pk: ticket for ticket in tickets_for(agent).filter(pk__in=ids).select_related(*SHOWN)}
    plans = [_planned(deed, one, found.get(one.pk), by, answers) for one in named]
    return Preview(_seen_by_target(plans, answers.get("agent")) if deed == "assign" else plans)


def _seen_by_target(plans: list[Planned], pk: int | None) -> list[Planned]:
    """The plan, where tickets that the person who shall have them may not see are skipped."""
    target = Agent.objects.filter(pk=pk, is_active=True).first() if pk else None
    if target is None:
        return plans
    to = Actor.of_agent(target)
    return [
        replace(plan, code="bulk.target", detail={"name": target.name})
        if plan.ticket is not None and not plan.is_skipped and not can_see(to, plan.ticket)
        else plan
        for plan in plans
    ]


def _planned(deed: str, named: Named, ticket: Ticket | None, by: Actor, answers: Mapping[str, Any]) -> Planned:
    if ticket is None:
        return Planned(named, None, "not_found")
    seen = Named(named.given, named.pk, ticket.version if named.seen is None else named.seen)
    against = reason_against(deed, ticket, by, answers)
    if against is None and seen.seen != ticket.version:
        against = "ticket.stale", {}
    code, detail = against or ("", {})
    return Planned(seen, ticket, code, detail)


def reason_text(code: str, detail: Mapping[str, Any]) -> str:
    """Why a row was left alone, in the reader's language."""
    if code == "ticket.move_not_allowed" and detail.get("into"):
        return _("goes on in #%(number)s") % {"number": detail["into"]}
    if code == "ticket.move_not_allowed":
        names = {choice.value: str(choice.label) for choice in Status}
        return _("not possible: %(status)s") % {"status": names.get(str(detail.get("status")), "")}
    if code == "ticket.taken":
        return _("%(name)s has it") % {"name": detail.get("name") or _("a colleague")}
    if code == "bulk.target":
        return _("%(name)s may not see it") % {"name": detail.get("name", "")}
    words = {
        "not_found": _("not there"),
        "permission.denied": _("no permission"),
        "ticket.archived": _("archived"),
        "ticket.stale": _("changed meanwhile"),
        "bulk.no_change": _("is so already"),
        "bulk.crisis": _("is about somebody's safety: please do it there, by hand"),
        "bulk.stopped": _("stopped before its turn"),
        "bulk.no_way_back": _("cannot be taken back"),
        "draft.sent": _("sent already"),
        "ticket.facts_missing": _("facts are missing"),
    }
    return words.get(code) or str(detail.get("text") or code)


def job_for(agent: Agent, pk: str | int) -> BulkJob:
    """The agent's own job; raises `NotThere` for any other."""
    number = _id(str(pk))
    job = BulkJob.objects.filter(agent=agent, pk=number).first() if number else None
    if job is None:
        raise NotThere
    return job


@dataclass(frozen=True)
class JobPage:
    """A job with its rows; a ticket that its agent may not see any more is named by its id alone."""

    job: BulkJob
    rows: Sequence[BulkRow]
    numbers: Mapping[int, Ticket]

    def count(self, *states: str) -> int:
        return sum(row.state in states for row in self.rows)

    @property
    def ended(self) -> int:
        """How many rows have had their turn."""
        if self.job.state == BulkState.UNDOING:
            return self.job.total - self.count(RowState.DONE)
        return self.job.total - self.count(RowState.WAITING)

    @property
    def percent(self) -> int:
        return round(100 * self.ended / self.job.total) if self.job.total else 100

    @property
    def done(self) -> int:
        return self.count(RowState.DONE, RowState.KEPT)

    @property
    def undone(self) -> int:
        return self.count(RowState.UNDONE)

    @property
    def lines(self) -> list[tuple[BulkRow, Ticket | None, str]]:
        """The rows that need a word: skipped and not taken back."""
        told = [row for row in self.rows if row.state in {RowState.SKIPPED, RowState.KEPT}]
        return [(row, self.numbers.get(row.ticket_id or 0), reason_text(row.code, row.detail)) for row in told]


def job_page(agent: Agent, job: BulkJob) -> JobPage:
    """The job with its rows and those of the tickets that the agent may still see; two statements."""
    rows = list(BulkRow.objects.filter(job=job).order_by("place"))
    visible = tickets_for(agent).filter(pk__in=[row.ticket_id for row in rows if row.ticket_id])
    return JobPage(job, rows, {ticket.pk: ticket for ticket in visible.only("id", "number", "subject")})
