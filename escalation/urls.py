"""Pages of escalation. The deeds about cases are done at the desk, on their ticket."""

from django.urls import path

from escalation.views import cases

urlpatterns = [path("desk/cases/", cases.queue, name="cases")]
