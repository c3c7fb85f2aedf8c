"""Tags: rows for administrators, plain strings on tickets. A new name is carried to the tickets by and by."""

import logging
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.errors import DomainError, InvalidInput
from core.models import Actor
from tickets.actions.changes import change_ticket
from tickets.enums import TagState
from tickets.models import Tag, TagMove, Ticket

log = logging.getLogger(__name__)
KEPT = ("code", "name_zh", "name_en", "colour", "state")
BATCH = 200


@transaction.atomic
def save_tag(tag: Tag, *, by: Actor) -> None:
    """Keep the tag as it stands, new or changed. With another `code` the tickets that hold the old one follow."""
    before = Tag.objects.select_for_update().filter(pk=tag.pk).first() if tag.pk else None
    was: dict[str, Any] = {name: getattr(before, name) for name in KEPT} if before else {}
    tag.save()
    changes = {name: [was.get(name), getattr(tag, name)] for name in KEPT if was.get(name) != getattr(tag, name)}
    if before and before.code != tag.code:
        _carry(before.code, tag.code)
    if changes:
        data = {"code": tag.code, "changes": changes}
        if before:
            events.record("tag.changed", subject=tag, by=by, data=data)
        else:
            events.record("tag.added", subject=tag, by=by, data=data)


@transaction.atomic
def merge_tag(tag: Tag, *, into: Tag, by: Actor) -> None:
    """The two are one from now on: tickets that hold `tag` get `into`, and whoever writes the old word gets the new.

    Raises `InvalidInput` on `into` for a tag that is itself not in use, or the same.
    """
    rows = {row.pk: row for row in Tag.objects.select_for_update().filter(pk__in=[tag.pk, into.pk]).order_by("pk")}
    old, new = rows[tag.pk], rows[into.pk]
    if old.pk == new.pk or new.state != TagState.ALLOWED or old.state == TagState.MERGED:
        raise InvalidInput({"into": [_("Please choose another tag that is in use.")]})
    Tag.objects.filter(merged_into=old).update(merged_into=new)
    Tag.objects.filter(pk=old.pk).update(state=TagState.MERGED, merged_into=new)
    _carry(old.code, new.code)
    events.record("tag.merged", subject=old, by=by, data={"code": old.code, "into": new.code})


def _carry(before: str, after: str) -> None:
    TagMove.objects.create(before=before, after=after, created_at=clock.now())


def carry_tags() -> int:
    """Give some of the tickets their new tag; returns how many. Called by the sweep until every move is done."""
    with transaction.atomic():
        move = TagMove.objects.select_for_update(skip_locked=True).filter(done_at=None).order_by("pk").first()
        return _carry_some(move) if move else 0


def _carry_some(move: TagMove) -> int:
    """The next tickets by number of row. An archived one keeps its word: it can only be read, and reads as the new."""
    found = Ticket.objects.filter(tags__contains=[move.before], archived_at=None, pk__gt=move.last_ticket)
    tickets = list(found.order_by("pk")[:BATCH])
    moved = sum(_give(ticket, move) for ticket in tickets)
    move.moved += moved
    if tickets:
        move.last_ticket = tickets[-1].pk
    if len(tickets) < BATCH:
        move.done_at = clock.now()
    move.save(update_fields=["last_ticket", "moved", "done_at"])
    return moved


def _give(ticket: Ticket, move: TagMove) -> bool:
    tags = list(dict.fromkeys(move.after if tag == move.before else tag for tag in ticket.tags))
    try:
        with transaction.atomic():
            change_ticket(ticket, by=Actor.system(), tags=tags)
    except DomainError as refusal:
        log.warning("ticket %s keeps the tag %s: %s", ticket.number, move.before, refusal.code)
        return False
    return True
