"""The list pages of the desk: views with their counts, and the tickets of one view."""

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone

from core import clock
from core.enums import ActorKind, Permission
from core.errors import NotThere
from core.models import Agent, Event
from core.policies.permissions import has_anywhere
from core.queries.compiled import READER, SOME, KeptStatements, among_some, compiled, fetched, rights_key, stand_in
from tickets.models import DeskSetup, KeyChoice, Ticket, View
from tickets.models.tickets import ALIVE
from tickets.policies.crisis import in_crisis
from tickets.queries.counts import KeptCounts, Question
from tickets.queries.filters import name_reader
from tickets.queries.keys import NO_OWN_KEYS, Keys, chosen_keys
from tickets.queries.list_rows import Row, row_values, rows_of
from tickets.queries.saved_views import counted, menu_beside
from tickets.queries.scope import tickets_for
from tickets.queries.search_said import Said
from tickets.queries.views import DEFAULT_VIEW, ORDERS, is_alive_only, order_named, view_condition

COUNT_CAP = 999
KEPT_VIEWS, NOBODY = 5_000, 0
_kept = KeptStatements(most=KEPT_VIEWS)
_about_reader: dict[str, bool] = {}  # by filters
_counts = KeptCounts()
STANDING = f"""
SELECT (SELECT coalesce(max(id), 0) FROM core_event),
  coalesce((SELECT active FROM core_agentload WHERE agent_id = %s), 0),
  (SELECT tabs FROM {DeskSetup._meta.db_table} WHERE agent_id = %s),
  (SELECT jsonb_build_array(has_single_keys, bindings) FROM {KeyChoice._meta.db_table} WHERE agent_id = %s),
  EXISTS(SELECT 1 FROM {Ticket._meta.db_table} WHERE snoozed_by_id = %s) OR EXISTS(
    SELECT 1 FROM {Ticket._meta.db_table} WHERE status IN {ALIVE!r} AND assignee_id = %s AND is_restricted)"""  # noqa: S608 -- our own tables
"""The newest event, how much the agent has in hand, the tickets that stand as tabs, the agent's own keys, and whether
some tickets are listed otherwise for the agent than for others: put aside, or restricted and in the agent's hands."""
Rows = Callable[[QuerySet[Ticket], Agent], QuerySet[Ticket, tuple[Any, ...]]]
PAGE_ROWS = 50
PINNED_MOST = 10
ALARMS = frozenset({"due-soon"})
SECTIONS = ("pinned", "mine", "team", "saved")


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
    def is_broken(self) -> bool:
        """Whether a part of the view does not work for this reader any more."""
        return bool(self.view.problems)

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
    keys: Keys = NO_OWN_KEYS

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
    """Some tickets in their order. `next_cursor` is empty on the last page; `asked` is what was searched for.

    `pinned` stand above all others whatever the order: somebody is in danger there.
    """

    rows: list[Row]
    order: str
    next_cursor: str = ""
    pinned: Sequence[Row] = ()
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
    views, standing = menu_beside(agent, STANDING, (READER,) * STANDING.count("%s"))
    last_event, load, tabs, own, is_special = standing
    questions = {
        view.slug: _count_of(agent, view, is_special=is_special)
        for view in counted(views)
        if is_alive_only(view) and not view.problems
    }
    counts = _counts.of(questions | {"": _solved_today(agent)}, last_event)
    lines = [ViewLine(view, counts.get(view.slug)) for view in views]
    keys = chosen_keys(*json.loads(own)) if own else NO_OWN_KEYS
    return Frame(lines, counts[""], last_event, load, agent.capacity, tuple(tabs or ()), keys)


def _count_of(agent: Agent, view: View, *, is_special: bool) -> Question:
    """How the view is counted: for everybody with the same rights, where it says nothing of the agent and neither
    does any ticket."""
    filters = _filters_key(view)
    if filters not in _about_reader:
        if len(_about_reader) >= KEPT_VIEWS:
            _about_reader.clear()
        _about_reader[filters] = name_reader(view.filters, agent)
    is_own = is_special or _about_reader[filters]
    reader = agent.pk if is_own else NOBODY
    key = (reader, rights_key(agent), filters, COUNT_CAP)
    return Question(
        key, lambda: _kept.get(*_kept_for(agent, view, _capped, "count"), {READER: reader}), is_shared=not is_own
    )


def _solved_today(agent: Agent) -> Question:
    midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    solved = Event.objects.filter(
        name="ticket.resolved", at__gte=midnight, actor_kind=ActorKind.AGENT, actor_id=agent.pk
    )
    return Question((agent.pk, midnight, COUNT_CAP), lambda: compiled(_capped(solved)))


def _filters_key(view: View) -> str:
    return json.dumps([view.filters, bool(view.problems)], sort_keys=True)


def _kept_for(agent: Agent, view: View, rows: Rows, what: str) -> tuple[Hashable, Callable[[], QuerySet[Any, Any]]]:
    """How the rows of the view that `rows` chooses from those that a reader may see are called and asked for."""

    def build() -> QuerySet[Ticket, tuple[Any, ...]]:
        reader = stand_in(agent)
        return rows(tickets_for(reader).filter(view_condition(view, reader)), reader)

    return (what, rights_key(agent), _filters_key(view), COUNT_CAP, PAGE_ROWS), build


def _capped(rows: QuerySet[Any], _reader: Agent | None = None) -> QuerySet[Any, tuple[Any, ...]]:
    """The keys of the rows, up to the cap and one more."""
    return rows.order_by().values_list("pk")[: COUNT_CAP + 1]


def list_page(agent: Agent, view: View, *, order: str = "", cursor: str = "") -> ListPage:
    """One page of a view, by keyset: the thousandth page costs what the first costs. One statement.

    The first page begins with what is pinned, for those who look after people in danger: one statement more.
    """
    name = order_named(order, view.order)
    rule = ORDERS[name]

    def page(tickets: QuerySet[Ticket], reader: Agent) -> QuerySet[Ticket, tuple[Any, ...]]:
        return row_values(rule.sort(tickets), reader)[: PAGE_ROWS + 1]

    if cursor:
        later = tickets_for(agent).filter(view_condition(view, agent)).filter(rule.after(cursor))
        found = fetched(compiled(page(later, agent)))
    else:
        found = _kept.fetch(*_kept_for(agent, view, page, name), {READER: agent.pk})
    rows = rows_of(found)
    more = len(rows) > PAGE_ROWS
    rows = rows[:PAGE_ROWS]
    pinned = _pinned(agent, view) if not cursor else []
    above = {row.pk for row in pinned}
    shown = [row for row in rows if row.pk not in above]
    return ListPage(shown, name, rule.cursor(rows[-1]) if more else "", pinned, view=view)


def _pinned(agent: Agent, view: View) -> list[Row]:
    """Those tickets of the view in which somebody is in danger, the most urgent first; for the crisis group alone."""
    if not has_anywhere(agent, Permission.TICKET_VIEW_RESTRICTED):
        return []

    def page(tickets: QuerySet[Ticket], reader: Agent) -> QuerySet[Ticket, tuple[Any, ...]]:
        alive = tickets.filter(in_crisis(), status__in=ALIVE)
        return row_values(ORDERS["due"].sort(alive), reader)[:PINNED_MOST]

    return rows_of(_kept.fetch(*_kept_for(agent, view, page, "pinned"), {READER: agent.pk}))


def rows_of_view(agent: Agent, view: View, ids: Iterable[int]) -> list[Row]:
    """Those of the tickets that the view still holds, for a page that must update them in place."""
    asked = _kept_for(agent, view, lambda rows, reader: row_values(rows.filter(pk__in=among_some()), reader), "some")
    return rows_of(_kept.fetch(*asked, {READER: agent.pk, SOME: list(ids)}))
