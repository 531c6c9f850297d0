"""How a workbook from outside is looked at; light, so that asking loads no reader of Excel."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal


class Profile(StrEnum):
    """How strictly a workbook is looked at: our own packages, or anybody's spreadsheet."""

    PACKAGE = "package"
    FOREIGN = "foreign"


Engine = Literal["calamine", "openpyxl"]
