"""Pages of this app."""

from django.urls import path

from players.views import card, evidence, guardians, privacy, risk

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
    path("players/<int:pk>/flag", risk.flag, name="player_flag"),
    path("risk/", risk.centre, name="risk"),
    path("risk/players/<int:pk>", risk.show_risk, name="risk_player"),
    path("risk/players/<int:pk>/decide", risk.decide, name="risk_decide"),
    path(
        "risk/players/<int:pk>/overrides/<int:override>/approve",
        risk.move_override,
        {"move": "approve"},
        "risk_approve",
    ),
    path(
        "risk/players/<int:pk>/overrides/<int:override>/refuse", risk.move_override, {"move": "refuse"}, "risk_refuse"
    ),
    path("risk/players/<int:pk>/overrides/<int:override>/end", risk.move_override, {"move": "end"}, "risk_end"),
    path("risk/alerts/<slug:key>/take", risk.take, name="risk_take"),
    path("risk/alerts/<slug:key>/finish", risk.finish, name="risk_finish"),
    path("risk/reminders.csv", evidence.reminders, name="reminder_evidence"),
]
