"""What people type or paste, read as a value: dates, numbers, money, yes or no in many manners."""

from __future__ import annotations

import datetime as dt
import enum
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from fieldapp.records import values
from fieldapp.records.people import Sex
from fieldapp.records.search import normalised
from fieldapp.records.training import Mark, Role
from fieldapp.records.values import Cents, PartialDate, Unfit
from fieldapp.text import N_


def _each(words: str, meaning: str) -> dict[str, str]:
    """The same meaning for each of the words, which are separated by blanks."""
    return dict.fromkeys(words.split(), meaning)


_TRUTH = _each(
    "1 y yes true x ok oui o vrai si s sim verdadero verdadeiro так да نعم ✓ ✔ ☑ ☒", "yes"
) | _each("0 n no false non faux nao falso ні нет لا ✗ ✘ ☐", "no")

_MONTHS: tuple[str, ...] = (
    "jan january janvier janv enero ene janeiro січня يناير",
    "feb february fevrier fev fevr febrero fevereiro лютого فبراير",
    "mar march mars marzo marco березня مارس",
    "apr april avril avr abril abr квітня ابريل",
    "may mai mayo maio травня مايو",
    "jun june juin junio junho червня يونيو",
    "jul july juillet juil julio julho липня يوليو",
    "aug august aout agosto ago серпня اغسطس",
    "sep sept september septembre septiembre setembro set вересня سبتمبر",
    "oct october octobre octubre outubro out жовтня اكتوبر",
    "nov november novembre noviembre novembro листопада نوفمبر",
    "dec december decembre diciembre dic dezembro dez грудня ديسمبر",
)
_MONTH = {normalised(word): n for n, line in enumerate(_MONTHS, 1) for word in line.split()}

_WORDS: dict[type, dict[str, str]] = {
    Sex: {
        **_each("male man boy homme h masculin hombre masculino varon homem", "M"),
        **_each("female woman girl femme feminin mujer femenino mulher feminino", "F"),
        **dict.fromkeys(("unknown", "not recorded", "inconnu", "desconocido", "?"), "U"),
    },
    Mark: {"1": "P", "x": "P", "✓": "P", "0": "A", "half": "H", "half day": "H"},
    Role: {
        **dict.fromkeys(("student", "trainee", "attendee", "stagiaire", "alumno"), "participant"),
        **dict.fromkeys(("trainer", "formateur", "formatrice", "teacher"), "instructor"),
    },
}  # fmt: skip
"""Words of foreign spreadsheets for the choices that code branches on."""

_DATE_EXPECTED = N_("A date was expected, such as 31/03/2026 or 2026-03-31.")
_NUMBER_EXPECTED = N_("A number was expected.")
_TWO_WAYS = N_("This number can be read in two ways. Write it without a sign between thousands.")

_MIDNIGHT = re.compile(r"[T ]0?0:00(:00(\.0+)?)?Z?$")
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_NUMBERS = re.compile(r"(?:(\d{1,2})([-/. ]))?(\d{1,2})[-/. ](\d{4}|\d{2})")
_WORDED = re.compile(r"(?:(\d{1,2})[-/. ]+)?([^\W\d]+)\.?(?:[-/. ]+(\d{1,2}))?[-/., ]+(\d{4})")
_WEEKDAY = re.compile(r"^([^\W\d]+)\.?,? +(?=\S)")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th|er|re|o|º|ª)\b")
_SMALL_WORDS = re.compile(r"\b(de|of|le|del|do)\b")

_GROUPED = re.compile(r"\d{1,3}(?:([ ',.])\d{3})(?:\1\d{3})*")
_SIGNS = str.maketrans({"−": "-", "–": "-", "٫": ".", "٬": ",", "’": "'", "\u00a0": " ",
                        "\u202f": " ", "\u2009": " ", "،": ","})  # fmt: skip


def parse(base: type, text: str, *, day_first: bool = True) -> object:
    """The value of type `base` that a person wrote; None for nothing.

    `day_first` says how 03/04/2026 is read; 31/03/2026 and 03/31/2026 can be read in one way only.
    Money is in US dollars.

    Raises:
        values.Unfit: the text is none; `args[0]` is an English sentence.
    """
    trimmed = values.clean(text).strip()
    if not trimmed:
        return None
    if issubclass(base, enum.StrEnum):
        return _choice(base, trimmed)
    if base is dt.date or base is PartialDate:
        return _date(base, trimmed, day_first)
    if base is tuple:
        return values.value(tuple, "\n".join(trimmed.split(";")))
    reader = _READERS.get(base)
    return reader(trimmed) if reader else values.value(base, trimmed)


def _choice(base: type[enum.StrEnum], text: str) -> enum.StrEnum:
    wanted = normalised(text).replace("_", " ")
    for member in base:
        if wanted in {normalised(member.value), member.name.lower().replace("_", " ")}:
            return member
    if found := _WORDS.get(base, {}).get(wanted):
        return base(found)
    raise Unfit(N_("This is not one of the choices."))


def _truth(text: str) -> bool:
    if found := _TRUTH.get(normalised(text).rstrip(".")):
        return found == "yes"
    raise Unfit(N_("Yes or no was expected."))


# --- numbers ---------------------------------------------------------------------------------


def _ascii(text: str) -> str:
    """Digits of any script as 0 to 9, and the signs around them as on an English keyboard."""
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return "".join(digits).translate(_SIGNS)


def _number(text: str, *, thousands: bool) -> Decimal:
    """A decimal with comma or point; `thousands`: three digits after one comma are thousands."""
    bare = _ascii(text).strip()
    if bracketed := re.fullmatch(r"\(([^()-]*)\)", bare):
        bare = f"-{bracketed.group(1).strip()}"
    sign, digits = ("-", bare[1:].strip()) if bare.startswith("-") else ("", bare.removeprefix("+"))
    whole, places = _split(digits, thousands)
    if not (whole or places) or not re.fullmatch(r"\d*", whole + places):
        raise Unfit(_NUMBER_EXPECTED)
    return Decimal(f"{sign}{whole or 0}.{places or 0}")


def _split(bare: str, thousands: bool) -> tuple[str, str]:
    """The digits before and behind the decimal sign."""
    found = _GROUPED.match(bare)
    rest = bare[found.end() :] if found else ""
    if found and rest and rest[0] in ",." and rest[0] != found.group(1):
        return re.sub(r"[ ',.]", "", found.group()), rest[1:]
    if found and not rest and _by_thousands(found, thousands):
        return re.sub(r"[ ',.]", "", bare), ""
    whole, _sign, places = bare.replace(",", ".").partition(".")
    return whole, places


def _by_thousands(found: re.Match[str], thousands: bool) -> bool:
    """Whether the sign between groups of three digits, with nothing behind, is one of thousands."""
    mark, text = found.group(1), found.group()
    if mark in " '" or text.count(mark) > 1:
        return True
    if text.startswith("0") or (mark == "." and not thousands):
        return False
    if mark == "," and thousands:
        return True
    raise Unfit(_TWO_WAYS)


def _whole(text: str) -> object:
    return values.value(int, values.decimal_text(_number(text, thousands=True)))


def _decimal(text: str) -> object:
    return values.value(Decimal, str(_number(text, thousands=False)))


def _cents(text: str) -> Cents:
    bare = re.sub(r"(?i)\bus ?\$|\busd\b|\$|\bdollars?\b", "", text).strip()
    if re.search(r"[^\W\d_]{3}", bare) or any(unicodedata.category(c) == "Sc" for c in bare):
        raise Unfit(N_("Write the amount in US dollars, as a number."))
    found = values.value(Cents, values.decimal_text(_number(bare, thousands=True)))
    assert isinstance(found, Cents)  # noqa: S101 - a number is never read as nothing
    return found


# --- dates -----------------------------------------------------------------------------------


def _date(base: type, text: str, day_first: bool) -> dt.date | PartialDate:
    year, month, day = _parts(text, day_first, short_year=base is dt.date)
    written = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
    known = PartialDate(written)
    if base is PartialDate:
        return known
    if known.full is None:
        raise Unfit(_DATE_EXPECTED)
    return known.full


def _parts(text: str, day_first: bool, *, short_year: bool) -> tuple[int, int, int]:
    """Year, month and day, 0 where unknown."""
    bare = _MIDNIGHT.sub("", _ascii(text).replace("،", ",")).strip()
    if found := _ISO.fullmatch(bare):
        year, month, day = (int(part or 0) for part in found.groups())
        return year, month, day
    if found := _NUMBERS.fullmatch(bare):
        first, mark, second, year_text = found.groups()
        year = _year(year_text, short_year=short_year and first is not None and mark in "/.")
        return (year, *_day_month(int(first or 0), int(second), day_first))
    return _with_month_word(bare)


def _day_month(first: int, second: int, day_first: bool) -> tuple[int, int]:
    """Month and day of two numbers, of which the first is 0 where only the month is written."""
    if not first or (day_first and second <= 12) or first > 12:
        return second, first
    return (first, second) if not day_first or second > 12 else (second, first)


def _year(text: str, *, short_year: bool) -> int:
    if len(text) == 4:
        return int(text)
    if not short_year:
        raise Unfit(N_("Write the year with four digits."))
    return int(text) + (1900 if int(text) >= 80 else 2000)


def _with_month_word(bare: str) -> tuple[int, int, int]:
    plain = _SMALL_WORDS.sub(" ", _ORDINAL.sub("", normalised(bare)))
    plain = " ".join(plain.split())
    weekday = _WEEKDAY.match(plain)
    if weekday and weekday.group(1) not in _MONTH:
        plain = plain[weekday.end() :]
    found = _WORDED.fullmatch(plain)
    month = _MONTH.get(found.group(2)) if found else None
    if found is None or month is None or (found.group(1) and found.group(3)):
        raise Unfit(_DATE_EXPECTED)
    return int(found.group(4)), month, int(found.group(1) or found.group(3) or 0)


_READERS: dict[type, Callable[[str], object]] = {
    bool: _truth,
    int: _whole,
    Decimal: _decimal,
    Cents: _cents,
}
