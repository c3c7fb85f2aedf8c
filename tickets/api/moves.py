"""The moves of a ticket: one address each, one table, one way to refuse."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.operations import Operation
from core.api.serializers import StrictSerializer
from core.api.views import ApiView
from core.enums import Scope
from tickets.actions import lifecycle, replies
from tickets.api import examples, inputs
from tickets.api.schemas import TicketSerializer
from tickets.api.tickets import agent_with, group_named, seen_again
from tickets.api.versions import matching
from tickets.errors import MoveNotAllowed, TicketArchived
from tickets.models import Ticket

Facts = dict[str, Any]
Deed = Callable[..., Any]


@dataclass(frozen=True)
class MoveSpec:
    """A move: what it takes, what it does, and the rows behind the names in its facts."""

    name: str
    summary: str
    facts: type[StrictSerializer]
    do: Deed
    example: Facts = field(default_factory=dict)
    found: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)


_moves: dict[str, MoveSpec] = {}


def offer(spec: MoveSpec) -> None:
    """From now on `POST tickets/{id}/{name}` does this; `do(ticket, by=actor, **facts)` is an action."""
    _moves[spec.name] = spec


def move_urls(*names: str) -> list[URLPattern]:
    """The addresses of these moves."""
    return [path(f"tickets/<str:pk>/{name}", move_view(_moves[name]).as_view()) for name in names]


def move_view(spec: MoveSpec) -> type[ApiView]:
    """The view of one move."""
    return type(f"Move_{spec.name}", (MoveView,), {"move": spec, "post": _handler(spec)})


class MoveView(ApiView):
    """Does one move and answers with the ticket; a second ticket that it made or changed is named by `Location`."""

    scopes = {"POST": Scope.TICKETS_WRITE}
    move: MoveSpec

    def make(self, request: Request, pk: str) -> Response:
        """Check the facts, act, and name the moves that are possible where this one is not."""
        ticket = matching(request, self.agent, pk)
        form = self.move.facts(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        facts = {
            name: self.move.found[name](value) if name in self.move.found else value for name, value in values.items()
        }
        try:
            other = self.move.do(ticket, by=self.actor, **facts)
        except (MoveNotAllowed, TicketArchived) as error:
            allowed = [name for name in error.extra["allowed"] if name in _moves]
            raise MoveNotAllowed(error.text, move=self.move.name, allowed=allowed) from error
        response = seen_again(request, self.agent, ticket.pk)
        if isinstance(other, Ticket) and other.pk != ticket.pk:
            response["Location"] = f"{settings.PUBLIC_URL}/api/v1/tickets/{other.pk}"
        return response


def _handler(spec: MoveSpec) -> Callable[..., Response]:
    """A `post` of its own for each move, so that each has its own description."""

    def post(self: MoveView, request: Request, pk: str) -> Response:
        return self.make(request, pk)

    post.operation = Operation(  # type: ignore[attr-defined]
        name=_operation_id(spec.name),
        summary=spec.summary,
        request=spec.facts,
        request_example=spec.example,
        response=TicketSerializer,
        response_example=examples.TICKET,
        has_version=True,
        problems={409: "ticket.move_not_allowed"},
    )
    return post


def _operation_id(move: str) -> str:
    first, *rest = move.split("_")
    return first + "".join(word.capitalize() for word in rest) + "Ticket"


OWN = (
    MoveSpec("take", "Take a ticket that nobody has", inputs.NothingInput, lifecycle.take),
    MoveSpec(
        "assign",
        "Give it to an agent",
        inputs.AssignInput,
        lifecycle.assign,
        {"agent": "12"},
        {"agent": partial(agent_with, "agent")},
    ),
    MoveSpec(
        "hand_over",
        "Hand it to another group",
        inputs.HandOverInput,
        lifecycle.hand_over,
        {"group": "SEC", "note": "登录地异常，请查设备记录"},
        {"group": group_named},
    ),
    MoveSpec(
        "ask_player",
        "Ask the player and wait for the answer",
        inputs.AskPlayerInput,
        replies.ask_player,
        {"body": "方便发一下登录时的截图吗？", "due_at": "2026-11-22T02:00:00Z"},
    ),
    MoveSpec(
        "follow_up",
        "Come back to it at a time",
        inputs.FollowUpInput,
        lifecycle.follow_up,
        {"at": "2026-11-22T02:00:00Z", "note": "回访"},
    ),
    MoveSpec(
        "resolve",
        "Resolve it",
        inputs.ResolveInput,
        lifecycle.resolve,
        {"summary": "账号已找回并冻结异常设备", "root_cause": "密码泄露", "body": "您的账号已经找回。"},
    ),
    MoveSpec("reopen", "Open it again", inputs.ReopenInput, lifecycle.reopen, {"reason": "还是登不上"}),
    MoveSpec("close", "Close it", inputs.NothingInput, lifecycle.close),
    MoveSpec("archive", "Archive it", inputs.NothingInput, lifecycle.archive),
)
for _spec in OWN:
    offer(_spec)
