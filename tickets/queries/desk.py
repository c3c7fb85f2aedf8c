"""The list pages of the desk: views with their counts, and the tickets of one view."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from core import clock
from core.enums import ActorKind
from core.errors import NotThere
from core.models import Agent, Event
from core.policies.permissions import rights_of
from tickets.models import DeskSetup, ReadMark, Ticket, View
from tickets.queries.saved_views import counted, menu_of
from tickets.queries.scope import tickets_for
from tickets.queries.search_said import Said
from tickets.queries.views import DEFAULT_VIEW, ORDERS, is_alive_only, order_named, view_condition

COUNT_CAP = 999
KEPT_COUNTINGS = 20_000
Counting = tuple[str, tuple[Any, ...]]
_kept: dict[tuple[object, ...], Counting | None] = {}
PAGE_ROWS = 50
ALARMS = frozenset({"due-soon"})
SECTIONS = ("pinned", "mine", "team", "saved")
ROW_RELATED = ("game", "player", "player__region", "assignee")
ROW_FIELDS = (
    "number", "subject", "snippet", "status", "priority", "channel", "version", "is_restricted", "in_game_now",
    "created_at", "updated_at", "next_due_at", "next_due_kind", "waiting_since", "message_seq", "snoozed_until",
    "game__name_zh", "game__name_en",
    "player__nickname", "player__uid", "player__region__name_zh", "player__region__name_en", "assignee__name",
)  # fmt: skip


@dataclass(frozen=True)
class ViewLine:
    """A view as the menu shows it; `count` is None where the number would be large and say nothing."""

    view: View
    count: int | None

    @property
    def count_text(self) -> str:
        if self.count is None:
            return ""
        return f"{COUNT_CAP}+" if self.count > COUNT_CAP else str(self.count)

    @property
    def is_alarm(self) -> bool:
        return bool(self.count) and self.view.slug in ALARMS

    @property
    def section(self) -> str:
        """The part of the menu in which it stands for this agent."""
        return "pinned" if self.view.is_pinned else self.view.section


@dataclass(frozen=True)
class Frame:
    """What stands around the lists: the views with their numbers, the agent's day, the last event that they know.

    `load` of `capacity` tickets are in the agent's hands.
    """

    lines: list[ViewLine]
    solved_today: int
    last_event: int
    load: int = 0
    capacity: int = 0
    tabs: tuple[int, ...] = ()

    @property
    def sections(self) -> list[tuple[str, list[ViewLine]]]:
        """The views by section, in the order in which the menu shows them, without those that the agent hides."""
        shown = [line for line in self.lines if not line.view.is_hidden]
        found = [(code, [line for line in shown if line.section == code]) for code in SECTIONS]
        return [(code, lines) for code, lines in found if lines]

    def line(self, slug: str) -> ViewLine:
        """The view of that name; raises `NotThere`."""
        for line in self.lines:
            if line.view.slug == slug:
                return line
        raise NotThere


@dataclass(frozen=True)
class ListPage:
    """Some tickets in their order. `next_cursor` is empty on the last page; `asked` is what was searched for."""

    rows: list[Ticket]
    order: str
    next_cursor: str = ""
    view: View | None = None
    asked: str = ""
    said: Said | None = None

    @property
    def title(self) -> str:
        return self.view.name if self.view else self.asked

    @property
    def state(self) -> str:
        """What keeps this list beside an opened ticket, as a query string."""
        if self.view is None:
            return urlencode({"q": self.asked})
        state = {} if self.view.slug == DEFAULT_VIEW else {"view": self.view.slug}
        if self.order != order_named(self.view.order):
            state["order"] = self.order
        return urlencode(state)


def frame_for(agent: Agent) -> Frame:
    """The views with live counts for this agent: at most three statements, however many views and tickets there are.

    A count stops at the cap, so no large set is ever counted; lists of closed tickets are not counted at all.
    """
    views = menu_of(agent)
    midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    visible = tickets_for(agent)
    sets = {
        view.slug: _counting(view, agent, visible)
        for view in counted(views)
        if is_alive_only(view) and not view.problems
    }
    solved = Event.objects.filter(
        name="ticket.resolved", at__gte=midnight, actor_kind=ActorKind.AGENT, actor_id=agent.pk
    )
    counts, standing = _capped_counts(sets | {"": _compiled(solved)}, agent)
    lines = [ViewLine(view, counts.get(view.slug)) for view in views]
    return Frame(lines, counts[""], standing.last_event, standing.load, agent.capacity, standing.tabs)


@dataclass(frozen=True)
class Standing:
    """The newest event, how much the agent has in hand, and the tickets that stand as tabs."""

    last_event: int
    load: int
    tabs: tuple[int, ...]


def _counting(view: View, agent: Agent, visible: QuerySet[Ticket]) -> Counting | None:
    """What counts the view for this agent, kept from one page to the next: building it takes longer than asking it.

    The key holds everything that it follows from. What names a moment is true only once and is not kept.
    """
    rights = rights_of(agent)
    filters = json.dumps(view.filters, sort_keys=True)
    key = (agent.pk, frozenset(rights.by_game.items()), rights.groups, filters, COUNT_CAP)
    if key in _kept:
        return _kept[key]
    counting = _compiled(visible.filter(view_condition(view, agent)))
    if counting is None or not any(isinstance(value, date) for value in counting[1]):
        if len(_kept) >= KEPT_COUNTINGS:
            _kept.clear()
        _kept[key] = counting
    return counting


def _compiled(rows: QuerySet[Any]) -> Counting | None:
    """SQL of the rows up to the cap and one more, with its values; None when there can be no row."""
    try:
        return rows.order_by().values("pk")[: COUNT_CAP + 1].query.sql_with_params()
    except EmptyResultSet:
        return None


def _capped_counts(sets: Mapping[str, Counting | None], agent: Agent) -> tuple[dict[str, int], Standing]:
    """How many rows each set has, at most cap + 1, and what the agent's desk stands at; one statement."""
    setup = DeskSetup._meta.db_table
    selects = [
        "(SELECT coalesce(max(id), 0) FROM core_event)",
        "coalesce((SELECT active FROM core_agentload WHERE agent_id = %s), 0)",
        f"(SELECT tabs FROM {setup} WHERE agent_id = %s)",  # noqa: S608 -- our own table
    ]
    params: list[Any] = [agent.pk, agent.pk]
    known: list[str] = []
    for name, counting in sets.items():
        if counting is None:
            continue
        sql, values = counting
        selects.append(f"(SELECT count(*) FROM ({sql}) AS capped)")  # noqa: S608 -- SQL of our own queryset, values apart
        params.extend(values)
        known.append(name)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(selects)}", params)
        last_event, load, tabs, *numbers = cursor.fetchone()
    counts = dict.fromkeys(sets, 0) | dict(zip(known, numbers, strict=True))
    return counts, Standing(last_event, load, tuple(tabs or ()))


def as_rows(tickets: QuerySet[Ticket], agent: Agent) -> QuerySet[Ticket]:
    """The tickets with what a row of a list shows, and `seen_version`, up to which the agent has read each."""
    mark = ReadMark.objects.filter(ticket=OuterRef("pk"), agent=agent).values("version")[:1]
    return tickets.select_related(*ROW_RELATED).only(*ROW_FIELDS).annotate(seen_version=Subquery(mark))


def list_page(agent: Agent, view: View, *, order: str = "", cursor: str = "") -> ListPage:
    """One page of a view, by keyset: the thousandth page costs what the first costs. One statement."""
    name = order_named(order, view.order)
    rule = ORDERS[name]
    tickets = tickets_for(agent).filter(view_condition(view, agent))
    if cursor:
        tickets = tickets.filter(rule.after(cursor))
    rows = list(rule.sort(as_rows(tickets, agent))[: PAGE_ROWS + 1])
    more = len(rows) > PAGE_ROWS
    rows = rows[:PAGE_ROWS]
    return ListPage(rows, name, rule.cursor(rows[-1]) if more else "", view=view)


def rows_of_view(agent: Agent, view: View, ids: Iterable[int]) -> list[Ticket]:
    """Those of the tickets that the view still holds, for a page that must update them in place."""
    return list(as_rows(tickets_for(agent).filter(view_condition(view, agent), pk__in=list(ids)), agent))


def is_unread(ticket: Ticket) -> bool:
    """Whether the player waits for an answer to something that the agent has not seen (rows of `as_rows`)."""
    return ticket.waiting_since is not None and ticket.version > (getattr(ticket, "seen_version", 0) or 0)
