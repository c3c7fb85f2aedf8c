"""From the web form to a ticket: who writes, the files, and one ticket however often the button was pressed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.enums import ActorKind
from core.models import Actor, Game
from core.policies.redaction import redact
from players.actions.profile import guest_player, upsert_player
from players.models import Player
from tickets.actions.attachments import store_upload
from tickets.actions.intake import Intake, Opened, open_ticket
from tickets.actions.replies import receive_message
from tickets.enums import Channel
from tickets.errors import UploadRefused
from tickets.models import Ticket
from tickets.policies.texts import TRIMMED
from tickets.queries.player_links import Identity


@dataclass(frozen=True)
class Submission:
    """What the form holds. `key` was put into the form when it was shown and names this one intake."""

    game: Game
    key: str
    category: str
    body: str
    identity: Identity | None = None
    uid: str = ""
    nickname: str = ""
    email: str = ""
    locale: str = ""
    in_game_now: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    attachment_ids: Iterable[str] = ()

    @property
    def uploader_key(self) -> str:
        return f"form:{self.key}"


@dataclass(frozen=True)
class Stored:
    """Files taken in, and for each that was not its name and the reason."""

    ids: list[str]
    refused: list[tuple[str, str]]

    @property
    def refusals(self) -> list[str]:
        """A sentence for each file that was not taken, where its name does not stand beside it."""
        return [_("%(name)s: %(why)s") % {"name": name, "why": why} for name, why in self.refused]


@transaction.atomic
def submit(form: Submission) -> Opened:
    """Open the ticket; the same form again finds it. Text that was changed before it came again becomes a message.

    Raises `InvalidInput` for texts and facts and `UploadNotYours` for files.
    """
    _wait_for_the_same_form(form.uploader_key)
    known = Ticket.objects.filter(intake_key=form.uploader_key).select_related("player").first()
    player = known.player if known else _player(form)
    by = Actor.of_player(player.pk, player.nickname)
    opened = open_ticket(_intake(form, player), by=by)
    if not opened.is_new:
        _add_what_is_new(opened.ticket, form, by=by)
    return opened


def store_files(files: "Iterable[UploadedFile[Any]]", uploader_key: str) -> Stored:
    """Take in what can be taken; the rest is named with its reason."""
    ids, refused = [], []
    for file in files:
        try:
            upload = store_upload(file, uploader_kind=ActorKind.PLAYER, uploader_key=uploader_key)
        except UploadRefused as refusal:
            refused.append(((file.name or "")[:60], str(refusal.text)))
        else:
            ids.append(str(upload.pk))
    return Stored(ids, refused)


def _wait_for_the_same_form(key: str) -> None:
    """Two presses of one button come one after the other, so that only the first makes a player and a ticket."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _player(form: Submission) -> Player:
    """The signed player with what the game says; a typed id alone never changes a profile."""
    if form.identity is not None:
        told = {"nickname": form.identity.nickname, "locale": form.identity.locale}
        fields = {name: value for name, value in told.items() if value}
        return upsert_player(form.game, form.identity.uid, by=Actor.system(), **fields)
    if form.uid:
        return upsert_player(form.game, form.uid, by=Actor.system())
    return guest_player(form.game, form.nickname, form.email, form.locale)


def _intake(form: Submission, player: Player) -> Intake:
    return Intake(
        game=form.game,
        player=player,
        channel=Channel.WEB,
        subject="",
        body=form.body,
        category=form.category,
        facts=form.facts,
        in_game_now=form.in_game_now or None,
        contact_email=form.email,
        is_player_verified=form.identity is not None,
        attachment_ids=form.attachment_ids,
        uploader_key=form.uploader_key,
        key=form.uploader_key,
    )


def _add_what_is_new(ticket: Ticket, form: Submission, *, by: Actor) -> None:
    if not ticket.messages.filter(body=redact(form.body.strip(TRIMMED))).exists():
        receive_message(
            ticket, by=by, body=form.body, attachment_ids=form.attachment_ids, uploader_key=form.uploader_key
        )
