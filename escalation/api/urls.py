"""Moves of a ticket that belong to escalation, below /api/v1/."""

from escalation.actions.promises import make_promise
from escalation.api import cases
from escalation.api.escalating import escalate
from escalation.api.schemas import EscalateInput, PromiseInput
from tickets.api.moves import MoveSpec, move_urls, offer
from tickets.api.tickets import group_named

offer(
    MoveSpec(
        "escalate",
        "Ask a specialist group; the ticket waits for the answer, except of a work order",
        EscalateInput,
        escalate,
        {"kind": "account_security", "group": "SEC", "note": "异地登录，玩家同意冻结"},
        {"group": group_named},
    )
)
offer(
    MoveSpec(
        "promise",
        "Give the player a time-bound word",
        PromiseInput,
        make_promise,
        {"text": "30 分钟内给您答复", "due_at": "2026-11-21T02:40:00Z"},
    )
)

urlpatterns = [*move_urls("escalate", "promise"), *cases.urlpatterns]
