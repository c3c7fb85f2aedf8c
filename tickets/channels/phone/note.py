"""From a call to a ticket: the player is found or made, the words are the player's, the agent may keep the ticket."""

from dataclasses import dataclass

from django.db import transaction

from core.models import Actor, Game
from core.policies.redaction import redact
from players.actions.profile import guest_player, introduce_player, upsert_player
from players.models import Player
from players.policies.profile import can_change_player
from tickets.actions.intake import Intake, open_ticket
from tickets.actions.lifecycle import take
from tickets.actions.replies import receive_message
from tickets.enums import Channel
from tickets.models import Ticket
from tickets.policies.texts import TRIMMED


@dataclass(frozen=True)
class PhoneNote:
    """What the agent wrote down. `key` names this one call."""

    game: Game
    uid: str
    nickname: str
    email: str
    category: str
    subject: str
    body: str
    in_game_now: bool
    is_mine: bool
    key: str


@transaction.atomic
def write_down(note: PhoneNote, *, by: Actor) -> Ticket:
    """Open the ticket of the call, or find the one that the same note had opened before; new words are added to it.

    With `is_mine` the agent has it at once. Raises `InvalidInput` for texts, account and category, `NotAllowed`
    without the right for the game.
    """
    key = f"phone:{note.key}"
    known = Ticket.objects.filter(intake_key=key).first()
    if known is not None:
        _add_what_is_new(known, note, by=by)
        return known
    intake = Intake(
        game=note.game,
        player=_caller(note, by=by),
        channel=Channel.PHONE,
        subject=note.subject,
        body=note.body,
        category=note.category,
        in_game_now=note.in_game_now or None,
        contact_email=note.email,
        key=key,
    )
    opened = open_ticket(intake, by=by)
    if note.is_mine and opened.is_new:
        take(opened.ticket, by=by)
    return opened.ticket


def _add_what_is_new(ticket: Ticket, note: PhoneNote, *, by: Actor) -> None:
    if not ticket.messages.filter(body=redact(note.body.strip(TRIMMED))).exists():
        receive_message(ticket, by=by, body=note.body)


def _caller(note: PhoneNote, *, by: Actor) -> Player:
    """The account that the caller named, or a guest; what is left empty changes no profile."""
    if not note.uid.strip():
        return guest_player(note.game, nickname=note.nickname, email=note.email, by=by)
    told = {name: value for name, value in (("nickname", note.nickname), ("email", note.email)) if value.strip()}
    meet = upsert_player if can_change_player(by, note.game) else introduce_player
    return meet(note.game, note.uid, by=by, **told)
