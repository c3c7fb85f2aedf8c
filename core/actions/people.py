"""Agents come and go, are given posts, and say whether they are there."""

from collections.abc import Iterable
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import events
from core.actions.sessions import end_sessions_of
from core.enums import Availability
from core.errors import InvalidInput, NotAllowed
from core.models import Actor, Agent, ApiToken, Game, Grant, Group, Role, Team
from core.policies import people as policies
from core.policies.permissions import forget_rights
from core.queries.people import absent_agents

DESCRIPTION = ("name", "language", "languages", "time_zone", "team_id", "capacity")


@transaction.atomic
def create_agent(
    *,
    email: str,
    name: str,
    by: Actor,
    password: str | None = None,
    language: str = "zh-hans",
    languages: Iterable[str] = (),
    team: Team | None = None,
    groups: Iterable[Group] = (),
    is_demo: bool = False,
) -> Agent:
    """Make an account without any right yet; without a password it opens only by `password_link`.

    Demo accounts have a published password, so they come into being in demo mode alone.
    """
    if is_demo and not settings.DEMO:
        raise NotAllowed(_("Demo accounts exist in demo mode only."))
    email = _new_address(email)
    if not name.strip():
        raise InvalidInput({"name": [_("Please give a name.")]})
    agent = Agent(
        email=email,
        name=name.strip(),
        language=language,
        languages=list(languages),
        team=team,
        is_demo=is_demo,
        joined_at=clock.now(),
    )
    policies.check_can_manage(by, agent)
    agent.set_password(password)
    agent.save()
    agent.groups.set(groups)
    events.record("agent.created", subject=agent, by=by, data={"groups": sorted(group.code for group in groups)})
    return agent


@transaction.atomic
def deactivate_agent(agent: Agent, *, by: Actor) -> None:
    """Shut the account: the next page, API call and socket frame of this person are refused; nothing is deleted."""
    policies.check_can_manage(by, agent)
    if not Agent.objects.filter(pk=agent.pk, is_active=True).update(is_active=False):
        return
    agent.is_active = False
    forget_rights(agent)
    ApiToken.objects.filter(agent=agent, revoked_at=None).update(revoked_at=clock.now())
    end_sessions_of(agent)
    _move_to(agent, Availability.OFFLINE, by=by)
    events.record("agent.deactivated", subject=agent, by=by)


@transaction.atomic
def reactivate_agent(agent: Agent, *, by: Actor) -> None:
    """Open a shut account again, with its old posts; sessions and tokens stay dead."""
    policies.check_can_manage(by, agent)
    if not Agent.objects.filter(pk=agent.pk, is_active=False).update(is_active=True):
        return
    agent.is_active = True
    forget_rights(agent)
    events.record("agent.reactivated", subject=agent, by=by)


@transaction.atomic
def grant_role(agent: Agent, role: Role, *, by: Actor, game: Game | None = None) -> Grant:
    """Give a post for one game, or for every game; giving it twice changes nothing."""
    policies.check_can_grant(by, agent, role)
    grant, is_new = Grant.objects.get_or_create(agent=agent, role=role, game=game)
    if is_new:
        forget_rights(agent)
        events.record("agent.role_granted", subject=agent, by=by, data=_grant_data(role, game))
    return grant


@transaction.atomic
def revoke_role(agent: Agent, role: Role, *, by: Actor, game: Game | None = None) -> None:
    """Take a post away; the very next request of this person is judged without it."""
    policies.check_can_grant(by, agent, role)
    count, _rows = Grant.objects.filter(agent=agent, role=role, game=game).delete()
    if count:
        forget_rights(agent)
        events.record("agent.role_revoked", subject=agent, by=by, data=_grant_data(role, game))


@transaction.atomic
def set_groups(agent: Agent, groups: Iterable[Group], *, by: Actor) -> None:
    """Put the agent into exactly these skill groups."""
    policies.check_can_manage(by, agent)
    before = set(agent.groups.values_list("code", flat=True))
    agent.groups.set(groups)
    after = set(agent.groups.values_list("code", flat=True))
    if before != after:
        forget_rights(agent)
        data = {"joined": sorted(after - before), "left": sorted(before - after)}
        events.record("agent.groups_changed", subject=agent, by=by, data=data)


@transaction.atomic
def describe_agent(agent: Agent, *, by: Actor) -> None:
    """Keep the name, languages, time zone, team and capacity that stand on the object."""
    policies.check_can_manage(by, agent)
    before = Agent.objects.get(pk=agent.pk)
    changed = [name for name in DESCRIPTION if getattr(before, name) != getattr(agent, name)]
    if changed:
        agent.save(update_fields=changed)
        events.record("agent.described", subject=agent, by=by, data={"fields": changed})


@transaction.atomic
def set_availability(agent: Agent, to: Availability, *, by: Actor, leaves_work: bool = False) -> None:
    """Say whether the agent is there; `availability_at` is since when. Only an available agent is given tickets.

    `leaves_work`: the agent has agreed that what nobody has begun goes back to colleagues now and not after a while.
    """
    policies.check_can_set_availability(by, agent)
    _move_to(agent, to, by=by, leaves_work=leaves_work)


def sign_off_absent() -> int:
    """Set offline who says to be there though no session is left (closed browser, time-out); return how many.

    A sweep: assignment asks for living sessions anyway, this keeps what colleagues see true.
    """
    absent = list(absent_agents())
    for agent in absent:
        set_availability(agent, Availability.OFFLINE, by=Actor.system())
    return len(absent)


@transaction.atomic
def set_preferences(agent: Agent, *, language: str, time_zone: str, by: Actor) -> None:
    """Keep the person's own language and time zone; what changes nobody's work leaves no event."""
    if by.id != agent.pk:
        policies.check_can_manage(by, agent)
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput({"language": [_("This language is not offered.")]})
    if time_zone not in available_timezones():
        raise InvalidInput({"time_zone": [_("This time zone is unknown.")]})
    Agent.objects.filter(pk=agent.pk).update(language=language, time_zone=time_zone)
    agent.language, agent.time_zone = language, time_zone


def _move_to(agent: Agent, to: Availability, *, by: Actor, leaves_work: bool = False) -> None:
    """Change the state by compare-and-set, so that two tabs at once make one event."""
    now = clock.now()
    changed = Agent.objects.filter(pk=agent.pk).exclude(availability=to).update(availability=to, availability_at=now)
    if not changed:
        return
    before = agent.availability
    agent.availability, agent.availability_at = to, now
    data = {"from": before, "to": str(to)} | ({"leaves_work": True} if leaves_work else {})
    events.record("agent.availability_changed", subject=agent, by=by, data=data)


def _grant_data(role: Role, game: Game | None) -> dict[str, str | None]:
    return {"role": role.code, "game": game.slug if game else None}


def _new_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidInput({"email": [_("This is not an e-mail address.")]}) from None
    if Agent.objects.filter(email__iexact=address).exists():
        raise InvalidInput({"email": [_("This address is taken.")]})
    return address
