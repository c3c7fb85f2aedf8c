from players.models.identities import Identity, IdentityAccess, IdentityView, RealNameCheck, RevealRequest
from players.models.people import Person
from players.models.play import Payment, PlaySession
from players.models.players import Player
from players.models.real_name_work import BehaviourReport, Evidence, RealNameVerdict
from players.models.snapshots import OpsSnapshot

__all__ = [
    "BehaviourReport",
    "Evidence",
    "Identity",
    "IdentityAccess",
    "IdentityView",
    "OpsSnapshot",
    "Payment",
    "Person",
    "PlaySession",
    "Player",
    "RealNameCheck",
    "RealNameVerdict",
    "RevealRequest",
]
