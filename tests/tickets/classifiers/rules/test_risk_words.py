"""Signs for the rating in a player's own words: who speaks, how plainly, and what is only told of others."""

import pytest

from tickets.classifiers.rules.risk_words import RiskWord, risk_words


def signs(text: str) -> dict[str, RiskWord]:
    return {word.code: word for word in risk_words(text)}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("我的号被盗了!装备都没了", {"AT6"}),
        ("my account was stolen, someone logged in", {"AT6"}),
        ("我真的戒不掉,控制不住自己", {"HE7"}),
        ("I am addicted! I took a loan! I can not stop spending", {"HE7"}),
        ("老公天天玩,上瘾了,帮我们想想办法", {"HE8"}),
        ("这个号是租来的,登不上去", {"MI6"}),
        ("我上周租了个号,现在提示要人脸", {"MI6"}),
        ("我们家三个人共用一个账号", {"MI6"}),
        ("i rented this account last week", {"MI6"}),
        ("we all share one account at home", {"MI6"}),
        ("我是小学生,别告诉我妈", {"MI2"}),
        ("我今年12岁,我想退游戏币", {"MI2"}),
        ("I am 12 years old", {"MI2"}),
        ("孩子充的!偷偷充了三千", {"MI3"}),
        ("收金币,银商长期上下分", {"FR5"}),
        ("我想死", {"SH1"}),
        ("永别了,活着没意思", {"SH2", "SH3"}),
        ("活着没意思", {"SH3"}),
        ("输光了,活着没意义", {"SH3", "SH4"}),
        ("你们是傻逼吗", {"AB1"}),
        ("我要打12315投诉", {"ES1"}),
        ("我要起诉你们,已经找律师", {"ES2"}),
        ("再不处理我就找记者曝光你们", {"ES3"}),
        ("你好,充值没到账", set()),
        ("谢谢,解决了", set()),
        ("", set()),
    ],
)
def test_plain_words_are_signs(text: str, codes: set[str]) -> None:
    assert set(signs(text)) == codes


def test_a_threat_is_a_plan_with_a_place_or_a_time() -> None:
    bare, planned, later = signs("砍死你们"), signs("我今晚去你们公司,砍死你们"), signs("砍死你们。今晚打游戏。")

    assert (bare["AB2"].marks, planned["AB2"].marks, later["AB2"].marks) == ((), ("place_or_time",), ())


@pytest.mark.parametrize("text", ["有人威胁我说要弄死我", "a player threatened to kill me", "he knows where i live"])
def test_a_threat_that_is_told_of_another_is_no_sign_against_who_tells(text: str) -> None:
    assert "AB2" not in signs(text)


def test_publishing_where_somebody_lives_is_another_sign() -> None:
    assert set(signs("我要人肉你们客服")) == {"AB3"}


def test_one_word_counts_in_part_and_a_plain_one_in_full() -> None:
    assert signs("我要维权")["ES2"].strength == 600
    assert signs("我要起诉")["ES2"].strength == 1000


@pytest.mark.parametrize(
    "text", ["孩子在旁边,请快一点", "放学再玩", "暑假活动什么时候开始", "自杀式打法真猛", "笑死我了"]
)
def test_common_words_are_no_signs(text: str) -> None:
    assert signs(text) == {}


@pytest.mark.parametrize(
    "text", ["怎么举报租号的人", "租号安全吗", "is renting accounts allowed", "we share the same guild", "他说号是买的"]
)
def test_who_asks_about_rented_accounts_does_not_say_to_have_one(text: str) -> None:
    assert "MI6" not in signs(text)


def test_a_denied_thought_is_no_sign_of_intent() -> None:
    assert "SH1" not in signs("我不想死")


def test_a_guardian_tells_a_childs_age_and_is_no_minor() -> None:
    assert set(signs("孩子充的!他上四年级,我是小学生家长")) == {"MI3"}


@pytest.mark.parametrize("text", ["\x00", "🙂" * 5000, "死" * 20000, "我今年99999999999岁"])
def test_no_text_is_too_odd(text: str) -> None:
    risk_words(text)
