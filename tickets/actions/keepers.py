"""How what hangs on tickets is removed when its span is over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.models import Actor, SealedNumber
from players.actions.keepers import remover
from players.actions.retention import Keeper, keep_class
from players.enums import RetentionClass
from players.queries.legal_holds import held_players
from tickets.actions.anonymising import anonymise_tickets
from tickets.enums import DraftState, Status
from tickets.models import Classification, Draft, Ticket


def _closed(cutoff: datetime) -> QuerySet[Ticket]:
    return Ticket.objects.filter(status=Status.CLOSED, closed_at__lt=cutoff, anonymised_at=None)


def _crisis(cutoff: datetime) -> QuerySet[Ticket]:
    return _closed(cutoff).filter(signals__contains=["crisis"])


def _numbers(cutoff: datetime) -> QuerySet[SealedNumber]:
    """Those of tickets that were closed long ago; a hold on the player keeps them."""
    closed = Ticket.objects.filter(closed_at__lt=cutoff).exclude(player__in=held_players())
    return SealedNumber.objects.filter(subject_type="ticket", subject_id__in=closed.values("pk"))


def _hits(cutoff: datetime) -> QuerySet[Classification]:
    return Classification.objects.filter(created_at__lt=cutoff).exclude(reasons=[])


def _drafts(cutoff: datetime) -> QuerySet[Draft]:
    return Draft.objects.filter(state=DraftState.RELEASED, updated_at__lt=cutoff)


def _anonymise(rows: list[Any]) -> Mapping[str, int]:
    return anonymise_tickets([row.pk for row in rows], by=Actor.system(), reason="retention")


def _forget_hits(rows: list[Any]) -> Mapping[str, int]:
    changed = Classification.objects.filter(pk__in=[row.pk for row in rows]).update(reasons=[])
    return {"tickets.classification": changed}


def register_keepers() -> None:
    """Say how each class of this app is kept."""
    keep_class(RetentionClass.TICKETS, Keeper(_closed, "player", _anonymise))
    keep_class(RetentionClass.CRISIS_TALKS, Keeper(_crisis, "player", _anonymise))
    keep_class(RetentionClass.COVERED_NUMBERS, Keeper(_numbers, "", remover(SealedNumber)))
    keep_class(RetentionClass.LEXICON_HITS, Keeper(_hits, "ticket__player", _forget_hits))
    keep_class(RetentionClass.SENT_DRAFTS, Keeper(_drafts, "ticket__player", remover(Draft)))
