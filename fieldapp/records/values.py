"""Types of values, and their plain forms that are hashed, logged and carried."""

from __future__ import annotations

import datetime as dt
import enum
import re
import typing as t
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from fieldapp.text import N_

Plain: t.TypeAlias = "str | int | list[str]"

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
TEXT_LIMIT = 32_000
"""Characters, in units of UTF-16, that a text may have; an Excel cell ends at 32,767 (§1.3)."""


class Unfit(ValueError):
    """A value that its field cannot hold; `args[0]` says what was expected."""


class Cents(int):
    """Money in hundredths of the currency that stands beside it."""


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date that may be known to the month or the year only (records.md a4, dob_precision)."""

    text: str

    def __post_init__(self) -> None:
        found = _PARTIAL.fullmatch(self.text)
        if not found:
            raise Unfit(N_("A date is written 2026-03-31, 2026-03 or 2026."))
        year, month, day = (int(part) if part else 1 for part in found.groups())
        try:
            dt.date(year, month, day)
        except ValueError as error:
            raise Unfit(N_("This day does not exist in the calendar.")) from error

    def __str__(self) -> str:
        return self.text

    @classmethod
    def of(cls, day: dt.date) -> PartialDate:
        """The same day, fully known."""
        return cls(day.isoformat())

    @property
    def full(self) -> dt.date | None:
        """The day, where day and month are known."""
        return dt.date.fromisoformat(self.text) if len(self.text) == 10 else None

    @property
    def year(self) -> int:
        """The year, always known."""
        return int(self.text[:4])


def clean(text: str) -> str:
    """Text as it is kept: NFC, newlines as one character, nothing that a cell cannot hold."""
    flat = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", flat))


def plain(value: object) -> Plain | None:  # noqa: C901, PLR0911 - one line a type
    """The canonical plain form of a value (sync.md §1.3), None where there is nothing."""
    match value:
        case None | "" | ():
            return None
        case enum.Enum():
            return str(value.value)
        case bool():
            return int(value)
        case Cents():
            return f"{Decimal(int(value)).scaleb(-2):.2f}"
        case int():
            return int(value)
        case Decimal():
            return decimal_text(value)
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat(timespec="milliseconds")
        case dt.date():
            return value.isoformat()
        case PartialDate():
            return value.text
        case tuple():
            parts = [clean(str(part)).replace("\n", " ") for part in value]
            return [part for part in parts if part] or None
        case str():
            return clean(value) or None
        case _:
            raise TypeError(type(value).__name__)


def decimal_text(value: Decimal) -> str:
    """A decimal without exponent, sign of zero or trailing zeros."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise Unfit(N_("Text was expected."))
    if len(raw) > TEXT_LIMIT // 2 and len(raw.encode("utf-16-le", "replace")) > 2 * TEXT_LIMIT:
        raise Unfit(N_("This text is longer than 32,000 characters."))
    return raw


def _whole(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | str | float):
        raise Unfit(N_("A whole number was expected."))
    try:
        number = Decimal(str(raw))
        if number != number.to_integral_value() or abs(number) >= 2**62:
            raise Unfit(N_("A whole number was expected."))
        return int(number)
    except InvalidOperation as error:
        raise Unfit(N_("A whole number was expected.")) from error


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | str | float | Decimal):
        raise Unfit(N_("A number was expected."))
    try:
        number = Decimal(str(raw))
    except InvalidOperation as error:
        raise Unfit(N_("A number was expected.")) from error
    if not number.is_finite() or abs(number) >= 10**15:
        raise Unfit(N_("A number was expected."))
    return number


def _cents(raw: object) -> Cents:
    cents = _decimal(raw).scaleb(2)
    if cents != cents.to_integral_value():
        raise Unfit(N_("An amount has at most two places after the point."))
    return Cents(int(cents))


def _truth(raw: object) -> bool:
    if raw in (0, "0", False):
        return False
    if raw in (1, "1", True):
        return True
    raise Unfit(N_("Yes or no was expected."))


def _day(raw: object) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(raw))
    except ValueError as error:
        raise Unfit(N_("A day was expected, written 2026-03-31.")) from error


def _moment(raw: object) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(_text(raw))
    except ValueError as error:
        raise Unfit(N_("A date and time were expected.")) from error
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _texts(raw: object) -> tuple[str, ...]:
    if isinstance(raw, str):
        return tuple(part for line in raw.split("\n") if (part := line.strip()))
    if not isinstance(raw, list | tuple):
        raise Unfit(N_("A list was expected."))
    return tuple(_text(part) for part in raw)


_READERS: dict[object, t.Callable[[object], object]] = {
    str: _text,
    int: _whole,
    bool: _truth,
    Decimal: _decimal,
    Cents: _cents,
    dt.date: _day,
    dt.datetime: _moment,
    PartialDate: lambda raw: PartialDate(_text(raw)),
    tuple: _texts,
}


def value(base: type, raw: object) -> object:
    """The value of type `base` from its plain form.

    Raises:
        Unfit: the field cannot hold it.
    """
    if raw is None or raw in ("", []):
        return None
    if issubclass(base, enum.StrEnum):
        try:
            return base(_text(raw))
        except ValueError as error:
            raise Unfit(N_("This is not one of the choices.")) from error
    return _READERS[base](raw)
