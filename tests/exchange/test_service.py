"""The whole way: sent, taken in, answered, confirmed; and whatever can go wrong on it."""

from __future__ import annotations

import dataclasses as dc
from pathlib import Path

import pytest

from fieldapp.errors import UserError
from fieldapp.records.changes import Why
from fieldapp.records.people import Person
from fieldapp.services import opening, safety_copies
from fieldapp.services.opening import OpenOffice
from tests.conftest import PASSPHRASE, FakeClock
from tests.exchange.offices import NewOffice, Pair, digest, enrol
from tests.make import assignment, item, kept, person


def status_of(pair: Pair, record: Person) -> tuple[str, str]:
    found = pair.field.record_status(Person, record.uid)
    return found.code, found.word


def person_at(office: OpenOffice, uid: str) -> Person:
    with office.reading() as reader:
        found = reader.get(Person, uid)
    assert found is not None
    return found


def everything_confirmed(pair: Pair) -> None:
    """Send what the set-up of the office made, so that a test sees its own records alone."""
    pair.round()
    assert pair.field.export() is None


def second_laptop(pair: Pair, tmp_path: Path, clock: FakeClock) -> Pair:
    """The office's backup brought to another computer: a new installation with the same key."""
    backup = safety_copies.backup(pair.office)
    folder = tmp_path / "second"
    safety_copies.restore(folder, backup, PASSPHRASE, sign_in="Adviser", clock=clock)
    return Pair(opening.unlock(folder, PASSPHRASE, sign_in="Adviser", clock=clock), pair.hq)


def test_a_record_says_how_far_it_has_come(pair: Pair) -> None:
    ama = person(given="Ama")
    kept(pair.office, ama)
    assert status_of(pair, ama) == ("not sent", "not sent yet")
    path = pair.send()
    assert status_of(pair, ama) == ("in sending", "in sending 1")
    reply = pair.receive(path).reply
    assert status_of(pair, ama) == ("in sending", "in sending 1"), "only the answer confirms"
    pair.hear(reply)
    assert status_of(pair, ama) == ("confirmed", "confirmed")
    kept(pair.office, dc.replace(ama, given="Amah"))
    assert status_of(pair, ama) == ("not sent", "not sent yet")
    pair.send()
    pair.send()
    assert status_of(pair, ama) == ("in sending", "in sending 3"), "the last one that holds it"
    assert pair.field.record_status(Person, "0" * 32).code == "none"
    assert pair.center.record_status(Person, ama.uid).code == "none"


def test_the_figures_of_an_office_follow(pair: Pair) -> None:
    everything_confirmed(pair)
    kept(pair.office, person(), person(), item(), item())
    pending = pair.field.pending()
    assert (pending.rows, pending.counts["person"], pending.counts["item"]) == (4, 2, 2)
    assert pending.personal == 2
    before = pair.field.status()
    assert (before.unconfirmed, before.waiting_sendings) == (4, 0)
    assert before.due == ("Headquarters has not confirmed 4 records. Send them.",)
    sent = pair.field.export()
    assert sent is not None
    assert (sent.rows, sent.personal) == (4, 2)
    assert sent.size_bytes == sent.path.stat().st_size
    assert pair.field.status().waiting_sendings == 1
    pair.hear(pair.receive(sent.path).reply)
    after = pair.field.status()
    assert (after.unconfirmed, after.waiting_sendings, after.due) == (0, 0, ())
    assert after.last_confirmed_at == pair.office.clock.now()
    assert after.enrolled
    there = pair.center.status()
    assert (there.unconfirmed, there.counts["person"]) == (0, 2)


def test_nothing_new_makes_no_sending_but_all_can_be_sent(pair: Pair) -> None:
    ama = person()
    kept(pair.office, ama)
    everything_confirmed(pair)
    there, heard = pair.round(full=True)
    assert set(there.outcomes) == {"stale"}
    assert there.outcomes["stale"] == sum(pair.field.status().counts.values())
    assert "everything is confirmed" in heard.sentence
    assert status_of(pair, ama)[0] == "confirmed"
    assert [row.number for row in pair.field.sendings()] == [2, 1]


def test_headquarters_does_not_send_to_itself(pair: Pair) -> None:
    with pytest.raises(UserError, match="answers what it receives"):
        pair.center.export()


def test_a_sending_is_written_again_byte_for_byte_until_it_is_confirmed(
    pair: Pair, tmp_path: Path
) -> None:
    kept(pair.office, person())
    path = pair.send()
    data = path.read_bytes()
    again = pair.field.write_again(1, tmp_path / "stick")
    assert again.read_bytes() == data
    assert again.name == path.name
    pair.hear(pair.receive(again).reply)
    with pytest.raises(UserError, match="Sending 1 is confirmed or unknown"):
        pair.field.write_again(1)
    with pytest.raises(UserError, match="Sending 7 is confirmed or unknown"):
        pair.field.write_again(7)


def test_the_ledger_of_the_office_tells_each_sending(pair: Pair) -> None:
    kept(pair.office, person())
    path = pair.send()
    (row,) = pair.field.sendings()
    assert (row.number, row.file_name, row.confirmed_at) == (1, path.name, None)
    assert row.size_bytes == path.stat().st_size
    assert row.path_exists
    pair.hear(pair.receive(path).reply)
    path.unlink()
    (row,) = pair.field.sendings()
    assert row.confirmed_at == pair.office.clock.now()
    assert not row.path_exists


def test_two_laptops_with_one_field_each_join_and_with_the_same_field_keep_both(
    pair: Pair, tmp_path: Path, fake_clock: FakeClock
) -> None:
    ama = person(given="Ama", family="Mensah")
    kept(pair.office, ama)
    everything_confirmed(pair)
    other = second_laptop(pair, tmp_path, fake_clock)
    other.round()

    kept(pair.office, dc.replace(ama, given="Amah"))
    kept(other.office, dc.replace(ama, family="Osei"))
    pair.round()
    other.round()
    pair.hear(pair.center.answer("LOM"))
    for office in (pair.office, other.office, pair.hq):
        joined = person_at(office, ama.uid)
        assert (joined.given, joined.family) == ("Amah", "Osei")
    assert status_of(pair, ama)[0] == status_of(other, ama)[0] == "confirmed"

    mine = person_at(pair.office, ama.uid)
    kept(pair.office, dc.replace(mine, given="Ama A."))
    kept(other.office, dc.replace(mine, given="Ama B."))
    pair.round()
    there, _heard = other.round()
    assert there.outcomes == {"conflict": 1}
    assert "1 with two versions" in there.sentence
    pair.hear(pair.center.answer("LOM"))
    for side in (pair, other):
        assert status_of(side, ama) == ("two versions", "two versions - choose")
        (row,) = side.field.conflicts()
        assert (row.field_label, row.ours, row.theirs) == ("Given names", "Ama A.", "Ama B.")
        assert row.decides == "office"
        assert row.title == "Ama A. Osei"
        assert side.field.status().due == ("1 field has two versions. Choose one.",)
    assert pair.center.offices()[0].conflicts == 1
    other.office.close()


def test_what_headquarters_changed_meanwhile_is_for_headquarters_to_decide(pair: Pair) -> None:
    ama = person(given="Ama")
    kept(pair.office, ama)
    everything_confirmed(pair)
    kept(pair.hq, dc.replace(ama, given="Amma"))
    kept(pair.office, dc.replace(ama, given="Amah"))
    pair.round()
    (row,) = pair.field.conflicts()
    assert (row.ours, row.theirs, row.decides) == ("Amma", "Amah", "headquarters")


def test_a_removed_record_is_removed_there_and_comes_back_from_the_bin(pair: Pair) -> None:
    ama = person()
    kept(pair.office, ama)
    everything_confirmed(pair)
    kept(pair.office, dc.replace(ama, removed=True, removed_why="typed twice"))
    there, _heard = pair.round()
    assert there.outcomes == {"applied": 1}
    gone = person_at(pair.hq, ama.uid)
    assert (gone.removed, gone.removed_why, gone.given) == (True, "typed twice", ama.given)
    assert status_of(pair, ama)[0] == "confirmed"
    kept(pair.office, ama)
    pair.round()
    assert person_at(pair.hq, ama.uid) == ama


def test_gaps_are_told_at_headquarters_until_they_close(pair: Pair) -> None:
    paths = []
    for _sending in range(3):
        kept(pair.office, person())
        paths.append(pair.send())
    taken = pair.receive(paths[2])
    assert taken.problems == ("Missing from LOM: 1, 2. Later sendings hold their records.",)
    (row,) = pair.center.offices()
    assert (row.code, row.received, row.gaps) == ("LOM", 1, (1, 2))
    assert row.last_received_at == pair.hq.clock.now()
    assert "everything is confirmed" in pair.hear(taken.reply).sentence
    first, second = pair.center.receive(paths[:2])
    assert set(first.outcomes) == {"stale"}
    assert second.problems == ()
    assert pair.center.offices()[0].gaps == ()


def test_a_lost_answer_is_healed_by_the_next(pair: Pair) -> None:
    ama, kofi = person(), person()
    kept(pair.office, ama)
    pair.receive(pair.send())
    kept(pair.hq, dc.replace(ama, family="Osei"))
    kept(pair.office, kofi)
    there = pair.receive(pair.send())
    assert there.outcomes == {"stale": sum(pair.field.status().counts.values()) - 1, "applied": 1}
    assert "everything is confirmed" in pair.hear(there.reply).sentence
    assert status_of(pair, ama)[0] == status_of(pair, kofi)[0] == "confirmed"
    assert person_at(pair.office, ama.uid).family == "Osei"


def test_several_files_of_an_office_get_one_answer(pair: Pair) -> None:
    paths = []
    for _sending in range(2):
        kept(pair.office, person())
        paths.append(pair.send())
    first, second = pair.center.receive(paths)
    assert first.reply == second.reply
    assert "everything is confirmed" in pair.hear(first.reply).sentence


def test_an_answer_does_not_send_back_what_the_only_laptop_knows(pair: Pair) -> None:
    kept(pair.office, person(), person())
    there = pair.receive(pair.send())
    assert there.reply is not None
    before = digest(pair.office)
    taken = pair.hear(there.reply)
    assert not taken.changes.touched
    assert digest(pair.office) != before, "it confirms"


def test_both_sides_read_the_same_six_words(pair: Pair, new_office: NewOffice) -> None:
    lone = new_office("TIA")
    side = Pair(lone, pair.hq)
    request, words = side.field.enrol_request()
    assert side.center.enrol_words(request) == words
    assert len(words.split()) == 6
    with pytest.raises(UserError, match="Compare the six words"):
        side.center.enrol_take(request, confirmed=False)
    assert [row.code for row in side.center.offices()] == ["LOM"]
    taken = side.center.enrol_take(request, confirmed=True)
    assert taken.reply is not None
    read_out = side.field.enrol_words(taken.reply)
    assert read_out in taken.sentence
    assert read_out != words
    assert not side.field.status().enrolled
    assert "enrolled with" in side.field.enrol_take(taken.reply, confirmed=True).sentence
    assert side.field.status().enrolled
    with pytest.raises(UserError, match="another office or another computer"):
        pair.field.enrol_words(taken.reply)


def test_enrolling_once_more_changes_nothing(pair: Pair) -> None:
    kept(pair.office, person())
    pair.round()
    again = enrol(pair.office, pair.hq)
    (row,) = again.center.offices()
    assert (row.installations, row.received) == (1, 1)
    kept(pair.office, person())
    there, heard = again.round()
    assert there.outcomes == {"applied": 1}
    assert "everything is confirmed" in heard.sentence


def test_a_restored_office_is_a_new_installation_with_the_same_key(
    pair: Pair, fake_clock: FakeClock
) -> None:
    ama, kofi = person(given="Ama"), person(given="Kofi")
    kept(pair.office, ama)
    everything_confirmed(pair)
    backup = safety_copies.backup(pair.office)
    was = pair.office.file.state.replica
    kept(pair.office, kofi)
    pair.round()
    pair.office.close()
    folder = pair.office.settings.folder
    safety_copies.restore(folder, backup, PASSPHRASE, sign_in="Adviser", clock=fake_clock)
    office = opening.unlock(folder, PASSPHRASE, sign_in="Adviser", clock=fake_clock)
    restored = Pair(office, pair.hq)
    assert office.file.state.replica != was
    assert status_of(restored, ama) == ("not sent", "not sent yet")
    there, heard = restored.round()
    assert set(there.outcomes) == {"stale"}
    assert there.problems == ()
    assert "everything is confirmed" in heard.sentence
    assert person_at(office, kofi.uid) == kofi, "headquarters returns what the backup lacked"
    assert restored.center.offices()[0].installations == 2
    office.close()


def test_a_restored_headquarters_is_filled_again_from_the_office(
    pair: Pair, fake_clock: FakeClock
) -> None:
    ama, kofi = person(given="Ama"), person(given="Kofi")
    kept(pair.office, ama)
    everything_confirmed(pair)
    backup = safety_copies.backup(pair.hq)
    kept(pair.office, kofi)
    pair.round()
    kept(pair.hq, dc.replace(ama, family="Osei"))
    pair.hear(pair.center.answer("LOM"))
    pair.hq.close()
    folder = pair.hq.settings.folder
    safety_copies.restore(folder, backup, PASSPHRASE, sign_in="Adviser", clock=fake_clock)
    hq = opening.unlock(folder, PASSPHRASE, sign_in="Adviser", clock=fake_clock)
    again = Pair(pair.office, hq)
    esi = person(given="Esi")
    kept(pair.office, esi)
    _there, heard = again.round()
    assert "not confirmed yet" in heard.sentence, "the office offers everything once more"
    again.round()
    assert person_at(hq, kofi.uid) == kofi
    assert person_at(hq, esi.uid) == esi
    assert person_at(hq, ama.uid).family == "Osei", "headquarters' own correction comes back"
    assert again.field.status().unconfirmed == 0
    hq.close()


def test_an_answer_over_a_gap_asks_for_a_sending_that_then_holds_nothing_else(
    pair: Pair, fake_clock: FakeClock
) -> None:
    ama = person()
    kept(pair.office, ama)
    everything_confirmed(pair)
    settings = pair.office.settings
    pair.office.close()
    old = {path: path.read_bytes() for path in (settings.database, settings.mark)}
    office = opening.unlock(settings.folder, PASSPHRASE, sign_in="Adviser", clock=fake_clock)
    later = Pair(office, pair.hq)
    for _round in range(2):
        later.round(full=True)
    kept(pair.hq, dc.replace(ama, family="Osei"))
    reply = pair.center.answer("LOM")
    office.close()
    for path, data in old.items():
        path.write_bytes(data)  # the whole disk goes back, unnoticed
    office = opening.unlock(settings.folder, PASSPHRASE, sign_in="Adviser", clock=fake_clock)
    rewound = Pair(office, pair.hq)
    assert "builds on one that never came. Send once more" in rewound.hear(reply).sentence
    assert rewound.field.pending().rows == 0
    assert rewound.field.pending().asked
    there, heard = rewound.round()
    assert there.outcomes == {}
    assert "was taken in" in heard.sentence
    assert person_at(office, ama.uid).family == "Osei"
    rewound.round()  # the number of the sending was in use: it is another installation now
    assert not rewound.field.pending().asked
    assert rewound.field.export() is None
    office.close()


def test_a_record_that_stays_what_it_was_is_not_offered_again(pair: Pair) -> None:
    ama = person()
    kept(pair.office, ama)
    everything_confirmed(pair)
    with pair.office.unit(Why("look")) as unit:
        assert not unit.put(ama)
        unit.commit()
    assert pair.field.export() is None


def test_a_reference_is_shown_by_name_in_the_workbook(pair: Pair) -> None:
    import openpyxl

    ama = person(given="Ama\r\n", family="Mensah")
    kept(pair.office, ama, assignment(ama.uid))
    path = pair.send()
    sheet = openpyxl.load_workbook(path)["Assignments"]
    head, line = sheet.iter_rows(max_row=2, values_only=True)
    shown = dict(zip(head, line, strict=True))
    assert "Mensah" in str(shown["Person"])
    assert shown["person"] == ama.uid
    there = pair.receive(path)
    assert "rejected" not in there.outcomes
