"""What a text tells beside its category."""

import pytest

from tickets.classifiers.rules import classify
from tickets.classifiers.rules.demands import adds_nothing


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("你们这群傻逼", "abuse"),
        ("you are all fucking idiots", "abuse"),
        ("我才12，用我妈身份证注册的", "minor"),
        ("我今年15岁", "minor"),
        ("我十三岁", "minor"),
        ("别告诉我妈", "minor"),
        ("I'm 12 and my parents don't know", "minor"),
        ("im 14", "minor"),
        ("my 9 year old did it", "minor"),
        ("我是家长，孩子充值了", "guardian"),
        ("my son spent 300 on your game", "guardian"),
        ("我要起诉，律师已经在写诉状", "legal"),
        ("我要报警", "legal"),
        ("my lawyer will sue you", "legal"),
        ("我打12315投诉", "regulator"),
        ("I will report to the consumer protection", "regulator"),
        ("不解决我就曝光，发微博找记者", "media"),
        ("I will go to the press and post on reddit", "media"),
        ("低价充值，金币回收加V", "rmt"),
        ("cheap top-up, buy gold with paypal me", "rmt"),
        ("退游了，卸载", "churn"),
        ("I'm uninstalling and never playing again", "churn"),
        ("服务真好，点赞", "praise"),
        ("great support, very helpful!", "praise"),
        ("你们泄露了我的信息", "privacy"),
        ("delete my data, GDPR", "privacy"),
    ],
)
def test_a_signal_is_raised_with_the_words_that_raise_it(text: str, signal: str) -> None:
    verdict = classify(text)

    assert signal in verdict.signals
    assert signal in [reason.params["signal"] for reason in verdict.reasons if reason.code == "signal"]


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("他骂我傻逼，请处理", "abuse"),
        ("someone keeps calling me an idiot", "abuse"),
        ("我30岁了", "minor"),
        ("我现在12级了", "minor"),
        ("I am 12 wins away from gold", "minor"),
        ("I'm 34 years old", "minor"),
        ("press the button and nothing happens", "media"),
        ("any news about my ticket?", "media"),
        ("充值没到账，请尽快处理，谢谢", "praise"),
        ("my payment is missing, thank you", "praise"),
        ("issue with the tissue box skin", "legal"),
        ("账号被盗了", "churn"),
    ],
)
def test_words_that_only_look_like_it_raise_nothing(text: str, signal: str) -> None:
    assert signal not in classify(text).signals


def test_signals_stand_in_one_order() -> None:
    verdict = classify("我儿子充了5000，不退我就曝光你们，打12315，找律师起诉，卸载")

    assert verdict.signals == ("minor", "guardian", "legal", "regulator", "media", "churn")


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("快点快点，急死了，怎么办", "anxious"),
        ("please hurry, I'm so worried", "anxious"),
        ("什么破游戏，太过分了！！！", "angry"),
        ("THIS IS RIDICULOUS AND UNACCEPTABLE", "angry"),
        ("WHY DO YOU NOT ANSWER ME", "angry"),
        ("我真的想哭，心碎了", "distressed"),
        ("I'm crying, devastated", "distressed"),
        ("😭😭 道具没了", "distressed"),
        ("太感谢了，服务真好👍", "delighted"),
        ("you are awesome, thank you so much!", "delighted"),
        ("表扬一下工号302", "delighted"),
        ("我的号被盗了😀 皮肤全没了", "calm"),
        ("my account got hacked 😊", "calm"),
        ("充值没到账👍", "calm"),
        ("谢谢😀", "delighted"),
        ("请问会员积分怎么用", "calm"),
        ("不着急", "calm"),
        ("", "calm"),
    ],
)
def test_the_mood_is_read(text: str, emotion: str) -> None:
    assert classify(text).emotion == emotion


@pytest.mark.parametrize(
    ("quote", "label", "nothing"),
    [
        ("想退款", "退款退费", True),
        ("请给我退款！", "退款退费", True),
        ("I want a refund", "Refund", True),
        ("", "Refund", True),
        ("赶紧给我找回来", "找回账号", False),
        ("充值没到账，退款给我", "退款退费", False),
        ("refund my March pass", "Refund", False),
    ],
)
def test_a_clause_that_only_names_the_demand_adds_nothing(quote: str, label: str, nothing: bool) -> None:
    assert adds_nothing(quote, label) is nothing


@pytest.mark.parametrize(
    ("text", "demand", "quote"),
    [
        ("充值没到账，退款给我", "refund", "退款给我"),
        ("号被盗了，先帮我冻结", "freeze_account", "先帮我冻结"),
        ("无故封号，给我解封", "unban", "给我解封"),
        ("my sword vanished, please give it back", "restore_items", ""),
        ("cancel my subscription now", "stop_renewal", "cancel my subscription now"),
        ("客服态度差，给我道歉", "apologise", "给我道歉"),
        ("开张发票", "invoice", "开张发票"),
        ("表扬客服，问题解决了", "thanks", ""),
        ("喵", "unclear", ""),
    ],
)
def test_the_core_demand_is_named_and_quoted(text: str, demand: str, quote: str) -> None:
    found = classify(text).core_demand

    assert (found.code, found.quote) == (demand, quote)


@pytest.mark.parametrize(
    "text",
    ["订单号 12345", "我的UID是12315", "金额12345元", "充值12345钻石没到", "编号 12377", "扣了12345块",
     "order number 12345 is missing", "my uid is 12315", "I spent 12345 coins", "排名第12345名"],
)  # fmt: skip
def test_a_number_that_counts_or_names_something_is_no_hotline(text: str) -> None:
    assert "regulator" not in classify(text).signals


@pytest.mark.parametrize(
    "text", ["打12345投诉", "12315见", "订单号 998877，再不处理我就打12345", "我已经拨了12345热线"]
)
def test_a_hotline_that_is_called_is_heard(text: str) -> None:
    assert "regulator" in classify(text).signals
