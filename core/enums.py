"""Words that everybody uses: who acts, what a person may do, what layer a team stands in."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    AGENT = "agent", _("agent")
    PLAYER = "player", _("player")
    BOT = "bot", _("bot")
    SYSTEM = "system", _("system")


class Layer(models.TextChoices):
    """The three layers of a service organisation (seed 001, 7.1.1)."""

    MANAGEMENT = "management", _("Management")
    BUSINESS = "business", _("Business")
    SUPPORT = "support", _("Support")


class Availability(models.TextChoices):
    AVAILABLE = "available", _("Available")
    BUSY = "busy", _("Busy")
    AWAY = "away", _("Away")
    OFFLINE = "offline", _("Offline")


class GameKind(models.TextChoices):
    CARDS = "cards", _("Card games")
    MOBA = "moba", _("MOBA")
    TOURNAMENT = "tournament", _("Tournament platform")


class Permission(StrEnum):
    """One deed each. A role is a set of them; a grant gives a role for one game or for all."""

    DESK_USE = "desk.use"  # without it an account serves programs only: no sign-in to the pages
    TICKET_VIEW = "ticket.view"
    TICKET_VIEW_RESTRICTED = "ticket.view_restricted"
    TICKET_CREATE = "ticket.create"
    TICKET_TAKE = "ticket.take"
    TICKET_ASSIGN = "ticket.assign"
    TICKET_REPLY = "ticket.reply"
    TICKET_NOTE = "ticket.note"
    TICKET_CHANGE = "ticket.change"
    TICKET_RESOLVE = "ticket.resolve"
    TICKET_CLOSE = "ticket.close"
    TICKET_ARCHIVE = "ticket.archive"
    PROMISE_MAKE = "promise.make"
    CASE_OPEN = "case.open"
    CASE_WORK = "case.work"
    PLAYER_VIEW = "player.view"
    PLAYER_CHANGE = "player.change"
    QUALITY_VIEW = "quality.view"
    REPORT_VIEW = "report.view"
    TEAM_VIEW = "team.view"
    SETTINGS_CHANGE = "settings.change"
    API_USE = "api.use"


class Scope(StrEnum):
    """What a token may be used for (the outside contract); it never widens what its agent may do."""

    TICKETS_READ = "tickets:read"
    TICKETS_WRITE = "tickets:write"
    PLAYERS_READ = "players:read"
    PLAYERS_WRITE = "players:write"
    EVENTS_WRITE = "events:write"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    REMEDIES_APPROVE = "remedies:approve"
    ALERTS_READ = "alerts:read"
    ALERTS_WRITE = "alerts:write"
    KNOWLEDGE_READ = "knowledge:read"
    QA_READ = "qa:read"
    REPORTS_READ = "reports:read"
    EXPORTS_READ = "exports:read"
    WEBHOOKS_MANAGE = "webhooks:manage"
