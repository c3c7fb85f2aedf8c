"""Which tickets a text means."""

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q

from tickets.engines.search_text import query_text
from tickets.models import Message

_MAX_NUMBER = 2**63 - 1


def tickets_matching(text: str) -> Q:
    """Tickets with a message (or, in the first one, a subject) that holds the words, or with this number."""
    wanted = query_text(text)
    found = Q(pk__in=())
    if wanted:
        query = SearchQuery(wanted, config="simple", search_type="raw")
        found = Q(Exists(Message.objects.filter(ticket_id=OuterRef("pk"), search=query)))
    digits = text.strip().removeprefix("#")
    if digits.isascii() and digits.isdigit() and int(digits[:20]) <= _MAX_NUMBER:
        found |= Q(number=int(digits))
    return found
