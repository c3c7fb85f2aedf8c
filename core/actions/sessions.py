"""Sessions and keys of an account: ended, reset, handed out once."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from core import clock
from core.actions import events
from core.models import Actor, Agent
from core.policies import people as policies


@transaction.atomic
def end_sessions(agent: Agent, *, by: Actor, keep: str = "") -> int:
    """Sign the account out everywhere, except in the session whose key is `keep`; return how many ended."""
    policies.check_can_end_sessions(by, agent)
    count = end_sessions_of(agent, keep=keep)
    if count:
        events.record("agent.sessions_ended", subject=agent, by=by, data={"count": count})
    return count


@transaction.atomic
def end_session(agent: Agent, session_id: int, *, by: Actor) -> None:
    """Sign the account out in one place; an id that is not one of its sessions changes nothing."""
    policies.check_can_end_sessions(by, agent)
    key = UserSession.objects.filter(pk=session_id, user=agent).values_list("session_key", flat=True).first()
    if key is not None and end_sessions_of(agent, only=key):
        events.record("agent.sessions_ended", subject=agent, by=by, data={"count": 1})


def end_sessions_of(agent: Agent, *, keep: str = "", only: str = "") -> int:
    """Delete the sessions' rows without asking whether one may; part of actions that have asked."""
    sessions = UserSession.objects.filter(user=agent).exclude(session_key=keep)
    if only:
        sessions = sessions.filter(session_key=only)
    keys = list(sessions.values_list("session_key", flat=True))
    count, _rows = Session.objects.filter(session_key__in=keys).delete()
    sessions.filter(session_key__in=keys).delete()
    return count


@transaction.atomic
def reset_second_factor(agent: Agent, *, by: Actor) -> None:
    """Take away every authenticator and recovery code of somebody who lost them, and sign the account out."""
    policies.check_can_manage(by, agent)
    Authenticator.objects.filter(user=agent).delete()
    end_sessions_of(agent)
    events.record("agent.second_factor_reset", subject=agent, by=by)


@transaction.atomic
def password_link(agent: Agent, *, by: Actor) -> str:
    """Return an address at which the person sets a password once; the link dies with its use or after a day.

    It serves as invitation and as reset. Whoever made it hands it over by a way that proves who the other one is; the
    second factor is asked for as always.
    """
    policies.check_can_manage(by, agent)
    key = default_token_generator.make_token(agent)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(agent), "key": key})
    events.record("agent.password_link_made", subject=agent, by=by)
    return f"{settings.PUBLIC_URL}{path}"


def forget_ended_sessions() -> int:
    """Delete sessions that have run out, their entries in the list of sign-ins, and used codes that count no more."""
    now = clock.now()
    count, _rows = Session.objects.filter(expire_date__lt=now).delete()
    living = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(living)).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_cache WHERE expires < %s", [now])
    return int(count)
