"""What is said on a ticket, what happened to it, and the player's key to it."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.operations import operation
from core.api.preconditions import etag_of
from core.api.serializers import StrictSerializer
from core.api.views import ApiView, ListView
from core.enums import Permission, Scope
from core.models import Event
from tickets.actions import replies
from tickets.actions.continuing import hear_player
from tickets.actions.tracking import make_link, url_for
from tickets.api import examples
from tickets.api.inputs import MessageInput, NothingInput
from tickets.api.resources import event_resources, message_resources
from tickets.api.schemas import EventSerializer, MessageSerializer, TrackingLinkSerializer
from tickets.api.versions import held, matching, visible
from tickets.enums import Channel, Visibility
from tickets.models import Message
from tickets.policies.access import check_can
from tickets.queries.others import hide_others
from tickets.queries.scope import tickets_for


class MessageList(ListView):
    """The conversation, oldest first, with notes."""

    scopes = {"GET": Scope.TICKETS_READ, "POST": Scope.TICKETS_WRITE}
    orderings = {"seq": "seq"}
    default_ordering = "seq"

    @operation(
        name="listMessages",
        summary="Messages of a ticket",
        response=MessageSerializer,
        response_example=examples.MESSAGE,
        is_list=True,
    )
    def get(self, request: Request, pk: str) -> Response:
        return self.listed(request)

    @operation(
        name="addMessage",
        summary="Reply, leave a note, or pass on what the player said",
        description=(
            "With `seen` a reply is refused with 409 `ticket.stale` when somebody was faster; `new` says how. "
            "`author: player` passes on a message of the ticket's player."
        ),
        request=MessageInput,
        request_example=examples.MESSAGE_REQUEST,
        response=MessageSerializer,
        response_example=examples.MESSAGE,
        status=201,
        problems={409: "ticket.stale"},
    )
    def post(self, request: Request, pk: str) -> Response:
        form = MessageInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        message = self._pass_on(request, pk, values) if values["author"] == "player" else self._say(request, pk, values)
        (resource,) = message_resources([message])
        return Response(resource, status=201, headers={"ETag": etag_of(message.ticket.version)})

    def rows(self) -> QuerySet[Message]:
        ticket = visible(self.agent, self.kwargs["pk"])
        return ticket.messages.filter(moved_to=None).prefetch_related("attachments")

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return message_resources(rows)

    def _say(self, request: Request, pk: str, values: dict[str, Any]) -> Message:
        ticket, files = held(request, self.agent, pk), values.get("attachments", ())
        is_note = values["visibility"] == Visibility.INTERNAL
        say = replies.add_note if is_note else replies.send_reply
        return say(ticket, by=self.actor, body=values["body"], seen=values.get("seen"), attachment_ids=files)

    def _pass_on(self, request: Request, pk: str, values: dict[str, Any]) -> Message:
        """The player's words; they may go on in another ticket, whose version is told then."""
        return hear_player(
            matching(request, self.agent, pk),
            by=self.actor,
            body=values["body"],
            channel=Channel.API,
            attachment_ids=values.get("attachments", ()),
            uploader_key=f"agent:{self.agent.pk}",
        )


class EventList(ListView):
    """The timeline of a ticket. Other tickets are named (`ticket`, `number`) as far as the caller may see them."""

    scopes = {"GET": Scope.TICKETS_READ}
    orderings = {"seq": "seq"}
    default_ordering = "seq"

    @operation(
        name="listTicketEvents",
        summary="Timeline of a ticket",
        response=EventSerializer,
        response_example=examples.EVENT,
        is_list=True,
    )
    def get(self, request: Request, pk: str) -> Response:
        return self.listed(request)

    def rows(self) -> QuerySet[Event]:
        ticket = visible(self.agent, self.kwargs["pk"])
        return Event.objects.filter(subject_type="ticket", subject_id=ticket.pk)

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        hide_others(rows, tickets_for(self.agent))
        return event_resources(rows)


class TrackingLinkView(ApiView):
    """A new key for the player."""

    scopes = {"POST": Scope.TICKETS_WRITE}

    @operation(
        name="renewTrackingLink",
        summary="Make a new tracking link and revoke the old",
        request=NothingInput,
        request_example={},
        response=TrackingLinkSerializer,
        response_example={"tracking_url": examples.TRACKING_URL},
        status=201,
    )
    def post(self, request: Request, pk: str) -> Response:
        ticket = matching(request, self.agent, pk)
        check_nothing(request)
        check_can(self.actor, Permission.TICKET_REPLY, ticket)
        return Response({"tracking_url": url_for(make_link(ticket, by=self.actor))}, status=201)


def check_nothing(request: Request) -> None:
    """Refuse a body with anything in it."""
    form: StrictSerializer = NothingInput(data=request.data)
    form.is_valid(raise_exception=True)
