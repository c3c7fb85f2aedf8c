from players.models.law import DayOverride, JurisdictionRule, PlayChoice
from players.models.people import Person
from players.models.play import Payment, PlaySession
from players.models.players import Player
from players.models.snapshots import OpsSnapshot

__all__ = [
    "DayOverride",
    "JurisdictionRule",
    "OpsSnapshot",
    "Payment",
    "Person",
    "PlayChoice",
    "PlaySession",
    "Player",
]
