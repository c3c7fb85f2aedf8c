"""Chinese words as they are typed in Latin letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engines.pinyin import SPELLINGS, pinyin_words


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("回复", {"huifu", "hf"}),
        ("指派", {"zhipai", "zp"}),
        ("转交给…", {"zhuanjiaogei", "zjg"}),
        ("重开工单", {"chongkaigongdan", "zhongkaigongdan", "ckgd", "zkgd"}),
        ("VIP 关怀", {"vipguanhuai", "vgh"}),
        ("女性", {"nvxing"}),
    ],
)
def test_a_word_is_found_by_its_syllables_and_by_their_first_letters(text, typed):
    assert typed <= set(pinyin_words(text).split())


@pytest.mark.parametrize("text", ["", "Assign to", "123", "🙂", "!?"])
def test_what_has_no_han_needs_no_pinyin(text):
    assert pinyin_words(text) == ""


@given(st.text(max_size=60))
def test_any_text_brings_few_words_in_plain_letters(text):
    words = pinyin_words(text).split()

    assert len(words) <= 2 * SPELLINGS
    assert all(word == word.lower() for word in words if word.isascii())
