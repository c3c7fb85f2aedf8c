"""Moves of an intervention: approved, acknowledged, ended. Sending is in `contacts.py`, planning in
`intervention_plans.py`.

Each move locks the player and then the row, so that of two who reach for the same move one makes it and the other
hears how it stands.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.enums import Permission
from core.errors import InvalidInput, NotThere
from core.models import Actor
from core.policies.permissions import check, has
from players.actions.intervention_plans import checked_words, record
from players.engines.interventions import next_state, outcomes_from
from players.enums import AckBy, Approver, InterventionMove, InterventionOutcome, InterventionState
from players.errors import HumanNeeded, InterventionNotOpen, OwnPlan
from players.models import Intervention, Player
from players.queries.playbooks import playbook_of


@transaction.atomic
def approve(pk: int, *, by: Actor) -> Intervention:
    """The plan may be carried out. Raises `OwnPlan` for who planned it, `HumanNeeded` for a program where it takes a
    person, `InterventionNotOpen`.
    """
    row = locked(pk, by)
    _check_approver(row, by)
    moved(row, InterventionMove.APPROVE)
    row.approved_at, row.approved_by = clock.now(), by.agent
    save(row, "approved_at", "approved_by")
    record("intervention.approved", row, by)
    return row


@transaction.atomic
def acknowledge(pk: int, *, by: Actor, how: AckBy = AckBy.AGENT) -> Intervention:
    """The player has heard of it. Raises `InterventionNotOpen` where nothing was sent, or it was known already."""
    row = locked(pk, by)
    return _acknowledged(row, by, how)


@transaction.atomic
def finish(pk: int, *, by: Actor, outcome: str, note: str = "") -> Intervention:
    """What came of it is written down. Raises `InvalidInput` for an outcome that cannot be from where it stands."""
    row = locked(pk, by)
    allowed = outcomes_from(row.state, contacts=playbook_of(row).contacts)
    if not allowed:
        raise InterventionNotOpen(state=row.state)
    if outcome not in allowed:
        wanted = ", ".join(one.value for one in allowed)
        raise InvalidInput({"outcome": [_("From here it can be: %(outcomes)s.") % {"outcomes": wanted}]})
    moved(row, InterventionMove.FINISH)
    row.outcome, row.note = outcome, checked_words(note, "note") if note.strip() else row.note
    row.ended_at, row.ended_by = clock.now(), by.agent
    save(row, "outcome", "note", "ended_at", "ended_by")
    record("intervention.outcome", row, by, outcome=outcome)
    return row


@transaction.atomic
def withdraw(pk: int, *, by: Actor, note: str) -> Intervention:
    """The plan is dropped before anything was sent, with the reason. Raises `InterventionNotOpen` afterwards."""
    row = locked(pk, by)
    moved(row, InterventionMove.WITHDRAW)
    row.outcome, row.note, row.send_at = InterventionOutcome.WITHDRAWN, checked_words(note, "note"), None
    row.ended_at, row.ended_by = clock.now(), by.agent
    save(row, "outcome", "note", "send_at", "ended_at", "ended_by")
    record("intervention.withdrawn", row, by)
    return row


@transaction.atomic
def hear_answer(ticket_id: int) -> list[Intervention]:
    """The player has written on this ticket: what was sent there is acknowledged; return what was."""
    waiting = Intervention.objects.filter(ticket=ticket_id, state=InterventionState.SENT)
    heard = []
    for pk, player_id in list(waiting.order_by("pk").values_list("pk", "player_id")):
        by = Actor.of_player(player_id)
        row = locked(pk, by)
        if row.state == InterventionState.SENT:
            heard.append(_acknowledged(row, by, AckBy.PLAYER))
    return heard


def locked(pk: int, by: Actor) -> Intervention:
    """The row with its player, both locked; raises `NotThere`, and `NotAllowed` for an agent without the right."""
    known = Intervention.objects.filter(pk=pk).values_list("player_id", "game_id").first()
    if known is None:
        raise NotThere
    player = Player.objects.select_for_update(no_key=True).filter(pk=known[0]).first()
    if player is None:
        raise NotThere
    if by.agent is not None:
        check(by.agent, Permission.RISK_DECIDE, known[1])
    rows = Intervention.objects.select_for_update(of=("self",)).select_related(
        "player", "player__game", "game", "planned_by", "approved_by", "sent_by", "ended_by"
    )
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotThere
    return row


def moved(row: Intervention, move: InterventionMove) -> None:
    """The row stands where the move leads, not yet saved; raises `InterventionNotOpen` where it leads nowhere."""
    try:
        row.state = next_state(row.state, move)
    except KeyError:
        raise InterventionNotOpen(state=row.state, move=move.value) from None


def save(row: Intervention, *fields: str) -> None:
    """Write the locked row with a new version."""
    row.version += 1
    row.save(update_fields=["state", "version", *fields])


def _acknowledged(row: Intervention, by: Actor, how: AckBy) -> Intervention:
    moved(row, InterventionMove.ACKNOWLEDGE)
    row.acknowledged_at, row.acknowledged_how = clock.now(), how
    save(row, "acknowledged_at", "acknowledged_how")
    record("intervention.acknowledged", row, by, how=how.value)
    return row


def _check_approver(row: Intervention, by: Actor) -> None:
    agent = by.agent
    if agent is None:
        raise HumanNeeded
    if row.planned_by_id == agent.pk:
        raise OwnPlan
    if playbook_of(row).approver == Approver.PERSON and not has(agent, Permission.DESK_USE, row.game_id):
        raise HumanNeeded
