"""The views that an agent finds: the house's, the own ones, and those that colleagues share."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from core import clock
from core.enums import Permission
from core.errors import NotThere
from core.models import Agent, Group
from core.plans import Statement
from core.policies.permissions import has_anywhere, rights_of
from core.queries.compiled import READER, KeptStatements, rights_key, stand_in
from tickets.enums import Audience
from tickets.models import View, ViewPlace
from tickets.queries.filters import Wanted, problems_of
from tickets.queries.references import references

OWN_MOST = 30
"""How many views of their own an agent may have: the menu counts them all, in one statement."""
COUNTED_MOST = 80
"""How many views of one menu have a number; what stands below them is a list without one."""
RESTORABLE = timedelta(days=1)
COLUMNS = [field.attname for field in View._meta.concrete_fields]
FILTERS = COLUMNS.index("filters")
MENU = ["part", "own_rank", "pinned", "hidden", *COLUMNS]
_menus = KeptStatements(most=500)


def views_for(agent: Agent) -> QuerySet[View]:
    """Every view that this agent finds; what it shows is judged by the agent's own rights when it is opened."""
    shared = Q(audience=Audience.ALL)
    if groups := sorted(rights_of(agent).groups):
        through = View.groups.through.objects.filter(view_id=OuterRef("pk"), group_id__in=groups)
        shared |= Q(Exists(through), audience=Audience.GROUPS)
    return View.objects.filter(shared | Q(owner=agent), is_active=True, removed_at=None)


def menu_of(agent: Agent) -> list[View]:
    """The agent's views in the order of the menu: pinned ones first, then by section; hidden ones too. One statement.

    One more when one of them names groups, categories, games or people, to find out whether those are still there.
    """
    return menu_beside(agent, "SELECT NULL", ())[0]


def menu_beside(agent: Agent, sql: str, values: tuple[int, ...]) -> tuple[list[View], tuple[Any, ...]]:
    """The same menu, and the one row of another statement, whose values are holes of a kept one, asked for together."""

    def both() -> Statement:
        menu, own = _menu_sql(stand_in(agent))
        order = "menu.pinned DESC, menu.part, menu.own_rank, menu.id"
        joined = f"SELECT beside.*, menu.* FROM ({sql}) AS beside LEFT JOIN ({menu}) AS menu ON TRUE ORDER BY {order}"  # noqa: S608 -- SQL of our own querysets, values apart
        return joined, values + own

    found = [
        (row[: -len(MENU)], row[-len(MENU) :])
        for row in _menus.fetch((rights_key(agent), sql), both, {READER: agent.pk})
    ]
    views = [_view_of(row) for _beside, row in found if row[MENU.index("id")] is not None]
    return judged(views, agent), found[0][0]


def _menu_sql(reader: Agent) -> Statement:
    place = ViewPlace.objects.filter(view=OuterRef("pk"), agent=reader)
    views = views_for(reader).annotate(
        pinned=_or_false(place.values("is_pinned")[:1]),
        hidden=_or_false(place.values("is_hidden")[:1]),
        own_rank=Coalesce(Subquery(place.values("rank")[:1]), F("rank")),
        part=Case(When(section="mine", then=0), When(section="team", then=1), default=2),
    )
    return views.order_by().values_list(*MENU).query.sql_with_params()  # own ones can always be


def _view_of(row: tuple[Any, ...]) -> View:
    _part, _rank, is_pinned, is_hidden, *values = row
    values[FILTERS] = json.loads(values[FILTERS])
    view = View.from_db(None, COLUMNS, values)
    view.is_pinned, view.is_hidden = is_pinned, is_hidden
    return view


def _or_false(values: Any) -> Coalesce:
    return Coalesce(Subquery(values, output_field=BooleanField()), Value(value=False))


def judged(views: list[View], agent: Agent) -> list[View]:
    """The same views, each with what of it does not work for this reader any more."""
    wanted = Wanted()
    for view in views:
        wanted.add(view.filters)
    known = references(agent, wanted.kinds, wanted.agents)
    for view in views:
        view.problems = problems_of(view.filters, known)
    return views


def view_for(agent: Agent, slug: str) -> View:
    """The agent's view of that name, judged; raises `NotThere` for an unknown one and for one that is not shared."""
    view = views_for(agent).filter(slug=slug).select_related("owner").first()
    if view is None:
        raise NotThere
    return judged([view], agent)[0]


def own_views(agent: Agent) -> QuerySet[View]:
    """The views that the agent has made and not removed."""
    return View.objects.filter(owner=agent, removed_at=None)


def removed_view(agent: Agent, slug: str) -> View:
    """An own view that was removed within the day; raises `NotThere`."""
    rows = View.objects.filter(owner=agent, slug=slug, removed_at__gte=clock.now() - RESTORABLE)
    view = rows.first()
    if view is None:
        raise NotThere
    return view


def may_share_with_all(agent: Agent) -> bool:
    """Whether the agent may put a view into everybody's menu."""
    return has_anywhere(agent, Permission.VIEW_SHARE)


def own_groups(agent: Agent) -> QuerySet[Group]:
    """The groups with which the agent may share a view."""
    return Group.objects.filter(pk__in=sorted(rights_of(agent).groups)).order_by("pk")


def may_change(agent: Agent, view: View) -> bool:
    """Whether the view is the agent's own; the house's are changed in the administration."""
    return view.owner_id == agent.pk


def counted(views: Iterable[View]) -> list[View]:
    """Those whose number the menu shows: shown, whole, and within the limit."""
    return [view for view in views if not view.is_hidden][:COUNTED_MOST]
