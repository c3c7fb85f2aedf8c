"""Which earlier tickets are most like a new one; kept with it, shown only to who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from tickets.models import Ticket, TicketVector

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOOKED_AT = 2000
"""So many of the newest tickets of the same family and game are compared: milliseconds, whatever the desk's size."""
OF_PLAYER = 50
KEPT = 12
ALIKE = 0.55
"""Likeness from which two messages are about the same kind of thing; below it lies chance."""


def keep_vector(ticket: Ticket, vector: Any, *, family: str, encoder: str) -> None:
    """Keep the ticket's vector, and the earlier tickets of its game that are most like it."""
    import numpy as np  # noqa: PLC0415 -- optional dependency

    half = np.asarray(vector, dtype=np.float16)
    known = _known(ticket, family, encoder)
    pairs = _ranked(half.astype(np.float32), known)
    TicketVector.objects.update_or_create(
        ticket=ticket,
        defaults={
            "game_id": ticket.game_id,
            "family": family,
            "encoder": encoder,
            "vector": half.tobytes(),
            "like": [pk for pk, _ in pairs],
            "likeness": [percent for _, percent in pairs],
        },
    )


def _known(ticket: Ticket, family: str, encoder: str) -> dict[int, bytes]:
    """Vectors of the newest tickets of the family, and of the same player's."""
    earlier = TicketVector.objects.filter(encoder=encoder, ticket__lt=ticket.pk)
    columns = ("ticket_id", "vector")
    of_family: QuerySet[TicketVector, Any] = earlier.filter(game=ticket.game_id, family=family).order_by("-ticket")
    of_player: QuerySet[TicketVector, Any] = earlier.filter(ticket__player=ticket.player_id).order_by("-ticket")
    rows = [*of_family.values_list(*columns)[:LOOKED_AT], *of_player.values_list(*columns)[:OF_PLAYER]]
    return {pk: bytes(vector) for pk, vector in rows}


def _ranked(vector: NDArray[Any], known: dict[int, bytes]) -> list[tuple[int, int]]:
    import numpy as np  # noqa: PLC0415 -- optional dependency

    if not known:
        return []
    others = np.frombuffer(b"".join(known.values()), dtype=np.float16).reshape(len(known), -1).astype(np.float32)
    alike = others @ vector
    best = np.argsort(-alike, kind="stable")[:KEPT]
    ids = list(known)
    return [(ids[place], round(100 * float(alike[place]))) for place in best if alike[place] >= ALIKE]
