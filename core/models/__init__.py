from core.models.actors import Actor
from core.models.api import ApiToken, IdempotencyKey, RateBucket
from core.models.events import Event, EventReceipt, OutboxEntry
from core.models.games import Game, GameKey, Region
from core.models.health import AuditRun, Heartbeat
from core.models.notifications import MailDigest, Notification, NotificationPreference
from core.models.originals import SealedNumber
from core.models.people import Agent, Grant, Group, Role, Team
from core.models.skills import AgentLoad, AgentSkill, Skill

__all__ = [
    "Actor",
    "Agent",
    "AgentLoad",
    "AgentSkill",
    "ApiToken",
    "AuditRun",
    "Event",
    "EventReceipt",
    "Game",
    "GameKey",
    "Grant",
    "Group",
    "Heartbeat",
    "IdempotencyKey",
    "MailDigest",
    "Notification",
    "NotificationPreference",
    "OutboxEntry",
    "RateBucket",
    "Region",
    "Role",
    "SealedNumber",
    "Skill",
    "Team",
]
