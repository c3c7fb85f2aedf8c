"""Spans of a ticket's life for its game."""

from django.db.models import F

from tickets.models import LifecyclePolicy


def lifecycle_for(game_id: int) -> LifecyclePolicy:
    """The game's own policy row, else the row for every game, else the defaults of the product."""
    rows = LifecyclePolicy.objects.filter(game_id=game_id) | LifecyclePolicy.objects.filter(game_id=None)
    return rows.order_by(F("game_id").asc(nulls_last=True)).first() or LifecyclePolicy()
