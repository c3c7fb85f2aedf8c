"""Take the words of persons out of tickets, and leave the cases: for the span that is over, and for who asks for it.

What an app above keeps of a ticket is found by its own privacy classes; nothing has to be named here.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from core import clock
from core.actions import events
from core.actions.originals import forget_originals
from core.enums import ActorKind
from core.models import Actor, Notification
from players.actions.rewriting import Change, gone, rewrite
from players.queries.personal_fields import holdings
from tickets.actions.messages import refresh_search, search_of
from tickets.engines.search_text import SEARCH_FORM
from tickets.models import Attachment, Draft, Message, Ticket, TicketVector

DELETED = (Draft, TicketVector)  # nothing of them is worth keeping without their words


@transaction.atomic
def anonymise_tickets(ids: Collection[int], *, by: Actor, reason: str) -> Counter[str]:
    """No word of anybody stands on these tickets any more: subject, talk, facts, cases, comments, files, history.

    Category, times, moves, scores and who worked on them stay. Return how many rows of what were changed or removed.
    """
    done = rewrite_tickets(ids, gone)
    now = clock.now()
    Ticket.objects.filter(pk__in=ids).update(anonymised_at=now, facts={}, updated_at=now)
    Message.objects.filter(ticket__in=ids).update(search=None)
    for ticket in Ticket.objects.filter(pk__in=ids):
        events.record("ticket.anonymised", subject=ticket, by=by, data={"reason": reason})
    return done


@transaction.atomic
def rewrite_tickets(ids: Collection[int], change: Change) -> Counter[str]:
    """Apply the change to every personal text that hangs on these tickets, with their history, and drop their files.

    Numbers that were taken out of the texts are gone with it, and with them what their tokens stood for.
    """
    done = Counter[str]()
    for model in DELETED:
        done[model._meta.label_lower] += model.objects.filter(ticket__in=ids).delete()[0]
    done["tickets.attachment"] += drop_files(ids)
    done["core.sealednumber"] += forget_originals(Ticket, ids)
    done["core.notification"] += Notification.objects.filter(topic__in=[f"ticket:{pk}" for pk in ids]).delete()[0]
    for holding in holdings(Ticket):
        if holding.model not in {Attachment, *DELETED}:
            done[holding.model._meta.label_lower] += rewrite(holding, ids, change)
    done["core.event"] += scrub_history("ticket", ids)
    return +done


def rebuild_search(ids: Collection[int]) -> None:
    """Words for the search follow the texts that stand there now."""
    for message in Message.objects.filter(ticket__in=ids, moved_to=None, search=None).select_related("ticket"):
        words = search_of(message.ticket, message.seq, message.body)
        Message.objects.filter(pk=message.pk).update(search=words, search_form=SEARCH_FORM)
    for ticket in Ticket.objects.filter(pk__in=ids):
        refresh_search(ticket)


def drop_files(ids: Collection[int]) -> int:
    """Delete the files of these tickets, from the disk once the transaction holds; return how many."""
    files = Attachment.objects.filter(ticket__in=ids)
    paths = list(files.values_list("path", flat=True))
    transaction.on_commit(lambda: _unlink(paths))
    files.delete()
    return len(paths)


def scrub_history(kind: str, ids: Iterable[int]) -> int:
    """Empty the free words and the player's name in the events about these; what happened, when and by whom stays.

    The log is append-only for this program. The one door is a function of the database that can do nothing else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_scrub_events(%s, %s::bigint[])", [kind, list(ids)])
        return int(cursor.fetchone()[0])


def _unlink(paths: Iterable[str]) -> None:
    for path in paths:
        (Path(settings.MEDIA_ROOT) / path).unlink(missing_ok=True)


def erase_from_tickets(players: Collection[int], change: Change) -> Counter[str]:
    """Names become tokens in every text of these players' tickets; covered numbers and files are gone.

    The cases stay, and are found by what is left of their words.
    """
    ids = list(Ticket.objects.filter(player__in=players).values_list("pk", flat=True))
    if not ids:
        return Counter()
    done = rewrite_tickets(ids, change)
    Ticket.objects.filter(pk__in=ids).update(contact_email="")
    Message.objects.filter(ticket__in=ids, author_kind=ActorKind.PLAYER).update(author_name="")
    rebuild_search(ids)
    return done


def names_on_tickets(players: Collection[int]) -> set[str]:
    """By what these players were called on their tickets: an older nickname, an address for answers."""
    said = Message.objects.filter(ticket__player__in=players, author_kind=ActorKind.PLAYER)
    names = set(said.values_list("author_name", flat=True).distinct())
    return names | set(Ticket.objects.filter(player__in=players).values_list("contact_email", flat=True).distinct())
