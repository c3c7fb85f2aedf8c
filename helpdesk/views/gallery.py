"""Every component in every state, in both schemes: the page to look at after a change of a style."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core import clock


class SampleForm(forms.Form):
    """One field of each kind, two of them wrong."""

    order = forms.CharField(required=False, help_text="AL-2026-0917")
    phone = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "AC-02"), ("b", "PY-01")])
    story = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))
    agreed = forms.BooleanField(required=False)
    network = forms.ChoiceField(choices=[("wifi", "Wi-Fi"), ("mobile", "4G / 5G")], widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "order": _("Order number"),
            "phone": _("Phone number"),
            "kind": _("Category"),
            "story": _("What happened"),
            "agreed": _("Identity checked"),
            "network": _("Network at the time"),
        }
        for name, label in labels.items():
            self.fields[name].label = label

    def clean_phone(self) -> str:
        raise forms.ValidationError(_("One digit is missing: a phone number has 11."))


def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery, in demo mode only."""
    if not settings.DEMO:
        raise Http404
    return render(request, "gallery/index.html", {"sides": [_side("light"), _side("dark")], **_samples()})


def _side(scheme: str) -> dict[str, object]:
    data = {"order": "2026112009171", "phone": "138 0013 800", "kind": "a", "agreed": "on", "network": "wifi"}
    return {"scheme": scheme, "form": SampleForm(data, auto_id=f"{scheme}-%s")}


def _samples() -> dict[str, object]:
    """Moments around now, so that each clock is in the state that its heading names."""
    now = clock.now()
    labels = [_("Received"), _("Sorted"), _("Answering"), _("Handed on"), _("Following up"), _("Result"), _("Filed")]
    states = ["done", "done", "done", "now", "idle", "idle", "idle"]
    return {
        "now": now,
        "ago_3m": now - timedelta(minutes=3),
        "ago_5h": now - timedelta(hours=5),
        "ago_9d": now - timedelta(days=9),
        "ok_from": now - timedelta(minutes=13),
        "ok_due": now + timedelta(minutes=26, seconds=40),
        "soon_from": now - timedelta(minutes=15),
        "soon_due": now + timedelta(minutes=4, seconds=12),
        "over_due": now - timedelta(minutes=3, seconds=12),
        "long_due": now + timedelta(hours=1, minutes=42),
        "undo_until": now + timedelta(seconds=8),
        "promises": [
            {"value": "30", "label": _("30 minutes"), "at": now + timedelta(minutes=30)},
            {"value": "120", "label": _("2 hours"), "at": now + timedelta(hours=2)},
        ],
        "shift_end": now + timedelta(hours=4),
        "steps": [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)],
        "sample_files": [
            {"name": _("Disconnected.png"), "url": "#", "size": 214_000, "warning": ""},
            {"name": "invoice.exe", "url": "#", "size": 9_100, "warning": _("Content does not match its name")},
        ],
    }
