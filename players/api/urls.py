"""Addresses of players, below /api/v1/."""

from django.urls import path

from players.api import risk
from players.api.alerts import AcknowledgeAlert, AlertDetail, AlertList, ResolveAlert
from players.api.events import EventReports
from players.api.interventions import MOVES, InterventionDetail, InterventionList
from players.api.law import PlayWindow, SpendCheck
from players.api.players import PlayerDetail, PlayerList
from players.api.privacy import (
    STEPS,
    ConsentList,
    ConsentWithdrawal,
    HoldEnd,
    HoldList,
    RequestDetail,
    RequestExport,
    RequestList,
)
from players.api.real_name import PlayerRealName, RealNameMatch

urlpatterns = [
    path("events", EventReports.as_view()),
    path("alerts", AlertList.as_view()),
    path("alerts/<str:pk>", AlertDetail.as_view()),
    path("alerts/<str:pk>/acknowledge", AcknowledgeAlert.as_view()),
    path("alerts/<str:pk>/resolve", ResolveAlert.as_view()),
    path("interventions", InterventionList.as_view()),
    path("interventions/<str:pk>", InterventionDetail.as_view()),
    *(path(f"interventions/<str:pk>/{name}", move.as_view()) for name, move in MOVES.items()),
    path("players", PlayerList.as_view()),
    path("players/<str:pk>", PlayerDetail.as_view()),
    path("players/<str:pk>/risk", risk.PlayerRisk.as_view()),
    path("players/<str:pk>/risk/flag", risk.PlayerFlag.as_view()),
    path("players/<str:pk>/risk/signals", risk.PlayerSigns.as_view()),
    path("players/<str:pk>/risk/overrides", risk.PlayerOverrides.as_view()),
    path("players/<str:pk>/risk/overrides/<str:override>/approve", risk.ApproveOverride.as_view()),
    path("players/<str:pk>/risk/overrides/<str:override>/refuse", risk.RefuseOverride.as_view()),
    path("players/<str:pk>/risk/overrides/<str:override>/withdraw", risk.WithdrawOverride.as_view()),
    path("players/<str:pk>/real-name", PlayerRealName.as_view()),
    path("players/<str:pk>/real-name/match", RealNameMatch.as_view()),
    path("players/<str:pk>/play-window", PlayWindow.as_view()),
    path("players/<str:pk>/spend-check", SpendCheck.as_view()),
    path("players/<str:pk>/consents", ConsentList.as_view()),
    path("players/<str:pk>/consents/withdraw", ConsentWithdrawal.as_view()),
    path("players/<str:pk>/holds", HoldList.as_view()),
    path("players/<str:pk>/holds/lift", HoldEnd.as_view()),
    path("privacy-requests", RequestList.as_view()),
    path("privacy-requests/<str:pk>", RequestDetail.as_view()),
    path("privacy-requests/<str:pk>/export", RequestExport.as_view()),
    *(path(f"privacy-requests/<str:pk>/{name}", step.as_view()) for name, step in STEPS.items()),
]
