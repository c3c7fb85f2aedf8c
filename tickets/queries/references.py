"""Which groups, categories, games and people there are now, for views that name them: one statement for all."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast

from core.enums import Permission
from core.models import Agent, Game, Group
from core.policies.permissions import EVERY, games_for
from core.queries.compiled import KeptStatements
from knowledge.models import Category

_kept = KeptStatements(most=1_000)
SPECIAL = frozenset({"me", "nobody"})


@dataclass(frozen=True)
class References:
    """What there is, by kind. A kind that was not asked for says nothing is gone."""

    there: dict[str, frozenset[str]] = field(default_factory=dict)

    def gone(self, kind: str, value: Any) -> list[str]:
        """Those of the named things that are not there.

        Of several games it is enough that the reader may see one: a shared view shows to each what is theirs.
        """
        there = self.there.get(kind)
        if there is None:
            return []
        missing = [str(part) for part in value if part not in SPECIAL and str(part) not in there]
        return [] if kind == "game" and len(missing) < len(value) else missing


def references(agent: Agent, kinds: Collection[str], people: Collection[int] = ()) -> References:
    """What there is of the kinds (group, category, game, agent) for this reader; one statement, none for no kinds."""
    if not kinds:
        return References()

    def rows() -> QuerySet[Any, Any]:
        first, *others = [_rows(kind, agent, people) for kind in sorted(kinds)]
        return first.union(*others, all=True) if others else first

    key = (games_for(agent, Permission.TICKET_VIEW), frozenset(kinds), frozenset(people))
    found: dict[str, set[str]] = {kind: set() for kind in kinds}
    for kind, code in _kept.fetch(key, rows, {}):
        found[kind].add(code)
    return References({kind: frozenset(codes) for kind, codes in found.items()})


def _rows(kind: str, agent: Agent, people: Collection[int]) -> QuerySet[Any, Any]:
    sets: dict[str, tuple[QuerySet[Any], str]] = {
        "group": (Group.objects.all(), "code"),
        "category": (Category.objects.filter(is_active=True), "code"),
        "game": (_games(agent), "slug"),
        "agent": (Agent.objects.filter(is_active=True, pk__in=sorted(people) or [0]), "pk"),
    }
    rows, path = sets[kind]
    code = Cast(path, CharField())
    return rows.order_by().values_list(Value(kind, output_field=CharField()), code)


def _games(agent: Agent) -> QuerySet[Game]:
    games = games_for(agent, Permission.TICKET_VIEW)
    rows = Game.objects.filter(is_active=True)
    return rows if games == EVERY else rows.filter(pk__in=sorted(games) or [0])
