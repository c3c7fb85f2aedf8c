"""Pages of this app."""

from django.urls import path

from players.views import card, evidence, guardians, identity, interventions, privacy, reveals, reviews, risk

urlpatterns = [
    path("players/real-name/", reviews.show_queue, name="real_name_reviews"),
    path("players/real-name/<int:pk>", reviews.show_review, name="real_name_review"),
    path("players/real-name/<int:pk>/open", reviews.open_review, name="real_name_open"),
    path("players/real-name/<int:pk>/verdict", reviews.give, name="real_name_verdict"),
    path("players/real-name/<int:pk>/evidence", reviews.add_evidence, name="real_name_add_evidence"),
    path("players/real-name/evidence/<int:pk>", reviews.show_evidence, name="real_name_evidence"),
    path("players/reveals/", reveals.show_reveals, name="reveals"),
    path("players/reveals/<int:pk>", reveals.show_reveal, name="reveal"),
    path("players/reveals/<int:pk>/look", reveals.open_reveal, name="reveal_look"),
    path("players/reveals/<int:pk>/approve", reveals.approve, name="reveal_approve"),
    path("players/reveals/<int:pk>/refuse", reveals.refuse, name="reveal_refuse"),
    path("players/<int:pk>/match", identity.match, name="player_match"),
    path("players/<int:pk>/reveal", reveals.reveal_asked, name="reveal_ask"),
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
    path("risk/interventions/", interventions.show_interventions, name="interventions"),
    path("risk/interventions/effect", interventions.show_effects, name="intervention_effects"),
    path("risk/interventions/<int:pk>", interventions.show_intervention, name="intervention"),
    path("risk/interventions/<int:pk>/<slug:name>", interventions.move, name="intervention_move"),
    path("risk/players/<int:pk>/intervention", interventions.plan, name="intervention_plan"),
    path("risk/reminders.csv", evidence.reminders, name="reminder_evidence"),
]
