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


class SkillLevel(models.IntegerChoices):
    """How well somebody can do something; the same scale as a ticket's difficulty."""

    KNOWS = 1, _("1 · knows it")
    MASTERS = 2, _("2 · masters it")
    TEACHES = 3, _("3 · teaches it")


class Tongue(models.TextChoices):
    """The languages in which players are answered, as tickets name them."""

    CHINESE = "zh-Hans", _("Chinese")
    ENGLISH = "en", _("English")


class Way(models.TextChoices):
    """How an agent is told something."""

    DESK = "desk", _("At the desk")
    BROWSER = "browser", _("By the browser")
    MAIL = "mail", _("By mail")


class DigestRhythm(models.TextChoices):
    """How often what still waits is sent by mail."""

    NEVER = "never", _("Never")
    HOURLY = "hourly", _("Every hour")
    DAILY = "daily", _("Once a day")


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
    VIEW_SHARE = "view.share"  # into everybody's menu
    PROMISE_MAKE = "promise.make"
    CASE_OPEN = "case.open"
    CASE_WORK = "case.work"
    PLAYER_VIEW = "player.view"
    PLAYER_CHANGE = "player.change"
    PLAYER_MATCH = "player.match"  # compare what a player says with the kept identity: match or no match
    PLAYER_REVEAL = "player.reveal"  # ask to see a kept identity in plain text
    REVEAL_APPROVE = "reveal.approve"  # allow a colleague to see it
    REAL_NAME_REVIEW = "real_name.review"
    PRIVACY_HANDLE = "privacy.handle"  # requests about personal data: give out, erase, hold
    RISK_VIEW = "risk.view"
    RISK_FLAG = "risk.flag"  # suggest that a player is at risk; others decide
    RISK_DECIDE = "risk.decide"  # take alerts, set levels by hand, act
    EVENT_REPORT = "event.report"  # what happens in a game, told by its servers
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


PERMISSION_WORDS = {
    Permission.DESK_USE: _("use the desk"),
    Permission.TICKET_VIEW: _("see tickets"),
    Permission.TICKET_VIEW_RESTRICTED: _("see restricted tickets"),
    Permission.TICKET_CREATE: _("open tickets"),
    Permission.TICKET_TAKE: _("take tickets"),
    Permission.TICKET_ASSIGN: _("assign tickets and hand them over"),
    Permission.TICKET_REPLY: _("answer players"),
    Permission.TICKET_NOTE: _("write internal notes"),
    Permission.TICKET_CHANGE: _("change the facts of tickets"),
    Permission.TICKET_RESOLVE: _("resolve and reopen tickets"),
    Permission.TICKET_CLOSE: _("close tickets"),
    Permission.TICKET_ARCHIVE: _("archive tickets"),
    Permission.VIEW_SHARE: _("share views with everybody"),
    Permission.PROMISE_MAKE: _("make promises"),
    Permission.CASE_OPEN: _("open cases"),
    Permission.CASE_WORK: _("work on cases"),
    Permission.PLAYER_VIEW: _("see players"),
    Permission.PLAYER_CHANGE: _("change players"),
    Permission.PLAYER_MATCH: _("compare an identity with what a player says"),
    Permission.PLAYER_REVEAL: _("ask to see an identity in plain text"),
    Permission.REVEAL_APPROVE: _("allow others to see an identity"),
    Permission.REAL_NAME_REVIEW: _("review real names by hand"),
    Permission.PRIVACY_HANDLE: _("handle requests about personal data: give out, erase, hold"),
    Permission.RISK_VIEW: _("see risk levels and alerts"),
    Permission.RISK_FLAG: _("flag players at risk"),
    Permission.RISK_DECIDE: _("take alerts and decide on risk"),
    Permission.EVENT_REPORT: _("report what happens in games"),
    Permission.QUALITY_VIEW: _("see quality reviews"),
    Permission.REPORT_VIEW: _("see reports"),
    Permission.TEAM_VIEW: _("see the team"),
    Permission.SETTINGS_CHANGE: _("change settings"),
    Permission.API_USE: _("use the API"),
}
SCOPE_WORDS = {
    Scope.TICKETS_READ: _("read tickets"),
    Scope.TICKETS_WRITE: _("write tickets"),
    Scope.PLAYERS_READ: _("read players"),
    Scope.PLAYERS_WRITE: _("write players"),
    Scope.EVENTS_WRITE: _("report events"),
    Scope.CASES_READ: _("read cases"),
    Scope.CASES_WRITE: _("write cases"),
    Scope.REMEDIES_APPROVE: _("approve remedies"),
    Scope.ALERTS_READ: _("read alerts"),
    Scope.ALERTS_WRITE: _("write alerts"),
    Scope.KNOWLEDGE_READ: _("read knowledge"),
    Scope.QA_READ: _("read quality data"),
    Scope.REPORTS_READ: _("read reports"),
    Scope.EXPORTS_READ: _("read exports"),
    Scope.WEBHOOKS_MANAGE: _("manage webhooks"),
}
