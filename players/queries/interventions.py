"""Which interventions somebody may see, how much of them, and when the next contact is allowed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from core import clock
from core.enums import Permission
from core.errors import NotThere
from core.models import Agent
from core.policies import permissions
from core.policies.scoping import in_games
from players.engines.interventions import WAITING, Window, contact_window
from players.enums import InterventionState, InterventionWay
from players.models import Intervention, Player
from players.queries.law import band_of
from players.queries.playbooks import ladder, playbook_of
from players.queries.risk import MINORS, may_see_restricted

GUARDED: Final = frozenset({"self_harm", "minor"})
"""Dimensions of which only those who may see restricted matters read more than that something was done."""
SURELY_GROWN: Final = 19 * 366
"""Days after birth from which on nobody is a minor by the law or the clock of any place."""
SENT: Final = (InterventionState.SENT, InterventionState.ACKNOWLEDGED)


def interventions_for(agent: Agent) -> QuerySet[Intervention]:
    """The interventions of the games for which the agent sees risk."""
    rows = Intervention.objects.select_related(
        "player", "player__game", "game", "planned_by", "approved_by", "sent_by", "ended_by"
    )
    return rows.filter(in_games(agent, Permission.RISK_VIEW))


def readable_interventions(agent: Agent) -> QuerySet[Intervention]:
    """Those that the agent may read whole. Whose age is not known well is taken for a minor, as everywhere."""
    grown_since = clock.now().date() - timedelta(days=SURELY_GROWN)
    sees_all = _whole(agent, Permission.RISK_DECIDE) | _whole(agent, Permission.TICKET_VIEW_RESTRICTED)
    return interventions_for(agent).filter(
        sees_all | (~Q(dimension__in=sorted(GUARDED)) & Q(player__birth_date__lte=grown_since))
    )


def _whole(agent: Agent, permission: Permission) -> Q:
    """Rows of the games with the permission; a condition that asks for nothing would be lost beside an "or"."""
    return in_games(agent, permission) or Q(pk__isnull=False)


def intervention_for(agent: Agent, pk: int) -> Intervention:
    """That intervention, or `NotThere` when there is none or the agent may not know."""
    row = interventions_for(agent).filter(pk=pk).first()
    if row is None:
        raise NotThere
    return row


def is_guarded(row: Intervention) -> bool:
    """Whether it is about a minor or about danger to oneself, so that few may read of what it is made."""
    return row.dimension in GUARDED or band_of(row.player) in MINORS


def is_hidden(row: Intervention, agent: Agent) -> bool:
    """Whether the agent may know only that something was done."""
    return is_guarded(row) and not may_see_restricted(agent, row.player)


def by_due(rows: QuerySet[Intervention]) -> QuerySet[Intervention]:
    """What waits first, the one first that is due first; then what was sent, then what is done, the newest first."""
    place = Case(
        When(state__in=list(WAITING), then=Value(0)),
        When(state__in=SENT, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.annotate(place=place).order_by("place", "due_at", "pk")


def interventions_of(player: Player, limit: int = 20) -> list[Intervention]:
    """The player's interventions, the newest first; for somebody who may see risk in its game."""
    rows = Intervention.objects.select_related("player", "game", "planned_by", "approved_by", "sent_by", "ended_by")
    return list(rows.filter(player=player).order_by("-pk")[:limit])


def contacts_of(player: Player, dimension: str, since: datetime) -> Iterable[datetime]:
    """When the person behind the account was contacted about this dimension, over all accounts that are known."""
    whose = {"player__person": player.person_id} if player.person_id else {"player": player.pk}
    rows = Intervention.objects.filter(dimension=dimension, sent_at__gt=since, **whose)
    found = rows.exclude(way=InterventionWay.INSIDE).values_list("sent_at", flat=True)
    return [sent_at for sent_at in found if sent_at is not None]


def window_of(row: Intervention, at: datetime | None = None, *, uncapped: bool = False) -> Window:
    """When this intervention may reach its player, by the clock of the player's game."""
    now, playbook, rules = at or clock.now(), playbook_of(row), ladder()
    cap = rules.caps.get(row.dimension)
    known = contacts_of(row.player, row.dimension, now - cap) if cap and playbook.contacts else ()
    return contact_window(rules, playbook, now, row.game.time_zone, known, uncapped=uncapped)


def may_act(agent: Agent, row: Intervention) -> bool:
    """Whether the agent plans, sends and finishes interventions of this game."""
    return permissions.has(agent, Permission.RISK_DECIDE, row.game_id)
