from players.models.about import AccountJoin, Character, PlayerNote
from players.models.events import DayToCount, Feed, GameEvent, GameEventKey, Sighting
from players.models.people import Person
from players.models.play import Payment, PlaySession
from players.models.players import Player
from players.models.risk import RiskEvaluation, RiskOverride, RiskRuleVersion, RiskSignal, RiskState, RiskTask
from players.models.snapshots import OpsSnapshot

__all__ = [
    "AccountJoin",
    "Character",
    "DayToCount",
    "Feed",
    "GameEvent",
    "GameEventKey",
    "OpsSnapshot",
    "Payment",
    "Person",
    "PlaySession",
    "Player",
    "PlayerNote",
    "RiskEvaluation",
    "RiskOverride",
    "RiskRuleVersion",
    "RiskSignal",
    "RiskState",
    "RiskTask",
    "Sighting",
]
