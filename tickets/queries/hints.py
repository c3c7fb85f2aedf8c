"""Hints of the desk: who is told that a ticket changed, and what was missed while nobody listened.

A hint is `{kind, id, seq}` and nothing else: what changed is fetched by HTTP, where rights are asked again. Names of
channels are made here alone, from rights, never from what a client says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.sessions.models import Session
from django.db.models import Max, OuterRef, Q
from django.db.models.functions import JSONObject

from core import clock
from core.enums import Permission
from core.models import Agent, Event, Grant, Notification
from core.policies.permissions import EVERY, rights_of
from tickets.models import Ticket
from tickets.queries.scope import tickets_for

MISSED_MAX = 200
OVERLAP = 200  # numbers are given before commit, so a page asks a little further back than what it has heard
LATE_COMMIT = timedelta(seconds=20)
FRESH_NOTICE = timedelta(seconds=30)
RISKS = ("risk.", "play.", "spend.", "alert.", "intervention.")
HAND_OVERS = frozenset({"ticket.handed_over", "ticket.classified"})


@dataclass(frozen=True)
class Hint:
    kind: str
    id: str
    seq: int

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "id": self.id, "seq": self.seq}


def channels_for(agent: Agent) -> frozenset[str]:
    """The channels whose hints this agent may hear: the same rule by which a list holds a ticket."""
    rights = rights_of(agent)
    games = rights.games(Permission.TICKET_VIEW)
    restricted = rights.games(Permission.TICKET_VIEW_RESTRICTED)
    names = {f"desk.agent.{agent.pk}"}
    if games == EVERY:
        names |= {"desk.games"} | {f"desk.group.{group}" for group in rights.groups}
    else:
        names |= {f"desk.game.{game}" for game in games}
        names |= {f"desk.group.{group}.game.{game}" for group in rights.groups for game in games}
    if restricted == EVERY:
        names.add("desk.restricted")
    else:
        names |= {f"desk.restricted.{game}" for game in restricted}
    watched = rights.games(Permission.RISK_VIEW)
    names |= {"desk.risk"} if watched == EVERY else {f"desk.risk.{game}" for game in watched}
    return frozenset(names)


def hints_of(event: Event) -> list[tuple[str, Hint]]:
    """Each channel that must hear of the event, with its hint."""
    if event.name == "agent.notified":
        hint = Hint("notification", str(event.subject_id), event.pk)
        return [(f"desk.agent.{event.subject_id}", hint)]
    if event.name.startswith(RISKS):
        hint = Hint("risk.changed", "", event.pk)  # not about whom: the page asks, and is told what it may know
        return [("desk.risk", hint), (f"desk.risk.{event.game_id}", hint)]
    if event.subject_type != "ticket":
        return []
    ticket = (
        Ticket.objects.filter(pk=event.subject_id).values("game_id", "group_id", "is_restricted", "assignee_id").first()
    )
    if ticket is None:
        return []
    hint = Hint(event.name, str(event.subject_id), event.pk)
    told = [(channel, hint) for channel in _channels(ticket)]
    if ticket["is_restricted"] and event.name in HAND_OVERS and "version" in event.data:
        gone = Hint("ticket.gone", hint.id, hint.seq)  # it was visible to everybody before
        told += [(channel, gone) for channel in _open_channels(ticket["game_id"])]
    return told


def channels_of(ticket: Ticket) -> list[str]:
    """The channels of exactly those who may see the ticket."""
    names = ("game_id", "group_id", "is_restricted", "assignee_id")
    return _channels({name: getattr(ticket, name) for name in names})


def _channels(ticket: Mapping[str, Any]) -> list[str]:
    game, group = ticket["game_id"], ticket["group_id"]
    if not ticket["is_restricted"]:
        return _open_channels(game)
    own = [f"desk.agent.{ticket['assignee_id']}"] if ticket["assignee_id"] else []
    groups = [f"desk.group.{group}", f"desk.group.{group}.game.{game}"]
    return [*groups, "desk.restricted", f"desk.restricted.{game}", *own]


def _open_channels(game: int) -> list[str]:
    return ["desk.games", f"desk.game.{game}"]


def missed_hints(agent: Agent, after: int) -> tuple[list[Hint], int]:
    """The newest hint for each ticket that changed since event `after`, and the number to ask from next time.

    When too much happened the one hint says `resync`: the page fetches its lists anew.
    """
    last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    recent = Q(pk__gt=after) | Q(pk__gt=after - OVERLAP, at__gte=clock.now() - LATE_COMMIT)
    rows = (
        Event.objects.filter(recent, subject_type="ticket", subject_id__in=tickets_for(agent).values("pk"))
        .order_by("-pk")
        .values_list("name", "subject_id", "pk")[: MISSED_MAX + 1]
    )
    newest: dict[int, Hint] = {}
    found = list(rows)
    for name, ticket_id, seq in found:
        newest.setdefault(ticket_id, Hint(name, str(ticket_id), seq))
    if len(found) > MISSED_MAX:
        return [Hint("resync", "", last)], last
    hints = sorted(newest.values(), key=lambda hint: hint.seq)
    if Notification.objects.filter(agent=agent, created_at__gte=clock.now() - FRESH_NOTICE).exists():
        hints.append(Hint("notification", str(agent.pk), last))
    return hints, last


@dataclass(frozen=True)
class Standing:
    """What an open socket rests on; any difference is a reason to look again."""

    agent_id: int
    facts: tuple[Any, ...]


def standings_of(sockets: Iterable[tuple[str, int]]) -> dict[str, Standing]:
    """The standing of each session key whose session is still good, for (session key, agent id) pairs.

    Two statements for any number of sockets, so that all of them can be asked every few seconds.
    """
    pairs = dict(sockets)
    alive = set(
        Session.objects.filter(session_key__in=pairs, expire_date__gt=clock.now()).values_list("session_key", flat=True)
    )
    grants = Grant.objects.filter(agent=OuterRef("pk")).order_by("pk")
    groups = Agent.groups.through.objects.filter(agent_id=OuterRef("pk")).order_by("group_id")
    people = Agent.objects.filter(pk__in=set(pairs.values())).annotate(
        all_grants=ArraySubquery(
            grants.values(row=JSONObject(game="game_id", role="role_id", may="role__permissions"))
        ),
        all_groups=ArraySubquery(groups.values("group_id")),
    )
    facts = {
        row[0]: (row[1:3], str(row[3]), tuple(row[4]))
        for row in people.values_list("pk", "is_active", "password", "all_grants", "all_groups")
    }
    return {key: Standing(agent, facts.get(agent, ())) for key, agent in pairs.items() if key in alive}
