"""Keep how an agent wants to be told."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.enums import DigestRhythm, Way
from core.errors import InvalidInput, NotAllowed
from core.models import Actor, Agent, NotificationPreference
from core.policies.quiet import next_digest
from core.queries.attention import matters


@transaction.atomic
def set_attention(agent: Agent, *, by: Actor, ways: Mapping[str, list[str]], **chosen: Any) -> NotificationPreference:
    """Keep the agent's own choices; the next mail is planned anew. What changes nobody's work leaves no event.

    `ways` maps matters to ways; matters and ways that nobody knows are refused, and so is half of a quiet time.
    """
    if by.id != agent.pk:
        raise NotAllowed
    known = {matter.code for matter in matters()}
    if set(ways) - known or {way for chosen_ways in ways.values() for way in chosen_ways} - set(Way.values):
        raise InvalidInput({"ways": [_("Please choose one of the options.")]})
    if (chosen.get("quiet_from") is None) != (chosen.get("quiet_to") is None):
        raise InvalidInput({"quiet_to": [_("Please give both times, or none.")]})
    if chosen.get("digest", DigestRhythm.NEVER) not in DigestRhythm.values:
        raise InvalidInput({"digest": [_("Please choose one of the options.")]})
    fields = {"ways": {code: sorted(chosen_ways) for code, chosen_ways in ways.items()}, **chosen}
    kept, _is_new = NotificationPreference.objects.update_or_create(agent=agent, defaults=fields)
    due = digest_after(kept)
    NotificationPreference.objects.filter(pk=kept.pk).update(digest_at=due)
    kept.digest_at = due
    return kept


def digest_after(preference: NotificationPreference, *, after: Any = None) -> Any:
    """When the next mail is due for these choices; None when none is wanted."""
    quiet: tuple[time | None, time | None] = (preference.quiet_from, preference.quiet_to)
    zone = preference.agent.time_zone
    moment = after or clock.now()
    return next_digest(moment, zone, preference.digest, hour=preference.digest_hour, quiet=quiet)
