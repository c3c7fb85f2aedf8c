"""Addresses of the lowest app's resources, below /api/v1/."""

from django.urls import path

from core.api.directory import AgentList, GameList, GroupList

urlpatterns = [
    path("games", GameList.as_view()),
    path("groups", GroupList.as_view()),
    path("agents", AgentList.as_view()),
]
