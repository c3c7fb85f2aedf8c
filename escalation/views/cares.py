"""Care for agents: their own page with what is offered, and for supervisors the talks that they owe."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from escalation.actions.cares import answer_care, note_talk
from escalation.queries.crises import open_cares, talks_owed
from tickets.views.desk_pages import actor_of, agent_of, desk_view


@desk_view
@require_safe
def show_care(request: HttpRequest) -> HttpResponse:
    """What is offered to me, and with whom I should talk."""
    agent = agent_of(request)
    return render(request, "escalation/care.html", {"cares": open_cares(agent), "talks": talks_owed(agent)})


@desk_view
@require_POST
def answer(request: HttpRequest, care_id: int) -> HttpResponse:
    """A break, or none: the agent's own word."""
    answer_care(care_id, by=actor_of(request), answer=request.POST.get("answer", ""))
    return redirect("care")


@desk_view
@require_POST
def talked(request: HttpRequest, care_id: int) -> HttpResponse:
    """The talk has been."""
    note_talk(care_id, by=actor_of(request))
    return redirect("care")
