"""What people note about a player for the next contact, and how the player likes to be spoken to."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import events
from core.actions.originals import keep_originals
from core.engines.redaction import cut, without_tokens
from core.engines.text import is_blank, is_storable
from core.errors import InvalidInput, NotAllowed, NotThere
from core.models import Actor
from core.policies.redaction import redact
from players.enums import CommunicationStyle, NoteKind
from players.models import Player, PlayerNote
from players.policies.profile import can_change_player, can_note_about_player

NOTE_MAX = 1000


@transaction.atomic
def add_note(player: Player, *, kind: str, text: str, by: Actor) -> PlayerNote:
    """The note stands on the player's card, with its author; `player.noted` is recorded without the words."""
    if not can_note_about_player(by, player.game):
        raise NotAllowed
    text = redact(text.strip())
    if is_blank(text) or not is_storable(text) or len(without_tokens(text)) > NOTE_MAX:
        raise InvalidInput({"text": [_("Write 1 to 1,000 characters.")]})
    if kind not in NoteKind.values:
        raise InvalidInput({"kind": [_("This value is not known.")]})
    note = PlayerNote.objects.create(
        player=player, kind=kind, text=cut(text, NOTE_MAX), author=by.agent, author_name=by.name, at=clock.now()
    )
    keep_originals(player, {f"note:{note.pk}": text})
    events.record("player.noted", subject=player, by=by, data={"note": note.pk, "kind": kind})
    return note


@transaction.atomic
def remove_note(player: Player, note_id: int, *, by: Actor) -> None:
    """The note is shown no more. Its author may take it back, and who may change players."""
    note = PlayerNote.objects.select_for_update(of=("self",)).filter(player=player, pk=note_id, removed_at=None).first()
    if note is None:
        raise NotThere
    is_own = by.agent is not None and note.author_id == by.agent.pk
    if not (is_own and can_note_about_player(by, player.game)) and not can_change_player(by, player.game):
        raise NotAllowed
    note.removed_at = clock.now()
    note.save(update_fields=["removed_at"])
    events.record("player.note_removed", subject=player, by=by, data={"note": note.pk})


@transaction.atomic
def set_style(player: Player, style: str, *, by: Actor) -> None:
    """The card says how to speak with this player; nothing happens when it said so before."""
    if not can_note_about_player(by, player.game):
        raise NotAllowed
    if style not in CommunicationStyle.values:
        raise InvalidInput({"style": [_("This value is not known.")]})
    if Player.objects.filter(pk=player.pk).exclude(communication_style=style).update(communication_style=style):
        player.communication_style = style
        events.record("player.style_set", subject=player, by=by, data={"style": style})
