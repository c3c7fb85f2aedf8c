"""How the data of this app is removed when its span is over."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from core.models import Notification
from players.actions.retention import Keeper, keep_class
from players.enums import RetentionClass
from players.models import (
    Consent,
    OpsSnapshot,
    Payment,
    PlaySession,
    PrivacyRequest,
    RiskEvaluation,
    RiskState,
)


def deleting(model: type[models.Model], player: str, **older: str) -> Keeper:
    """A keeper that deletes rows whose moment, named as `field="lookup"`, lies before the span."""
    ((field, lookup),) = older.items()

    def due(cutoff: datetime) -> "QuerySet[Any]":
        return model._base_manager.filter(**{f"{field}__{lookup}": cutoff})

    return Keeper(due, player, remover(model))


def remover(model: type[models.Model]) -> Callable[[list[Any]], Mapping[str, int]]:
    """Delete these rows of the model, and say how many."""

    def remove(rows: list[Any]) -> Mapping[str, int]:
        return {model._meta.label_lower: model._base_manager.filter(pk__in=[row.pk for row in rows]).delete()[0]}

    return remove


def _days_due(cutoff: datetime) -> QuerySet[OpsSnapshot]:
    return OpsSnapshot.objects.filter(date__lt=cutoff.date())


def _ratings_due(cutoff: datetime) -> QuerySet[RiskEvaluation]:
    """Ratings that another has replaced; the one that a player's level rests on stays, however old."""
    in_force = RiskState.objects.filter(evaluation=OuterRef("pk"))
    return RiskEvaluation.objects.filter(~Exists(in_force), at__lt=cutoff)


def register_keepers() -> None:
    """Say how each class of this app is kept."""
    keep_class(RetentionClass.PLAY_SESSIONS, deleting(PlaySession, "player", ended_at="lt"))
    keep_class(RetentionClass.PAYMENTS, deleting(Payment, "player", at="lt"))
    keep_class(RetentionClass.DAYS, Keeper(_days_due, "player", remover(OpsSnapshot)))
    keep_class(
        RetentionClass.RISK_RATINGS, Keeper(_ratings_due, "player", remover(RiskEvaluation), is_changeable=False)
    )
    keep_class(RetentionClass.CONSENTS, deleting(Consent, "player", withdrawn_at="lt"))
    keep_class(RetentionClass.REQUESTS, deleting(PrivacyRequest, "player", ended_at="lt"))
    keep_class(RetentionClass.NOTICES, deleting(Notification, "", created_at="lt"))
