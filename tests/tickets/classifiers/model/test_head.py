"""The linear head: what it learns, how it is kept."""

import numpy as np
import pytest

from tickets.classifiers.model.head import Head, HeadBroken, Shares, train

CODES = ["AC-01", "AC-02", "PY-01"]


class Flat:
    """An encoder of two numbers, for texts that are numbers already."""

    name = "flat"

    def encode(self, texts):
        return np.array([[float(word) for word in text.split()] for text in texts], dtype=np.float32)


FLAT = Flat()
TEXTS = ["1 0", "0.9 0.1", "0 1", "0.1 0.9", "-1 0", "-0.9 -0.1"]
LABELS = ["AC-01", "AC-01", "AC-02", "AC-02", "PY-01", "PY-01"]


def trained() -> Head:
    return train(
        FLAT.encode(TEXTS), [{}] * len(TEXTS), LABELS, codes=CODES, encoder=FLAT, facts={"messages": len(TEXTS)}
    )


def test_a_head_finds_again_what_it_was_shown() -> None:
    shares = trained().shares(FLAT.encode(TEXTS), [{}] * len(TEXTS))

    assert [share.ranked()[0] for share in shares] == LABELS
    assert all(sum(share.of.values()) == pytest.approx(1.0) for share in shares)


def test_the_same_messages_give_the_same_head() -> None:
    assert trained().to_bytes() == trained().to_bytes()


def test_what_the_rules_found_counts_where_vectors_say_nothing() -> None:
    texts = ["0 0"] * 6
    scores = [{label: 2.0} for label in LABELS]
    head = train(FLAT.encode(texts), scores, LABELS, codes=CODES, encoder=FLAT, facts={})

    shares = head.shares(FLAT.encode(["0 0"] * 3), [{"AC-01": 2.0}, {"AC-02": 2.0}, {"PY-01": 2.0}])

    assert [share.ranked()[0] for share in shares] == CODES


def test_a_head_comes_back_from_its_bytes() -> None:
    head = trained()

    again = Head.from_bytes(head.to_bytes())

    assert (again.codes, again.encoder, again.facts) == (head.codes, "flat", {"messages": 6})
    shares, known = again.shares(FLAT.encode(["1 0"]), [{}])[0], head.shares(FLAT.encode(["1 0"]), [{}])[0]
    assert shares.of == pytest.approx(known.of, abs=0.01)  # weights are kept in half precision


@pytest.mark.parametrize("place", [0, 40, -1])
def test_one_wrong_bit_makes_it_broken(place: int) -> None:
    raw = bytearray(trained().to_bytes())
    raw[place] ^= 1

    with pytest.raises(HeadBroken):
        Head.from_bytes(bytes(raw))


@pytest.mark.parametrize("raw", [b"", b"no head at all", b"\0" * 100])
def test_other_bytes_are_broken(raw: bytes) -> None:
    with pytest.raises(HeadBroken):
        Head.from_bytes(raw)


def test_the_likeliest_family_goes_before_the_likeliest_member_of_another() -> None:
    shares = Shares({"PY-01": 0.4, "AC-01": 0.35, "AC-02": 0.25})

    assert shares.ranked() == ["AC-01", "PY-01", "AC-02"]
    assert shares.family("AC") == pytest.approx(0.6)
