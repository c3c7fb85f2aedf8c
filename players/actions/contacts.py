"""An approved intervention reaches the player: by a message on a ticket, in the game, in words, or stays inside.

Doors to the player belong to apps above; they offer themselves by `offer_door`. A door runs inside the transaction
that holds the player and the intervention, so one approval is one message: a second sender waits and is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.engines.text import is_blank, is_storable
from core.errors import InvalidInput
from core.models import Actor
from core.policies.redaction import redact
from players.actions.intervention_plans import checked_words, record
from players.actions.interventions import locked, moved, save
from players.engines.interventions import Playbook
from players.enums import InterventionMove, InterventionState, InterventionWay
from players.errors import ContactNotNow, InterventionNotOpen, NoDoor
from players.models import Intervention, Player
from players.models.interventions import TEXT_MAX
from players.queries.interventions import window_of
from players.queries.playbooks import playbook_of, words_for_player
from players.queries.reminders import language_of

URGENT_FROM = 4


@dataclass(frozen=True)
class Contact:
    """What a door carries: the words for the player about one dimension; `key` names the intervention."""

    player: Player
    dimension: str
    text: str
    key: str


Door = Callable[[Contact, Actor], int]
_doors: dict[InterventionWay, Door] = {}


def offer_door(way: InterventionWay, door: Door) -> None:
    """From now on messages of this way go through the door; it returns the id of the ticket that carries them."""
    _doors[way] = door


@transaction.atomic
def send(pk: int, *, by: Actor, way: str = "", text: str = "", urgent: str = "") -> Intervention:
    """The player is contacted now, or the steps inside the house are carried out; exactly once.

    `way` is one of the playbook's (empty: its first), `text` the words for the player (empty: the playbook's own).
    `urgent` is the reason for a contact within the days of the cap, which only L4 may have.
    Raises `InterventionNotOpen` unless it is approved and unsent, `ContactNotNow` with the moment from which on it is
    allowed, `InvalidInput`, and what the door raises.
    """
    row = locked(pk, by)
    words = _checked(row, way, text)
    _check_window(row, urgent=urgent.strip())
    moved(row, InterventionMove.SEND)
    row.way, row.text = words.way, words.text
    row.send_at, row.send_trouble, row.sent_at, row.sent_by = None, "", clock.now(), by.agent
    if urgent.strip():
        row.note = checked_words(urgent, "urgent")
    if words.way == InterventionWay.TICKET:
        row.ticket = _door(words.way)(Contact(row.player, row.dimension, words.text, f"intervention:{row.pk}"), by)
    save(row, "way", "text", "send_at", "send_trouble", "sent_at", "sent_by", "note", "ticket")
    record("intervention.sent", row, by, way=row.way, **_for_the_game(row))
    return row


@transaction.atomic
def send_later(pk: int, *, by: Actor, way: str = "", text: str = "") -> Intervention:
    """It is sent by itself in the first moment that is allowed; where that is now, now. Raises what `send` raises."""
    row = locked(pk, by)
    window = window_of(row)
    if window.is_open:
        return send(pk, by=by, way=way, text=text)
    words = _checked(row, way, text)
    row.way, row.text, row.send_at, row.sent_by, row.send_trouble = words.way, words.text, window.next_at, by.agent, ""
    save(row, "way", "text", "send_at", "sent_by", "send_trouble")
    record("intervention.scheduled", row, by, send_at=window.next_at.isoformat())
    return row


def send_due(pk: int, at: datetime) -> Intervention | None:
    """Send what somebody chose to be sent by now, by the rights that this person has now; None where it is not due.

    Where the moment has moved on, it waits for the new one. Raises what `send` raises; then nothing has changed.
    """
    with transaction.atomic():
        row = locked(pk, Actor.system())
        if row.send_at is None or row.send_at > at or row.state != InterventionState.APPROVED or row.sent_by is None:
            return None
        sender = row.sent_by
        window = window_of(row, at)
        if not window.is_open:
            row.send_at = window.next_at
            save(row, "send_at")
            return None
        return send(pk, by=Actor.of_agent(sender), way=row.way, text=row.text)


@transaction.atomic
def give_up_sending(pk: int, trouble: str) -> None:
    """What was to be sent by itself was refused: it waits for a person again, who sees why (a code)."""
    row = locked(pk, Actor.system())
    if row.state != InterventionState.APPROVED or row.send_at is None:
        return
    row.send_at, row.send_trouble = None, trouble[:60]
    save(row, "send_at", "send_trouble")
    record("intervention.send_failed", row, Actor.system(), code=row.send_trouble)


@dataclass(frozen=True)
class _Words:
    way: InterventionWay
    text: str


def _checked(row: Intervention, way: str, text: str) -> _Words:
    """The way and the words, if this playbook may use them."""
    if row.state != InterventionState.APPROVED:
        raise InterventionNotOpen(state=row.state, move=InterventionMove.SEND.value)
    playbook = playbook_of(row)
    chosen = way or playbook.ways[0].value
    if chosen not in playbook.ways:
        wanted = ", ".join(one.value for one in playbook.ways)
        raise InvalidInput({"way": [_("This playbook reaches the player by: %(ways)s.") % {"ways": wanted}]})
    return _Words(InterventionWay(chosen), _text(playbook, InterventionWay(chosen), text, row.player.locale))


def _text(playbook: Playbook, way: InterventionWay, text: str, locale: str) -> str:
    if way == InterventionWay.INSIDE:
        return ""
    wanted = text.strip() or words_for_player(playbook, locale).text
    if is_blank(wanted) or not is_storable(wanted) or len(wanted) > TEXT_MAX:
        raise InvalidInput({"text": [_("Write 1 to %(count)s characters.") % {"count": TEXT_MAX}]})
    return str(redact(wanted))[:TEXT_MAX]


def _check_window(row: Intervention, *, urgent: str) -> None:
    if urgent and row.level < URGENT_FROM:
        raise InvalidInput({"urgent": [_("Only at L4 a player may be contacted again within the week.")]})
    window = window_of(row, uncapped=bool(urgent))
    if not window.is_open:
        raise ContactNotNow(_refusal(window.reasons), reasons=list(window.reasons), next_at=window.next_at.isoformat())


def _refusal(reasons: tuple[str, ...]) -> str:
    if "cap" in reasons:
        return _("The player was contacted about this less than a week ago.")
    return _("These are quiet hours where the player lives (22:00 to 08:00).")


def _door(way: InterventionWay) -> Door:
    door = _doors.get(way)
    if door is None:
        raise NoDoor
    return door


def _for_the_game(row: Intervention) -> dict[str, str]:
    """What the game shows to the player, where it is the game that shows it."""
    if row.way != InterventionWay.GAME:
        return {}
    words = words_for_player(playbook_of(row), row.player.locale)
    return {"title": words.name, "text": row.text, "language": language_of(row.player.locale)}
