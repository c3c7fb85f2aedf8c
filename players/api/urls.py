"""Addresses of players, below /api/v1/."""

from django.urls import path

from players.api.players import PlayerDetail, PlayerList

urlpatterns = [
    path("players", PlayerList.as_view()),
    path("players/<str:pk>", PlayerDetail.as_view()),
]
