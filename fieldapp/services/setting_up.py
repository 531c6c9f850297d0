"""Set up an office: folder, first person, key, recovery words."""

from __future__ import annotations

from fieldapp import files, settings
from fieldapp.clock import Clock
from fieldapp.errors import UserError
from fieldapp.keys import signing
from fieldapp.keys.slots import KeySlots
from fieldapp.keys.stretching import Cost
from fieldapp.records import ids
from fieldapp.records.changes import Action, Why
from fieldapp.records.office import Office, Right, Staff
from fieldapp.services.opening import OpenOffice, is_office, unlock
from fieldapp.settings import Settings
from fieldapp.store.office_file import OfficeFile
from fieldapp.store.state import State
from fieldapp.text import N_, _


def set_up(  # noqa: PLR0913 - all by keyword; it is what the first screen asks
    chosen: Settings,
    *,
    person_name: str,
    sign_in: str,
    passphrase: str,
    letter: str = "A",
    clock: Clock | None = None,
    cost: Cost | None = None,
) -> tuple[OpenOffice, str]:
    """Make a new office in `chosen.folder`; returns it open, with the recovery words to print.

    The settings file is written last: a folder without it is no office, so a set-up that was
    cut short can be begun again.

    Raises:
        UserError: there is an office already, the folder is unfit, or the passphrase is weak.
    """
    folder = chosen.folder
    if is_office(folder):
        raise UserError(
            _("There is an office in {folder} already. Open it, or choose another folder.").format(
                folder=folder
            )
        )
    files.make_folder(folder)
    files.check_folder(folder)
    files.check_writable(folder)
    with files.OneCopy(folder):
        words = _make_files(
            chosen, (person_name, sign_in, passphrase, letter), clock or Clock(), cost
        )
        settings.save(chosen)
    return unlock(folder, passphrase, sign_in=sign_in, clock=clock), words


def _make_files(
    chosen: Settings, person: tuple[str, str, str, str], clock: Clock, cost: Cost | None
) -> str:
    name, sign_in, passphrase, letter = person
    staff = ids.new_uid()
    slots, key, words = KeySlots.create(staff, sign_in, passphrase, cost=cost)
    for left in (chosen.database, chosen.mark):
        for tail in ("", "-wal", "-shm"):
            left.with_name(left.name + tail).unlink(missing_ok=True)
    slots.save(chosen.key_slots)
    begin = State(
        office=chosen.office_code,
        role=chosen.role.value,
        replica=ids.new_replica(),
        letter=letter,
        epoch=1 if chosen.role is settings.Role.HEADQUARTERS else 0,
        sign_key=signing.new_signing_key().hex(),
    )
    file = OfficeFile.create(chosen.database, key, begin, clock=clock)
    lock = files.OneCopy(chosen.folder)
    office = OpenOffice(chosen, file, lock, staff, clock)
    with office.unit(Why(N_("set up the office")), Action.SET_UP) as unit:
        unit.put(
            Office(
                uid=ids.link_uid("office", [chosen.office_code]),
                code=chosen.office_code,
                name=chosen.office_name,
                country=chosen.country,
                fiscal_year_start=chosen.fiscal_year_start,
                languages=(chosen.language,),
            )
        )
        unit.put(Staff(uid=staff, name=name, right=Right.ADVISER))
        unit.commit()
    office.close()
    return words


def add_person(
    office: OpenOffice, *, name: str, sign_in: str, passphrase: str, right: Right
) -> str:
    """Give one more named person access; returns the uid.

    Raises:
        UserError: the asking person is no adviser, the name is taken, the passphrase too short.
    """
    require_adviser(office)
    slots = KeySlots.load(office.settings.key_slots)
    staff = Staff(uid=ids.new_uid(), name=name, right=right)
    slots.add_person(office.file.key, staff.uid, sign_in, passphrase)
    with office.unit(Why(N_("add a person of the office"))) as unit:
        unit.put(staff)
        unit.commit()
    slots.save(office.settings.key_slots)
    return staff.uid


def change_passphrase(office: OpenOffice, new: str) -> None:
    """Change the passphrase of the person who opened the office; the records are not touched."""
    slots = KeySlots.load(office.settings.key_slots)
    if not office.person:
        raise UserError(
            _("The recovery words opened this office. Sign in by name to change a passphrase.")
        )
    slots.change_passphrase(office.file.key, office.person, new)
    slots.save(office.settings.key_slots)


def renew_recovery_words(office: OpenOffice) -> str:
    """New recovery words to print; the old ones open the office no more."""
    require_adviser(office)
    slots = KeySlots.load(office.settings.key_slots)
    words = slots.renew_recovery(office.file.key)
    slots.save(office.settings.key_slots)
    return words


def require_adviser(office: OpenOffice) -> None:
    """Refuse what only an adviser may do."""
    if office.right is not Right.ADVISER:
        raise UserError(_("Only an adviser of this office may do this. Ask one to sign in."))
