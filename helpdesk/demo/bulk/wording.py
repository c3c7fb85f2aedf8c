"""What a copied player adds in words of their own, and the few words that are planted to be found again."""

import random
from collections import deque
from collections.abc import Mapping, Sequence

PLANTED: Mapping[str, tuple[str, int]] = {"貔貅": ("zh", 50), "zeppelin": ("en", 50)}
"""Words that no other text of the demo has, each in so many tickets: a search must find them all."""

WHERE: Mapping[str, Sequence[str]] = {
    "zh": (
        "在主城", "在匹配页面", "在排位里", "在公会领地", "在商城页", "在活动页", "在房间里", "在大厅", "在背包里", "在登录页",
        "在好友列表", "在结算页", "在赛事页", "在训练场", "在邮箱里", "在充值页", "在客服页", "在更新之后", "在换设备以后", "在切换网络后",
    ),
    "en": (
        "in the lobby", "on the match page", "in a ranked game", "in the guild hall", "in the shop", "on the event page",
        "in a private room", "at the login screen", "in my inventory", "on the friends list", "after the results screen",
        "in the bracket view", "in the training area", "in my mailbox", "at checkout", "right after the update",
        "after I changed phones", "when I switched to mobile data", "on the tournament page", "in the replay viewer",
    ),
}  # fmt: skip
WHAT: Mapping[str, Sequence[str]] = {
    "zh": (
        "又出现了一次", "卡了十几秒", "提示稍后再试", "直接闪退", "什么都没有弹", "转圈很久", "图标是灰的", "数字不对", "少了一样东西",
        "页面是空的", "按钮点不动", "声音也没有", "重启也一样", "队友也遇到了", "换了账号就正常", "清了缓存还是这样", "截图已经留好",
        "录屏也有", "昨天还好好的", "今天第三次了",
    ),
    "en": (
        "it happened again", "it froze for ten seconds", "it said try again later", "the app closed by itself",
        "nothing came up at all", "it kept loading", "the icon is greyed out", "the number is wrong", "one thing is missing",
        "the page is blank", "the button does nothing", "there was no sound either", "a restart did not help",
        "my teammates saw it too", "another account works fine", "clearing the cache changed nothing",
        "I kept a screenshot", "I have a recording", "yesterday it was fine", "this is the third time today",
    ),
}  # fmt: skip
ASK: Mapping[str, Sequence[str]] = {
    "zh": ("麻烦看一下", "请尽快回复", "谢谢", "等你们消息", "希望能补上", "辛苦了", "请帮忙核对", "不急，但请记得", "这周能好吗", "拜托了"),
    "en": (
        "please have a look", "please reply soon", "thanks", "waiting for your answer", "I hope this can be put right",
        "sorry for the trouble", "please check", "no hurry, but do not forget", "will it be fixed this week",
        "much appreciated",
    ),
}  # fmt: skip


def language_of(ticket_language: str) -> str:
    """The language in which we write for a ticket."""
    return "en" if ticket_language == "en" else "zh"


def addition(language: str, order: str, rng: random.Random) -> str:
    """A line of its own below the first message, with the number of the order."""
    where, what, ask = (rng.choice(words[language]) for words in (WHERE, WHAT, ASK))
    if language == "en":
        return f"\nPS: {where}, {what}. Order {order}, {ask}."
    return f"\n补充：{where}{what}。订单号 {order}，{ask}。"


class Planting:
    """Deals the planted words out over all copies, each to a ticket of its language that everybody may see."""

    def __init__(self, copies: int) -> None:
        self._waiting = {
            language: deque((copies * number // hits, word) for number in range(min(hits, copies)))
            for word, (language, hits) in PLANTED.items()
        }

    def word_for(self, number: int, language: str, *, is_restricted: bool) -> str:
        """The word that copy `number` is to have, mostly none."""
        waiting = self._waiting[language]
        if is_restricted or not waiting or waiting[0][0] > number:
            return ""
        return waiting.popleft()[1]
