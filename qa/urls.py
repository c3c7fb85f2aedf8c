"""Pages of quality: for now the player's survey."""

from django.urls import path

from qa.views import surveys

urlpatterns = [path("support/t/<str:token>/survey", surveys.answer, name="survey-answer")]
