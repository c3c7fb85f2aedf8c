"""Addresses of players, below /api/v1/."""

from django.urls import path

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

urlpatterns = [
    path("players", PlayerList.as_view()),
    path("players/<str:pk>", PlayerDetail.as_view()),
    path("players/<str:pk>/consents", ConsentList.as_view()),
    path("players/<str:pk>/consents/withdraw", ConsentWithdrawal.as_view()),
    path("players/<str:pk>/holds", HoldList.as_view()),
    path("players/<str:pk>/holds/lift", HoldEnd.as_view()),
    path("privacy-requests", RequestList.as_view()),
    path("privacy-requests/<str:pk>", RequestDetail.as_view()),
    path("privacy-requests/<str:pk>/export", RequestExport.as_view()),
    *(path(f"privacy-requests/<str:pk>/{name}", step.as_view()) for name, step in STEPS.items()),
]
