"""Pages of this app."""

from django.urls import path

from players.views import card, evidence, guardians, privacy

urlpatterns = [
    path("players/<int:pk>", card.show_player, name="player"),
    path("players/<int:pk>/privacy", privacy.new_request, name="privacy_new"),
    path("privacy/", privacy.list_requests, name="privacy_requests"),
    path("privacy/<int:pk>", privacy.show_request, name="privacy_request"),
    path("privacy/<int:pk>/<slug:name>", privacy.step, name="privacy_step"),
    path("players/<int:pk>/note", card.note, name="player_note"),
    path("players/<int:pk>/notes/<int:note_id>/remove", card.drop_note, name="player_note_remove"),
    path("players/<int:pk>/style", card.style, name="player_style"),
    path("players/<int:pk>/guardians", guardians.claim, name="player_guardian"),
    path("players/<int:pk>/guardians/<int:link_id>", guardians.decide, name="player_guardian_decide"),
    path("players/<int:pk>/join", card.join, name="player_join"),
    path("players/<int:pk>/joins/<int:join_id>/part", card.part, name="player_part"),
    path("risk/reminders.csv", evidence.reminders, name="reminder_evidence"),
]
