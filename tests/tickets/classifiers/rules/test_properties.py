"""Whatever is written, there is a verdict."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.engines.taxonomy import by_code
from tickets.classifiers.rules import classify, render
from tickets.classifiers.verdicts import Context, Signal

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=300)
PIECES = st.lists(
    st.sampled_from(
        ["账号", "被盗", "了", "没", "不", "有", "充值", "没到账", "自杀", "我", "account", "hacked", "not", "refund",
         "12", "岁", "，", "。", "!", " ", "\u200b", "\x00", "\ud800", "I'm", "'", "😭", "帳號", "ｒ", "\u0301", "\n"]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@given(text=ANY_TEXT | PIECES, subject=ANY_TEXT)
@example(text="\x00" * 50, subject="")
@example(text="\ud800\udfff", subject="\ud800")
@example(text="a" * 100_000, subject="")
@example(text="不没" * 50_000, subject="")
@example(text="我的账号被盗了 my account was hacked " * 3_000, subject="")
@example(text="'" * 100_000, subject="'")
@example(text="i am 1 我1岁" * 10_000, subject="")
@settings(deadline=None, max_examples=150)
def test_every_text_has_a_whole_verdict(text: str, subject: str) -> None:
    verdict = classify(text, subject)

    assert verdict.category in by_code()
    assert 0 <= verdict.confidence <= 1
    assert len(verdict.alternatives) == 2
    assert verdict.priority in range(5)
    assert verdict.urgency in range(1, 5)
    assert verdict.impact in range(1, 5)
    assert verdict.difficulty in range(1, 4)
    assert verdict.language in {"zh-Hans", "en", "und"}
    assert set(verdict.signals) <= set(Signal)
    assert ("crisis" in verdict.signals) == verdict.needs_person == verdict.category.startswith("SF")
    assert all(render(reason, "en") and render(reason, "zh-hans") for reason in verdict.reasons)


@given(
    text=PIECES,
    context=st.builds(
        Context,
        game_kind=st.sampled_from(["", "cards", "moba", "tournament", "other"]),
        chosen_category=st.sampled_from(["", "PY-01", "AC", "XX", "OT-09", "SF-01"]),
        in_game_now=st.sampled_from([None, True, False]),
        tier=st.sampled_from(["T0", "T3", ""]),
        risk_level=st.sampled_from(["L0", "L4", ""]),
        incident_priority=st.sampled_from([None, 0, 4]),
    ),
)
@settings(deadline=None, max_examples=100)
def test_the_same_input_has_the_same_verdict_in_every_context(text: str, context: Context) -> None:
    assert classify(text, context=context) == classify(text, context=context)
