"""The Qt binding keeps count of what it hands out: PySide6 6.12.0 did not before Python 3.12."""

import sys

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

CALLS = 100


class Speaker(QObject):
    """Emits."""

    spoke = Signal()


def test_returning_none_or_true_many_times_loses_no_reference(qtbot: QtBot) -> None:
    speaker = Speaker()
    none, true = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(CALLS):
        speaker.setObjectName("x")
        speaker.spoke.emit()
    assert sys.getrefcount(None) > none - CALLS // 2
    assert sys.getrefcount(True) > true - CALLS // 2
