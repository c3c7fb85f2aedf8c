from core.models.actors import Actor
from core.models.api import ApiToken, IdempotencyKey, RateBucket
from core.models.events import Event, EventReceipt, OutboxEntry
from core.models.games import Game, GameKey, Region
from core.models.health import AuditRun, Heartbeat
from core.models.notifications import MailDigest, Notification, NotificationPreference
from core.models.people import Agent, Grant, Group, Role, Team

__all__ = [
    "Actor",
    "Agent",
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
    "Team",
]
