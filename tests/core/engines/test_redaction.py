"""Numbers of persons become tokens, however they are written; what the desk works with stays."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engines.numbers import is_identity_number, passes_luhn
from core.engines.redaction import Redacted, cut, redacted, spans_in, tokens_in, without_tokens

ID, PHONE, CARD = "110000190101010001", "13800138000", "4111111111111111"


@pytest.mark.parametrize(
    "text",
    [
        "110000190101010001",
        "11010519491231002X",
        "11010519491231002x",
        "440524188001010014",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002X",
        "110105-1949-1231-002x",
        "110105·19491231·002Ｘ",
        "1101 0519 4912 3100 2X",
        "身份证11010519491231002X谢谢",
        "ID11010519491231002X",
        "订单110000190101010001",
        "110105\u200b19491231\u200b002X",
        "٤٤٠٥٢٤١٨٨٠٠١٠١٠٠١٤",
    ],
)
def test_an_identity_number_is_found_however_it_is_written(text: str) -> None:
    assert [original.kind for original in redacted(text).originals] == ["ID"]
    assert not any(char.isdigit() for char in without_tokens(redacted(text)))


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("13800138000", "〔TEL 138****8000〕"),
        ("138 0013 8000", "〔TEL 138****8000〕"),
        ("138-0013-8000", "〔TEL 138****8000〕"),
        ("1 3 8 0 0 1 3 8 0 0 0", "〔TEL 138****8000〕"),
        ("１３８００１３８０００", "〔TEL 138****8000〕"),
        ("+86 138 0013 8000", "〔TEL 138****8000〕"),
        ("+8613800138000", "〔TEL 138****8000〕"),
        ("0086-13800138000", "〔TEL 138****8000〕"),
        ("8613800138000", "〔TEL 138****8000〕"),
        ("tel13800138000", "tel〔TEL 138****8000〕"),
        ("phone=13800138000&x=1", "phone=〔TEL 138****8000〕&x=1"),
        ("+1 (415) 555-2671", "〔TEL +1****2671〕"),
        ("+44 20 7946 0958", "〔TEL +44****0958〕"),
        ("+852 9123 4567", "〔TEL +852****4567〕"),
        ("4111 1111 1111 1111", "〔CARD 4111****1111〕"),
        ("卡号：6222021234567890128", "卡号：〔CARD 6222****0128〕"),
        ("6222-0212-3456-7890-128", "〔CARD 6222****0128〕"),
        ("3782 822463 10005", "〔CARD 3782****0005〕"),
        ("a.b+c@mail.example.com", "〔MAIL a***@mail.example.com〕"),
        ("邮箱ab＠example．com。", "邮箱〔MAIL a***@example.com〕。"),
        ("110105491231002", "〔ID 1****2〕"),
    ],
)
def test_phones_cards_and_addresses_are_masked(text: str, token: str) -> None:
    assert redacted(text) == token


@pytest.mark.parametrize(
    "text",
    [
        "订单号：13800138000",
        "订单 4111111111111111",
        "order 4111111111111111",
        "Order No. 4111 1111 1111 1111",
        "流水号4200002026113022001234567890",
        "202611301234567890",  # 18 digits, no checksum
        "110000190101010002",  # an identity number but for the last digit
        "110000190113010001",  # the 13th month
        "110000190102300003",  # 30 February
        "4111111111111112",  # Luhn says no
        "1411111111111111",  # no issuer begins so
        "UID13800138000",
        "UID: 13912345678",
        "游戏ID：13800138000",
        "player id 13800138000",
        "对局编号 13800138000",
        "牌局号:13800138000",
        "match 13800138000",
        "hand #13800138000",
        "#13800138000",
        "HL-13800138000",
        "SN4111111111111111",
        "GPA.3333-1234-5678-90123",
        "￥13800138000",
        "13800138000.00",
        "13800138000 金币",
        "13800138000 gold",
        "12800138000",  # no mobile begins with 12
        "138001380001",
        "1380013800",
        "2026-11-30 21:00:00",
        "2026.11.30 2026.12.01",
        "20261130210000",
        "1764536400000",
        "192.168.100.200",
        "+5000000 金币",
        "+1000000000",
        "12315、12356、400-161-9995、010-82951332",
        "550e8400-e29b-41d4-a716-446655440000",
        "工单 #100231",
        "@林夏 看一下",
        "a@b",
        "990000990101001",  # 15 digits of a place that is none, and a day that could be
        "",
        "十分感谢",
    ],
)
def test_what_the_desk_works_with_stays(text: str) -> None:
    assert redacted(text) == text


def test_several_numbers_in_one_text_are_each_a_token_and_the_rest_stays_byte_for_byte() -> None:
    text = f"我是{ID}，电话 {PHONE} 或 13900139000，卡{CARD}\n订单号 4200001380013800012 \u200b谢谢"

    safe = redacted(text)

    assert safe == (
        "我是〔ID 1****1〕，电话 〔TEL 138****8000〕 或 〔TEL 139****9000〕，卡〔CARD 4111****1111〕\n"
        "订单号 4200001380013800012 \u200b谢谢"
    )
    assert [original.text for original in safe.originals] == [ID, PHONE, "13900139000", CARD]
    assert tokens_in(safe) == [original.token for original in safe.originals]


def test_numbers_without_a_sign_between_them_are_still_two() -> None:
    assert redacted(f"11010519491231002X{PHONE}") == "〔ID 1****X〕〔TEL 138****8000〕"


def test_a_text_that_was_read_already_stays_and_keeps_what_it_knows() -> None:
    once = redacted(f"电话 {PHONE}")
    assert redacted(once) == once
    assert redacted(once).originals == once.originals
    assert redacted(str(once)) == str(once)


def test_an_id_by_its_meaning_may_look_like_a_phone_but_not_like_an_identity_number() -> None:
    assert redacted(PHONE, is_reference=True) == PHONE
    assert redacted(ID, is_reference=True) == "〔ID 1****1〕"


def test_what_is_our_own_stays() -> None:
    ours = {"help@game.example", "@studio.example", "+8613700137000"}
    text = "help@game.example anna@studio.example bob@other.example +86 137 0013 7000"
    assert redacted(text, keeps=ours) == (
        "help@game.example anna@studio.example 〔MAIL b***@other.example〕 +86 137 0013 7000"
    )


def test_a_line_that_grew_too_long_is_cut_before_a_token_and_never_in_it() -> None:
    line = redacted("字" * 189 + PHONE)
    assert cut(line, 200) == "字" * 189 + "…"
    assert cut(line, 206) == line
    assert cut(line, 200).originals == line.originals


def test_spans_lead_back_to_what_was_written() -> None:
    text = f"a\u200bb 1\u200b3\u200b8\u200b0\u200b0\u200b1\u200b3\u200b8\u200b0\u200b0\u200b0 x {ID}"
    for span in spans_in(text):
        assert text[span.start : span.end] == span.original.text


@given(st.text())
def test_any_text_is_accepted_and_reading_twice_changes_nothing(text: str) -> None:
    safe = redacted(text)
    assert redacted(str(safe)) == safe
    assert isinstance(safe, Redacted)


@given(st.text(st.characters(categories=["Lo", "Po"], exclude_characters="〔〕"), max_size=30), st.integers(0, 999))
def test_an_identity_number_in_any_chinese_text_is_found(text: str, person: int) -> None:
    begin = f"11010119900307{person:03}"
    number = next(begin + last for last in "0123456789X" if is_identity_number(begin + last))
    assert number not in redacted(f"{text}{number}{text}")


def test_the_official_samples_pass_and_a_changed_digit_does_not() -> None:
    assert is_identity_number("11010519491231002X")
    assert is_identity_number("440524188001010014")
    assert not is_identity_number("371321199012310912")
    assert passes_luhn("4111111111111111")
    assert not passes_luhn("4111111111111110")


def test_the_longest_text_of_nothing_but_digits_is_read_in_a_moment() -> None:
    started = time.process_time()
    for text in ("1 " * 10_000, "13800138000 " * 1_700, "1" * 20_000, "a@" * 10_000, "+1" * 10_000):
        redacted(text)
    assert time.process_time() - started < 5
