"""Identity numbers of GB 11643-1999: what can be one, what it says, and what it can never be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from players.engines.identity_numbers import (
    Flaw,
    NumberRefused,
    check_character,
    has_right_check,
    holds_number,
    read_number,
)
from tests.fakes.nppa import RUNNING, SUCCESS

TODAY = date(2026, 12, 1)


def number_of(born: str, order: str = "001", area: str = "110101") -> str:
    first = area + born + order
    return first + check_character(first)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", *SUCCESS.values(), *RUNNING.values()])
def test_published_numbers_have_the_right_check_character(number):
    assert has_right_check(number)


def test_the_sample_in_the_interface_specification_fails_its_check():
    assert not has_right_check("371321199012310912")


def test_a_number_tells_birth_and_sex():
    read = read_number("11010519491231002X", TODAY)

    assert (read.value, read.birth_date, read.is_male, read.is_permit) == (
        "11010519491231002X", date(1949, 12, 31), False, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["11010519491231002x", "１１０１０５１９４９１２３１００２ｘ", "  11010519491231002X\n"]
)
def test_a_number_is_taken_as_it_is_meant(text):
    assert read_number(text, TODAY).value == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", Flaw.FORM),
        ("1101051949123100", Flaw.FORM),
        ("11010519491231002XX", Flaw.FORM),
        ("01010519491231002X", Flaw.FORM),
        ("1101051949123100 2X", Flaw.FORM),
        ("110105194912310021", Flaw.CHECK),
        (number_of("19001301"), Flaw.FORM),
        (number_of("21000101"), Flaw.FORM),
        (number_of("20230229"), Flaw.BIRTH),
        (number_of("20230431"), Flaw.BIRTH),
        (number_of("20261202"), Flaw.FUTURE),
        (number_of("18951130"), Flaw.AGE),
        ("440524188001010014", Flaw.AGE),
    ],
)
def test_what_is_wrong_with_a_number_is_said_without_the_number(text, flaw):
    with pytest.raises(NumberRefused) as caught:
        read_number(text, TODAY)

    assert caught.value.flaw == flaw
    assert str(caught.value) == flaw.value


def test_the_youngest_and_the_oldest_person_are_taken():
    assert read_number(number_of("20261201"), TODAY).birth_date == TODAY
    assert read_number(number_of("18951202"), TODAY).birth_date.year == 1895


def test_somebody_is_too_old_from_the_131st_birthday_on():
    assert read_number(number_of("18951202"), date(2026, 12, 1)).birth_date == date(1895, 12, 2)
    with pytest.raises(NumberRefused):
        read_number(number_of("18951202"), date(2026, 12, 2))


def test_an_abolished_area_is_taken():
    assert read_number(number_of("19800101", area="999999"), TODAY).is_permit
    assert not read_number(number_of("19800101", area="522222"), TODAY).is_permit


@pytest.mark.parametrize("area", ["810000", "820000", "830000", "911000"])
def test_permits_are_right_numbers_that_only_people_verify(area):
    assert read_number(number_of("19900101", area=area), TODAY).is_permit


def test_fifteen_digits_are_taken_from_imports_only():
    assert read_number("110105491231002", TODAY, from_import=True).value == "11010519491231002X"
    with pytest.raises(NumberRefused):
        read_number("110105491231002", TODAY)


def test_an_arabic_digit_is_the_digit_that_it_means_or_none():
    with pytest.raises(NumberRefused):
        read_number("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", TODAY)


def test_no_part_of_a_number_is_in_its_representation():
    assert "1949" not in repr(read_number("11010519491231002X", TODAY))


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(1, 999), st.integers(100000, 799999))
def test_every_number_that_was_made_by_the_rule_is_read_back(born, order, area):
    read = read_number(number_of(f"{born:%Y%m%d}", f"{order:03d}", str(area)), TODAY)

    assert (read.birth_date, read.is_male) == (born, order % 2 == 1)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place, more):
    number = "110000190101010001"
    changed = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]

    assert not has_right_check(changed)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("11010519491231002X", True),
        ("我的身份证是11010519491231002x，谢谢", True),
        ("１１０１０５１９４９１２３１００２Ｘ", True),
        ("110105194912310021", False),
        ("6222021105194912310027", False),
        ("order 110105194912", False),
    ],
)
def test_a_valid_number_is_found_in_a_text(text, holds):
    assert holds_number(text) is holds
