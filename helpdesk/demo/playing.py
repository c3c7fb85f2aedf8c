"""Play planned tickets into the database, each with its whole life in one transaction."""

import random
from datetime import datetime, timedelta

from django.db import transaction

from core.models import Actor
from escalation.actions.sweep import sweep_clocks
from escalation.enums import AlarmState
from escalation.models import Alarm
from helpdesk.demo.acting import Act, act, facts_of
from helpdesk.demo.moments import played_at
from helpdesk.demo.pace import moments_of
from helpdesk.demo.people import Stage, put_guest
from helpdesk.demo.plan import TicketPlan
from helpdesk.demo.wording import fill
from knowledge.engines.taxonomy import by_code
from players.models import Player
from tickets.actions.intake import Intake, open_ticket
from tickets.actions.sweep import follow_ups_due
from tickets.enums import Channel
from tickets.models import Ticket

INSTANT = timedelta(milliseconds=200)
FACTS_GIVEN = 2


def play_ticket(plan: TicketPlan, stage: Stage, now: datetime) -> bool:
    """Let the ticket live until `now`; False when it was played before.

    Its whole life is one transaction. After every step its events are handed to their subscribers, and its alarms go
    off at their own minute, all under the clock of that moment. Nobody else sees the ticket before the end, when none
    of its events is waiting: a relay or sweep that runs meanwhile can never meet them with today's clock.
    """
    if Ticket.objects.filter(intake_key=plan.key).exists():
        return False
    with transaction.atomic():
        part = _open(plan, stage)
        for moment in moments_of(plan, now):
            _pass_time(part.ticket, moment.at)
            with played_at(moment.at):
                act(part, moment)
        _pass_time(part.ticket, now)
    return True


def _open(plan: TicketPlan, stage: Stage) -> Act:
    """The player's first word, through the door that the plan names."""
    game = stage.games[plan.person.game.slug]
    rng = random.Random(f"act {plan.seed}")  # noqa: S311 -- demo data, no secret
    with played_at(plan.opened_at):
        player = (
            put_guest(plan.person, game) if plan.person.is_guest else Player.objects.get(game=game, uid=plan.person.uid)
        )
        part = Act(stage, plan, Ticket(), rng)
        by = Actor.of_player(player.pk, player.nickname)
        if plan.channel == Channel.PHONE:
            by = Actor.of_agent(part.agent_of("FL"))
        part.ticket = open_ticket(_intake(part, player), by=by).ticket
    part.ticket.refresh_from_db()
    return part


def _intake(part: Act, player: Player) -> Intake:
    plan, scenario = part.plan, part.plan.scenario
    words = {**plan.words, "agent": "", "colleague": part.agent_of("FL").name}
    given = [use.fact.key for use in by_code()[scenario.category].facts if use.required][:FACTS_GIVEN]
    knows_category = plan.says_category and by_code()[scenario.category].offered
    return Intake(
        game=player.game,
        player=player,
        channel=Channel(plan.channel),
        subject=fill(scenario.subject, words),
        body=fill(scenario.opening, words),
        category=scenario.category if knows_category else "",
        facts=facts_of(part, wanted=given) if given or scenario.facts else {},
        in_game_now=scenario.in_game or None,
        contact_email=player.email,
        is_player_verified=not player.is_guest,
        tags=scenario.tags,
        key=plan.key,
    )


def _pass_time(ticket: Ticket, until: datetime) -> None:
    """Let warnings, breaches and follow-ups of the ticket happen at their own minute until then."""
    while (at := _next_alarm(ticket, until)) is not None:
        with played_at(at + INSTANT):
            sweep_clocks()
            follow_ups_due(at + INSTANT)


def _next_alarm(ticket: Ticket, until: datetime) -> datetime | None:
    running = Alarm.objects.filter(clock__ticket=ticket, state=AlarmState.RUNNING)
    found = [*running.order_by("due_at").values_list("due_at", flat=True)[:1]]
    found += [at for at in Ticket.objects.filter(pk=ticket.pk).values_list("follow_up_at", flat=True) if at is not None]
    return next((at for at in sorted(found) if at + INSTANT < until), None)
