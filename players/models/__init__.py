from players.models.about import AccountJoin, Character, PlayerNote
from players.models.alerts import PlayAlert, PlayReminder
from players.models.events import DayToCount, Feed, GameEvent, GameEventKey, Sighting
from players.models.law import DayOverride, JurisdictionRule, PlayChoice
from players.models.people import Person
from players.models.play import Payment, PlaySession
from players.models.players import Player
from players.models.risk import RiskEvaluation, RiskOverride, RiskRuleVersion, RiskSignal, RiskState, RiskTask
from players.models.snapshots import OpsSnapshot

__all__ = [
    "AccountJoin",
    "Character",
    "DayOverride",
    "DayToCount",
    "Feed",
    "GameEvent",
    "GameEventKey",
    "JurisdictionRule",
    "OpsSnapshot",
    "Payment",
    "Person",
    "PlayAlert",
    "PlayChoice",
    "PlayReminder",
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
