"""Addresses of players, below /api/v1/."""

from django.urls import path

from players.api.law import PlayWindow, SpendCheck
from players.api.players import PlayerDetail, PlayerList

urlpatterns = [
    path("players", PlayerList.as_view()),
    path("players/<str:pk>", PlayerDetail.as_view()),
    path("players/<str:pk>/play-window", PlayWindow.as_view()),
    path("players/<str:pk>/spend-check", SpendCheck.as_view()),
]
