"""The sealed columns of players, each with the purpose that is authenticated with it."""

from core.policies.sealed import SealedColumn, register_sealed
from players.models import GuardianLink, Identity, RealNameCheck

NUMBERS, PIS = "identity.number", "identity.pi"  # what the keyed hashes are made for, in whichever table they stand

NAME = SealedColumn(Identity, "name_sealed", "players.identity.name")
NUMBER = SealedColumn(Identity, "number_sealed", "players.identity.number", "number_index", NUMBERS)
PI = SealedColumn(Identity, "pi_sealed", "players.identity.pi", "pi_index", PIS)
CHECK_NAME = SealedColumn(RealNameCheck, "name_sealed", "players.check.name")
CHECK_NUMBER = SealedColumn(RealNameCheck, "number_sealed", "players.check.number", "number_index", NUMBERS)
GUARDIAN_NAME = SealedColumn(GuardianLink, "name_sealed", "players.guardian.name")
GUARDIAN_PHONE = SealedColumn(GuardianLink, "phone_sealed", "players.guardian.phone", "phone_index", "guardian.phone")


def register() -> None:
    """Name our columns to the rotation of keys."""
    register_sealed(NAME, NUMBER, PI, CHECK_NAME, CHECK_NUMBER, GUARDIAN_NAME, GUARDIAN_PHONE)
