"""Write down that somebody used a kept identity: a line that the app itself cannot change or take back."""

from django.db import connection, transaction

from core import clock
from core.models import Actor
from players.engines.chains import START, digest_of
from players.enums import AccessDeed
from players.models import IdentityAccess, Player
from players.queries.access_log import facts_of

_LOCK = 7_036_201  # every writer stands in this one line, so that each follows the last


@transaction.atomic
def log_access(
    player: Player | int, *, by: Actor, deed: AccessDeed, what: str, purpose: str = "", ticket: str = ""
) -> IdentityAccess:
    """Add the line behind the last one; the lock is held until the caller's commit, so call it last.

    `what` names the fields or pieces, never their content.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = IdentityAccess.objects.order_by("-seq").values_list("seq", "digest").first()
    seq, previous = last or (0, START)
    line = IdentityAccess(
        seq=seq + 1,
        at=clock.now(),
        agent_ref=by.id if by.is_agent else None,
        player_ref=player.pk if isinstance(player, Player) else player,
        deed=deed,
        what=what,
        purpose=purpose,
        ticket=ticket,
        previous=previous,
    )
    line.digest = digest_of(previous, facts_of(line))
    line.save(force_insert=True)
    return line
