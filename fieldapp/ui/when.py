"""Moments and sizes as people read them, in the system's forms and the computer's time."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDateTime, QLocale

from fieldapp.text import ngettext


def moment_words(moment: dt.datetime | None) -> str:
    """Day and time in short form; nothing for None."""
    if moment is None:
        return ""
    shown = QDateTime.fromMSecsSinceEpoch(int(moment.timestamp() * 1000))
    return QLocale().toString(shown, QLocale.FormatType.ShortFormat)


def time_words(moment: dt.datetime) -> str:
    """The time of day with seconds, such as 14:02:11."""
    shown = QDateTime.fromMSecsSinceEpoch(int(moment.timestamp() * 1000))
    return shown.toString("HH:mm:ss")


def size_words(size: int | None) -> str:
    """A size of a file in KiB, or MiB."""
    return QLocale().formattedDataSize(size, 0) if size is not None else ""


def records_words(number: int) -> str:
    """So many records."""
    return ngettext("{n} record", "{n} records", number).format(n=QLocale().toString(number))
