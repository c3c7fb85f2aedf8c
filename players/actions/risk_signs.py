"""Signs that people see: what only they can know, and the word that a sign of the machine's is true."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.enums import Permission
from core.errors import InvalidInput, NotThere
from core.models import Actor
from core.policies.permissions import check
from players.actions.risk import NewSignal, add_signals, confirm_signal, evaluate
from players.actions.risk_rules import load_risk_rules
from players.actions.risk_tasks import checked_reason
from players.enums import RiskSource
from players.models import Player, RiskSignal, RiskState
from players.queries.risk import rules_of

CONFIRMED: Final = "confirmed"


@transaction.atomic
def report_sign(player_id: int, *, by: Actor, code: str, note: str) -> RiskState:
    """A person saw this sign: one that only people see is added, the newest one of the machine's is confirmed.

    The note says why and stays with the sign. Raises `InvalidInput` for a code that people neither see nor confirm, or
    where there is nothing to confirm.
    """
    player = Player.objects.select_for_update(no_key=True).filter(pk=player_id).first()
    if player is None:
        raise NotThere
    if by.agent is not None:
        check(by.agent, Permission.RISK_DECIDE, player.game_id)
    text = checked_reason(note, "note")
    rules = rules_of(load_risk_rules())
    rule = rules.by_code.get(code)
    if rule is not None and "M" in rule.sources:
        key = f"person:{by.id}:{clock.now():%Y-%m-%d}"
        sign = NewSignal(code, key, source=RiskSource.MANUAL, about={"note": text})
        return add_signals(player.pk, [sign], by=by) or evaluate(player.pk, by=by)
    if not any(trigger.signal == code and trigger.mark == CONFIRMED for trigger in rules.triggers):
        raise InvalidInput({"signal": [_("This is not a sign that a person reports or confirms.")]})
    return confirm_signal(_newest(player, code, text), CONFIRMED, by=by)


def _newest(player: Player, code: str, note: str) -> int:
    row = RiskSignal.objects.filter(player=player, code=code).order_by("-at", "-pk").first()
    if row is None:
        raise InvalidInput({"signal": [_("There is no such sign yet that could be confirmed.")]})
    RiskSignal.objects.filter(pk=row.pk).update(about={**row.about, "confirmed": note})
    return row.pk
