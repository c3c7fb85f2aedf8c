"""Spans of a ticket's life for its game."""

from django.db.models import F, Q

from tickets.models import LifecyclePolicy


def lifecycle_for(game_id: int | None) -> LifecyclePolicy:
    """The game's own policy row, else the row for every game, else the defaults of the product."""
    rows = LifecyclePolicy.objects.filter(Q(game_id=game_id) | Q(game__isnull=True))
    return rows.order_by(F("game_id").asc(nulls_last=True)).first() or LifecyclePolicy()
