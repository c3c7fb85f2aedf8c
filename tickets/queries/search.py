"""Search over everything that an agent may see: numbers, players, subjects and every word that was written."""

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import OperationalError, connection, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from core.enums import Permission
from core.errors import DomainError
from core.models import Agent
from core.policies.scoping import in_games, unrestricted
from players.models import Player
from tickets.engines.excerpts import excerpt
from tickets.engines.search_text import query_text
from tickets.models import Message, Ticket
from tickets.policies.texts import is_storable
from tickets.queries.desk import PAGE_ROWS, ListPage, as_rows
from tickets.queries.scope import tickets_for
from tickets.queries.views import ORDERS

ASKED_MAX = 200
PLAYERS_MAX = 200
TIMEOUT = "5s"
_NUMBER = re.compile(r"#?\s*(\d{1,15})")


class SearchTooBroad(DomainError):
    """The words stand in so many places that looking takes longer than somebody waits."""

    code = "search.too_broad"
    status = 422
    message = _("That stands in too many places. Please add a word or a number.")


def search_tickets(agent: Agent, asked: str, *, cursor: str = "") -> ListPage:
    """The newest tickets that hold every word, whose number it is, or whose player bears that id or name.

    Words are found by the same pairs of characters under which they are stored, so two Han characters are enough. The
    agent's rights are part of every branch: what may not be seen is not even looked at. Each row has `pieces`, the
    words around the hit. Raises `SearchTooBroad`.
    """
    words = asked.strip()[:ASKED_MAX]
    newest = ORDERS["newest"]
    if not words or not is_storable(words):
        return ListPage([], "newest", asked=words if is_storable(words) else "")
    match = query_text(words)
    found = as_rows(
        Ticket.objects.filter(pk__in=_found(agent, words, match, newest.after(cursor) if cursor else Q())), agent
    )
    if match:
        found = found.annotate(hit=_hit(match))
    rows = _fetch(newest.sort(found)[: PAGE_ROWS + 1])
    more = len(rows) > PAGE_ROWS
    rows = rows[:PAGE_ROWS]
    for row in rows:
        row.pieces = excerpt(getattr(row, "hit", "") or row.snippet, words)  # type: ignore[attr-defined]  # for the list
    return ListPage(rows, "newest", newest.cursor(rows[-1]) if more else "", asked=words)


def _fetch(found: QuerySet[Ticket]) -> list[Ticket]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{TIMEOUT}'")
            return list(found)
    except OperationalError as error:
        raise SearchTooBroad from error


def _found(agent: Agent, words: str, match: str, after: Q) -> QuerySet[Any]:
    """Ids from each way of finding, each way no longer than one page."""
    visible = tickets_for(agent).filter(after)
    ways = [visible.filter(player__in=_players(agent, words)).order_by("-pk").values("pk")[: PAGE_ROWS + 1]]
    number = _NUMBER.fullmatch(words)
    if number:
        ways.append(visible.filter(number=int(number[1])).order_by("-pk").values("pk")[:1])
    if match:
        ways.append(_with_words(agent, match, after))
    first, *others = ways
    return first.union(*others, all=True) if others else first


def _with_words(agent: Agent, match: str, after: Q) -> QuerySet[Any]:
    may_see = in_games(agent, Permission.TICKET_VIEW, game="ticket__game") & unrestricted(
        agent, flag="ticket__is_restricted", group="ticket__group", game="ticket__game", holder="ticket__assignee"
    )
    messages = Message.objects.filter(may_see, search=_query(match)).filter(_for_messages(after))
    return messages.order_by("-ticket_id").values("ticket_id").distinct()[: PAGE_ROWS + 1]


def _for_messages(after: Q) -> Q:
    return Q(*[(f"ticket__{name}", value) for name, value in after.children])  # type: ignore[misc]  # no nested condition


def _players(agent: Agent, words: str) -> QuerySet[Any]:
    named = Q(uid=words) | Q(nickname=words) | Q(nickname__istartswith=words)
    if len(words) >= 4:
        named |= Q(uid__startswith=words)
    return Player.objects.filter(in_games(agent, Permission.TICKET_VIEW)).filter(named).values("pk")[:PLAYERS_MAX]


def _query(match: str) -> SearchQuery:
    return SearchQuery(match, config="simple", search_type="raw")


def _hit(match: str) -> Subquery:
    """The newest message of the ticket in which the words stand."""
    messages = Message.objects.filter(ticket=OuterRef("pk"), search=_query(match))
    return Subquery(messages.order_by("-seq").values("body")[:1])
