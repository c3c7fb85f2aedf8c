"""Search over everything that an agent may see: numbers, players, subjects and every word that was written."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.postgres.search import SearchRank
from django.db import OperationalError, transaction
from django.db.models import F, JSONField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from core.enums import Permission
from core.errors import DomainError
from core.models import Agent
from core.policies.permissions import EVERY, rights_of
from players.queries.names import NAME_LONGEST, players_called, players_nearly_called, players_with_email
from tickets.engines.search_query import Question, Term, read_question
from tickets.engines.search_text import all_of, any_of
from tickets.models import Message, Ticket
from tickets.models.tickets import NUMBER_OFFSET
from tickets.policies.texts import is_storable
from tickets.queries.desk import PAGE_ROWS, ListPage
from tickets.queries.list_rows import Row, row_values, rows_of
from tickets.queries.scope import tickets_for
from tickets.queries.search_conditions import NUMBER_DIGITS, Meanings, TermRefused
from tickets.queries.search_rows import by_relevance, hit_in
from tickets.queries.search_said import said_of
from tickets.queries.search_ways import Hunt, limited_time, newest_ids, search_query
from tickets.queries.views import ORDERS

GAMES_APART = 6  # an agent of more games is treated as one of all
QUICK_ROWS = 5
NEWEST = ORDERS["newest"]


class SearchTooBroad(DomainError):
    """The words stand in so many places that looking takes longer than somebody waits."""

    code = "search.too_broad"
    status = 422
    message = _("That stands in too many places. Please add a word or a number.")


@dataclass
class Asked:
    """A question as this agent may ask it. `counting` are the tickets that count by rights and operators."""

    question: Question
    counting: QuerySet[Ticket]
    refused: list[tuple[Term, str]]
    is_limited: bool  # by more than the agent's rights

    @property
    def number(self) -> int | None:
        """The id of the ticket whose number was typed, if a number is all that was typed."""
        digits = self.question.plain.removeprefix("#").strip()
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= NUMBER_DIGITS
        return int(digits) - NUMBER_OFFSET if is_number else None

    @property
    def is_nothing(self) -> bool:
        """Whether nothing usable was asked for; an operator that was refused does not become "everything"."""
        return not self.question.words and not self.is_limited


def search_tickets(agent: Agent, asked: str, *, cursor: str = "") -> ListPage:
    """The newest tickets that hold every word, whose number it is, or whose player bears that id or name.

    Words are found by the same pairs of characters under which they are stored, so two Han characters are enough; all
    words stand in one message, in the first one also in subject, tags, facts and summary. The agent's rights are part
    of every statement: what may not be seen is not even looked at. A page holds the newest hits that the pages before
    did not; within it the most relevant comes first. Each row has `hit`. Raises `SearchTooBroad`.
    """
    if not is_storable(asked):
        return ListPage([], "newest")
    with _limited() as top:
        heard = hear(agent, read_question(asked))
        if heard.is_nothing:
            return ListPage([], "newest", asked=asked.strip(), said=said_of(heard.question, heard.refused))
        return _page(agent, heard, asked.strip(), before=_before(cursor), top=top)


def quick_search(agent: Agent, asked: str) -> list[Row]:
    """The first few tickets for words that are still being typed, each with `hit`; raises `SearchTooBroad`."""
    if not is_storable(asked):
        return []
    with _limited() as top:
        heard = hear(agent, read_question(asked))
        if heard.is_nothing:
            return []
        ids, _others = _found(agent, heard, QUICK_ROWS, before=None, top=top)
        return _rows(agent, heard, ids[:QUICK_ROWS])


def rows_found(agent: Agent, asked: str, ids: list[int]) -> list[Row]:
    """Those of the tickets that the agent may see, as the search had shown them, to bring them up to date."""
    question = read_question(asked) if is_storable(asked) else Question()
    return _rows(agent, Asked(question, tickets_for(agent), [], is_limited=False), ids)


def hear(agent: Agent, question: Question) -> Asked:
    """What the agent asks for, as far as it can be used; what cannot be is in `refused`."""
    condition, refused, used = Q(), [], 0
    meanings = Meanings(agent)
    for term in question.terms:
        try:
            condition &= meanings.condition_of(term)
        except TermRefused as refusal:
            refused.append((term, refusal.text))
        else:
            used += 1
    is_limited = bool(used or question.unwanted)
    return Asked(question, tickets_for(agent).filter(condition), refused, is_limited)


def _page(agent: Agent, heard: Asked, asked: str, *, before: int | None, top: int) -> ListPage:
    ids, players = _found(agent, heard, PAGE_ROWS + 1, before=before, top=top)
    more = len(ids) > PAGE_ROWS
    ids = ids[:PAGE_ROWS]
    last = min((pk for pk in ids if pk != heard.number), default=0)
    rows = _rows(agent, heard, ids)
    names = [] if rows or before else _near_names(agent, heard)
    return ListPage(
        by_relevance(rows, number=heard.number, players=players, wanted=heard.question.wanted),
        "newest",
        NEWEST.cursor(Ticket(pk=last)) if more else "",
        asked=asked,
        said=said_of(heard.question, heard.refused, names),
    )


def _found(agent: Agent, heard: Asked, rows: int, *, before: int | None, top: int) -> tuple[list[int], list[int]]:
    """Ids of tickets with the one whose number was typed first, and the players whose tickets are meant."""
    players = _players(agent, heard.question)
    games = rights_of(agent).games(Permission.TICKET_VIEW)
    apart = [] if games == EVERY or heard.is_limited or len(games) > GAMES_APART else sorted(games)
    hunt = Hunt(
        heard.counting if heard.number is None else heard.counting.exclude(pk=heard.number),
        heard.question.wanted,
        any_of(heard.question.unwanted),
        players,
        before,
        apart,
        top,
    )
    ids = newest_ids(hunt, rows)
    if before is not None or heard.number is None:
        return ids, players
    return [*heard.counting.filter(pk=heard.number).values_list("pk", flat=True), *ids], players


def _players(agent: Agent, question: Question) -> list[int]:
    text = question.plain
    if not text or len(text) > NAME_LONGEST:
        return []
    found = list(players_called(agent, text, permission=Permission.TICKET_VIEW).values_list("pk", flat=True))
    return found + ([player.pk for player in players_with_email(agent, text)] if "@" in text else [])


def _near_names(agent: Agent, heard: Asked) -> Iterable[str]:
    """Nicknames like the text for which nothing was found."""
    text = heard.question.plain
    if heard.number is not None or not 2 <= len(text) <= NAME_LONGEST:
        return []
    return [player.nickname for player in players_nearly_called(agent, text, permission=Permission.TICKET_VIEW)[:5]]


def _rows(agent: Agent, heard: Asked, ids: list[int]) -> list[Row]:
    """The tickets of these ids in this order, each with what a row shows of its hit; one statement."""
    if not ids:
        return []
    match = all_of(heard.question.wanted)
    own = JSONObject(**{name: name for name in ("resolution_summary", "facts", "tags")})
    said = _hit(match) if match else Value(None, JSONField())
    tickets = tickets_for(agent).filter(pk__in=ids).annotate(own=own, said=said)
    place = {pk: n for n, pk in enumerate(ids)}
    rows = [
        row._replace(hit=hit_in(row, own, said, heard.question.wanted))
        for *values, own, said in row_values(tickets, agent, "own", "said")
        for row in rows_of([tuple(values)])
    ]
    return sorted(rows, key=lambda row: place[row.pk])


def _hit(match: str) -> Subquery:
    """The newest message of the ticket in which the words stand."""
    query = search_query(match)
    messages = Message.objects.filter(ticket=OuterRef("pk"), search=query).order_by("-seq")
    rank = SearchRank(F("search"), query, normalization=32)
    return Subquery(messages.values_list(JSONObject(seq="seq", body="body", visibility="visibility", rank=rank))[:1])


def _before(cursor: str) -> int | None:
    after = NEWEST.after(cursor).children if cursor else []
    return next(
        (value for name, value in (child for child in after if isinstance(child, tuple)) if name == "pk__lt"), None
    )


@contextmanager
def _limited() -> Iterator[int]:
    """One transaction whose statements together do not take longer than the time limit, with the newest ticket's id.

    Raises `SearchTooBroad`.
    """
    try:
        with transaction.atomic(), limited_time() as top:
            yield top
    except OperationalError as error:
        raise SearchTooBroad from error
