"""Values and cells: what Excel can hold as it is, what it holds as text, and the way back."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from fieldapp.errors import UserError
from fieldapp.text import _
from fieldapp.workbook.sheets import CellType, Value

TEXT_LENGTH = 32_767  # Excel's limit, in UTF-16 units
DIGITS = 15  # a spreadsheet's number keeps fifteen digits, all others are lost on saving
_EPOCH = dt.date(1899, 12, 30)
_MIDNIGHT = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel has no zones
_FIRST_DAY = dt.date(1900, 3, 1)  # before it Excel counts a 29 February 1900 that never was
_DAY = dt.timedelta(days=1)

# Characters that XML cannot carry; U+FFFE and U+FFFF pass openpyxl and then break the file.
_UNCARRIED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SHORT_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class BadCell(UserError):
    """A cell holds what its column cannot take; the text says what was expected."""


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that is not a value: what it shows, and why ("formula", "error", "text", "number")."""

    text: str
    why: str


Cell = str | int | Decimal | dt.date | dt.datetime | dt.time | bool | Odd | None
"""What a cell gives back. Datetimes are naive, as Excel has them; one at midnight is a date."""


def text_xml(text: str) -> str:
    """The text as it stands between XML tags.

    Raises BadCell for what a cell cannot hold: text beyond Excel's limit, which openpyxl would cut
    in silence, and control characters or halves of a pair, which belong cleaned at the form.
    """
    if len(text) > TEXT_LENGTH // 2 and len(text.encode("utf-16-le", "replace")) > 2 * TEXT_LENGTH:
        raise BadCell(
            _("The text has {n:,} characters, and Excel holds {most:,}; shorten it.").format(
                n=len(text), most=TEXT_LENGTH
            )
        )
    if text.isprintable() and not ("&" in text or "<" in text or ">" in text or "_x" in text):
        return text
    if _UNCARRIED.search(text):
        raise BadCell(_("The text holds a control character; type it again."))
    text = _LOOKS_ESCAPED.sub("_x005F_", text.replace("\r\n", "\n"))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "_x000D_")


def keeps_spaces(text: str) -> bool:
    """Whether the text needs xml:space="preserve" so that its blanks survive."""
    return not text.isprintable() or text[0] == " " or text[-1] == " "


def unescaped(text: str) -> str:
    """Text as Excel shows it, where the engine leaves `_x000D_` as it stands; line ends are \\n."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return text


def clean_or_odd(text: str) -> str | Odd | None:
    """A read text with plain line ends; None for an empty one, Odd if no record could hold it."""
    text = text.replace("\r\n", "\n")
    if _UNCARRIED.search(text):
        # Excel writes what lies beyond U+FFFF as two escapes; put together they are a character.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if _UNCARRIED.search(text):
            return Odd(_UNCARRIED.sub("\N{REPLACEMENT CHARACTER}", text), "text")
    return text or None


def number_text(number: int | Decimal) -> str | None:
    """A number as Excel keeps it, or None where it would lose digits and must be kept as text."""
    written = str(number)
    if len(written) <= DIGITS and _SHORT_NUMBER.fullmatch(written):
        return written
    if isinstance(number, int):
        return written if abs(number) < 10**DIGITS else None
    if not number.is_finite():
        raise ValueError("not a number")
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    fits = len(digits) <= DIGITS and abs(number.adjusted()) < 300
    return written if fits else None


def serial_text(moment: dt.date) -> str | None:
    """A date or an aware datetime as Excel's day number; None where Excel has none.

    Excel's calendar begins on 1 March 1900 and its times are good to the millisecond.
    """
    if not isinstance(moment, dt.datetime):
        return str((moment - _EPOCH).days) if moment >= _FIRST_DAY else None
    naive = moment.astimezone(dt.UTC).replace(tzinfo=None)
    if naive.date() < _FIRST_DAY or naive.microsecond % 1000:
        return None
    return repr((naive - _MIDNIGHT) / _DAY)


def as_text(value: int | Decimal | dt.date) -> str:
    """The text that stands for a value Excel cannot hold; `fit` reads it back."""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def number(raw: float) -> int | Decimal | Odd:
    """A spreadsheet's number to its fifteen digits; a whole one is an int."""
    if not math.isfinite(raw):
        return Odd(str(raw), "number")
    if raw.is_integer() and abs(raw) < 10**DIGITS:
        return int(raw)
    exact = Decimal(f"{raw:.{DIGITS}g}")
    return int(exact) if exact == exact.to_integral_value() else exact


def moment(raw: dt.datetime) -> dt.date | dt.datetime:
    """A date and time to the millisecond; at midnight it is a date, as both engines must agree."""
    raw = (raw + dt.timedelta(microseconds=500)).replace(tzinfo=None)
    raw = raw.replace(microsecond=raw.microsecond // 1000 * 1000)
    return raw.date() if raw.time() == dt.time() else raw


def fit(cell: Cell, kind: CellType) -> Value:
    """The value a cell of a column of this type was written from; raises BadCell."""
    if cell is None:
        return None
    if isinstance(cell, Odd):
        raise BadCell(_("A value was expected, found “{text}”.").format(text=cell.text))
    value = _FITTERS[kind](cell)
    if value is None:
        expected = {
            CellType.INTEGER: _("A whole number was expected, found “{text}”."),
            CellType.NUMBER: _("A number was expected, found “{text}”."),
            CellType.MONEY: _("An amount was expected, found “{text}”."),
            CellType.DATE: _("A date was expected, found “{text}”."),
            CellType.DATETIME: _("A date and time were expected, found “{text}”."),
            CellType.BOOLEAN: _("Yes or no was expected, found “{text}”."),
        }[kind]
        raise BadCell(expected.format(text=cell))
    return value


def _to_text(cell: Cell) -> str:
    """Text, or the canonical form of what Excel made of it when somebody typed over it."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def _to_number(cell: Cell) -> Decimal | None:
    if isinstance(cell, bool) or not isinstance(cell, str | int | Decimal):
        return None
    try:
        value = Decimal(cell)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _to_integer(cell: Cell) -> int | None:
    value = _to_number(cell)
    whole = value is not None and value == value.to_integral_value()
    return int(value) if whole and value is not None else None


def _to_date(cell: Cell) -> dt.date | None:
    if isinstance(cell, str):
        try:
            return dt.date.fromisoformat(cell)
        except ValueError:
            return None
    plain = isinstance(cell, dt.date) and not isinstance(cell, dt.datetime)
    return cell if plain and isinstance(cell, dt.date) else None


def _to_datetime(cell: Cell) -> dt.datetime | None:
    if isinstance(cell, str):
        try:
            cell = dt.datetime.fromisoformat(cell)
        except ValueError:
            return None
    if isinstance(cell, dt.datetime):
        return cell.astimezone(dt.UTC) if cell.tzinfo else cell.replace(tzinfo=dt.UTC)
    if isinstance(cell, dt.date):
        return dt.datetime.combine(cell, dt.time(), dt.UTC)
    return None


def _to_boolean(cell: Cell) -> bool | None:
    return cell if isinstance(cell, bool) else {"1": True, "0": False}.get(str(cell))


_FITTERS = {
    CellType.TEXT: _to_text,
    CellType.IDENTITY: _to_text,
    CellType.INTEGER: _to_integer,
    CellType.NUMBER: _to_number,
    CellType.MONEY: _to_number,
    CellType.DATE: _to_date,
    CellType.DATETIME: _to_datetime,
    CellType.BOOLEAN: _to_boolean,
}
