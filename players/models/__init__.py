from players.models.players import Player

__all__ = ["Player"]
