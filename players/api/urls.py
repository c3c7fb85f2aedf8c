"""Addresses of players, below /api/v1/."""

from django.urls import path

from players.api import risk
from players.api.events import EventReports
from players.api.law import PlayWindow, SpendCheck
from players.api.players import PlayerDetail, PlayerList
from players.api.real_name import PlayerRealName, RealNameMatch

urlpatterns = [
    path("events", EventReports.as_view()),
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
]
