"""Which tickets a text means, as a condition for lists that have an order of their own."""

from django.db.models import OuterRef, Q, Subquery
from django.db.models.lookups import IsNull

from core.models import Agent
from tickets.engines.search_query import ProblemKind, Question, read_question
from tickets.engines.search_text import all_of, any_of
from tickets.models import Message
from tickets.models.tickets import NUMBER_OFFSET
from tickets.queries.search_conditions import NUMBER_DIGITS, Meanings, TermRefused
from tickets.queries.search_said import sentence_of
from tickets.queries.search_ways import search_query

REFUSED = {ProblemKind.NO_VALUE, ProblemKind.TOO_LONG, ProblemKind.TOO_MANY_WORDS}
RARE = 5_000  # so few hits are named one by one; otherwise the list reads its tickets until a page is full


class TextRefused(Exception):
    """A part of the text cannot be used; `text` says which one and why."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


def tickets_matching(agent: Agent, text: str) -> Q:
    """Tickets with a message (or, in the first one, a subject) that holds the words, or with this number.

    The text is in the language of the search page; a part that cannot be used raises `TextRefused`.
    """
    question = read_question(text)
    unused = [problem for problem in question.problems if problem.kind in REFUSED]
    if unused:
        raise TextRefused(sentence_of(unused[0]))
    condition: Q = Q() if question.words or question.terms else Q(pk__in=())
    meanings = Meanings(agent)
    for term in question.terms:
        try:
            condition &= meanings.condition_of(term)
        except TermRefused as refusal:
            raise TextRefused(f"{term.source}: {refusal.text}") from refusal
    if unwanted := any_of(question.unwanted):
        condition = Q(condition, IsNull(_said(unwanted), True))
    return Q(condition, _words(question)) if question.wanted else condition


def _words(question: Question) -> Q:
    match = all_of(question.wanted)
    hits = Message.objects.filter(search=search_query(match)).order_by()
    ids = [pk for (pk,) in hits.values_list("ticket_id")[: RARE + 1]]
    found = Q(pk__in=sorted(set(ids))) if len(ids) <= RARE else Q(IsNull(_said(match), False))
    digits = question.plain.removeprefix("#").strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= NUMBER_DIGITS:
        found |= Q(pk=int(digits) - NUMBER_OFFSET)
    return found


def _said(match: str) -> Subquery:
    """A message of the ticket that matches, answered by reading the messages of each ticket that is looked at."""
    said = Message.objects.filter(ticket=OuterRef("pk"), search=search_query(match))
    return Subquery(said.order_by().values("seq")[:1])
