"""Values of a reading engine in words of JSON, the same whichever engine they come from.

A text, whole number, number, true or null is itself; all else is an object of one key:
{"d": date}, {"t": date and time}, {"h": time of day}, {"o": [text, why]} for what is no value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from fieldapp.workbook import cells


def word(value: Any) -> Any:
    """A value of either engine in words of JSON."""
    return _WORDS[type(value)](value)


def _whole_word(value: int) -> Any:
    """Of a longer number Excel knows fifteen digits, whichever engine reads it."""
    return value if abs(value) < 10**cells.DIGITS else _number_word(float(value))


def _same(value: Any) -> Any:
    return value


def _number_word(raw: float) -> Any:
    """Whole ones become whole numbers, the others their fifteen digits, which are exact."""
    if raw.is_integer() and abs(raw) < 10**cells.DIGITS:
        return int(raw)
    number = cells.number(raw)
    if isinstance(number, cells.Odd):
        return {"o": [number.text, number.why]}
    return number if isinstance(number, int) else float(number)


def _moment_word(raw: dt.datetime) -> Any:
    moment = cells.moment(raw)
    return {"t" if isinstance(moment, dt.datetime) else "d": moment.isoformat()}


def _text_word(text: str) -> Any:
    if len(text) <= cells.TEXT_LENGTH and text.isprintable():
        return text or None
    if len(text) > cells.TEXT_LENGTH:
        return {"o": [text[:200], "text"]}
    cleaned = cells.clean_or_odd(text)
    return {"o": [cleaned.text, cleaned.why]} if isinstance(cleaned, cells.Odd) else cleaned


def _hours(duration: dt.timedelta) -> str:
    """A span of time as Excel shows it, such as 30:15:00."""
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


_WORDS: dict[type, Callable[[Any], Any]] = {
    str: _text_word,
    float: _number_word,
    int: _whole_word,
    bool: _same,
    type(None): _same,
    dt.datetime: _moment_word,
    dt.date: lambda day: {"d": day.isoformat()},
    dt.time: lambda time: {"h": time.isoformat()},
    dt.timedelta: _hours,
}
