"""Who answers for a child: claimed by one person, confirmed by another, sealed, and heard by the rating."""

import pytest
from django.test import Client

from core.errors import InvalidInput, NotAllowed
from core.models import Actor, Event
from players.actions.guardians import claim_guardian, decide_guardian, end_guardian
from players.enums import GuardianState
from players.errors import GuardianDecided, SecondPersonNeeded
from players.models import GuardianLink, Player, RiskSignal, RiskState
from players.queries.guardians import guardians_of
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
PHONE = "13812345678"


@pytest.fixture
def player() -> Player:
    return make_player()


def by(role: str = "guardian_desk") -> Actor:
    return Actor.of_agent(make_agent(role))


def claimed(player: Player, *, who: Actor | None = None, phone: str = PHONE) -> GuardianLink:
    return claim_guardian(player, relation="parent", name="王小明", phone=phone, proof="户口本、身份证", by=who or by())


def test_a_claim_is_sealed_shown_masked_and_told_without_names(player: Player) -> None:
    link = claimed(player)
    (shown,) = guardians_of(player)
    assert (shown.name, shown.phone, shown.others) == ("王*明", "138****5678", 0)
    row = str(GuardianLink.objects.filter(pk=link.pk).values())
    told = str(list(Event.objects.values_list("data", flat=True)))
    assert "王小明" not in row + told
    assert PHONE not in row + told


def test_who_wrote_it_down_does_not_confirm_it(player: Player) -> None:
    writer = by()
    link = claimed(player, who=writer)
    with pytest.raises(SecondPersonNeeded):
        decide_guardian(link, is_confirmed=True, by=writer)
    with pytest.raises(NotAllowed):
        decide_guardian(link, is_confirmed=True, by=by("agent"))
    assert decide_guardian(link, is_confirmed=True, by=by()).state == GuardianState.VERIFIED
    with pytest.raises(GuardianDecided):
        decide_guardian(link, is_confirmed=False, by=by())


def test_a_claim_is_a_sign_and_a_confirmed_one_a_hard_trigger(player: Player) -> None:
    link = claimed(player)
    assert RiskSignal.objects.get(player=player).code == "MI3"
    decide_guardian(link, is_confirmed=True, by=by())
    assert RiskState.objects.get(player=player).level >= 3


def test_the_same_phone_of_several_children_is_noticed(player: Player) -> None:
    claimed(player)
    claimed(make_player(), phone="138-1234 5678")
    claimed(make_player(), phone="13900000000")
    assert [one.others for one in guardians_of(player)] == [1]


def test_an_ended_link_is_over(player: Player) -> None:
    link = claimed(player)
    end_guardian(link, by=by())
    with pytest.raises(GuardianDecided):
        end_guardian(link, by=by())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "王"),
        ("name", "\u200b"),
        ("phone", "abc"),
        ("phone", "1" * 21),
        ("relation", "friend"),
        ("proof", "x" * 301),
    ],
)
def test_what_cannot_be_written_down_is_refused(player: Player, field: str, value: str) -> None:
    fields = {"relation": "parent", "name": "王小明", "phone": PHONE, "proof": ""} | {field: value}
    with pytest.raises(InvalidInput) as refusal:
        claim_guardian(player, **fields, by=by())
    assert list(refusal.value.fields) == [field]


def test_the_page_takes_a_claim_and_a_second_person_confirms_it(player: Player) -> None:
    writer, reviewer = Client(), Client()
    writer.force_login(make_agent("guardian_desk"))
    reviewer.force_login(make_agent("guardian_desk"))
    form = {"relation": "parent", "name": "王小明", "phone": PHONE, "proof": "户口本"}
    writer.post(f"/players/{player.pk}/guardians", form)
    link = GuardianLink.objects.get()

    page = writer.get(f"/players/{player.pk}").content.decode()
    assert "王*明" in page
    assert "王小明" not in page
    assert 'value="confirm"' not in page
    assert 'value="confirm"' in reviewer.get(f"/players/{player.pk}").content.decode()
    reviewer.post(f"/players/{player.pk}/guardians/{link.pk}", {"what": "confirm"})
    assert "已核实" in reviewer.get(f"/players/{player.pk}").content.decode()
    elsewhere = make_player(make_game(slug="elsewhere"))
    assert reviewer.post(f"/players/{elsewhere.pk}/guardians/{link.pk}", {"what": "end"}).status_code == 404
