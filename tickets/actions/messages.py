"""Add a message to a locked ticket. Internal to the actions: replies, intake and splitting call it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from core import clock
from core.actions.originals import has_tokens, insert_with, move_originals, sealed_rows
from core.engines.redaction import without_tokens
from core.enums import ActorKind
from core.models import Actor, SealedNumber
from core.policies.redaction import redact
from tickets.actions.attachments import use_uploads
from tickets.engines.search_text import SEARCH_FORM, stored_text
from tickets.enums import Visibility
from tickets.models import Attachment, Message, Ticket

SNIPPET_MAX = 160


def search_of(ticket: Ticket, seq: int, body: str, *, files: Iterable[str] = ()) -> SearchVector:
    """The words under which a message is found: its text and the names of its files, and never a token.

    The first one is also found by what the ticket says of itself: subject, tags, facts (order ids), summary and cause.
    """
    texts = [body, *files]
    if seq == 1:
        facts = [str(value) for value in ticket.facts.values()]
        texts = [ticket.subject, body, *files, *facts, *ticket.tags, ticket.resolution_summary, ticket.root_cause]
    return SearchVector(Value(stored_text(without_tokens("\n".join(filter(None, texts))))), config="simple")


def refresh_search(ticket: Ticket) -> None:
    """The ticket's first message is found by what the ticket says of itself now. The ticket must be locked."""
    for first in ticket.messages.filter(seq=1).prefetch_related("attachments"):
        files = [attachment.name for attachment in first.attachments.all()]
        words = search_of(ticket, first.seq, first.body, files=files)
        ticket.messages.filter(pk=first.pk).update(search=words, search_form=SEARCH_FORM)


def carry_message(ticket: Ticket, message: Message) -> Message:
    """Show a message on this ticket instead of on its own one: same words, author, moment and files, the next number.

    The old row keeps its number and is found no more. Both tickets must be locked; the caller writes the snippets.
    """
    ticket.message_seq += 1
    files = [attachment.name for attachment in message.attachments.all()]
    carried = Message.objects.create(
        ticket=ticket,
        seq=ticket.message_seq,
        author_kind=message.author_kind,
        author_id=message.author_id,
        author_name=message.author_name,
        visibility=message.visibility,
        body=message.body,
        created_at=message.created_at,
        search=search_of(ticket, ticket.message_seq, message.body, files=files),
        search_form=SEARCH_FORM,
    )
    if has_tokens(message.body):
        move_originals(message.ticket, place_of(message), to=ticket, new_place=place_of(carried))
    Attachment.objects.filter(message=message).update(message=carried, ticket=ticket)
    Message.objects.filter(pk=message.pk).update(moved_to=carried, search=None)
    Ticket.objects.filter(pk=ticket.pk).update(message_seq=ticket.message_seq)
    return carried


def newest_words(ticket: Ticket) -> str:
    """What a list shows of the ticket: the beginning of the last public message that stands on it."""
    shown = Message.objects.filter(ticket=ticket, visibility=Visibility.PUBLIC, moved_to=None)
    body = shown.order_by("-created_at", "-seq").values_list("body", flat=True).first() or ""
    return " ".join(body.split())[:SNIPPET_MAX]


def place_of(message: Message) -> str:
    """Under which place of its ticket the numbers of a message are kept."""
    return f"message:{message.seq}"


def originals_in(message: Message) -> list[SealedNumber]:
    """Rows for the numbers that were taken out of a new message, to be written with it."""
    return sealed_rows(message.ticket, place_of(message), message.body)


def new_message(ticket: Ticket, *, by: Actor, visibility: Visibility, body: str) -> Message:
    """The ticket's next message, not yet written; `message_seq` and `snippet` of the ticket are changed in memory.

    Whatever door it came through, no number of a person stands in it; `originals_in` are to be written with it.
    """
    body = redact(body)
    ticket.message_seq += 1
    if visibility == Visibility.PUBLIC:
        ticket.snippet = " ".join(body.split())[:SNIPPET_MAX]
    return Message(
        ticket=ticket,
        seq=ticket.message_seq,
        author_kind=by.kind,
        author_id=by.id if by.kind == ActorKind.AGENT else None,
        author_name=by.name,
        visibility=visibility,
        body=body,
        created_at=clock.now(),
        search=search_of(ticket, ticket.message_seq, body),
        search_form=SEARCH_FORM,
    )


def add_files(message: Message, ids: Iterable[UUID | str], *, uploader_key: str) -> None:
    """The author's uploads belong to the new message, which is found by their names as well. Raises `UploadNotYours`.

    The message knows its files without asking again.
    """
    files = use_uploads(ids, message=message, uploader_key=uploader_key)
    if files:
        words = search_of(message.ticket, message.seq, message.body, files=[file.name for file in files])
        Message.objects.filter(pk=message.pk).update(search=words)
    message._prefetched_objects_cache = {"attachments": files}  # type: ignore[attr-defined]


def append_message(
    ticket: Ticket,
    *,
    by: Actor,
    visibility: Visibility,
    body: str,
    attachment_ids: Iterable[UUID | str] = (),
    uploader_key: str = "",
) -> Message:
    """Store one message with the next number and the files that the author uploaded for it.

    The ticket must be locked; its `message_seq` and `snippet` are changed in memory and written by the caller's change.
    """
    message = new_message(ticket, by=by, visibility=visibility, body=body)
    insert_with([message], originals_in(message))
    add_files(message, attachment_ids, uploader_key=uploader_key)
    return message


def written_with(ticket: Ticket) -> dict[str, Any]:
    """The columns that `append_message` has changed in memory, for the caller's change."""
    return {"message_seq": ticket.message_seq, "snippet": ticket.snippet}
