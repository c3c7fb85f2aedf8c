"""What a person may have back of their tickets: what was said in public, by whom in general, and what they told us."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from core.enums import ActorKind
from tickets.enums import Visibility
from tickets.models import Attachment, Message, Ticket


def tickets_of(ids: Collection[int]) -> list[dict[str, Any]]:
    """The tickets of these accounts with their public talk; a colleague is "agent", without a name."""
    fields = (
        "number", "player", "game__slug", "channel", "subject", "status", "category", "facts", "contact_email",
        "resolution_summary", "is_satisfied", "created_at", "resolved_at", "closed_at",
    )  # fmt: skip
    rows = list(Ticket.objects.filter(player__in=ids).order_by("pk").values("pk", *fields))
    talk = _talk([row["pk"] for row in rows])
    files = _files([row["pk"] for row in rows])
    return [
        {name: row[name] for name in fields} | {"messages": talk[row["pk"]], "files": files[row["pk"]]} for row in rows
    ]


def _talk(ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    shown = Message.objects.filter(ticket__in=ids, visibility=Visibility.PUBLIC, moved_to=None)
    talk: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for ticket, kind, body, at in shown.order_by("ticket", "seq").values_list(
        "ticket", "author_kind", "body", "created_at"
    ):
        talk[ticket].append({"by": "you" if kind == ActorKind.PLAYER else "agent", "at": at, "text": body})
    return talk


def _files(ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Files that the player sent, by name: they stand on the player's page of the ticket."""
    files: dict[int, list[dict[str, Any]]] = defaultdict(list)
    sent = Attachment.objects.filter(ticket__in=ids, message__visibility=Visibility.PUBLIC)
    for ticket, name, size in sent.order_by("created_at").values_list("ticket", "name", "size"):
        files[ticket].append({"name": name, "size": size})
    return files
