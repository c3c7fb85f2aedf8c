"""Bring stored search words up to the present way of cutting."""

from dataclasses import dataclass

from django.db import transaction

from tickets.actions.messages import search_of
from tickets.engines.search_text import SEARCH_FORM
from tickets.models import Message

BATCH = 500


@dataclass(frozen=True)
class Reindexed:
    """How many messages of a batch were cut anew, and the lowest id that was looked at; None when none was left."""

    changed: int
    lowest: int | None


@transaction.atomic
def reindex_batch(*, before: int | None = None, size: int = BATCH) -> Reindexed:
    """Cut up to `size` messages below the id `before` anew, the newest first.

    One that was moved is found where it stands now and stays without words. A message that somebody writes to at this
    moment has the present words already and is left to them. Run as often as you like: what is up to date is passed
    by, so a stopped run goes on where it was.
    """
    shown = Message.objects.filter(moved_to=None)
    stale = shown.exclude(search_form=SEARCH_FORM).select_related("ticket").prefetch_related("attachments")
    if before is not None:
        stale = stale.filter(pk__lt=before)
    rows = list(stale.order_by("-pk").select_for_update(of=("self",), skip_locked=True)[:size])
    for row in rows:
        files = [attachment.name for attachment in row.attachments.all()]
        words = search_of(row.ticket, row.seq, row.body, files=files)
        Message.objects.filter(pk=row.pk).update(search=words, search_form=SEARCH_FORM)
    return Reindexed(len(rows), rows[-1].pk if rows else None)
