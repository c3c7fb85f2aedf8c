"""One deed on many tickets, and what became of each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.formats import moment
from core.api.operations import operation
from core.api.serializers import MomentField, StrictCharField, StrictIntegerField, StrictSerializer
from core.api.views import ApiView
from core.enums import Scope
from core.errors import InvalidInput
from tickets.actions.bulk import start_bulk
from tickets.api import examples, inputs
from tickets.api.schemas import JobSerializer
from tickets.api.tickets import group_named
from tickets.enums import Priority, RowState
from tickets.policies.bulk import IDS_MOST
from tickets.policies.texts import BODY_MAX, TAG_MAX, TAGS_MAX
from tickets.queries.bulk import JobPage, Named, job_for, job_page, named_from, reason_text

Facts = dict[str, Any]


class TagsInput(StrictSerializer):
    """Tags to add and to take away."""

    add = serializers.ListField(child=StrictCharField(max_length=TAG_MAX), max_length=TAGS_MAX, default=list)
    remove = serializers.ListField(child=StrictCharField(max_length=TAG_MAX), max_length=TAGS_MAX, default=list)


class PriorityInput(StrictSerializer):
    """The priority, and why a person knows better than the matrix."""

    priority = serializers.ChoiceField(choices=Priority.names)
    reason = StrictCharField(max_length=500)


class CategoryInput(StrictSerializer):
    """What the tickets are about."""

    category = StrictCharField(max_length=8)
    reason = StrictCharField(max_length=500, allow_blank=True, default="")


class ReplyInput(StrictSerializer):
    """A macro, or a text of your own with its placeholders; each ticket's player reads it filled in."""

    macro = StrictCharField(max_length=60, required=False, help_text="Code.")
    body = StrictCharField(max_length=BODY_MAX, required=False)


class NoteInput(StrictSerializer):
    """An internal note."""

    body = StrictCharField(max_length=BODY_MAX)


class BulkFollowUpInput(StrictSerializer):
    """When they come back to their agents."""

    at = MomentField(allow_null=True)
    note = StrictCharField(max_length=500, allow_blank=True, default="")


@dataclass(frozen=True)
class BulkSpec:
    """What an action takes, and how that becomes the answers of the deed (tickets/actions/bulk_deeds.py)."""

    facts: type[StrictSerializer]
    answers: Callable[[Facts], Facts] = field(default=lambda facts: facts)


_specs: dict[str, BulkSpec] = {
    "take": BulkSpec(inputs.NothingInput),
    "assign": BulkSpec(inputs.AssignInput),
    "hand_over": BulkSpec(inputs.HandOverInput, lambda facts: facts | {"group": group_named(facts["group"]).pk}),
    "priority": BulkSpec(PriorityInput, lambda facts: facts | {"priority": int(Priority[facts["priority"]])}),
    "category": BulkSpec(CategoryInput),
    "tags": BulkSpec(TagsInput, lambda facts: {name: [tag.lower() for tag in tags] for name, tags in facts.items()}),
    "reply": BulkSpec(ReplyInput),
    "note": BulkSpec(NoteInput),
    "follow_up": BulkSpec(
        BulkFollowUpInput, lambda facts: facts | {"at": facts["at"].isoformat() if facts["at"] else None}
    ),
    "resolve": BulkSpec(inputs.ResolveInput),
    "close": BulkSpec(inputs.NothingInput),
}


def offer_bulk(name: str, spec: BulkSpec) -> None:
    """From now on programs may ask for this deed on many tickets."""
    _specs[name] = spec


class BulkTicket(StrictSerializer):
    """A ticket, and the version of it that you have read; one that has changed since is left alone."""

    id = StrictCharField(max_length=19)
    seen = StrictIntegerField(min_value=1, max_value=2**31 - 1, required=False)


class BulkInput(StrictSerializer):
    """One action, its arguments as for the same move of one ticket, and the tickets."""

    action = StrictCharField(max_length=20, help_text="One of: " + ", ".join(_specs) + ".")
    tickets = serializers.ListField(child=BulkTicket(), min_length=1, max_length=IDS_MOST)
    arguments = serializers.DictField(default=dict)


class BulkTickets(ApiView):
    """Ask for one deed on many tickets."""

    scopes = {"POST": Scope.TICKETS_WRITE}

    @operation(
        name="changeManyTickets",
        summary="One action on many tickets",
        description=(
            f"Up to {IDS_MOST} tickets. The answer is a job; its rows are done in their order, each by itself: one "
            "that you may not see is `not_found`, one that changed since `seen` is `ticket.stale`, the others proceed. "
            "Replies are sent at once. Events of the deed carry the job's id as `bulk`."
        ),
        request=BulkInput,
        request_example=examples.BULK_REQUEST,
        response=JobSerializer,
        response_example=examples.JOB,
        status=202,
    )
    def post(self, request: Request) -> Response:
        form = BulkInput(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        spec = _specs.get(given["action"])
        if spec is None:
            known = ", ".join(_specs)
            raise InvalidInput({"action": [_("Take one of: %(known)s.") % {"known": known}]})
        named = _named(given["tickets"])
        answers = _answers(spec, given["arguments"])
        try:
            job = start_bulk(given["action"], answers, named, by=self.actor, key=uuid4(), is_at_desk=False)
        except InvalidInput as refusal:
            raise _under_arguments(refusal) from refusal
        resource = job_resource(job_page(self.agent, job))
        return Response(resource, status=202, headers={"Location": f"/api/v1/jobs/{job.pk}"})


def _named(tickets: list[Facts]) -> list[Named]:
    """Each entry is one ticket: what has more in it than an id is refused, and gets no `seen` of another."""
    for one in tickets:
        if not (one["id"].isascii() and one["id"].isdigit()):
            raise InvalidInput({"tickets": [_("“%(id)s” is no id of a ticket.") % {"id": one["id"]}]})
    return named_from(f"{one['id']}:{one['seen']}" if "seen" in one else one["id"] for one in tickets)


def _answers(spec: BulkSpec, arguments: Facts) -> Facts:
    facts = spec.facts(data=arguments)
    if not facts.is_valid():
        raise serializers.ValidationError({"arguments": facts.errors})
    try:
        return spec.answers(dict(facts.validated_data))
    except InvalidInput as refusal:
        raise _under_arguments(refusal) from refusal


def _under_arguments(refusal: InvalidInput) -> InvalidInput:
    """The same refusal, on the places of the arguments in the body."""
    own = {"tickets", "action"}
    return InvalidInput(
        {name if name in own else f"arguments.{name}": sentences for name, sentences in refusal.fields.items()}
    )


class JobDetail(ApiView):
    """One job of the caller's own."""

    scopes = {"GET": Scope.TICKETS_READ}

    @operation(name="getJob", summary="How far a job is", response=JobSerializer, response_example=examples.JOB)
    def get(self, request: Request, pk: str) -> Response:
        return Response(job_resource(job_page(self.agent, job_for(self.agent, pk))))


def job_resource(page: JobPage) -> Facts:
    """A job with a result for each ticket, in the asked order."""
    job = page.job
    return {
        "id": str(job.pk),
        "action": job.deed,
        "state": job.state,
        "total": job.total,
        "done": page.count(RowState.DONE, RowState.KEPT, RowState.UNDONE),
        "skipped": page.count(RowState.SKIPPED),
        "created_at": moment(job.created_at),
        "finished_at": moment(job.finished_at),
        "results": [
            {
                "ticket": row.given,
                "state": row.state,
                "code": row.code or None,
                "detail": reason_text(row.code, row.detail) if row.code else None,
            }
            for row in page.rows
        ],
    }
