"""What people asked about their data, what must not be lost, and who answers for a child."""

from dataclasses import dataclass

from core.models import Actor
from helpdesk.demo.moments import played_at
from helpdesk.demo.protection.house import House
from players.actions.erasing import erase_person
from players.actions.exporting import export_person
from players.actions.guardians import claim_guardian, decide_guardian, end_guardian
from players.actions.legal_holds import lift_hold, place_hold
from players.actions.privacy_requests import accept_request, finish_request, receive_request, refuse_request
from players.actions.profile import upsert_player
from players.enums import GuardianRelation, PrivacyKind
from players.models import Player, PrivacyRequest

GONE = "2099000001"  # an account that the plan of the demo does not know: it is erased


def play_requests(house: House) -> None:
    """Requests about personal data in every state, one of them done by two people: an erasure."""
    risk, admin = house.by("risk"), house.by("admin")
    people = house.adults[-12:]
    if len(people) < 6:
        return
    done = _received(house, people[0], PrivacyKind.ACCESS, 12, "玩家来信索取自己的全部资料", accepted=11)
    with played_at(house.ago(days=10)):
        export_person(done, by=risk)
        finish_request(done, by=risk, answer="资料已打包，经本人验证后交付。")
    done = _received(house, people[1], PrivacyKind.CORRECT, 9, "昵称登记有误，请更正", accepted=8.5)
    with played_at(house.ago(days=8)):
        finish_request(done, by=risk, answer="已更正，请重新登录查看。")
    denied = _received(house, people[2], PrivacyKind.DELETE, 15, "要求删除账号的全部记录")
    with played_at(house.ago(days=13)):
        refuse_request(denied, by=risk, answer="来信人无法证明是账号本人，请用绑定的手机重新申请。")
    _received(house, people[3], PrivacyKind.PORT, 13, "想把资料带到另一个平台", accepted=12)
    _received(house, people[4], PrivacyKind.DELETE, 7, "不再玩了，请删除我的资料", accepted=6)
    _received(house, people[5], PrivacyKind.WITHDRAW, 0.2, "不再同意接收活动消息")
    if house.minors:
        _received(house, house.minors[0], PrivacyKind.EXPLAIN, 1.1, "家长询问为何限制游戏时段", by_guardian=True)
    gone = _left_long_ago(house, people[0])
    erased = _received(house, gone, PrivacyKind.CLOSE, 20, "申请注销账号", accepted=19)
    with played_at(house.ago(days=18)):
        erase_person(erased, by=admin)


def play_holds(house: House) -> None:
    """One account that nothing may be removed from, and one whose hold was lifted."""
    risk = house.by("risk")
    people = house.adults[-20:-12]
    if len(people) < 2:
        return
    with played_at(house.ago(days=10)):
        place_hold(people[0], by=risk, reason="公安机关来函：涉嫌盗号案件，相关记录须完整保留")
    with played_at(house.ago(days=25)):
        place_hold(people[1], by=risk, reason="充值争议诉讼期间保留订单与聊天记录")
    with played_at(house.ago(days=5)):
        lift_hold(people[1], by=risk, reason="双方已和解，法务确认不再需要保留")


def play_guardians(house: House) -> None:
    """Parents who are linked, who wait for the second person, who could not prove it, whose child has grown up."""
    stories = (
        (14.0, GuardianRelation.PARENT, "林建国", "138 0000 4101", "户口簿首页与本人页", "confirmed"),
        (6.0, GuardianRelation.RELATIVE, "周秀兰", "138 0000 4102", "出生证明、祖母身份证", "confirmed"),
        (0.8, GuardianRelation.PARENT, "何志远", "138 0000 4103", "出生证明照片", ""),
        (0.1, GuardianRelation.APPOINTED, "孙曼", "138 0000 4104", "居委会监护证明", ""),
        (9.0, GuardianRelation.PARENT, "吴立", "", "仅口头说明", "refused"),
        (30.0, GuardianRelation.PARENT, "郑海燕", "138 0000 4105", "户口簿", "ended"),
    )
    for child, story in zip(house.minors, stories, strict=False):
        _linked(house, child, _Claim(*story))


@dataclass(frozen=True)
class _Claim:
    """Who said to be a guardian so many days ago, and what became of it: nothing yet, or how it ended."""

    days: float
    relation: GuardianRelation
    name: str
    phone: str
    proof: str
    end: str = ""


def _linked(house: House, child: Player, claim: _Claim) -> None:
    desk, given = house.by("guardian"), {"name": claim.name, "phone": claim.phone, "proof": claim.proof}
    with played_at(house.ago(days=claim.days)):
        link = claim_guardian(child, relation=claim.relation, by=desk, **given)
    if claim.end:
        with played_at(house.ago(days=claim.days * 0.9)):
            decide_guardian(link, is_confirmed=claim.end != "refused", by=house.by("ke.wen"))
    if claim.end == "ended":
        with played_at(house.ago(days=2)):
            end_guardian(link, by=desk)


def _received(
    house: House,
    player: Player,
    kind: PrivacyKind,
    days: float,
    note: str,
    *,
    accepted: float | None = None,
    by_guardian: bool = False,
) -> PrivacyRequest:
    with played_at(house.ago(days=days)):
        asked = receive_request(player, kind, by=house.by("risk"), note=note, by_guardian=by_guardian)
    if accepted is not None:
        with played_at(house.ago(days=accepted)):
            asked = accept_request(asked, by=house.by("risk"))
    return asked


def _left_long_ago(house: House, like: Player) -> Player:
    with played_at(house.ago(days=200)):
        return upsert_player(like.game, GONE, by=Actor.system(), nickname="旧日牌友", locale=like.locale)
