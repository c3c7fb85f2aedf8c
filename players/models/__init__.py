from players.models.about import AccountJoin, Character, PlayerNote
from players.models.people import Person
from players.models.play import Payment, PlaySession
from players.models.players import Player
from players.models.privacy import Consent, LegalHold, PrivacyRequest, RetentionRule, RetentionRun
from players.models.snapshots import OpsSnapshot

__all__ = [
    "AccountJoin",
    "Character",
    "Consent",
    "LegalHold",
    "OpsSnapshot",
    "Payment",
    "Person",
    "PlaySession",
    "Player",
    "PlayerNote",
    "PrivacyRequest",
    "RetentionRule",
    "RetentionRun",
]
