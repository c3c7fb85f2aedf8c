"""Asking a player to agree to something, and writing down the answer: a proof of who agreed to what, and when.

An agreement by itself does nothing: who asked acts on it, and it may be taken back (domain: PIPL 15, protective freeze
only with the player's word).
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.errors import InvalidInput, NotThere
from core.models import Actor
from tickets.actions.changing import locked
from tickets.actions.replies import ask_player, receive_message
from tickets.enums import ConsentAnswer, ConsentKind
from tickets.errors import ConsentAnswered, ConsentOpen
from tickets.models import ConsentRequest, Ticket
from tickets.queries.consents import answer_words
from tickets.queries.family import in_family

OPEN_FOR = timedelta(hours=72)
"""An emergency that nobody answered for three days is asked about anew, in view of what is known then."""


@transaction.atomic
def ask_consent(ticket: Ticket, *, kind: str, body: str, by: Actor, seen: int | None = None) -> ConsentRequest:
    """The player is asked in these words, by a public message and a card to tap on the ticket's page.

    The ticket waits for the player. Raises `InvalidInput` for the kind or the text, `ConsentOpen` while the same
    question is open, and what `ask_player` raises.
    """
    if kind not in ConsentKind.values:
        raise InvalidInput({"kind": [_("This value is not known.")]})
    row = locked(ticket)
    expire_consents(row)
    message = ask_player(row, by=by, body=body, seen=seen)
    now = clock.now()
    try:
        with transaction.atomic():
            consent = ConsentRequest.objects.create(
                ticket=row,
                kind=kind,
                text=message.body,
                message_seq=message.seq,
                asked_by_name=by.name,
                asked_at=now,
                expires_at=now + OPEN_FOR,
            )
    except IntegrityError as error:
        raise ConsentOpen from error
    data = {"consent": consent.pk, "kind": kind, "message_seq": message.seq}
    events.record("consent.asked", subject=row, by=by, data=data)
    return consent


@transaction.atomic
def answer_consent(ticket: Ticket, consent_id: int, *, agrees: bool, by: Actor) -> ConsentRequest:
    """The player's word is kept, and stands in the conversation as a message of the player.

    The same answer twice is one. Raises `NotThere` for a question of another ticket, `ConsentAnswered` when it was
    answered otherwise or the time for it is over.
    """
    row = locked(ticket)
    consent = _locked_consent(row, consent_id)
    answer = ConsentAnswer.AGREED if agrees else ConsentAnswer.DECLINED
    if consent.answer == answer and consent.withdrawn_at is None:
        return consent
    if consent.answer or consent.expires_at <= clock.now():
        raise ConsentAnswered
    consent.answer, consent.answered_at = answer, clock.now()
    consent.save(update_fields=["answer", "answered_at"])
    _say(row, consent.kind, answer, by=by)
    data = {"consent": consent.pk, "kind": consent.kind, "answer": answer.value}
    events.record("consent.answered", subject=row, by=by, data=data)
    return consent


@transaction.atomic
def withdraw_consent(ticket: Ticket, consent_id: int, *, by: Actor) -> ConsentRequest:
    """An agreement is taken back by the player from now on; nothing happens when it was before.

    Raises `ConsentAnswered` for a question that was not agreed to.
    """
    row = locked(ticket)
    consent = _locked_consent(row, consent_id)
    if consent.answer != ConsentAnswer.AGREED:
        raise ConsentAnswered
    if consent.withdrawn_at is None:
        consent.withdrawn_at = clock.now()
        consent.save(update_fields=["withdrawn_at"])
        _say(row, consent.kind, "withdrawn", by=by)
        events.record("consent.withdrawn", subject=row, by=by, data={"consent": consent.pk, "kind": consent.kind})
    return consent


def expire_consents(ticket: Ticket) -> int:
    """Questions of the ticket whose time is over count as not answered, so that they may be asked again."""
    over = ConsentRequest.objects.filter(ticket=ticket, answer="", expires_at__lte=clock.now())
    return over.update(answer=ConsentAnswer.EXPIRED, answered_at=clock.now())


def _locked_consent(ticket: Ticket, consent_id: int) -> ConsentRequest:
    consent = (
        ConsentRequest.objects.select_for_update(of=("self",))
        .filter(ticket__in=in_family(ticket), pk=consent_id)
        .first()
    )
    if consent is None:
        raise NotThere
    return consent


def _say(ticket: Ticket, kind: str, answer: str, *, by: Actor) -> None:
    """The answer in the conversation, in the language of the page where it was given."""
    receive_message(ticket, by=by, body=answer_words(kind, answer))
