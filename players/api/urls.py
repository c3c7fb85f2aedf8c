"""Addresses of players, below /api/v1/."""

from django.urls import path

from players.api.events import EventReports
from players.api.players import PlayerDetail, PlayerList

urlpatterns = [
    path("events", EventReports.as_view()),
    path("players", PlayerList.as_view()),
    path("players/<str:pk>", PlayerDetail.as_view()),
]
