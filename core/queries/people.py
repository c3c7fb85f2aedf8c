"""Who is here, who is signed in, and with what."""

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from core import clock
from core.enums import Availability, Permission
from core.models import Agent
from core.policies.people import is_second_factor_missing
from core.policies.permissions import has_anywhere
from core.queries.devices import device_name

DEMO_PASSWORD = "wuyou-demo"  # noqa: S105 -- published; such accounts exist in demo mode only
DEMO_NAMES = (
    "agent", "agent2", "expert", "security", "payments", "tech", "guardian", "complaints", "crisis",
    "supervisor", "manager", "qa", "risk", "analyst", "admin",
)  # fmt: skip


def signed_in_agents() -> QuerySet[Agent]:
    """Active agents with a session that is still good."""
    live = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=clock.now())
    own = UserSession.objects.filter(Exists(live), user_id=OuterRef("pk"))
    return Agent.objects.filter(Exists(own), is_active=True)


def available_agents() -> QuerySet[Agent]:
    """Those to whom work may be given: signed in and set to available."""
    return signed_in_agents().filter(availability=Availability.AVAILABLE)


def absent_agents() -> QuerySet[Agent]:
    """Agents who say that they are there, though no session of theirs is left."""
    return Agent.objects.exclude(availability=Availability.OFFLINE).exclude(pk__in=signed_in_agents().values("pk"))


def desk_agent_of(session_key: str) -> Agent | None:
    """The person whom this session lets into the desk now, or nobody.

    Sockets ask again and again, because a socket outlives sign-out, deactivation and a changed password.
    """
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    agent = get_user(request)
    if not isinstance(agent, Agent) or not has_anywhere(agent, Permission.DESK_USE):
        return None
    is_missing = is_second_factor_missing(agent, has_factor=False) and not has_second_factor(agent)
    return None if is_missing else agent


def has_second_factor(agent: Agent) -> bool:
    """Whether an authenticator app or a key is set up; recovery codes alone are none."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=agent, type__in=kinds).exists())


@dataclass(frozen=True)
class SignIn:
    """One place where an account is signed in; it ends at `ends_at` if nothing more happens there."""

    id: int
    since: datetime
    ends_at: datetime
    ip: str
    device_name: str
    is_current: bool


def sign_ins_of(agent: Agent, *, current_key: str | None) -> list[SignIn]:
    """The account's living sessions, the newest first; two statements however many there are."""
    rows = UserSession.objects.filter(user=agent).order_by("-created_at", "-pk")
    ends = dict(
        Session.objects.filter(session_key__in=rows.values("session_key"), expire_date__gt=clock.now()).values_list(
            "session_key", "expire_date"
        )
    )
    return [
        SignIn(
            row.pk,
            row.created_at,
            ends[row.session_key],
            row.ip,
            device_name(row.user_agent),
            row.session_key == current_key,
        )
        for row in rows
        if row.session_key in ends
    ]


@dataclass(frozen=True)
class DemoAccount:
    """A published sign-in with the post that it holds."""

    pk: int
    name: str
    email: str
    post: str


def demo_accounts() -> list[DemoAccount]:
    """The published sign-ins of a demo, in their usual order; nobody outside demo mode."""
    if not settings.DEMO:
        return []
    addresses = [f"{name}@demo.test" for name in DEMO_NAMES]
    rows = Agent.objects.filter(is_demo=True, is_active=True, email__in=addresses).prefetch_related("roles")
    found = {agent.email: agent for agent in rows}
    return [_demo_account(found[address]) for address in addresses if address in found]


def _demo_account(agent: Agent) -> DemoAccount:
    post = max(agent.roles.all(), key=lambda role: role.rank, default=None)
    return DemoAccount(agent.pk, agent.name, agent.email, post.name if post else "")
