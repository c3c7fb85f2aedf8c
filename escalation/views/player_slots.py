"""Our word to the player, in its places on the form and on the tracking page."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from escalation.errors import PolicyMissing
from escalation.queries.player_times import answer_by, next_word


def tracking_promise(request: HttpRequest | None, thing: dict[str, Any]) -> str:
    """Fill `tracking.promise`: until when there is an answer, and honestly when that is late."""
    word = next_word(thing["ticket"])
    if word is None:
        return ""
    context = {"made_at": word.made_at, "due_at": word.due_at, "is_over": word.is_over}
    return render_to_string("components/player_promise.html", context)


def intake_promise(request: HttpRequest | None, thing: dict[str, Any]) -> str:
    """Fill `intake.promise`: when a report that is sent now has its answer. Nothing is promised without a policy."""
    try:
        due_at = answer_by(thing["game"], thing["category"])
    except PolicyMissing:
        return ""
    return render_to_string("components/intake_promise.html", {"due_at": due_at}) if due_at else ""
