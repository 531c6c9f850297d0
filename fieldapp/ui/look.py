"""How the window looks: one ink, one paper, one accent, three states; light and dark."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, Qt, QTranslator, Slot
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from fieldapp import text

STEP = 4
"""Pixels of one step of spacing."""
ROW = 28
"""Pixels of a row in a list."""
SMALL, LARGE = 0.85, 1.15
LEADING = Qt.AlignmentFlag.AlignLeft  # Qt turns it round where the language goes that way
SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class Tone(enum.Enum):
    """What a coloured word says; always beside a sign or a word, never colour alone."""

    INK = "ink"
    QUIET = "quiet"
    ACCENT = "accent"
    OK = "ok"
    ATTENTION = "attention"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of one scheme; every tone has 4.5:1 or more on paper and on desk."""

    desk: str
    paper: str
    band: str
    line: str
    faint: str
    on_accent: str
    tones: dict[Tone, str]


LIGHT = Scheme(
    desk="#eef0f3", paper="#ffffff", band="#f6f7f9", line="#b9c0ca", faint="#626a79",
    on_accent="#ffffff",
    tones={
        Tone.INK: "#1b2330", Tone.QUIET: "#525c6b", Tone.ACCENT: "#1a5a9e", Tone.OK: "#17683a",
        Tone.ATTENTION: "#855000", Tone.STOP: "#a8221b",
    },
)  # fmt: skip
DARK = Scheme(
    desk="#1a1e23", paper="#2c323c", band="#343b46", line="#626c7a", faint="#a6b0be",
    on_accent="#10151c",
    tones={
        Tone.INK: "#e7eaee", Tone.QUIET: "#b3bcc8", Tone.ACCENT: "#86b7f2", Tone.OK: "#79d29d",
        Tone.ATTENTION: "#f0bb67", Tone.STOP: "#ff9d94",
    },
)  # fmt: skip


def colour(tone: Tone) -> QColor:
    """The colour of a tone in the scheme in use."""
    return QColor(_scheme().tones[tone])


def scheme() -> Scheme:
    """The colours in use."""
    return _scheme()


def _scheme() -> Scheme:
    palette = QApplication.palette()
    return DARK if palette.color(QPalette.ColorRole.Base).lightness() < 128 else LIGHT


def palette_of(chosen: Scheme) -> QPalette:
    """Qt's palette for a scheme."""
    role = QPalette.ColorRole
    ink, accent = QColor(chosen.tones[Tone.INK]), QColor(chosen.tones[Tone.ACCENT])
    palette = QPalette(QColor(chosen.band), QColor(chosen.desk))
    for each, value in (
        (role.Window, chosen.desk), (role.Base, chosen.paper), (role.AlternateBase, chosen.band),
        (role.Button, chosen.band), (role.ToolTipBase, chosen.paper), (role.Mid, chosen.line),
        (role.PlaceholderText, chosen.faint),
    ):  # fmt: skip
        palette.setColor(each, QColor(value))
    for each in (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText):
        palette.setColor(each, ink)
    palette.setColor(role.Highlight, accent)
    palette.setColor(role.HighlightedText, QColor(chosen.on_accent))
    palette.setColor(role.Link, accent)
    palette.setColor(role.LinkVisited, accent)
    palette.setColor(role.Accent, accent)
    disabled = QPalette.ColorGroup.Disabled
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, each, QColor(chosen.faint))
    return palette


class Scheming(QObject):
    """Follows the system's light or dark scheme for as long as the program runs."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._on_changed)
        self._on_changed(hints.colorScheme())

    @Slot(object)
    def _on_changed(self, chosen: Qt.ColorScheme) -> None:
        self._app.setPalette(palette_of(DARK if chosen == Qt.ColorScheme.Dark else LIGHT))


def dress(app: QApplication) -> None:
    """Give the program its style, colours, direction and Qt's own words in its language."""
    app.setStyle("Fusion")
    Scheming(app)
    speak(app)


def speak(app: QApplication) -> None:
    """Direction, number and date forms, and Qt's own buttons, in the language in use."""
    language = text.language()
    QLocale.setDefault(QLocale(language) if language != "en" else QLocale())
    right = text.right_to_left()
    side = Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight
    app.setLayoutDirection(side)
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language}", folder):
        app.installTranslator(translator)


def sized(widget: QWidget, factor: float, *, bold: bool = False) -> None:
    """One of the three sizes of type."""
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * factor)
    font.setBold(bold)
    widget.setFont(font)


class Toned(QLabel):
    """A label in a tone, which follows the scheme."""

    def __init__(
        self, words: str = "", tone: Tone = Tone.QUIET, parent: QWidget | None = None
    ) -> None:
        super().__init__(words, parent)
        self._tone = tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._paint()

    def say(self, words: str, tone: Tone | None = None) -> None:
        """Show other words, maybe in another tone."""
        self.setText(words)
        if tone is not None and tone is not self._tone:
            self._tone = tone
            self._paint()

    def changeEvent(self, event: QEvent) -> None:
        """Take the tone's colour of a new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _paint(self) -> None:
        wanted = colour(self._tone)
        palette = self.palette()
        if palette.color(QPalette.ColorRole.WindowText) != wanted:
            palette.setColor(QPalette.ColorRole.WindowText, wanted)
            self.setPalette(palette)
