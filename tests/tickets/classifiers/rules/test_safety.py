"""Danger to a person is heard in any disguise; idioms of gamers are not taken for it."""

import pytest

from tickets.classifiers.lexicons import Term, load_lexicons
from tickets.classifiers.rules import classify
from tickets.classifiers.rules.safety import EXPLICIT

IN_DANGER = """
我不想活了
活着没意思，我准备跳楼了
你们不退钱我就死给你们看
我站在天台上了，最后跟你们说一声
我把安眠药都吃了
药已经吃下去了，别找我
我好累，想就这样消失，不想再醒过来
欠了二十万网贷，老婆也走了，我活不下去了
再见了这个世界
遗书我都写好了，就放在桌上
来世再见吧各位
活着好累，人生没意义
I want to die
i'm going to kill myself tonight
I can't take it anymore, I want to end my life
there is no reason to live anymore
I took a whole bottle of pills
goodbye everyone, I won't be here tomorrow
I don't want to be here anymore. I don't want to live
kms
I'm suicidal
everyone would be better off without me
i have a rope and i am going to hang myself
I lost all my money on your game and I can't go on, life is not worth living
please tell my mom I'm sorry, I won't be around tomorrow
""".strip().splitlines()
OTHERS_IN_DANGER = """
我朋友给我发消息说要自杀，你们能联系到他吗
公会里有个小姑娘说她割腕了，快帮帮她
刚看到世界频道有人说今晚就结束生命
群里有个小伙子直播说要从桥上跳，你们能看到他定位吗
我女儿在房间里说不想活了，就因为你们封了她的号
my guildmate just told me he wants to kill himself, please help him
someone in chat says she is going to jump off a bridge
""".strip().splitlines()
THREATS = """
你们等着，我明天就带着刀去你们公司
客服你给我小心点，我知道你住哪
不给我解封我就炸了你们公司
我要砍死你们这帮人
下班小心点，我找人打你
我要跟你们同归于尽
I know where you live and I will kill you
I am coming to your office with a gun
i will find your family and hurt you
there is a bomb in your office
I'll stab you if you don't refund me
""".strip().splitlines()
CHILDREN = """
有个男的在游戏里要我12岁女儿发裸照
一个大叔约我未成年的妹妹出来见面
我爸天天打我，我不敢回家
网友让我把校服脱了拍给他看，我13
a man keeps asking my daughter for nudes
An older guy wants to meet my 11 year old son alone
my dad beats me and i'm scared to go home
""".strip().splitlines()
DISGUISED = """
自\u200b殺
不 想 活 了
自*杀
我要紫砂
我想自sha
ｋｉｌｌ ｍｙｓｅｌｆ
k i l l   m y s e l f
k1ll mys3lf
kіll myself
KILLLL MYSELF
""".strip().splitlines()
HARMLESS = """
笑死我了，这个bug太好笑
卡死了，一进副本就死机
被对面秒杀了三次，气死我了
他一直送死，举报
自杀式打法是不是违规
想死的心都有了，延迟这么高
这个活动肝得我想死
炸弹四个二怎么算
这游戏要死了，没人玩
我在游戏里死了之后不能复活
跳楼价的礼包怎么没了
角色从楼顶跳下去卡住了
我站在天台上动不了，地图有bug
带刀侍卫的皮肤没到账
放火技能没有伤害
怕被报复，能不能匿名举报
对面有人喊要弄死我们队，嘴臭
英雄喝药没有回血
退游了，大家保重
永别了，垃圾游戏，卸载了
我最后一次登录是昨天晚上八点
游戏崩溃了，进不去
掉线掉得我崩溃了
我没有想自杀，就是觉得游戏不好玩
自杀小队皮肤怎么买
人物自杀回城的按钮在哪里
我的刀皮肤没了，客服快看看
你们公司的炸弹道具没发
剧情里遗书任务卡住了
安眠药水道具怎么用
这破概率真让人绝望
输光了，睡不着，能补点豆吗
lag is killing me
I died in game and lost my items
how do I kill the boss on floor 3
this is a dead game
suicide bomber class needs a nerf
killing spree not counted
my character jumped off the cliff and got stuck
I accidentally killed myself with a grenade and lost rank
please shoot me an email when it's done
my gun does no damage
the bomb did not explode on site B
autoplay broke my bomb, tournament the Friday Championship
the enemies kill you too fast
goodbye everyone, I'm quitting this game
I hate my life, another loss
the knife skin is missing from my inventory
shoot button does not work
I lost everything in my inventory
did not commit suicide in the quest, so the achievement did not count
I'm not suicidal, just annoyed
see my last message please
last login was yesterday
my son is 12 and bought gems
""".strip().splitlines()


@pytest.mark.parametrize(
    ("text", "category"),
    [
        *((text, "SF-01") for text in IN_DANGER + OTHERS_IN_DANGER + DISGUISED),
        *((text, "SF-02") for text in THREATS),
        *((text, "SF-03") for text in CHILDREN),
    ],
)
def test_danger_calls_a_person_and_settles_nothing(text: str, category: str) -> None:
    verdict = classify(text)

    assert (verdict.category, verdict.priority, verdict.emotion) == (category, 0, "distressed")
    assert (verdict.confident, verdict.needs_person, verdict.restricted) == (False, True, True)
    assert verdict.signals[0] == "crisis"
    assert verdict.reasons[0].code == "crisis"


def explicit_phrases() -> list[Term]:
    return [
        term for lexicon in load_lexicons() if lexicon.name in EXPLICIT for term in lexicon.terms if term.weight >= 1
    ]


@pytest.mark.parametrize("term", explicit_phrases(), ids=lambda term: f"{term.name}-{term.key}")
def test_every_explicit_phrase_raises_the_alarm(term: Term) -> None:
    frame = "客服你好，{}，就这样" if term.language == "zh" else "hello support, {}, ok"

    assert "crisis" in classify(frame.format(term.key)).signals


@pytest.mark.parametrize("text", HARMLESS)
def test_the_language_of_gamers_is_no_danger(text: str) -> None:
    verdict = classify(text)

    assert "crisis" not in verdict.signals
    assert verdict.category[:2] != "SF"
    assert verdict.needs_person is False


def test_an_idiom_hides_no_danger_beside_it() -> None:
    assert "crisis" in classify("笑死，卡死了，我真的不想活了").signals
    assert "crisis" in classify("lag is killing me, I want to kill myself").signals


@pytest.mark.parametrize("text", ["我没有想自杀", "I am not suicidal", "我不是想死"])
def test_a_denial_is_left_for_the_agent_to_see(text: str) -> None:
    assert "crisis_denied" in [reason.code for reason in classify(text).reasons]


def test_a_doubtful_idiom_is_left_for_the_agent_to_see() -> None:
    assert "crisis_idiom" in [reason.code for reason in classify("延迟高得想死的心都有了").reasons]


def test_one_word_of_despair_alone_is_a_mood() -> None:
    verdict = classify("又输了，绝望")

    assert ("crisis" in verdict.signals, verdict.emotion) == (False, "distressed")


def test_several_words_of_despair_together_are_an_alarm() -> None:
    assert "crisis" in classify("我是废物，没人在乎我，撑不下去了，人生完了").signals


def test_the_matter_behind_a_crisis_stays_visible() -> None:
    verdict = classify("我的号被盗了，里面几万块，我不想活了")

    assert (verdict.category, verdict.alternatives[0].category) == ("SF-01", "AC-02")


def test_a_threat_of_the_writer_is_abuse_and_one_that_is_reported_is_not() -> None:
    assert "abuse" in classify("我要砍死你们").signals
    reported = classify("有个玩家私信说要砍死你，还知道我住哪").signals
    assert ("crisis" in reported, "abuse" in reported) == (True, False)
