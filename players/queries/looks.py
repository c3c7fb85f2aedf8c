"""Who looked at what is kept about identities, and who was refused: two logs as an officer reads them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import Permission
from core.models import Agent, Event
from core.policies.permissions import EVERY, games_for
from core.policies.scoping import in_games
from players.enums import AccessDeed, Verdict
from players.models import IdentityAccess, Player
from players.queries.real_name_words import REACHES

PAGE = 50
REFUSED = "identity.access_suspicious"
_WHAT: Mapping[str, Promise] = MappingProxyType(
    {
        "name,number": gettext_lazy("name and number"),
        "name": gettext_lazy("name"),
        "number": gettext_lazy("number"),
    }
)
_NUMBER = re.compile(r"(ID|TEL|CARD|MAIL) in ")
_NUMBERED: Mapping[str, Promise] = MappingProxyType(
    {"evidence": gettext_lazy("document %(number)s"), "privacy request": gettext_lazy("request %(number)s")}
)


@dataclass(frozen=True)
class Line:
    """One line of either log. `agent` is empty for the house itself; `player` is None where no player is named."""

    key: int
    at: datetime
    agent_id: int | None
    agent: str
    what: str
    detail: str
    player_id: int | None
    player: str
    purpose: str
    ticket: str


@dataclass(frozen=True)
class Page:
    """Lines, the newest first; `before` names the next page, or is None at the end."""

    lines: Sequence[Line]
    before: int | None


@dataclass(frozen=True)
class Asked:
    """Whose lines are wanted; None is everybody's."""

    agent: int | None = None
    player: int | None = None
    before: int | None = None


def accesses_for(reader: Agent, asked: Asked) -> Page:
    """The log of accesses, of players of the games in which the reader decides about risk; three statements.

    Players who are erased are in no game any more: only who decides for every game sees those lines.
    """
    rows = IdentityAccess.objects.filter(_of_games(reader)).order_by("-seq")
    if asked.agent is not None:
        rows = rows.filter(agent_ref=asked.agent)
    if asked.player is not None:
        rows = rows.filter(player_ref=asked.player)
    if asked.before is not None:
        rows = rows.filter(seq__lt=asked.before)
    found = list(rows[: PAGE + 1])
    agents, players = _names(row.agent_ref for row in found), _players(reader, (row.player_ref for row in found))
    lines = [
        Line(
            row.seq,
            row.at,
            row.agent_ref,
            agents.get(row.agent_ref or 0, ""),
            str(AccessDeed(row.deed).label),
            _detail(row.what),
            row.player_ref if row.player_ref in players else None,
            players.get(row.player_ref, f"#{row.player_ref}"),
            row.purpose,
            row.ticket,
        )
        for row in found[:PAGE]
    ]
    return Page(lines, lines[-1].key if len(found) > PAGE else None)


def refusals_for(reader: Agent, asked: Asked) -> Page:
    """The reaches that were refused, of the same games; who reached for no player in particular is shown to all."""
    rows = Event.objects.filter(name=REFUSED).annotate(
        player=Cast(KeyTextTransform("player", "data"), BigIntegerField(null=True))
    )
    if games_for(reader, Permission.RISK_DECIDE) != EVERY:
        rows = rows.filter(Q(player=None) | Q(player__in=_mine(reader)))
    if asked.agent is not None:
        rows = rows.filter(actor_id=asked.agent)
    if asked.player is not None:
        rows = rows.filter(player=asked.player)
    if asked.before is not None:
        rows = rows.filter(pk__lt=asked.before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    players = _players(reader, (row.player for row in found if row.player is not None))
    lines = [
        Line(
            row.pk,
            row.at,
            row.actor_id,
            row.actor_name,
            str(REACHES.get(row.data["what"], row.data["what"])),
            "",
            row.player if row.player in players else None,
            "" if row.player is None else players.get(row.player, f"#{row.player}"),
            "",
            "",
        )
        for row in found[:PAGE]
    ]
    return Page(lines, lines[-1].key if len(found) > PAGE else None)


def _of_games(reader: Agent) -> Q:
    return Q() if games_for(reader, Permission.RISK_DECIDE) == EVERY else Q(player_ref__in=_mine(reader))


def _mine(reader: Agent) -> QuerySet[Player, int]:
    return Player.objects.filter(in_games(reader, Permission.RISK_DECIDE)).values_list("pk", flat=True)


def _names(ids: Iterable[int | None]) -> dict[int, str]:
    return dict(Agent.objects.filter(pk__in={pk for pk in ids if pk}).values_list("pk", "name"))


def _players(reader: Agent, ids: Iterable[int]) -> dict[int, str]:
    """How those are called whom the reader may see."""
    rows = Player.objects.filter(in_games(reader, Permission.PLAYER_VIEW), pk__in=set(ids))
    return {row.pk: str(row) for row in rows}


def _detail(what: str) -> str:
    """What it was about, in words; names of tables and the like are left out."""
    if what in _WHAT:
        return str(_WHAT[what])
    if what in Verdict.values:
        return str(Verdict(what).label)
    name, _blank, count = what.rpartition(" ")
    if name in _NUMBERED:
        return str(_NUMBERED[name]) % {"number": count}
    if number := _NUMBER.match(what):
        return _("covered number (%(kind)s)") % {"kind": number[1]}
    return ""
