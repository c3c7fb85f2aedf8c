from players.models.about import AccountJoin, Character, PlayerNote
from players.models.alerts import PlayAlert, PlayReminder
from players.models.events import DayToCount, Feed, GameEvent, GameEventKey, Sighting
from players.models.guardians import GuardianLink
from players.models.identities import Identity, IdentityAccess, IdentityView, RealNameCheck, RevealRequest
from players.models.interventions import Intervention
from players.models.law import DayOverride, JurisdictionRule, PlayChoice
from players.models.people import Person
from players.models.play import Payment, PlaySession
from players.models.players import Player
from players.models.privacy import Consent, LegalHold, PrivacyRequest, RetentionRule, RetentionRun
from players.models.real_name_work import BehaviourReport, Evidence, RealNameVerdict
from players.models.risk import (
    RiskDayCount,
    RiskEvaluation,
    RiskLook,
    RiskOverride,
    RiskRuleVersion,
    RiskSignal,
    RiskState,
    RiskTask,
)
from players.models.snapshots import OpsSnapshot

__all__ = [
    "AccountJoin",
    "BehaviourReport",
    "Character",
    "Consent",
    "DayOverride",
    "DayToCount",
    "Evidence",
    "Feed",
    "GameEvent",
    "GameEventKey",
    "GuardianLink",
    "Identity",
    "IdentityAccess",
    "IdentityView",
    "Intervention",
    "JurisdictionRule",
    "LegalHold",
    "OpsSnapshot",
    "Payment",
    "Person",
    "PlayAlert",
    "PlayChoice",
    "PlayReminder",
    "PlaySession",
    "Player",
    "PlayerNote",
    "PrivacyRequest",
    "RealNameCheck",
    "RealNameVerdict",
    "RetentionRule",
    "RetentionRun",
    "RevealRequest",
    "RiskDayCount",
    "RiskEvaluation",
    "RiskLook",
    "RiskOverride",
    "RiskRuleVersion",
    "RiskSignal",
    "RiskState",
    "RiskTask",
    "Sighting",
]
