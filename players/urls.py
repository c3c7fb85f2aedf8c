"""Pages of this app."""

from django.urls import path

from players.views import card, evidence

urlpatterns = [
    path("players/<int:pk>", card.show_player, name="player"),
    path("players/<int:pk>/note", card.note, name="player_note"),
    path("players/<int:pk>/notes/<int:note_id>/remove", card.drop_note, name="player_note_remove"),
    path("players/<int:pk>/style", card.style, name="player_style"),
    path("players/<int:pk>/join", card.join, name="player_join"),
    path("players/<int:pk>/joins/<int:join_id>/part", card.part, name="player_part"),
    path("risk/reminders.csv", evidence.reminders, name="reminder_evidence"),
]
