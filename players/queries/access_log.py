"""Read the log of accesses, and judge whether it is whole."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from core import clock
from players.engines.chains import Gap, first_gap
from players.enums import AccessDeed
from players.models import IdentityAccess

MATCHES = (AccessDeed.MATCHED, AccessDeed.NOT_MATCHED)


def facts_of(line: IdentityAccess) -> dict[str, Any]:
    """What the hash of a line covers: everything but the hashes."""
    return {
        "seq": line.seq,
        "at": line.at.isoformat(timespec="microseconds"),
        "agent": line.agent_ref,
        "player": line.player_ref,
        "deed": str(line.deed),
        "what": line.what,
        "purpose": line.purpose,
        "ticket": line.ticket,
    }


def gap_in_log() -> Gap | None:
    """The first place where the log was changed or something taken out; it is read in parts."""
    return first_gap(_lines())


def head_of_log() -> tuple[int, str]:
    """Number and hash of the last line: kept elsewhere they tell later whether the end was cut off."""
    last = IdentityAccess.objects.order_by("-seq").values_list("seq", "digest").first()
    return last or (0, "")


def digest_at(seq: int) -> str | None:
    """The hash of that line, None where there is none."""
    return IdentityAccess.objects.filter(seq=seq).values_list("digest", flat=True).first()


def matches_for(player: int, ticket: str) -> tuple[int, int]:
    """How often the player's identity was compared for this ticket, and within a day for any."""
    of_player = IdentityAccess.objects.filter(player_ref=player, deed__in=MATCHES)
    return (
        of_player.filter(ticket=ticket).count() if ticket else 0,
        of_player.filter(at__gt=clock.now() - timedelta(days=1)).count(),
    )


def _lines() -> Iterator[tuple[int, str, str, Mapping[str, Any]]]:
    for line in IdentityAccess.objects.order_by("seq").iterator(chunk_size=2000):
        yield line.seq, line.previous, line.digest, facts_of(line)
