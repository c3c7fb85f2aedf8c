"""Tickets at any point of their life, brought there by the real actions."""

from collections.abc import Callable
from typing import Any

from core.actions import relay
from core.models import Actor, Agent, Game
from players.models import Player
from tests.factories.people import load_reference, make_agent, make_game, make_player
from tickets.actions import holds, lifecycle, replies
from tickets.actions.intake import Intake, Opened, open_ticket
from tickets.enums import Channel, Status
from tickets.models import Ticket

DEFAULT_BODY = "昨天开始进不了游戏，一直转圈，麻烦看一下"


def open_one(
    *,
    game: Game | None = None,
    player: Player | None = None,
    subject: str = "进不了游戏",
    body: str = DEFAULT_BODY,
    channel: Channel = Channel.WEB,
    **fields: Any,
) -> Opened:
    """Open a ticket as a player's form would; its events are waiting for the relay."""
    load_reference_once()
    player = player or make_player(game or make_game())
    intake = Intake(game=player.game, player=player, channel=channel, subject=subject, body=body, **fields)
    return open_ticket(intake, by=Actor.of_player(player.pk, player.nickname))


def load_reference_once() -> None:
    from core.models import Group

    if not Group.objects.exists():
        load_reference()


def make_ticket(at: Status = Status.NEW, *, agent: Agent | None = None, **fields: Any) -> Ticket:
    """A ticket at the status, walked there through the actions by `agent` (a new one with every right by default)."""
    ticket = open_one(**fields).ticket
    if at != Status.NEW:
        by = Actor.of_agent(agent or make_agent("supervisor"))
        for step in PATHS[at]:
            step(ticket, by)
    ticket.refresh_from_db()
    return ticket


def _take(ticket: Ticket, by: Actor) -> None:
    lifecycle.take(ticket, by=by)


def _ask(ticket: Ticket, by: Actor) -> None:
    replies.ask_player(ticket, by=by, body="方便发一下截图吗？")


def _hold(ticket: Ticket, by: Actor) -> None:
    holds.put_on_hold(ticket, by=by, data={"group": "TEC"})


def _resolve(ticket: Ticket, by: Actor) -> None:
    lifecycle.resolve(ticket, by=by, summary="清理缓存后恢复", root_cause="客户端缓存损坏")


def _close(ticket: Ticket, by: Actor) -> None:
    lifecycle.close(ticket, by=Actor.system(), reason="unanswered")


PATHS: dict[Status, list[Callable[[Ticket, Actor], None]]] = {
    Status.OPEN: [_take],
    Status.PENDING: [_take, _ask],
    Status.ON_HOLD: [_take, _hold],
    Status.RESOLVED: [_take, _resolve],
    Status.CLOSED: [_take, _resolve, _close],
}


def relay_all() -> int:
    """Hand every waiting event to its subscribers, as the relay does after a commit."""
    return relay.run_once(10_000)
