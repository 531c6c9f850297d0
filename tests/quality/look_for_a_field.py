"""Looks for the field "shoe_size" of Person in every place where a field appears.

Run by test_a_field_is_declared_once.py with a copy of the program in which that field is declared,
as `python -m tests.quality.look_for_a_field COPY FOLDER`. Prints each place where it is found.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import fieldapp
from fieldapp.keys.stretching import Cost
from fieldapp.records import rules
from fieldapp.records.fields import content, made
from fieldapp.records.kinds import KINDS
from fieldapp.records.people import Person
from fieldapp.services import setting_up
from fieldapp.services.exchange.columns import columns_of
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.history import History
from fieldapp.services.importing import Importing
from fieldapp.services.keeping import Keeping
from fieldapp.services.opening import OpenOffice
from fieldapp.settings import Role, Settings
from fieldapp.store import upgrade
from fieldapp.store.tables import TABLES, metadata
from tests import make

KEY = "shoe_size"


def seen(place: str, found: bool) -> None:
    """Say that the field was found in a place, or end."""
    if not found:
        sys.exit(f"not in {place}")
    sys.stdout.write(place + "\n")


def size_of(office: OpenOffice, uid: str) -> Any:
    """What is kept in the field."""
    return getattr(person(office, uid), KEY)


def person(office: OpenOffice, uid: str) -> Person:
    """A person as the office has it."""
    with office.reading() as reader:
        found = reader.get(Person, uid)
    assert found is not None
    return found


def migrating(upgraded: Callable[..., Path | None]) -> Callable[..., Path | None]:
    """The upgrade, followed by the migration as someone would write it by hand."""

    def upgrade_and_add(path: Path, key: bytes, **options: bool) -> Path | None:
        kept = upgraded(path, key, **options)
        engine = upgrade._engine(path, key)
        with engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
            missing = [difference[0] for difference in compare_metadata(context, metadata)]
            if missing:
                seen("the check of migrations", missing == ["add_column"])
                connection.exec_driver_sql(f"ALTER TABLE person ADD COLUMN {KEY} BIGINT")
        engine.dispose()
        return kept

    return upgrade_and_add


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not (name or "").startswith("found_words")


def office(folder: Path, code: str, role: Role) -> OpenOffice:
    """A new office."""
    chosen = Settings(
        folder=folder / code, office_code=code, office_name=code, country="Togo", role=role
    )
    cost = Cost(memory_kib=64, passes=1, lanes=1, rounds=10)
    opened, _words = setting_up.set_up(
        chosen, person_name="Ama", sign_in="Ama", passphrase="a quiet heron waits", cost=cost
    )
    return opened


def look_at_declarations() -> None:
    """Table and sheet follow from the declaration alone."""
    seen("the table", str(TABLES["person"].c[KEY].type) == "BIGINT")
    seen("the sheet", "Shoe size" in [column.label for column in columns_of(KINDS["person"])])


def look_at_keeping(field: OpenOffice) -> str:
    """Kept, changed, taken back, typed wrongly; the person's uid."""
    keeping, history = Keeping(field), History(field)
    ama = make.person(given="Ama", **{KEY: 38})
    keeping.keep(ama)
    seen("the record as it is read", size_of(field, ama.uid) == 38)
    keeping.keep_typed(Person, ama.uid, KEY, "39")
    changes = [
        (row.field_label, row.old_text, row.new_text)
        for row in history.of(Person, ama.uid)
        if row.field_key == KEY
    ]
    seen("the history", changes == [("Shoe size", "38", "39"), ("Shoe size", "", "38")])
    history.undo()
    seen("undo", size_of(field, ama.uid) == 38)
    keeping.keep_typed(Person, ama.uid, KEY, "abc")
    unfit = person(field, ama.uid)
    told = [problem.field for problem in rules.problems(unfit)]
    kept = size_of(field, ama.uid) == 38 and dict(unfit.unfit) == {KEY: "abc"}
    seen("validation", kept and KEY in told)
    keeping.keep_typed(Person, ama.uid, KEY, "40")
    now = person(field, ama.uid)
    plain = content(now)
    seen("the plain content", plain[KEY] == 40 and made(Person, ama.uid, plain, now) == now)
    return ama.uid


def look_at_import(field: OpenOffice, folder: Path) -> None:
    """A foreign list that names the field by its synonym."""
    book = openpyxl.Workbook()
    for row in (["Prénom", "Nom", "Matricule", "Pointure"], ["Kossi", "Doe", "P77", 44]):
        book.worksheets[0].append(row)
    book.save(folder / "list.xlsx")
    _changes, result = Importing(field).run("people", [folder / "list.xlsx"])
    with field.reading() as reader:
        sizes = {one.given: getattr(one, KEY) for one in reader.every(Person)}
    seen("the import", result.created == 1 and sizes == {"Ama": 40, "Kossi": 44})


def look_at_exchange(field: OpenOffice, centre: OpenOffice, uid: str) -> None:
    """To headquarters and back."""
    here, there = Exchange(field), Exchange(centre)
    request, _words = here.enrol_request()
    reply = there.enrol_take(request, confirmed=True).reply
    assert reply is not None
    here.enrol_take(reply, confirmed=True)
    sent = here.export()
    assert sent is not None
    sheet = openpyxl.load_workbook(sent.path)[KINDS["person"].sheet]
    cells = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    seen("the workbook", {"Shoe size", 40, 44} <= cells)
    (taken,) = there.receive([sent.path])
    seen("headquarters", size_of(centre, uid) == 40)
    assert taken.reply is not None
    here.receive([taken.reply])
    seen("the confirmation", here.status().unconfirmed == 0)


def main(copy: Path, folder: Path) -> None:
    """Look everywhere."""
    assert Path(fieldapp.__file__).is_relative_to(copy), fieldapp.__file__
    look_at_declarations()
    upgrade.upgrade = migrating(upgrade.upgrade)
    with (
        closing(office(folder, "LOM", Role.FIELD)) as field,
        closing(office(folder, "HQ", Role.HEADQUARTERS)) as centre,
    ):
        uid = look_at_keeping(field)
        look_at_import(field, folder)
        look_at_exchange(field, centre, uid)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
