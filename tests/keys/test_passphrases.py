"""What a passphrase must be, and what the meter says of it."""

import pytest

from fieldapp.errors import UserError
from fieldapp.keys.passphrase import Level, check_passphrase, normalised, strength


@pytest.mark.parametrize("passphrase", ["", "123456789", "e\u0301" * 9])
def test_fewer_than_ten_characters_are_rejected(passphrase: str) -> None:
    with pytest.raises(UserError, match="10 characters or more"):
        check_passphrase(passphrase)
    assert strength(passphrase).level is Level.WEAK


def test_ten_characters_are_enough_and_a_book_is_too_much() -> None:
    check_passphrase("x" * 10)
    with pytest.raises(UserError, match="too long"):
        check_passphrase("x" * 1025)


def test_wide_and_narrow_letters_are_one_passphrase() -> None:
    assert normalised("ＡＢＣ ﬁ") == normalised("ABC fi")
    assert normalised("Lomé") == normalised("Lome\u0301")
    assert normalised("lomé") != normalised("Lomé")


@pytest.mark.parametrize(
    "passphrase",
    ["aaaaaaaaaaaaaaaaaaaa", "1234567890", "qwertyuiop", "Password2024!", "Welcome12345",
     "lome lome lome lome lome", "Kampala2024", "fieldapp-office"],
)  # fmt: skip
def test_what_is_tried_first_is_weak(passphrase: str) -> None:
    assert strength(passphrase).level is Level.WEAK


@pytest.mark.parametrize(
    "passphrase",
    ["seven small yellow doors creak", "صباح النور على المدينة القديمة والنهر",
     "यह बहुत लंबा वाक्य याद रहता", "x7$Kq2!mZp#4w%"],
)  # fmt: skip
def test_several_words_or_many_signs_are_good_in_any_script(passphrase: str) -> None:
    assert strength(passphrase).level is Level.GOOD


def test_four_words_are_fair_and_say_what_makes_them_good() -> None:
    found = strength("quiet heron waits here")
    assert found.level is Level.FAIR
    assert "more words" in found.reason
