"""Tickets: opened, listed, read, changed."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.filters import Filter, FilterRefused, id_in, one_of, since, split_values, text_in
from core.api.operations import operation
from core.api.pagination import Whole
from core.api.views import ApiView, ListView, single
from core.engines.text import is_blank
from core.enums import Scope
from core.errors import InvalidInput, NotThere
from core.models import Agent, ApiToken, Game, Group
from core.queries.directory import game_named
from core.queries.tokens import scopes_of
from knowledge.models import Category
from players.actions.profile import introduce_player, upsert_player
from players.models import Player
from players.policies.profile import can_change_player
from tickets.actions.changes import KEEP, change_ticket
from tickets.actions.intake import Intake, open_ticket
from tickets.api import examples
from tickets.api.inputs import TicketChange, TicketInput
from tickets.api.resources import new_ticket_resource, ticket_resource, ticket_resources
from tickets.api.schemas import OpenedTicketSerializer, TicketSerializer
from tickets.api.versions import SHOWN, matching, visible
from tickets.enums import Priority, Status
from tickets.models import Ticket
from tickets.queries.matching import TextRefused, tickets_matching
from tickets.queries.saved_views import view_for
from tickets.queries.shown import ShownTicket, first_shown, shown_for
from tickets.queries.views import view_condition

SCOPES = {"GET": Scope.TICKETS_READ, "POST": Scope.TICKETS_WRITE, "PATCH": Scope.TICKETS_WRITE}


def _category(agent: Agent, text: str) -> Q:
    condition = Q()
    for code in split_values(text):
        condition |= Q(category_id=code) | Q(category__parent_id=code)
    return condition


def _priority(agent: Agent, text: str) -> Q:
    names = split_values(text)
    if not set(names) <= set(Priority.names):
        raise FilterRefused(_("Take one or more of: %(known)s.") % {"known": ", ".join(Priority.names)})
    return Q(priority__in=[Priority[name] for name in names])


def _tags(agent: Agent, text: str) -> Q:
    return Q(tags__contains=[tag.lower() for tag in split_values(text)])


def _search(agent: Agent, text: str) -> Q:
    if is_blank(text) or len(text) > 200:
        raise FilterRefused(_("Give 1 to 200 visible characters."))
    try:
        return tickets_matching(agent, text)
    except TextRefused as refusal:
        raise FilterRefused(refusal.text) from refusal


def _view(agent: Agent, text: str) -> Q:
    try:
        view = view_for(agent, text)
    except NotThere as error:
        raise FilterRefused(_("There is no such view.")) from error
    if view.problems:
        raise FilterRefused(" ".join(problem.text for problem in view.problems))
    return view_condition(view, agent)


SEARCHED = (
    'Words of a message or the subject, or a ticket\'s number, in the language of the search page: `"exact phrase"`,'
    " `-without`, `status:open`, `group:SEC`, `player:青衫` and so on."
)
FILTERS = {
    "status": one_of("status", Status.values, "Status."),
    "priority": Filter(_priority, "Priority.", "P1", tuple(Priority.names)),
    "category": Filter(_category, "Code of a category; one of the first level includes those below it.", "AC-02"),
    "group": text_in("group__code", "Code of a group.", "SEC"),
    "assignee": id_in("assignee", "Id of an agent, `me` or `none`.", me=True),
    "player": id_in("player", "Our id of the player."),
    "game": text_in("game__slug", "Slug of a game.", "huanle"),
    "tag": Filter(_tags, "A tag; several separated by commas must all be there.", "回访"),
    "created_after": since("created_at", "gt", "Opened after this moment."),
    "created_before": since("created_at", "lt", "Opened before this moment."),
    "updated_after": since("updated_at", "gt", "Changed after this moment."),
    "view": Filter(_view, "Slug of a view: what it holds for this agent.", "unassigned"),
    "q": Filter(_search, SEARCHED, "账号被盗"),
}


class TicketList(ListView):
    """All tickets that the agent may see, and the way in for new ones."""

    scopes = {"GET": SCOPES["GET"], "POST": SCOPES["POST"]}
    filters = FILTERS
    orderings = {
        "created_at": "created_at",
        "updated_at": "updated_at",
        "priority": "priority",
        "number": "number",
    }

    @operation(
        name="listTickets",
        summary="Tickets",
        response=TicketSerializer,
        response_example=examples.TICKET,
        is_list=True,
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @operation(
        name="openTicket",
        summary="Open a ticket",
        description=(
            "Category, priority, group and clocks stand at the latest five seconds after the answer; then "
            "`classification.final` is true. `tracking_url` is shown here only: give it to the player."
        ),
        request=TicketInput,
        request_example=examples.OPEN_REQUEST,
        response=OpenedTicketSerializer,
        response_example=examples.OPENED,
        status=201,
        has_version=True,
    )
    def post(self, request: Request) -> Response:
        form = TicketInput(data=request.data)
        form.is_valid(raise_exception=True)
        opened = open_ticket(self._intake(dict(form.validated_data)), by=self.actor)
        return single(request, new_ticket_resource(opened), opened.ticket.version, status=201)  # also a restricted one

    def rows(self) -> QuerySet[Any]:
        return shown_for(self.agent)

    def whole(self) -> Whole:
        return Whole(Ticket, lambda key, page: first_shown(self.agent, key, page))

    def row(self, found: Any) -> ShownTicket:
        return ShownTicket._make(found)

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return ticket_resources(rows, self.agent)

    def _meet(self, game: Game) -> Callable[..., Player]:
        """A known player is brought up to date only by who may write players; a new one is always added."""
        token = self.request.auth
        assert isinstance(token, ApiToken)  # nobody else comes this far
        may_write = Scope.PLAYERS_WRITE in scopes_of(token)
        return upsert_player if may_write and can_change_player(self.actor, game) else introduce_player

    def _intake(self, values: dict[str, Any]) -> Intake:
        game = game_named(self.agent, values["game"])
        if game is None:
            raise InvalidInput({"game": [_("There is no such game.")]})
        known = values["player"]
        try:
            player = self._meet(game)(game, by=self.actor, **known)
        except InvalidInput as error:
            raise InvalidInput({f"player.{name}": texts for name, texts in error.fields.items()}) from error
        return Intake(
            game=game,
            player=player,
            channel=values["channel"],
            subject=values["subject"],
            body=values["body"],
            category=values["category"],
            facts=values.get("facts", {}),
            in_game_now=values["in_game_now"],
            contact_email=known.get("email") or player.email,
            is_player_verified=True,
            attachment_ids=values.get("attachments", ()),
            uploader_key=f"agent:{self.agent.pk}",
        )


class TicketDetail(ApiView):
    """One ticket."""

    scopes = {"GET": SCOPES["GET"], "PATCH": SCOPES["PATCH"]}

    @operation(
        name="getTicket",
        summary="One ticket",
        response=TicketSerializer,
        response_example=examples.TICKET,
        has_version=True,
    )
    def get(self, request: Request, pk: str) -> Response:
        ticket = visible(self.agent, pk)
        return single(request, ticket_resource(ticket, self.agent), ticket.version)

    @operation(
        name="changeTicket",
        summary="Change a ticket",
        description="All given fields or none. A change of `group` hands the ticket over.",
        request=TicketChange,
        request_example=examples.CHANGE_REQUEST,
        response=TicketSerializer,
        response_example=examples.TICKET,
        has_version=True,
        problems={409: "ticket.move_not_allowed"},
    )
    def patch(self, request: Request, pk: str) -> Response:
        ticket = matching(request, self.agent, pk)
        form = TicketChange(data=request.data)
        form.is_valid(raise_exception=True)
        change_ticket(ticket, by=self.actor, **_named(self.agent, dict(form.validated_data)))
        return seen_again(request, self.agent, ticket.pk)


def seen_again(request: Request, agent: Agent, pk: int) -> Response:
    """The ticket as the caller has just made it, also when the change took it out of the caller's sight."""
    ticket = Ticket.objects.select_related(*SHOWN).get(pk=pk)
    return single(request, ticket_resource(ticket, agent), ticket.version)


def _named(agent: Agent, values: dict[str, Any]) -> dict[str, Any]:
    """The rows behind codes and ids, or `InvalidInput` for those that are not there."""
    if "category" in values:
        values["category"] = Category.objects.filter(code=values["category"], is_active=True).first()
        if values["category"] is None:
            raise InvalidInput({"category": [_("There is no such category.")]})
    if "priority" in values:
        values["priority"] = Priority[values["priority"]]
    if "group" in values:
        values["group"] = group_named(values["group"])
    if "assignee" in values:
        values["assignee"] = agent_with("assignee", values["assignee"])
    return {"assignee": KEEP} | values


def group_named(code: str) -> Group:
    """The group, or `InvalidInput` on `group`."""
    group = Group.objects.filter(code=code).first()
    if group is None:
        raise InvalidInput({"group": [_("There is no such group.")]})
    return group


def agent_with(field: str, pk: int | None) -> Agent | None:
    """The agent, None for nobody, or `InvalidInput` on the field."""
    if pk is None:
        return None
    agent = Agent.objects.filter(pk=pk, is_active=True).first()
    if agent is None:
        raise InvalidInput({field: [_("There is no such agent.")]})
    return agent
