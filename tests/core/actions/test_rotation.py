"""Keys are exchanged without losing anything: everything is sealed anew, found as before, in any number of runs."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from core.actions.rotation import left_to_rotate, rotate_keys
from core.errors import CannotUnseal
from core.models import Actor
from players.actions.guardians import claim_guardian
from players.actions.identities import keep_identity
from players.enums import RealNameMethod
from players.models import GuardianLink, Identity
from players.policies.sealed import GUARDIAN_NAME, GUARDIAN_PHONE, NAME, NUMBER
from players.queries.guardians import guardians_of
from players.queries.identities import identity_known
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
OLD, NEW = (
    "the former key, long enough to be one of fifty signs",
    "the key to come, long enough to be one of fifty signs",
)


def known(number: str) -> None:
    born, game = date(1990, 5, 31), RealNameMethod.GAME
    keep_identity(
        make_player(make_game()), name="某一一", number=number, birth_date=born, method=game, by=Actor.system()
    )


def test_everything_is_sealed_by_the_new_key_and_found_as_before(settings):
    settings.FIELD_KEYS = [OLD]
    numbers = [f"11010119900531{order:03d}X" for order in range(5)]
    for number in numbers:
        known(number)
    settings.FIELD_KEYS = [NEW, OLD]
    assert all(identity_known(number=number) for number in numbers)
    assert left_to_rotate()["players.Identity.number_sealed"] == 5

    done = rotate_keys(batch=2)
    again = rotate_keys(batch=2)

    assert (done["players.Identity.number_sealed"], done["players.Identity.name_sealed"]) == (5, 5)
    assert set(again.values()) == {0}
    settings.FIELD_KEYS = [NEW]
    assert [NUMBER.open(identity_known(number=number).number_sealed) for number in numbers] == numbers
    assert {NAME.open(row.name_sealed) for row in Identity.objects.all()} == {"某一一"}


def test_guardians_are_sealed_anew_and_found_by_their_phone_as_before(settings):
    settings.FIELD_KEYS = [OLD]
    children = [make_player(make_game()) for _ in range(2)]
    for child in children:
        by = Actor.of_agent(make_agent("guardian_desk"))
        claim_guardian(child, relation="parent", name="某二二", phone="13812345678", proof="户口本", by=by)
    settings.FIELD_KEYS = [NEW, OLD]
    assert [left_to_rotate()[f"players.GuardianLink.{name}"] for name in ("name_sealed", "phone_sealed")] == [2, 2]

    done = rotate_keys(batch=1)

    assert [done[f"players.GuardianLink.{name}"] for name in ("name_sealed", "phone_sealed")] == [2, 2]
    settings.FIELD_KEYS = [NEW]
    rows = list(GuardianLink.objects.all())
    assert {GUARDIAN_NAME.open(row.name_sealed) for row in rows} == {"某二二"}
    assert {GUARDIAN_PHONE.open(row.phone_sealed) for row in rows} == {"13812345678"}
    assert {row.phone_index for row in rows} == {GUARDIAN_PHONE.indexed("13812345678")}
    assert guardians_of(children[0])[0].others == 1


def test_without_a_rotation_the_former_key_is_still_needed(settings):
    settings.FIELD_KEYS = [OLD]
    known("11010119900531001X")
    settings.FIELD_KEYS = [NEW]

    with pytest.raises(CannotUnseal):
        NUMBER.open(Identity.objects.get().number_sealed)


def test_the_command_says_what_it_did():
    known("11010119900531001X")
    out = StringIO()

    call_command("rotate_keys", stdout=out)

    assert "players.Identity.number_sealed: 0" in out.getvalue().splitlines()
