"""How tickets and what belongs to them look on the wire. Plain functions: a list of 25 must cost little."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

from core.api import fields
from core.api.formats import moment, text_id
from core.models import Agent, Event
from tickets.actions.intake import Opened
from tickets.enums import Priority
from tickets.models import Attachment, Message, Ticket
from tickets.queries.shown import ShownTicket
from tickets.queries.verdicts import Said, as_said, newest_verdicts, reason_texts


def ticket_resources(tickets: Sequence[ShownTicket], agent: Agent) -> list[dict[str, Any]]:
    """Each ticket with its classification and what upper apps know, by a fixed number of statements."""
    verdicts = newest_verdicts([ticket.pk for ticket in tickets])
    extras = fields.provided("ticket", tickets, agent)
    return [_ticket(ticket, verdicts.get(ticket.pk)) | extra for ticket, extra in zip(tickets, extras, strict=True)]


def ticket_resource(ticket: Ticket, agent: Agent) -> dict[str, Any]:
    """One ticket."""
    return ticket_resources([ShownTicket.of(ticket)], agent)[0]


def new_ticket_resource(opened: Opened) -> dict[str, Any]:
    """A ticket of this very transaction, from memory: upper apps hear of it after the commit, so they are not asked."""
    said = as_said(opened.verdict) if opened.verdict is not None else None
    return (
        _ticket(ShownTicket.of(opened.ticket), said) | fields.defaults("ticket") | {"tracking_url": opened.tracking_url}
    )


def _ticket(ticket: ShownTicket, verdict: Said | None) -> dict[str, Any]:
    return {
        "id": str(ticket.pk),
        "number": ticket.number,
        "url": f"{settings.PUBLIC_URL}/desk/tickets/{ticket.number}",
        "game": ticket.game,
        "channel": ticket.channel,
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": Priority(ticket.priority).name,
        "category": ticket.category,
        "urgency": ticket.urgency,
        "impact": ticket.impact,
        "difficulty": ticket.difficulty,
        "group": ticket.group,
        "assignee": text_id(ticket.assignee),
        "owner": text_id(ticket.owner),
        "player": _player(ticket),
        "language": ticket.language,
        "emotion": ticket.emotion,
        "core_demand": ticket.core_demand,
        "in_game_now": ticket.in_game_now,
        "facts": ticket.facts,
        "tags": ticket.tags,
        "signals": ticket.signals,
        "restricted": ticket.is_restricted,
        "classification": _classification(ticket, verdict),
        "resolution": {
            "summary": ticket.resolution_summary,
            "root_cause": ticket.root_cause,
            "satisfied": ticket.is_satisfied,
        },
        "snoozed_until": moment(ticket.snoozed_until),
        "created_at": moment(ticket.created_at),
        "updated_at": moment(ticket.updated_at),
        "first_response_at": moment(ticket.first_response_at),
        "resolved_at": moment(ticket.resolved_at),
        "closed_at": moment(ticket.closed_at),
        "archived_at": moment(ticket.archived_at),
        "merged_into": text_id(ticket.merged_into),
        "reopen_count": ticket.reopen_count,
        "version": ticket.version,
    }


def _player(ticket: ShownTicket) -> dict[str, Any]:
    uid = ticket.uid or None
    return {"id": str(ticket.player), "uid": uid, "nickname": ticket.nickname, "locale": ticket.locale}


def _classification(ticket: ShownTicket, verdict: Said | None) -> dict[str, Any]:
    """The best guess is always the ticket's own category: a person's word counts more than a later verdict."""
    is_same = verdict is not None and verdict.category == ticket.category
    return {
        "category": ticket.category,
        "confidence": verdict.confidence if verdict is not None and is_same else 0.0,
        "confident": verdict is not None and is_same and verdict.is_confident,
        "final": ticket.is_classification_final,
        "alternatives": verdict.alternatives if verdict is not None else [],
        "reasons": reason_texts(verdict.reasons) if verdict is not None else [],
    }


def message_resources(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Messages with their files; `attachments` must be prefetched."""
    return [
        {
            "id": str(message.pk),
            "seq": message.seq,
            "author": {
                "kind": message.author_kind,
                "id": text_id(message.author_id),
                "name": message.author_name,
            },
            "visibility": message.visibility,
            "body": message.body,
            "attachments": [_file(attachment) for attachment in message.attachments.all()],
            "created_at": moment(message.created_at),
        }
        for message in messages
    ]


def event_resources(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Entries of a timeline."""
    return [
        {
            "id": str(event.uid),
            "seq": event.seq,
            "kind": event.name,
            "at": moment(event.at),
            "actor": {"kind": event.actor_kind, "id": text_id(event.actor_id), "name": event.actor_name},
            "data": event.data,
        }
        for event in events
    ]


def attachment_resource(attachment: Attachment, url: str | None) -> dict[str, Any]:
    """A file with an address that opens it for some minutes; a quarantined one has none."""
    return {
        **_file(attachment),
        "ticket": text_id(attachment.ticket_id),
        "sha256": attachment.sha256,
        "created_at": moment(attachment.created_at),
        "url": url,
    }


def _file(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": str(attachment.pk),
        "name": attachment.name,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "state": attachment.state,
    }
