"""Who does something: a small value without a foreign key, so that erasing a person never blocks on history."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.enums import ActorKind

if TYPE_CHECKING:
    from core.models.people import Agent


@dataclass(frozen=True)
class Actor:
    """An agent, a player, the bot or the house itself. `agent` is set for agents alone."""

    kind: ActorKind
    id: int | None = None
    name: str = ""
    agent: Agent | None = field(default=None, compare=False)

    @classmethod
    def of_agent(cls, agent: Agent) -> Actor:
        return cls(ActorKind.AGENT, agent.pk, agent.name, agent)

    @classmethod
    def of_player(cls, player_id: int, name: str = "") -> Actor:
        return cls(ActorKind.PLAYER, player_id, name)

    @classmethod
    def system(cls) -> Actor:
        return cls(ActorKind.SYSTEM, None, "")

    @classmethod
    def bot(cls) -> Actor:
        return cls(ActorKind.BOT, None, "")

    @property
    def is_agent(self) -> bool:
        return self.kind == ActorKind.AGENT
