"""How a form is laid out: designed by hand, section by section, row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldapp.records.fields import Record

if TYPE_CHECKING:
    from fieldapp.ui.desk import Desk
    from fieldapp.ui.page import Page


@dataclass(frozen=True, slots=True)
class Section:
    """A headed group of rows; each row holds the keys of fields that stand side by side."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FormPlan:
    """The form of one kind of record.

    Attributes:
        first: fields asked for when a record is begun; without them it cannot be kept.
        pages: further pages beside the form, such as the sessions of an event.
        one_of_these: what "New" is called, such as N_("New event").
    """

    record: type[Record]
    sections: tuple[Section, ...]
    first: tuple[str, ...]
    one_of_these: str
    main_title: str
    pages: tuple[Callable[[Desk], Page], ...] = ()
