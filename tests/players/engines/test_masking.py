"""Masking: enough to recognise, too little to know, and never half a sign."""

import pytest

from players.engines.masking import graphemes, masked_mail, masked_name, masked_number, masked_phone
from players.engines.names import is_possible_name, is_same_name, stored_name


def test_a_number_shows_its_ends():
    assert masked_number("11010519491231002X") == "1****************X"
    assert masked_number("11010519491231002X", shows_more=True) == "110***********002X"


@pytest.mark.parametrize(("number", "shown"), [("", ""), ("1", "*"), ("12", "**"), ("123", "1*3")])
def test_a_number_that_is_too_short_is_not_shown_whole(number, shown):
    assert masked_number(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", ""),
        ("王", "*"),
        ("王明", "王*"),
        ("王小明", "王*明"),
        ("欧阳小明", "欧**明"),
        ("买买提·吐尔逊·阿不都拉", "买**拉"),
        ("𠮷田", "𠮷*"),
        ("e\u0301a", "e\u0301*"),
        ("👨‍👩‍👧王", "👨‍👩‍👧*"),
    ],
)
def test_a_name_shows_first_and_last_sign(name, shown):
    assert masked_name(name) == shown


def test_flags_and_tones_are_one_sign_each():
    assert graphemes("🇨🇳🇰🇷👍🏽") == ["🇨🇳", "🇰🇷", "👍🏽"]


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"),
        ("+86 138-1234-5678", "138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("12345", "***45"),
        ("12", "**"),
        ("", ""),
    ],
)
def test_a_phone_shows_three_and_four(phone, shown):
    assert masked_phone(phone) == shown


@pytest.mark.parametrize(("mail", "shown"), [("anna@d.com", "a***@d.com"), ("@d.com", "***"), ("nobody", "***")])
def test_a_mail_shows_its_first_sign_and_its_house(mail, shown):
    assert masked_mail(mail) == shown


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("王小明", " 王 小明 ", True),
        ("买买提·吐尔逊", "买买提•吐尔逊", True),
        ("Ａnna Lee", "anna lee", True),
        ("王小明", "王小名", False),
        ("王小明", "", False),
    ],
)
def test_names_are_compared_as_people_do(one, other, same):
    assert is_same_name(one, other) is same


@pytest.mark.parametrize(
    ("name", "possible"),
    [
        ("某一一", True),
        ("买买提·吐尔逊", True),
        ("O'Neil Anne-Marie", True),
        ("王", False),
        ("王5", False),
        ("王" * 81, False),
        ("<b>王明</b>", False),
    ],
)
def test_a_name_consists_of_letters(name, possible):
    assert is_possible_name(stored_name(name)) is possible
