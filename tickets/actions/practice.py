"""An agent's own hands: the keys they choose, the practice they have had. Nobody else reads it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.errors import InvalidInput, NotAllowed
from core.models import Actor, Agent
from tickets.models import KeyChoice, Training
from tickets.queries.keys import KEYS, clashes, is_key
from tickets.queries.training import STEPS

LONGEST_SECONDS = 24 * 3600


@transaction.atomic
def choose_keys(agent: Agent, *, has_single_keys: bool, bindings: Mapping[str, str], by: Actor) -> None:
    """From now on the agent's pages go by these keys; deeds that are not named have their usual ones.

    Raises `InvalidInput` by usual key for what is no key, or would leave a deed out of reach.
    """
    _check_self(agent, by)
    usual = {key.usual for key in KEYS}
    own = {name: key for name, key in bindings.items() if name in usual and key and key != name}
    wrong: dict[str, list[Any]] = {
        name: [_("This is no key. Examples: r, Shift+e, g i, Space.")] for name, key in own.items() if not is_key(key)
    }
    wrong |= {name: [reason] for name, reason in clashes(own).items() if name not in wrong}
    if wrong:
        raise InvalidInput(wrong)
    KeyChoice.objects.update_or_create(agent=agent, defaults={"has_single_keys": has_single_keys, "bindings": own})
    events.record("agent.keys_chosen", subject=agent, by=by, data={"own": len(own), "single": has_single_keys})


@transaction.atomic
def practise(agent: Agent, *, steps: Sequence[str], seconds: int | None = None, by: Actor) -> Training:
    """Keep how far the agent has come; with every step done the round counts and its `seconds` may be the best.

    No event: whether somebody practises is nobody's business and no measure of anything.
    """
    _check_self(agent, by)
    done = [step.name for step in STEPS if step.name in steps]
    now = clock.now()
    row, _is_new = Training.objects.get_or_create(agent=agent, defaults={"updated_at": now})
    changes: dict[str, object] = {"steps": done, "updated_at": now}
    if len(done) == len(STEPS):
        changes |= {"steps": [], "rounds": F("rounds") + 1, "finished_at": now}
        if seconds is not None and 0 < seconds <= LONGEST_SECONDS:
            changes["best_seconds"] = Least(F("best_seconds"), seconds)
    Training.objects.filter(pk=row.pk).update(**changes)
    row.refresh_from_db()
    return row


@transaction.atomic
def decline_practice(agent: Agent, *, by: Actor) -> None:
    """The desk does not offer the practice any more; it stays in the agent's menu. No event, as for `practise`."""
    _check_self(agent, by)
    Training.objects.update_or_create(agent=agent, defaults={"is_declined": True, "updated_at": clock.now()})


def _check_self(agent: Agent, by: Actor) -> None:
    if by.agent is None or by.agent.pk != agent.pk:
        raise NotAllowed
