"""One deed on many tickets: started once, done row by row, taken back while that is possible.

Each row is done in its own transaction together with the note that it is done, by the ordinary action with the version
that was looked at. So a process that is killed in the middle leaves rows that are done and rows that wait, and whoever
goes on does nothing twice. One runner holds a job at a time, so that the rows keep their order.
"""

import json
import logging
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.actions import events
from core.actions.notifications import notify
from core.errors import DomainError, InvalidInput, KeyReused, NotAllowed
from core.models import Actor, Agent
from core.policies.redaction import redact_all
from tickets.actions.bulk_deeds import DEEDS, TEXTS, BulkDeed, Task
from tickets.actions.changing import check_seen, locked, locked_if_free
from tickets.actions.taking_back import Done, kept
from tickets.enums import BulkState, RowState
from tickets.models import BulkJob, BulkRow, Ticket
from tickets.policies.bulk import AT_ONCE, IDS_MOST, reason_against
from tickets.queries.bulk import Named
from tickets.queries.scope import tickets_for
from tickets.queries.spans import lifecycle_for

log = logging.getLogger(__name__)

UNDO_SECONDS = 30
"""Longer than for one reply: a person reads what became of many before they see that it was wrong."""
SLICE_SECONDS = 0.5
"""How long one pass of the timers works on jobs; clocks and texts wait no longer than that."""
SLICE_ROWS = 10
JOBS_AT_ONCE = 100
FORGOTTEN_AFTER = timedelta(days=30)
"""How long a job tells what it did; the tickets' own events tell it for ever."""
FORGOTTEN_AT_ONCE = 20


class UndoOver(DomainError):
    """The time for taking it back is over."""

    code = "bulk.undo_over"
    status = 409
    message = gettext_lazy("The time for taking this back is over.")


@transaction.atomic
def start_bulk(
    deed: str, answers: Mapping[str, Any], named: Sequence[Named], *, by: Actor, key: UUID, is_at_desk: bool = True
) -> BulkJob:
    """A job with a row for each ticket; the same `key` again is the same job. Nothing is done to a ticket yet.

    A ticket that the agent may not see has a row that says "not there"; the others go on. Raises `InvalidInput` for
    answers that the deed cannot use, on the names of the answers, and `KeyReused` where the same key asks for another
    deed, other answers or other tickets.
    """
    agent = _agent(by)
    if deed not in DEEDS:
        raise InvalidInput({"action": [_("There is no such action.")]})
    if not 0 < len(named) <= IDS_MOST:
        raise InvalidInput({"tickets": [_("At most %(most)d tickets at once, please.") % {"most": IDS_MOST}]})
    DEEDS[deed].check(answers, agent)
    answers = redact_all(answers)
    about = {"deed": deed, "answers": dict(answers), "is_at_desk": is_at_desk, "total": len(named)}
    job, is_new = BulkJob.objects.get_or_create(agent=agent, key=key, defaults=about | {"created_at": clock.now()})
    if not is_new:
        _check_same(job, about, named)
        return job
    there = dict(tickets_for(agent).filter(pk__in=[one.pk for one in named]).values_list("pk", "version"))
    BulkRow.objects.bulk_create(_row(job, place, one, there) for place, one in enumerate(named))
    events.record("bulk.started", subject=job, by=by, data={"deed": deed, "tickets": len(named)})
    return job


def _check_same(job: BulkJob, about: Mapping[str, Any], named: Sequence[Named]) -> None:
    asked = json.loads(json.dumps(about, cls=DjangoJSONEncoder))
    given = list(BulkRow.objects.filter(job=job).order_by("place").values_list("given", flat=True))
    if any(getattr(job, name) != value for name, value in asked.items()) or given != [one.given for one in named]:
        raise KeyReused(_("This has been done with other answers already. Please begin anew."))


def _row(job: BulkJob, place: int, named: Named, there: Mapping[int, int]) -> BulkRow:
    row = BulkRow(job=job, place=place, given=named.given)
    if named.pk not in there:
        row.state, row.code = RowState.SKIPPED, "not_found"
        return row
    row.ticket_id, row.seen = named.pk, there[named.pk] if named.seen is None else named.seen
    return row


def run_job(job_id: int, *, rows: int = IDS_MOST) -> int:
    """Do the waiting rows of a job, at most `rows`, and end it when none is left; return how many were done now.

    Nothing when another runner has the job. A ticket that somebody is just changing keeps its place: the job goes on
    from there at the next pass.
    """
    for number in range(rows):
        try:
            if not _step(job_id):
                return number
        except OperationalError:
            log.warning("a bulk job waits for a lock", extra={"job": job_id}, exc_info=True)
            return number
    return rows


def run_due(seconds: float = SLICE_SECONDS) -> int:
    """Go on with the jobs that are under way, a few rows of each in turn, for about so long; return how many rows.

    Which one begins is left to chance, so that one that takes all the time does not always stand before the others.
    """
    end, done = time.monotonic() + seconds, 0
    under_way = BulkJob.objects.filter(state__in=[BulkState.RUNNING, BulkState.UNDOING])
    jobs = list(under_way.order_by("?").values_list("pk", flat=True)[:JOBS_AT_ONCE])
    while jobs:
        left = []
        for pk in jobs:
            done_now = run_job(pk, rows=SLICE_ROWS)
            done += done_now
            if time.monotonic() >= end:
                return done
            if done_now == SLICE_ROWS:
                left.append(pk)
        jobs = left
    return done


@transaction.atomic
def _step(job_id: int) -> bool:
    """One row with its note that it is done, in one transaction; False when there was none, or no job to hold.

    False as well while somebody else has the ticket: nobody waits for a lock here, and the timers have more to do.
    """
    at_work = BulkJob.objects.filter(pk=job_id, state__in=[BulkState.RUNNING, BulkState.UNDOING])
    job = at_work.select_for_update(skip_locked=True).first()
    if job is None:
        return False
    is_undo = job.state == BulkState.UNDOING
    wanted = RowState.DONE if is_undo else RowState.WAITING
    row = BulkRow.objects.filter(job=job, state=wanted).order_by("place").first()
    if row is None:
        _end(job)
        return False
    if not (is_undo and row.draft_id) and _is_busy(row):  # a text is locked before its ticket, by whoever sends it
        return False
    agent = Agent.objects.get(pk=job.agent_id)
    with translation.override(agent.language):
        (_undo_row if is_undo else _do_row)(job, row, Actor.of_agent(agent))
    told = ["state", "code", "detail"]
    row.save(update_fields=told if is_undo else [*told, "before", "version", "draft"])
    return True


def _is_busy(row: BulkRow) -> bool:
    """Whether somebody is just changing the ticket; otherwise it is locked from now on."""
    tickets = Ticket.objects.filter(pk=row.ticket_id or 0)
    return locked_if_free(tickets) is None and tickets.exists()


def _do_row(job: BulkJob, row: BulkRow, by: Actor) -> None:
    try:
        deed = _deed(job)
        with transaction.atomic(), events.marked(bulk=str(job.pk)):
            ticket = locked(row.ticket_id or 0)
            against = reason_against(job.deed, ticket, by, job.answers)
            if against is not None:
                row.state, (row.code, row.detail) = RowState.SKIPPED, against
                return
            check_seen(ticket, row.seen)
            row.before = {"was": kept(ticket, deed.columns), **deed.notes(ticket)}
            row.draft = deed.do(Task(ticket, by, job.answers, is_at_desk=job.is_at_desk))
            left = Ticket.objects.get(pk=ticket.pk)
            row.before["left"], row.version = kept(left, deed.columns), left.version
    except Exception as problem:  # noqa: BLE001 -- looked at below: one bad row must not stop the others
        row.state, row.before, row.version, row.draft = RowState.SKIPPED, {}, None, None
        row.code, row.detail = _told(problem, job, row)
        return
    row.state = RowState.DONE


def _deed(job: BulkJob) -> BulkDeed:
    """The job's deed; a release that does not know it any more says so row by row, and blocks nothing."""
    if job.deed not in DEEDS:
        raise InvalidInput({"action": [_("There is no such action.")]})
    return DEEDS[job.deed]


def _undo_row(job: BulkJob, row: BulkRow, by: Actor) -> None:
    done = Done(job.deed, row.ticket_id or 0, by, job.answers, row.before, row.version, row.draft_id)
    try:
        with transaction.atomic(), events.marked(bulk=str(job.pk), undo=True):
            _deed(job).undo(done)
    except Exception as problem:  # noqa: BLE001 -- as above
        row.state, (row.code, row.detail) = RowState.KEPT, _told(problem, job, row)
        return
    row.state, row.code = RowState.UNDONE, ""


def _told(problem: Exception, job: BulkJob, row: BulkRow) -> tuple[str, dict[str, Any]]:
    """The refusal as a code with its sentence; a database that is away is no refusal, and a fault of ours is logged."""
    if isinstance(problem, OperationalError | InterfaceError):
        raise problem
    if isinstance(problem, InvalidInput):
        return problem.code, {"text": " ".join(str(text) for texts in problem.fields.values() for text in texts)}
    if isinstance(problem, DomainError):
        holder = problem.extra.get("assignee", {}).get("name", "")
        return problem.code, {"text": str(problem.text), "name": holder, "status": problem.extra.get("status", "")}
    log.error("a row of a bulk job failed", extra={"job": job.pk, "row": row.pk}, exc_info=problem)
    return "error", {"text": _("This did not work.")}


def _end(job: BulkJob) -> None:
    now, is_undo = clock.now(), job.state == BulkState.UNDOING
    job.state = BulkState.UNDONE if is_undo else BulkState.DONE
    job.finished_at = job.finished_at or now
    job.undo_until = None if is_undo else now + timedelta(seconds=_undo_seconds(job))
    job.save(update_fields=["state", "finished_at", "undo_until"])
    states = list(BulkRow.objects.filter(job=job).values_list("state", flat=True))
    data = {"deed": job.deed} | {state.value: states.count(state) for state in RowState if state in states}
    by = Actor.of_agent(Agent.objects.get(pk=job.agent_id))
    if is_undo:
        events.record("bulk.undone", subject=job, by=by, data=data)
    else:
        events.record("bulk.finished", subject=job, by=by, data=data)
    if job.is_at_desk and job.total > AT_ONCE:
        params = {"total": job.total, "done": states.count(RowState.DONE), "undone": states.count(RowState.UNDONE)}
        url, kind = f"/desk/bulk/jobs/{job.pk}", "bulk.undone" if is_undo else "bulk.finished"
        notify([job.agent_id], key=f"{kind}:{job.pk}", kind=kind, params=params, url=url)


def _undo_seconds(job: BulkJob) -> int:
    """A text can be taken back as long as any other text; the rest a little longer."""
    return lifecycle_for(None).undo_send_seconds if job.deed in TEXTS else UNDO_SECONDS


@transaction.atomic
def undo_bulk(job_id: int, *, by: Actor) -> BulkJob:
    """Stop what is not done yet and take back what can be; row by row, by `run_job`. Again is no change.

    Raises `UndoOver` when its time is over.
    """
    job = BulkJob.objects.select_for_update().get(pk=job_id, agent=_agent(by))
    if job.state in {BulkState.UNDOING, BulkState.UNDONE}:
        return job
    if job.state == BulkState.DONE and (job.undo_until is None or clock.now() > job.undo_until):
        raise UndoOver
    waiting = BulkRow.objects.filter(job=job, state=RowState.WAITING)
    waiting.update(state=RowState.SKIPPED, code="bulk.stopped")
    job.state = BulkState.UNDOING
    job.save(update_fields=["state"])
    return job


def forget_old() -> int:
    """Delete jobs whose time is over with their rows, the oldest first, a few at a time; return how many jobs."""
    eldest = BulkJob.objects.order_by("pk").values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]
    over = BulkJob.objects.filter(pk__in=list(eldest), created_at__lte=clock.now() - FORGOTTEN_AFTER)
    found = list(over.filter(state__in=[BulkState.DONE, BulkState.UNDONE]).values_list("pk", flat=True))
    if found:
        BulkJob.objects.filter(pk__in=found).delete()
    return len(found)


def _agent(by: Actor) -> Agent:
    if by.agent is None:
        raise NotAllowed
    return by.agent
