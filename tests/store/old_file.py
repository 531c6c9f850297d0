"""Keeps a small office of this release in tests/data: `python -m tests.store.old_file`."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
from pathlib import Path

import fieldapp
from fieldapp.keys.stretching import Cost
from fieldapp.records.people import Person
from fieldapp.services import setting_up
from fieldapp.services.history import History
from fieldapp.services.keeping import Keeping
from fieldapp.settings import Settings
from tests import make
from tests.conftest import PASSPHRASE, FakeClock

OFFICES = Path(__file__).resolve().parents[1] / "data"
KEPT = ("office.toml", "keyslots.json", "records.db")
SIGN_IN = "Adviser"


def fill(folder: Path) -> None:
    """Make an office in a folder, with records of every sort of state."""
    chosen = Settings(folder=folder, office_code="LOM", office_name="Office LOM", country="Togo")
    clock = FakeClock()
    office, _words = setting_up.set_up(
        chosen,
        person_name="Ama Adviser",
        sign_in=SIGN_IN,
        passphrase=PASSPHRASE,
        clock=clock,
        cost=Cost(memory_kib=64, passes=1, lanes=1, rounds=10),
    )
    unit, person = make.unit(), make.person()
    event = make.event()
    session, enrolment = make.session(event.uid), make.enrolment(event.uid, person.uid)
    item, lot, act = make.item(holder=unit.uid), make.lot(), make.donation(recipient=unit.uid)
    gone = make.person(given="Binta")
    make.kept(
        office, make.agreement(), make.organisation(), unit, person,
        make.assignment(person.uid, unit=unit.uid), event, session, enrolment,
        make.attendance(session.uid, enrolment.uid), item, lot, act,
        make.line(act.uid, item=item.uid), gone,
    )  # fmt: skip
    clock.step(days=1)
    keeping = Keeping(office)
    keeping.keep_typed(Person, person.uid, "family", "Mensah-Lawson")
    keeping.keep_typed(Person, person.uid, "born", "in the rains")
    keeping.remove(Person, gone.uid, reason="entered twice")
    keeping.keep_typed(type(item), item.uid, "description", "Base radio")
    History(office).undo()
    office.close()


def main() -> None:
    """Put the office in the place named by the release; one that is there is not replaced."""
    place = OFFICES / fieldapp.__version__
    if place.exists():
        sys.exit(f"{place} is there already; a released file is never made anew.")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "LOM"
        fill(folder)
        place.mkdir(parents=True)
        for name in KEPT:
            shutil.copyfile(folder / name, place / name)
    sys.stdout.write(f"{place} of {dt.datetime.now(dt.UTC):%Y-%m-%d}\n")


if __name__ == "__main__":
    main()
