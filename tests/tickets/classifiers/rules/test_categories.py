"""What a message is about: every lexicon in both languages, the player's choice, two matters at once."""

import pytest

from knowledge.engines.taxonomy import by_code
from tickets.classifiers.lexicons import Term, load_lexicons
from tickets.classifiers.rules import classify
from tickets.classifiers.verdicts import Context

STORY_ONE = "快点,我的账号被盗了,赶紧给我找回来,我在里面投入了不少时间和精力,你们可得帮帮我呀!"
STORY_ONE_EN = (
    "Hurry up, my account was stolen, get it back for me, I put so much time and energy into it, you must help me!"
)
STORY_TWO = "怎么回事啊?刚打的比赛中断了,太影响我的发挥了。"
STORY_TWO_EN = "What is going on? The match I was just playing got interrupted, it really hurt my performance."


@pytest.mark.parametrize("text", [STORY_ONE, STORY_ONE_EN])
def test_the_stolen_account_of_the_first_story(text: str) -> None:
    verdict = classify(text)

    assert (verdict.category, verdict.confident, verdict.urgency, verdict.priority) == ("AC-02", True, 1, 1)
    assert (verdict.emotion, verdict.core_demand.code) == ("anxious", "recover_account")


@pytest.mark.parametrize("text", [STORY_TWO, STORY_TWO_EN])
@pytest.mark.parametrize(
    ("kind", "category"), [("tournament", "ES-02"), ("", "ES-02"), ("moba", "ES-02"), ("cards", "CD-06")]
)
def test_the_interrupted_match_of_the_second_story(text: str, kind: str, category: str) -> None:
    verdict = classify(text, context=Context(game_kind=kind))

    assert (verdict.category, verdict.in_game_now, verdict.priority) == (category, True, 2)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("有人上了我的号，道具被转走了", "AC-02"),
        ("someone logged into my account and my gold is gone", "AC-02"),
        ("密码忘了怎么找回", "AC-01"),
        ("how do I reset my password", "AC-01"),
        ("充值没到账，微信已扣款", "PY-01"),
        ("I was charged but got no gems", "PY-01"),
        ("同一单扣了我两次钱", "PY-02"),
        ("you charged me twice for the same pack", "PY-02"),
        ("自动续费怎么关", "PY-05"),
        ("cancel my subscription please", "PY-05"),
        ("一进游戏就闪退", "NT-03"),
        ("the game crashes on start", "NT-03"),
        ("今天一直掉线", "NT-02"),
        ("I keep disconnecting", "NT-02"),
        ("全服都登不上了", "NT-05"),
        ("server is down, nobody can log in", "NT-05"),
        ("比赛改期没法参加，退报名费", "ES-06"),
        ("match result not counted, the standings are wrong", "ES-03"),
        ("上家和对家伙牌，发牌不公", "CD-02"),
        ("two players colluding at my table, chip dumping", "CD-02"),
        ("结算错了，倍数不对", "CD-04"),
        ("wrong payout, settlement error", "CD-04"),
        ("对面开挂，自瞄锁头", "RP-01"),
        ("this player uses an aimbot", "RP-01"),
        ("无故封号，我没开挂，给我解封", "AP-01"),
        ("I got banned for no reason, I didn't cheat", "AP-01"),
        ("为什么禁言我", "AP-02"),
        ("why am I muted", "AP-02"),
        ("皮肤不见了", "CI-02"),
        ("my skin disappeared", "CI-02"),
        ("手滑把武器分解了", "CI-04"),
        ("I sold my sword by mistake", "CI-04"),
        ("活动奖励没发", "QE-03"),
        ("event reward missing", "QE-03"),
        ("兑换码无效", "QE-04"),
        ("the gift code is invalid", "QE-04"),
        ("保底没给，概率有问题", "QE-05"),
        ("pity not given, drop rate is fake", "QE-05"),
        ("改名卡在哪用，我想改名", "OP-04"),
        ("how do I change my name", "OP-04"),
        ("掼蛋的规则是什么", "CN-01"),
        ("what are the rules of this mode", "CN-01"),
        ("求攻略，新手怎么上分", "CN-02"),
        ("any tips for beginners", "CN-02"),
        ("实名认证失败", "RN-01"),
        ("real name verification failed", "RN-01"),
        ("人脸识别过不去", "RN-07"),
        ("face check failed", "RN-07"),
        ("孩子偷偷充的，我要退款", "MR-01"),
        ("my son spent 300 dollars without my permission", "MR-01"),
        ("儿子沉迷游戏天天熬夜，管不住", "MR-04"),
        ("I am addicted and can't stop, self-exclude me", "MR-04"),
        ("投诉客服，态度差", "CP-01"),
        ("your agent was rude to me", "CP-01"),
        ("等了好几天没人管", "CP-02"),
        ("nobody replies, waiting for days", "CP-02"),
        ("律师函已经寄出，法院见", "LR-02"),
        ("I will see you in court, my lawyer is on it", "LR-02"),
        ("我已经向12315和消协投诉", "LR-01"),
        ("the ombudsman and the regulator will hear from me", "LR-01"),
        ("我是记者，想采访你们", "LR-03"),
        ("I am a journalist and will go to the press", "LR-03"),
        ("导出我的数据", "PV-01"),
        ("export my data, this is a data access request", "PV-01"),
        ("我的信息被泄露了，一直有骚扰电话", "PV-04"),
        ("建议出个夜间模式", "SG-01"),
        ("feature request: please add a dark mode", "SG-01"),
        ("服务真好，五星好评", "SG-03"),
        ("great support, five stars", "SG-03"),
        ("收号卖号，金币交易加V", "RP-05"),
        ("selling gold for real money", "RP-05"),
        ("", "OT-09"),
        ("你好", "OT-09"),
        ("1111111", "OT-01"),
    ],
)
def test_a_message_is_sorted(text: str, category: str) -> None:
    assert classify(text).category == category


def strong_base_phrases() -> list[Term]:
    terms = [term for lexicon in load_lexicons() for term in lexicon.terms]
    return [term for term in terms if term.category and term.source == "base" and term.weight == 2 and not term.safety]


@pytest.mark.parametrize("term", strong_base_phrases(), ids=lambda term: f"{term.language}-{term.key}")
def test_every_strong_phrase_alone_leads_to_its_first_level(term: Term) -> None:
    assert classify(term.key).category[:2] == term.category[:2]


def test_there_are_always_two_other_categories() -> None:
    for text in ("", "账号被盗", "refund", "??", "我要自杀"):
        verdict = classify(text)
        codes = {verdict.category, *(alternative.category for alternative in verdict.alternatives)}

        assert len(codes) == 3, text


def test_confidence_falls_in_order_and_stays_between_nothing_and_one() -> None:
    verdict = classify("充值没到账，而且游戏一直闪退，还有奖励没发")

    values = [verdict.confidence, *(alternative.confidence for alternative in verdict.alternatives)]
    assert all(0 <= value <= 1 for value in values)


def test_words_that_fit_two_matters_alike_leave_the_choice_to_a_person() -> None:
    assert classify("账号").confident is False
    assert classify("我的账号被盗了").confident is True


def test_two_matters_are_both_named_and_the_more_urgent_goes_first() -> None:
    verdict = classify("上次充值648没到账，另外我的号刚才被盗了")

    assert (verdict.category, verdict.second_matter) == ("AC-02", "PY-01")
    assert verdict.alternatives[0].category == "PY-01"
    assert "second_matter" in [reason.code for reason in verdict.reasons]


def test_the_players_choice_stands_and_the_text_is_the_alternative() -> None:
    verdict = classify("比赛打到一半断了，比赛中断", context=Context(chosen_category="PY-01"))

    assert (verdict.category, verdict.confident) == ("PY-01", False)
    assert verdict.alternatives[0].category == "ES-02"


def test_a_choice_that_the_text_confirms_is_surer_than_one_that_stands_alone() -> None:
    confirmed = classify("充值没到账", context=Context(chosen_category="PY-01"))
    alone = classify("帮我看看", context=Context(chosen_category="PY-01"))

    assert (confirmed.confident, alone.confident) == (True, True)
    assert confirmed.confidence > alone.confidence


def test_something_else_is_no_choice() -> None:
    assert classify("充值没到账", context=Context(chosen_category="OT-09")).category == "PY-01"


def test_of_a_first_level_choice_the_likeliest_second_level_is_taken() -> None:
    assert classify("扣了两次钱", context=Context(chosen_category="PY")).category == "PY-02"
    assert classify("帮我看看", context=Context(chosen_category="PY")).category == "PY-01"


def test_an_unknown_choice_is_ignored() -> None:
    assert classify("充值没到账", context=Context(chosen_category="ZZ-99")).category == "PY-01"


def test_only_the_law_and_safety_overrule_a_choice() -> None:
    law = classify("律师函已经寄出，我已向法院起诉，法庭上见", context=Context(chosen_category="PY-04"))
    danger = classify("我不想活了", context=Context(chosen_category="PY-04"))

    assert law.category == "LR-02"
    assert "choice_overruled" in [reason.code for reason in law.reasons]
    assert danger.category == "SF-01"


def test_a_threat_with_the_regulator_does_not_hide_the_matter() -> None:
    verdict = classify("再不退款我就打12315曝光你们，充了648一直没到账，钱退给我")

    assert verdict.category[:2] == "PY"
    assert {"regulator", "media"} <= set(verdict.signals)
    assert verdict.priority <= 2


def test_a_graver_text_lifts_the_urgency_of_a_harmless_choice() -> None:
    verdict = classify("我的号被盗了，装备被搬空", context=Context(chosen_category="CN-01"))

    assert (verdict.category, verdict.urgency, verdict.priority) == ("CN-01", 1, 1)
    assert "text_graver" in [reason.code for reason in verdict.reasons]


def test_a_denied_problem_is_not_the_matter() -> None:
    assert classify("没有掉线，就是结算错了", context=Context(game_kind="cards")).category == "CD-04"


def test_a_card_word_means_little_in_a_game_without_cards() -> None:
    at_cards = classify("这局结算不对", context=Context(game_kind="cards"))
    in_moba = classify("这局结算不对", context=Context(game_kind="moba"))

    assert at_cards.confidence > in_moba.confidence


def test_the_subject_counts_once_when_the_text_begins_with_it() -> None:
    once = classify("充值没到账，帮我看看")
    twice = classify("充值没到账，帮我看看", "充值没到账，帮我看看")

    assert (once.confidence, once.reasons) == (twice.confidence, twice.reasons)


def test_the_subject_is_read() -> None:
    assert classify("帮我看看", "充值没到账").category == "PY-01"


def test_the_same_text_always_has_the_same_verdict() -> None:
    texts = ["充值没到账，闪退，被盗", "My account was hacked and the game crashes", "我想死", ""]

    assert [classify(text) for text in texts] == [classify(text) for text in texts]


def test_difficulty_follows_the_category_and_rises_with_the_law() -> None:
    assert classify("改名在哪").difficulty == 1
    assert classify("账号被盗").difficulty == 3
    assert classify("改名在哪，再不说我就打12315").difficulty == 3


def test_every_category_of_the_taxonomy_can_be_chosen() -> None:
    for code in by_code():
        if not code.startswith("OT"):
            assert classify("帮我看看", context=Context(chosen_category=code)).category == code
