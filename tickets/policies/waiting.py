"""Which of a player's words still wait for an answer on a ticket, read out of what happened on it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.clock import parse_iso
from core.enums import ActorKind

TELLING = (
    "message.received",
    "message.sent",
    "message.moved",
    "ticket.resolved",
    "ticket.changed",
    "ticket.reopened",
    "ticket.merged",
    "ticket.unmerged",
    "ticket.split",
)
"""Events that change what waits."""

NO = "no"
FIRST = "m1"


@dataclass(frozen=True)
class Deed:
    """One event of a ticket."""

    name: str
    at: datetime
    actor_kind: str
    data: Mapping[str, Any]


def message_key(seq: int) -> str:
    """What names a message of the ticket itself among those that wait."""
    return f"m{seq}"


def merged_key(ticket_id: int) -> str:
    """What names the open question of a ticket that is merged into this one."""
    return f"t{ticket_id}"


def asked(deed: Deed) -> Mapping[str, datetime]:
    """What begins to wait with this deed, and since when.

    A player's "no, not solved" asks without words; a reopening by a message is told with the message. A resolve that is
    taken back brings back what waited before it.
    """
    data = deed.data
    if deed.name == "message.received":
        return {message_key(data["message_seq"]): deed.at}
    if deed.name == "ticket.reopened" and deed.actor_kind == ActorKind.PLAYER and "comment" in data:
        return {NO: deed.at}
    if deed.name == "ticket.merged" and data["role"] == "target" and data["waiting_since"]:
        return {merged_key(data["ticket"]): parse_iso(data["waiting_since"])}
    if deed.name == "ticket.changed":
        return {key: parse_iso(since) for key, since in data.get("waiting", {}).items()}
    if deed.name == "message.moved" and data["role"] == "target":
        return {message_key(int(seq)): parse_iso(since) for seq, since in data["waiting"].items()}
    return {}


def withdrawn(deed: Deed) -> frozenset[str]:
    """What waits no longer because it stands elsewhere from now on."""
    if deed.name == "ticket.unmerged" and deed.data["role"] == "target":
        return frozenset({merged_key(deed.data["ticket"])})
    if deed.name == "ticket.split" or (deed.name == "message.moved" and deed.data["role"] == "origin"):
        return frozenset(message_key(seq) for seq in deed.data["messages"])
    return frozenset()


def is_answer(deed: Deed) -> bool:
    """Whether a person of ours spoke to the player, or the matter was ended: nothing waits after it."""
    return deed.name == "ticket.resolved" or (deed.name == "message.sent" and bool(deed.data.get("is_human")))


def waits_after(opened_at: datetime, deeds: Iterable[Deed]) -> dict[str, datetime]:
    """What waits at the end of these deeds, in their order, and since when; a merged ticket's questions rest."""
    waits, resting = {FIRST: opened_at}, dict[str, datetime]()
    for deed in deeds:
        if deed.name in {"ticket.merged", "ticket.unmerged"} and deed.data["role"] == "source":
            waits, resting = (resting, {}) if deed.name == "ticket.unmerged" else ({}, waits)
        elif is_answer(deed):
            waits = {}
        else:
            waits = {key: at for key, at in (dict(asked(deed)) | waits).items() if key not in withdrawn(deed)}
    return waits
