"""Inventory and hand-over acts: lines, totals, what is left of a batch, and serials that repeat."""

import dataclasses as dc

import pytest

from fieldapp.errors import UserError
from fieldapp.records.equipment import Donation, DonationSort, DonationState
from fieldapp.records.values import Cents, PartialDate
from fieldapp.services.equipment import Equipment
from fieldapp.services.keeping import Keeping
from fieldapp.services.opening import OpenOffice
from tests import make
from tests.counting import statements


@pytest.fixture
def equipment(office: OpenOffice) -> Equipment:
    return Equipment(office)


@pytest.fixture
def act(office: OpenOffice) -> Donation:
    """An act for the Border Police, kept and numbered."""
    unit = make.unit(name="Border Police")
    donation = make.donation(recipient=unit.uid)
    make.kept(office, unit, donation)
    with office.reading() as reader:
        return reader.every(Donation)[0]


def test_an_act_adds_up_its_lines(office: OpenOffice, equipment: Equipment, act: Donation) -> None:
    items = [make.item(unit_value=Cents(10_000)), make.item(unit_value=Cents(25_050))]
    lot = make.lot(unit_value=Cents(450))
    make.kept(office, *items, lot)
    equipment.add_items(act.uid, [item.uid for item in items])
    equipment.add_lot(act.uid, lot.uid, 20)
    (row,) = equipment.donations()
    assert (row.recipient_name, row.lines, row.total_cents) == ("Border Police", 3, 44_050)
    titles = [(line.title, line.serial, line.line.quantity) for line in equipment.lines(act.uid)]
    assert titles == [
        ("Gloves", "", 20), *(("Handheld radio", item.serial, 1) for item in items),
    ]  # fmt: skip


def test_a_line_without_a_value_counts_with_the_value_of_its_item(
    office: OpenOffice, equipment: Equipment, act: Donation
) -> None:
    item = make.item(unit_value=None)
    make.kept(office, item)
    equipment.add_items(act.uid, [item.uid])
    assert equipment.donations()[0].total_cents == 0
    with office.reading() as reader:
        kept = reader.get(type(item), item.uid)
    assert kept is not None
    Keeping(office).keep(dc.replace(kept, unit_value=Cents(700)))
    assert equipment.donations([act.uid])[0].total_cents == 700


def test_an_item_shows_its_holder_and_its_newest_act(
    office: OpenOffice, equipment: Equipment, act: Donation
) -> None:
    unit = make.unit(name="Academy")
    item, other = make.item(holder=unit.uid), make.item()
    loan = make.donation(sort=DonationSort.LOAN, given=PartialDate("2027"), recipient=unit.uid)
    make.kept(office, unit, item, other, loan)
    equipment.add_items(act.uid, [item.uid])
    equipment.add_items(loan.uid, [item.uid])
    rows = {row.item.uid: row for row in equipment.items()}
    assert (rows[item.uid].holder_name, rows[item.uid].donation_no) == ("Academy", "LOM-D26-A0002")
    assert (rows[other.uid].holder_name, rows[other.uid].donation_no) == ("", "")
    assert equipment.items([other.uid]) == [rows[other.uid]]


def test_an_item_is_given_away_once(
    office: OpenOffice, equipment: Equipment, act: Donation
) -> None:
    item, second = make.item(), make.donation(recipient=act.recipient)
    make.kept(office, item, second)
    assert equipment.add_items(act.uid, [item.uid])
    assert not equipment.add_items(act.uid, [item.uid])
    with pytest.raises(UserError, match=f"already given by act {act.number}"):
        equipment.add_items(second.uid, [item.uid])
    (line,) = equipment.lines(act.uid)
    equipment.remove_line(line.line.uid, "wrong radio")
    assert equipment.lines(act.uid) == []
    assert equipment.add_items(second.uid, [item.uid])


def test_a_line_taken_off_comes_back_when_its_item_is_added_again(
    office: OpenOffice, equipment: Equipment, act: Donation
) -> None:
    item = make.item()
    make.kept(office, item)
    equipment.add_items(act.uid, [item.uid])
    (before,) = equipment.lines(act.uid)
    equipment.remove_line(before.line.uid, "")
    equipment.add_items(act.uid, [item.uid])
    assert equipment.lines(act.uid) == [before]


def test_no_more_of_a_batch_is_given_than_is_left(
    office: OpenOffice, equipment: Equipment, act: Donation
) -> None:
    lot, second = make.lot(quantity=100), make.donation(recipient=act.recipient)
    make.kept(office, lot, second)
    equipment.add_lot(act.uid, lot.uid, 70)
    assert [(row.given, row.left) for row in equipment.lots()] == [(70, 30)]
    with pytest.raises(UserError, match="Only 30 pieces of Gloves are left"):
        equipment.add_lot(second.uid, lot.uid, 31)
    equipment.add_lot(act.uid, lot.uid, 99)
    with pytest.raises(UserError, match="Only 1 piece of Gloves is left"):
        equipment.add_lot(second.uid, lot.uid, 2)
    with pytest.raises(UserError, match="1 or more"):
        equipment.add_lot(act.uid, lot.uid, 0)
    (line,) = equipment.lines(act.uid)
    assert line.line.quantity == 99


def test_a_signed_act_keeps_its_lines(
    office: OpenOffice, equipment: Equipment, act: Donation
) -> None:
    item, late, lot = make.item(), make.item(), make.lot()
    make.kept(office, item, late, lot)
    equipment.add_items(act.uid, [item.uid])
    make.kept(office, dc.replace(act, state=DonationState.SIGNED))
    (line,) = equipment.lines(act.uid)
    with pytest.raises(UserError, match="is signed"):
        equipment.add_items(act.uid, [late.uid])
    with pytest.raises(UserError, match="is signed"):
        equipment.add_lot(act.uid, lot.uid, 1)
    with pytest.raises(UserError, match="is signed"):
        equipment.remove_line(line.line.uid, "late")
    assert equipment.lines(act.uid) == [line]


@pytest.mark.parametrize(
    "scanned", ["SN-00O1 23I", "sn00o123i", "  SN00O123I\n", "TAG-7", "vin 99", "SN001231"]
)
def test_a_scan_finds_its_item(office: OpenOffice, equipment: Equipment, scanned: str) -> None:
    wanted = make.item(serial="SN00O123I", tag="TAG7", other_ids=("VIN99",))
    make.kept(office, wanted, make.item())
    found = equipment.find_serial(scanned)
    if scanned == "SN001231":
        assert found == []
    else:
        assert [item.uid for item in found] == [wanted.uid]
    assert equipment.find_serial(" - ") == []


def test_an_exact_serial_stands_before_one_that_looks_alike(
    office: OpenOffice, equipment: Equipment
) -> None:
    alike, exact = make.item(serial="A0B1"), make.item(serial="AOBI")
    make.kept(office, alike, exact)
    assert [item.serial for item in equipment.find_serial("aobi")] == ["AOBI", "A0B1"]


def test_serial_doubles_are_of_one_make_and_model(office: OpenOffice, equipment: Equipment) -> None:
    item, same = make.item(serial="X0I5"), make.item(serial="XO-15", make="MOTOROLA")
    other_model, gone = make.item(serial="X0I5", model="GP"), make.item(serial="X0I5")
    make.kept(office, item, same, other_model, gone)
    Keeping(office).remove(type(gone), gone.uid)
    assert [double.uid for double in equipment.serial_doubles(item)] == [same.uid]
    assert equipment.serial_doubles(make.item(serial=None)) == []


def test_lists_take_as_few_queries_for_many_rows_as_for_few(
    office: OpenOffice, equipment: Equipment, act: Donation
) -> None:
    items = [make.item(holder=act.recipient) for _n in range(600)]
    make.kept(office, *items)
    equipment.add_items(act.uid, [item.uid for item in items])
    with statements("SELECT") as seen:
        assert len(equipment.items()) == 600
        assert equipment.donations()[0].lines == 600
    assert len(seen) <= 8
