"""Words survive being said, written and typed; a slip is found and named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.errors import UserError, WrongPassphrase
from fieldapp.keys import words

SECRET = bytes(range(22))


@given(st.binary(max_size=64).filter(lambda data: len(data) % 2 == 0))
def test_bytes_come_back_from_their_words(data: bytes) -> None:
    spelt = words.spell(data)
    assert words.read(spelt) == data
    assert all(len(word) == 5 for word in spelt.split())


def test_every_word_stands_for_one_number() -> None:
    every = words.spell(b"".join(number.to_bytes(2, "big") for number in range(65536))).split()
    assert len(set(every)) == 65536


def test_an_odd_byte_has_no_word() -> None:
    with pytest.raises(ValueError, match="pairs"):
        words.spell(b"abc")


def test_twelve_words_are_printed() -> None:
    assert len(words.recovery_words(words.new_recovery_secret()).split()) == 12


@pytest.mark.parametrize("between", [" ", "-", ", ", "\n", " · ", "_", "\u00a0", "\t"])
def test_case_and_separators_do_not_matter(between: str) -> None:
    typed = words.recovery_words(SECRET).upper().replace(" ", between)
    assert words.recovery_secret(typed) == SECRET


def test_the_numbers_before_printed_words_may_be_typed_too() -> None:
    printed = words.recovery_words(SECRET).split()
    typed = "\n".join(f"{place}. {word}" for place, word in enumerate(printed, start=1))
    assert words.recovery_secret(typed) == SECRET


@pytest.mark.parametrize("slip", ["bab", "babuc", "babaab", "بابا", "qaqaq"])
def test_the_word_that_is_none_is_named_with_its_place(slip: str) -> None:
    typed = words.recovery_words(SECRET).split()
    typed[4] = slip
    with pytest.raises(WrongPassphrase, match=f"Word 5, “{slip}”"):
        words.recovery_secret(" ".join(typed))


def test_a_word_with_one_wrong_letter_is_found_by_the_check() -> None:
    typed = words.recovery_words(SECRET).split()
    typed[6] = typed[6][:2] + ("b" if typed[6][2] != "b" else "d") + typed[6][3:]
    with pytest.raises(WrongPassphrase, match=f"word 7 again, “{typed[6]}”"):
        words.recovery_secret(" ".join(typed))


def test_words_in_another_order_are_not_taken() -> None:
    typed = words.recovery_words(SECRET).split()
    with pytest.raises(WrongPassphrase, match="not the recovery words"):
        words.recovery_secret(" ".join(reversed(typed)))


@pytest.mark.parametrize("kept", [0, 1, 11])
def test_missing_words_are_counted(kept: int) -> None:
    typed = words.recovery_words(SECRET).split()[:kept]
    with pytest.raises(WrongPassphrase, match=f"12 recovery words, and {kept} word"):
        words.recovery_secret(" ".join(typed))


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_answered(text: str) -> None:
    try:
        data = words.read(text)
    except UserError:
        return
    assert words.read(words.spell(data)) == data


def test_a_fingerprint_is_six_words_and_differs_with_each_key() -> None:
    one, two, three = b"a" * 32, b"b" * 32, b"c" * 32
    assert len(words.fingerprint(one, two).split()) == 6
    assert words.fingerprint(one, two) == words.fingerprint(two, one)
    assert len({words.fingerprint(*keys) for keys in [(one,), (one, two), (one, three)]}) == 3
