"""What people type is read as they mean it, or not at all."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.records import values
from fieldapp.records.people import Sex
from fieldapp.records.training import EventState, Mark, Part
from fieldapp.records.typed import parse
from fieldapp.records.values import Cents, PartialDate, Unfit

MARCH_31 = dt.date(2026, 3, 31)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-31", "2026/3/31", "31/03/2026", "31.03.2026", "31-3-2026", "31 03 2026",
        "31 Mar 2026", "31-Mar-2026", "31 mars 2026", "31 de marzo de 2026", "March 31, 2026",
        "Mar. 31st, 2026", "Tuesday 31 March 2026", "mardi, 31 mars 2026", "03/31/2026",
        "31/03/26", "٣١/٠٣/٢٠٢٦", "2026-03-31 00:00:00", "31 مارس 2026", " 31/03/2026 ",
        "31 березня 2026",
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_manners_people_write_it(text: str) -> None:
    assert parse(dt.date, text) == MARCH_31


def test_an_ambiguous_day_is_read_by_the_order_of_the_office() -> None:
    assert parse(dt.date, "03/04/2026") == dt.date(2026, 4, 3)
    assert parse(dt.date, "03/04/2026", day_first=False) == dt.date(2026, 3, 4)
    assert parse(dt.date, "31/03/2026", day_first=False) == MARCH_31


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1988", "1988"), ("1988-04", "1988-04"), ("04/1988", "1988-04"), ("Apr 1988", "1988-04"),
        ("avril 1988", "1988-04"), ("2 April 1988", "1988-04-02"), ("02/04/1988", "1988-04-02"),
    ],
)  # fmt: skip
def test_a_date_may_be_known_to_month_or_year_only(text: str, kept: str) -> None:
    assert parse(PartialDate, text) == PartialDate(kept)


@pytest.mark.parametrize(
    "text", ["31/02/2026", "2026-13-01", "99/99/2026", "March", "Foo 12 2026", "31", "soon", "2026"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        parse(dt.date, text)


def test_a_date_of_birth_needs_four_digits_of_the_year() -> None:
    with pytest.raises(Unfit, match="four digits"):
        parse(PartialDate, "02/04/88")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12.5", "12.5"), ("12,5", "12.5"), ("1 234,5", "1234.5"), ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"), ("1'234.5", "1234.5"), ("1 234 567", "1234567"), ("٢٫٥", "2.5"),
        ("-3", "-3"), ("−0,5", "-0.5"), (".5", "0.5"), ("0.125", "0.125"), ("1,234,567", "1234567"),
        ("2.125", "2.125"),
    ],
)  # fmt: skip
def test_a_number_is_read_with_comma_or_point(text: str, number: str) -> None:
    assert parse(Decimal, text) == Decimal(number)


def test_a_number_that_can_be_read_in_two_ways_is_refused() -> None:
    with pytest.raises(Unfit, match="two ways"):
        parse(Decimal, "1,234")
    with pytest.raises(Unfit, match="two ways"):
        parse(int, "1.234")
    assert parse(int, "1,234") == 1234
    assert parse(int, "12.0") == 12


@pytest.mark.parametrize(
    "text", ["", "twelve", "1,2,3", "1-2", "--1", "1e5", "5 kg", ".", ",", "-"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    if not text:
        assert parse(Decimal, text) is None
        return
    with pytest.raises(Unfit):
        parse(Decimal, text)
    with pytest.raises(Unfit):
        parse(int, text)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("$1,234.50", 123450), ("1.234,50 USD", 123450), ("US$ 12", 1200), ("612,5", 61250),
        ("1,234", 123400), ("(45.00)", -4500), ("usd 0.05", 5), ("12 dollars", 1200),
    ],
)  # fmt: skip
def test_money_is_read_with_its_sign(text: str, cents: int) -> None:
    read = parse(Cents, text)
    assert read == cents
    assert isinstance(read, Cents)


@pytest.mark.parametrize("text", ["€12", "12 EUR", "5000 FCFA", "12.345,678", "1.005"])
def test_money_of_another_currency_or_of_smaller_coins_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        parse(Cents, text)


@pytest.mark.parametrize(("text", "truth"), [("Yes", True), ("OUI", True), ("sí", True),
                                             ("x", True), ("Não", False), ("no", False),
                                             ("نعم", True), ("0", False)])  # fmt: skip
def test_yes_and_no_are_read_in_several_languages(text: str, truth: bool) -> None:
    assert parse(bool, text) is truth
    with pytest.raises(Unfit):
        parse(bool, "perhaps")


def test_a_choice_is_read_by_its_value_its_name_or_a_common_word() -> None:
    assert parse(Sex, "femme") is Sex.FEMALE
    assert parse(Mark, "p") is Mark.PRESENT
    assert parse(Mark, "Late") is Mark.LATE
    assert parse(Part, "Full Day") is Part.FULL_DAY
    assert parse(EventState, "CANCELLED BY US") is EventState.CANCELLED_BY_US
    with pytest.raises(Unfit, match="choices"):
        parse(Mark, "Q")


def test_a_list_is_read_by_lines_or_semicolons() -> None:
    assert parse(tuple, "fr; en\nee") == ("fr", "en", "ee")


@given(
    st.one_of(
        st.dates(dt.date(1000, 1, 1)),
        st.integers(-(2**60), 2**60),
        st.integers(-(10**14), 10**14).map(Cents),
        st.decimals(-(10**9), 10**9, places=2),
    )
)
def test_the_plain_form_of_a_value_is_read_as_itself(value: object) -> None:
    """What a package or a list of the program shows can be typed back."""
    assert parse(type(value), str(values.plain(value))) == value


@given(st.sampled_from([dt.date, PartialDate, int, Decimal, Cents, bool, tuple, str, Mark]),
       st.text(max_size=30))  # fmt: skip
def test_any_text_is_read_or_refused_with_a_sentence(base: type, text: str) -> None:
    try:
        read = parse(base, text)
    except Unfit as error:
        assert str(error.args[0]).endswith(".")  # noqa: PT017 - either outcome is right
    else:
        assert read is None or isinstance(read, base)
