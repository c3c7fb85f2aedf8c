"""Keys are exchanged without losing anything: everything is sealed anew, found as before, in any number of runs."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from core.actions.rotation import left_to_rotate, rotate_keys
from core.errors import CannotUnseal
from core.models import Actor
from players.actions.identities import keep_identity
from players.enums import RealNameMethod
from players.models import Identity
from players.policies.sealed import NAME, NUMBER
from players.queries.identities import identity_known
from tests.factories.people import make_game, make_player

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
