"""Real names that people review, and colleagues who have to see one."""

import io
from functools import cache

from PIL import Image, ImageDraw

from core.models import Actor
from helpdesk.demo.moments import played_at
from helpdesk.demo.protection.house import House, number_of, ticket_of
from players.actions.real_name import submit_real_name
from players.actions.reveals import approve_reveal, ask_reveal, look, refuse_reveal
from players.actions.reviews import give_verdict
from players.actions.vault import put_evidence
from players.enums import CheckState, EvidenceKind, RealNameStatus, Verdict
from players.models import Player, RealNameCheck, RevealRequest

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = ("子轩", "雨桐", "浩然", "思远", "佳怡", "明哲", "书瑶", "一凡", "若溪", "文博")
A, R = Verdict.ACCEPT, Verdict.REFUSE
FIT = "姓名、号码与证件一致，照片清晰"
BLURRED = "证件照片模糊，号码后四位无法辨认"


def play_reviews(house: House) -> None:
    """Real names that wait for the first person, for the second or for a third, and two that are decided."""
    stories: tuple[tuple[float, tuple[Verdict, ...]], ...] = (
        (2, ()), (7, ()), (26, ()), (9, (A,)), (20, (R,)), (30, (A, R)), (70, (A, A)), (95, (R, R)),
    )  # fmt: skip
    people = house.adults[20 : 20 + len(stories)]
    for serial, (player, (hours, verdicts)) in enumerate(zip(people, stories, strict=False)):
        _reviewed(house, player, serial, hours, verdicts)


def play_reveals(house: House) -> None:
    """Looks at identities: waiting, allowed and made, refused, never answered, and an adult's that needed no second."""
    if len(house.minors) < 5 or not house.adults:
        return
    minors, adult = house.minors[:5], house.adults[0]
    for serial, player in enumerate((*minors, adult), 100):
        _verified(house, player, serial)
    seen = _asked(house, minors[0], "guardian", 74, "家长申请未成年退费，须核对监护关系")
    with played_at(house.ago(hours=73.5)):
        approve_reveal(seen, by=house.by("supervisor"))
    with played_at(house.ago(hours=73.4)):
        look(RevealRequest.objects.get(pk=seen.pk), by=house.by("guardian"))
    refused = _asked(house, minors[1], "security", 27, "想确认玩家的真实年龄")
    with played_at(house.ago(hours=26)):
        refuse_reveal(refused, by=house.by("supervisor"), answer="年龄段已在资料页显示，不需要查看证件号码")
    _asked(house, minors[2], "crisis", 50, "夜间危机事件，须联系家属")
    _asked(house, minors[3], "guardian", 0.7, "监护人来电核对孩子的实名信息")
    _asked(house, minors[4], "security", 1.6, "疑似冒用未成年人身份注册")
    own = _asked(house, adult, "security", 22, "盗号找回，与警方回执核对姓名")
    with played_at(house.ago(hours=21.9)):
        look(own, by=house.by("security"))


def _asked(house: House, player: Player, who: str, hours: float, reason: str) -> RevealRequest:
    player.refresh_from_db()
    with played_at(house.ago(hours=hours)):
        return ask_reveal(player, by=house.by(who), reason=reason, ticket=ticket_of(player))


def _verified(house: House, player: Player, serial: int) -> None:
    with played_at(house.ago(days=12, minutes=serial)):
        submit_real_name(
            player,
            name=_name(serial),
            number=number_of(player, serial),
            by=Actor.system(),
            result=RealNameStatus.VERIFIED,
        )


def _reviewed(house: House, player: Player, serial: int, hours: float, verdicts: tuple[Verdict, ...]) -> None:
    with played_at(house.ago(hours=hours)):
        submit_real_name(player, name=_name(serial), number=number_of(player, serial), by=Actor.system())
    check = RealNameCheck.objects.filter(player=player, state=CheckState.MANUAL_REVIEW).first()
    if check is None:  # the state's system is connected and is asked first
        return
    for step, (who, verdict) in enumerate(zip(("ke.wen", "tong.xue"), verdicts, strict=False), 1):
        with played_at(house.ago(hours=hours * (1 - step * 0.3))):
            if verdict == A and step == 1:
                put_evidence(check, _document(), kind=EvidenceKind.DOCUMENT, by=house.by(who))
            give_verdict(check, by=house.by(who), verdict=verdict, reason=FIT if verdict == A else BLURRED)


def _name(serial: int) -> str:
    return SURNAMES[serial % len(SURNAMES)] + GIVEN[serial * 7 % len(GIVEN)]


@cache
def _document() -> bytes:
    """A picture of a card that nobody has."""
    card = Image.new("RGB", (640, 400), "#dfe7ee")
    drawn = ImageDraw.Draw(card)
    drawn.rounded_rectangle((16, 16, 624, 384), 24, outline="#5b7083", width=4)
    drawn.rectangle((440, 90, 580, 270), fill="#b9c6d2")
    drawn.text((60, 180), "SPECIMEN", fill="#5b7083", font_size=56)
    out = io.BytesIO()
    card.save(out, "PNG")
    return out.getvalue()
