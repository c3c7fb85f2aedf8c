"""Pages of this app. The address of a tracking page is the player's key to it."""

from django.urls import path

from tickets import desk_urls
from tickets.views import consents, support, tracking

urlpatterns = [
    path("", support.help_centre, name="help-centre"),
    path("support/new", support.NewTicket.as_view(), name="support-new"),
    path("support/uploads", support.upload, name="support-upload"),
    path("support/mine", support.my_tickets, name="support-mine"),
    path("support/t/<str:token>", tracking.track, name="support-track"),
    path("support/t/<str:token>/thanks", tracking.thanks, name="support-thanks"),
    path("support/t/<str:token>/reply", tracking.reply, name="support-reply"),
    path("support/t/<str:token>/consents/<int:consent_id>", consents.answer, name="support-consent"),
    path("support/t/<str:token>/solved", tracking.solved, name="support-solved"),
    path("support/t/<str:token>/uploads", tracking.upload, name="support-track-upload"),
    path("support/t/<str:token>/files/<uuid:attachment_id>", tracking.file, name="support-file"),
    *desk_urls.urlpatterns,
]
