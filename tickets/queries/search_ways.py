"""Find the newest tickets that count and hold the words, in the way that is the cheapest for this question.

The rights are part of every statement. Each way finds the same tickets; they differ in time alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import prod
from time import monotonic
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from tickets.engines.search_costs import Plan, Sizes, Way, plan_for
from tickets.engines.search_text import Phrase, all_of, tokens_of
from tickets.models import Message, Ticket

TIMEOUT = 5.0  # seconds for a whole search, however many statements it takes
TOKENS_WEIGHED = 8
_BY_INDEX = "SET LOCAL enable_bitmapscan = {0}; SET LOCAL enable_hashjoin = {0}; SET LOCAL enable_seqscan = {0}"


_ALONE = "SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL work_mem = '32MB'"
_NEWEST = "SELECT coalesce(max(id), 0) FROM tickets_ticket"
Statement = tuple[str, list[Any]]


@dataclass(frozen=True)
class Hunt:
    """What to look for: `counting` are the tickets that count by rights and operators.

    In one of their messages must stand all `phrases`, in none `unwanted` (an expression); the tickets of `players` are
    meant as well. Only tickets before the id `before`. `games` are the ids of the agent's games when these alone limit
    `counting`, `top` is the newest ticket's id.
    """

    counting: QuerySet[Ticket]
    phrases: Sequence[Phrase] = ()
    unwanted: str = ""
    players: Sequence[int] = ()
    before: int | None = None
    games: Sequence[int] = ()
    top: int = 0

    @property
    def match(self) -> str:
        return all_of(self.phrases)

    @property
    def tickets(self) -> QuerySet[Ticket]:
        """The tickets that count, without those in which an unwanted word stands."""
        if not self.unwanted:
            return self.counting
        said = Message.objects.filter(ticket=OuterRef("pk"), search=search_query(self.unwanted))
        return self.counting.filter(~Exists(said))


def newest_ids(hunt: Hunt, rows: int, *, only: Way | None = None) -> list[int]:
    """Ids of the newest such tickets, newest first, at most `rows`. `only` demands one way instead of the cheapest."""
    try:
        plan = _planned(hunt, rows)
    except EmptyResultSet:
        return []
    if only:
        plan = Plan(only, only, window=0)
    if plan.first != Way.WALK or only:
        return _ids(hunt, plan.first, rows)
    bottom = (hunt.before or hunt.top + 1) - plan.window
    found = _ids(hunt, Way.WALK, rows, bottom=bottom)
    near = [pk for pk in found if pk >= bottom]  # the others come from players
    if len(near) >= rows or bottom <= 0:
        return found
    rest = _ids(replace(hunt, players=(), before=bottom), plan.then, rows - len(near))
    return sorted({*found, *rest}, reverse=True)[:rows]


@contextmanager
def limited_time() -> Iterator[int]:
    """Inside, all statements together take no longer than `TIMEOUT`, and one core works for them.

    In a transaction alone. Yields the newest ticket's id: what comes later is not looked for. Raises `OperationalError`
    when the time is up, as the statement does that is ended by it.
    """
    end = monotonic() + TIMEOUT

    def run(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        left = int((end - monotonic()) * 1000)
        if left <= 0:
            raise OperationalError("the time of the search is up")
        return execute(f"SET LOCAL statement_timeout = {left}; {sql}", *rest)

    with connection.execute_wrapper(run):
        with connection.cursor() as cursor:
            cursor.execute(f"{_ALONE}; {_NEWEST}")
            top = int(cursor.fetchone()[0])
        yield top


def search_query(match: str) -> SearchQuery:
    """The condition on `Message.search`."""
    return SearchQuery(match, config="simple", search_type="raw")


def _ids(hunt: Hunt, way: Way, rows: int, *, bottom: int | None = None) -> list[int]:
    parts = _in_way(hunt, way, rows, bottom)
    if hunt.players:
        of_players = _within(hunt.tickets.filter(player_id__in=hunt.players), "pk", hunt.before, None)
        parts.append(_sql(of_players.order_by("-pk").values_list("pk")[:rows]))
    sql, params = _union(parts)
    by_index = way in {Way.WALK, Way.GAMES}
    with connection.cursor() as cursor:
        cursor.execute(f"{_BY_INDEX.format('off' if by_index else 'on')}; {sql}", params)
        return sorted({pk for (pk,) in cursor.fetchall()}, reverse=True)[:rows]


def _in_way(hunt: Hunt, way: Way, rows: int, bottom: int | None) -> list[Statement | None]:
    tickets = _within(hunt.tickets, "pk", hunt.before, bottom)
    hits = _within(Message.objects.filter(search=search_query(hunt.match)), "ticket_id", hunt.before, bottom)
    hits = hits.order_by().values("ticket_id")
    if way == Way.WORDS:
        return [_newest_hits(_sql(hits), _sql(tickets.order_by().values("pk")), rows)]
    if way == Way.GAMES:
        tickets = _reading_each(tickets, hits) if hunt.match else tickets
        of_games = [tickets.filter(game_id=game) for game in hunt.games]
        return [_sql(of_game.order_by("-pk").values_list("pk")[:rows]) for of_game in of_games]
    if way == Way.TICKETS:
        tickets = _reading_each(tickets, hits) if hunt.match else tickets
        return [_sql(tickets.order_by((F("pk") + 0).desc()).values_list("pk")[:rows])]  # no index has this order
    tickets = tickets.filter(pk__in=hits) if hunt.match else tickets
    return [_sql(tickets.order_by("-pk").values_list("pk")[:rows])]


def _newest_hits(hits: Statement | None, tickets: Statement | None, rows: int) -> Statement | None:
    """The hits sorted by ticket first, then one ticket after the other looked at until there are enough.

    `OFFSET 0` keeps the planner from looking at every ticket before it sorts.
    """
    if hits is None or tickets is None:
        return None
    sql = (
        f"SELECT hit.ticket_id FROM (SELECT DISTINCT ticket_id FROM ({hits[0]}) AS found"  # noqa: S608 -- own querysets
        f" ORDER BY ticket_id DESC OFFSET 0) AS hit CROSS JOIN LATERAL (SELECT counting.pk FROM ({tickets[0]})"
        f" AS counting WHERE counting.pk = hit.ticket_id OFFSET 0) AS seen ORDER BY hit.ticket_id DESC LIMIT {rows}"
    )
    return sql, [*hits[1], *tickets[1]]


def _reading_each(tickets: QuerySet[Ticket], hits: QuerySet[Any]) -> QuerySet[Ticket]:
    """A subquery for each ticket, because it can only be answered by reading that ticket's messages."""
    return tickets.alias(hit=Subquery(hits.filter(ticket=OuterRef("pk"))[:1])).filter(hit__isnull=False)


def _within(rows: QuerySet[Any], field: str, before: int | None, bottom: int | None) -> QuerySet[Any]:
    if before is not None:
        rows = rows.filter(**{f"{field}__lt": before})
    return rows if bottom is None else rows.filter(**{f"{field}__gte": bottom})


def _planned(hunt: Hunt, rows: int) -> Plan:
    """The plan, from what the database's planner expects; asked for all sizes at once, which touches no table."""
    parts: list[QuerySet[Any, Any]] = [Ticket.objects.order_by().values("pk"), hunt.counting.order_by().values("pk")]
    phrases = [tokens_of(phrase)[:TOKENS_WEIGHED] for phrase in hunt.phrases]
    if hunt.match:
        parts += [Message.objects.order_by().values("pk"), _matching(hunt.match)]
        parts += [
            _matching(f"'{token.text}'" + (":*" if token.is_open else "")) for phrase in phrases for token in phrase
        ]
    statements = [_sql(part) for part in parts]
    if None in statements:
        raise EmptyResultSet
    sql, params = _union(statements)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0][0]["Plan"]
    members = [part for part in plan.get("Plans", ()) if part["Parent Relationship"] == "Member"]
    if len(members) != len(statements):  # a part in which no row can be is left out of the plan
        raise EmptyResultSet
    expected = iter([float(part["Plan Rows"]) for part in members])
    tickets, counting = next(expected), next(expected)
    if not hunt.match:
        return plan_for(Sizes(tickets, counting, 0.0, games=len(hunt.games)), rows)
    messages, hits = next(expected), next(expected)
    shares = [min(next(expected) for _ in phrase) / max(1.0, messages) for phrase in phrases if phrase]
    return plan_for(Sizes(tickets, counting, messages, hits, messages * prod(shares), len(hunt.games)), rows)


def _matching(match: str) -> QuerySet[Any]:
    return Message.objects.filter(search=search_query(match)).order_by().values("pk")


def _sql(rows: QuerySet[Any]) -> Statement | None:
    """The statement and its values; nothing where no row can be."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, list(params)


def _union(parts: Iterable[Statement | None]) -> Statement:
    """One statement out of several; raises `EmptyResultSet` when no row can be in any."""
    made = [part for part in parts if part is not None]
    if not made:
        raise EmptyResultSet
    return " UNION ALL ".join(f"({sql})" for sql, _ in made), [value for _, params in made for value in params]
