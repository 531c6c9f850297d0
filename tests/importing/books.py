"""Small foreign workbooks made by hand, and where the real ones are."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Rows = Sequence[Sequence[Any]]

EVENT_HEAD = ("Country", "Program", "Course title", "Start date", "End date", "Location",
              "Student's unit", "US unit - US qty", "Qty", "Total cost")  # fmt: skip
EQUIPMENT_HEAD = ("State", "Station Name (LEA)", "NSN", "Item Name", "Quantity", "Serial Number",
                  "Ship Date", "Unit Cost")  # fmt: skip
PROGRAM = "IMET-1 - Fiscal Year 2018 Department of State Training"


def book(folder: Path, sheets: Rows | Mapping[str, Rows], name: str = "list.xlsx") -> Path:
    """A workbook of rows, or of several sheets of rows."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    listed = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    for title, rows in listed.items():
        sheet = made.create_sheet(title.removeprefix("hidden "))
        if title.startswith("hidden "):
            sheet.sheet_state = "hidden"
        for row in rows:
            sheet.append(list(row))
            for cell in sheet[sheet.max_row]:
                if cell.data_type == "f":  # what only looks like a formula is text here
                    cell.data_type = "s"
    folder.mkdir(exist_ok=True)
    path = folder / name
    made.save(path)
    return path


def event_row(**changes: Any) -> tuple[Any, ...]:
    """A course as the yearly report writes it: everything is text with a blank behind."""
    row = {
        "country": "Togo", "program": PROGRAM, "name": "Night driving ", "start": "6/14/2018 ",
        "end": "7/26/2018 ", "place": "Lome ", "unit": "Traffic Police ",
        "lead": "Police Academy - 3 ", "qty": "12 ", "cost": "$13,841 ",
    }  # fmt: skip
    return tuple({**row, **changes}.values())


def item_row(**changes: Any) -> tuple[Any, ...]:
    """A piece as a property book lists it."""
    row = {
        "region": "WA", "unit": "PORT POLICE DEPT", "nsn": "1005-00-073-9421", "name": "RADIO,HAND",
        "qty": 1, "serial": "4838575", "shipped": "2006-12-06", "cost": 499,
    }  # fmt: skip
    return tuple({**row, **changes}.values())


def real(name: str) -> Path:
    """One of the workbooks that others made; the test is skipped where they are not at hand."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    path = Path(os.environ.get("FIELDAPP_SHARED_DATA", beside)) / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand")
    return path
