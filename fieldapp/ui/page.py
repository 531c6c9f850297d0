"""What stands beside the fields of a form: a page about the same record, such as its sessions."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldapp.records.fields import Record


class Page(QWidget):
    """A page of a form; `title` is English and translated where shown."""

    title = ""

    def show_record(self, record: Record) -> None:
        """Show what belongs to this record."""
        raise NotImplementedError

    def start_focus(self) -> QWidget:
        """Where the keyboard begins on this page."""
        return self
