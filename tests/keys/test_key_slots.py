"""The key of the records opens for each named person and for the printed words only."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from fieldapp.errors import FileRefused, NewerSchema, UserError, WrongPassphrase
from fieldapp.keys.slots import KeySlots
from fieldapp.keys.stretching import Cost

CHEAP = Cost(memory_kib=64, passes=1, lanes=1, rounds=10)
NOW = dt.datetime(2026, 1, 15, 9, 30, tzinfo=dt.UTC)
PASSPHRASE = "a quiet heron waits"


@pytest.fixture
def office() -> tuple[KeySlots, bytes, str]:
    return KeySlots.create("u-1", "Adviser", PASSPHRASE, cost=CHEAP, now=NOW)


@pytest.fixture
def path(tmp_path: Path, office: tuple[KeySlots, bytes, str]) -> Path:
    target = tmp_path / "keyslots.json"
    office[0].save(target)
    return target


def changed(path: Path, change: dict[str, Any], slot: int | None = None) -> None:
    content = json.loads(path.read_text())
    (content if slot is None else content["slots"][slot]).update(change)
    path.write_text(json.dumps(content))


def test_the_saved_file_opens_for_its_person(
    office: tuple[KeySlots, bytes, str], path: Path
) -> None:
    unlocked = KeySlots.load(path).unlock("Adviser", PASSPHRASE)
    assert (office[1], "u-1") == (unlocked.dek, unlocked.slot_id)
    assert len(office[1]) == 32


def test_the_key_is_in_no_readable_form_in_the_file_or_in_messages(
    office: tuple[KeySlots, bytes, str], path: Path
) -> None:
    raw = path.read_bytes()
    assert office[1] not in raw
    assert office[1].hex().encode() not in raw
    assert office[1].hex() not in repr(KeySlots.load(path).unlock("Adviser", PASSPHRASE))


def test_a_wrong_passphrase_is_said_in_one_sentence_with_what_to_do(path: Path) -> None:
    with pytest.raises(WrongPassphrase, match=r"“Adviser”.*recovery words"):
        KeySlots.load(path).unlock("Adviser", PASSPHRASE + " ")


def test_an_unlisted_name_is_answered_with_the_listed_ones(path: Path) -> None:
    with pytest.raises(WrongPassphrase, match="Choose one of: Adviser"):
        KeySlots.load(path).unlock("Trainer", PASSPHRASE)


def test_the_same_letters_from_another_keyboard_are_the_same_passphrase(tmp_path: Path) -> None:
    composed, decomposed = "élève à Lomé", "e\u0301le\u0300ve a\u0300 Lome\u0301"
    slots, dek, _words = KeySlots.create("u-1", "Chef", composed, cost=CHEAP)
    assert slots.unlock("  chef ", decomposed).dek == dek


def test_several_people_open_the_same_key_each_with_an_own_passphrase(
    office: tuple[KeySlots, bytes, str], path: Path
) -> None:
    slots, dek, _words = office
    slots.add_person(dek, "u-2", "مدرب", "كلمات المرور الطويلة", NOW)
    slots.add_person(dek, "u-3", "Clerk", "seven small yellow doors", NOW)
    slots.save(path)
    again = KeySlots.load(path)
    assert again.sign_ins() == ("Adviser", "مدرب", "Clerk")
    assert again.slot_ids() == ("u-1", "u-2", "u-3")
    assert again.unlock("مدرب", "كلمات المرور الطويلة").slot_id == "u-2"
    assert again.unlock("Clerk", "seven small yellow doors").dek == dek
    with pytest.raises(WrongPassphrase):
        again.unlock("Clerk", PASSPHRASE)


@pytest.mark.parametrize(
    ("uid", "sign_in", "passphrase", "said"),
    [
        ("u-2", "ADVISER", "seven small yellow doors", "already listed"),
        ("u-1", "Other", "seven small yellow doors", "already listed"),
        ("recovery", "Other", "seven small yellow doors", "already listed"),
        ("u-2", " ", "seven small yellow doors", "Choose a name"),
        ("u-2", "a\x1b[2J", "seven small yellow doors", "Choose a name"),
        ("u-2", "x" * 81, "seven small yellow doors", "Choose a name"),
        ("u-2", "Other", "too short", "10 characters"),
    ],
)
def test_a_person_who_cannot_be_added_leaves_the_slots_as_they_were(
    office: tuple[KeySlots, bytes, str], uid: str, sign_in: str, passphrase: str, said: str
) -> None:
    slots, dek, _words = office
    with pytest.raises(UserError, match=said):
        slots.add_person(dek, uid, sign_in, passphrase)
    assert slots.sign_ins() == ("Adviser",)


def test_the_key_of_another_office_cannot_be_put_into_these_slots(
    office: tuple[KeySlots, bytes, str],
) -> None:
    with pytest.raises(ValueError, match="not the one"):
        office[0].add_person(b"\0" * 32, "u-2", "Clerk", "seven small yellow doors")


def test_a_removed_person_opens_nothing_and_the_last_one_stays(
    office: tuple[KeySlots, bytes, str],
) -> None:
    slots, dek, _words = office
    slots.add_person(dek, "u-2", "Clerk", "seven small yellow doors")
    slots.remove_person("u-1")
    with pytest.raises(WrongPassphrase):
        slots.unlock("Adviser", PASSPHRASE)
    with pytest.raises(UserError, match="last person"):
        slots.remove_person("u-2")
    with pytest.raises(UserError, match="no passphrase"):
        slots.remove_person("u-9")
    with pytest.raises(UserError, match="no passphrase"):
        slots.remove_person("recovery")
    assert slots.unlock("Clerk", "seven small yellow doors").dek == dek


def test_a_changed_passphrase_replaces_the_old_one_and_keeps_the_key(
    office: tuple[KeySlots, bytes, str],
) -> None:
    slots, dek, _words = office
    slots.change_passphrase(dek, "u-1", "the rain came early")
    assert slots.unlock("Adviser", "the rain came early").dek == dek
    with pytest.raises(WrongPassphrase):
        slots.unlock("Adviser", PASSPHRASE)


def test_the_printed_words_open_the_office_until_new_ones_are_printed(
    office: tuple[KeySlots, bytes, str], path: Path
) -> None:
    slots, dek, words = office
    assert KeySlots.load(path).unlock_with_words(words.upper().replace(" ", "-")).dek == dek
    renewed = slots.renew_recovery(dek)
    assert slots.unlock_with_words(renewed).slot_id == "recovery"
    with pytest.raises(WrongPassphrase, match="newer ones were printed"):
        slots.unlock_with_words(words)


OTHER_BYTES = {
    "salt": "AAAAAAAAAAAAAAAAAAAAAA==",
    "nonce": "AAAAAAAAAAAAAAAA",
    "wrapped": "A" * 64,
    "slot_id": "u-9",
    "created": "2020-01-01T00:00:00+00:00",
    "stretching": {"kdf": "argon2id", "memory_kib": 64, "passes": 2, "lanes": 1},
}


@pytest.mark.parametrize("part", OTHER_BYTES)
def test_a_slot_with_any_part_changed_opens_nothing(path: Path, part: str) -> None:
    changed(path, {part: OTHER_BYTES[part]}, slot=0)
    with pytest.raises(WrongPassphrase):
        KeySlots.load(path).unlock("Adviser", PASSPHRASE)


def test_a_slot_listed_under_another_name_or_in_another_office_opens_nothing(path: Path) -> None:
    kept = path.read_bytes()
    changed(path, {"sign_in": "Clerk"}, slot=0)
    with pytest.raises(WrongPassphrase):
        KeySlots.load(path).unlock("Clerk", PASSPHRASE)
    path.write_bytes(kept)
    changed(path, {"office_key": "0" * 32})
    with pytest.raises(WrongPassphrase):
        KeySlots.load(path).unlock("Adviser", PASSPHRASE)


@pytest.mark.parametrize(
    "stretching",
    [
        {"kdf": "argon2id", "memory_kib": 2**31, "passes": 1, "lanes": 1},
        {"kdf": "argon2id", "memory_kib": 64, "passes": 10**9, "lanes": 1},
        {"kdf": "argon2id", "memory_kib": 2**17, "passes": 1, "lanes": 2**20},
        {"kdf": "argon2id", "memory_kib": 1, "passes": 1, "lanes": 1},
        {"kdf": "argon2id", "memory_kib": True, "passes": 1, "lanes": 1},
        {"kdf": "argon2id", "memory_kib": 64.0, "passes": 1, "lanes": 1},
        {"kdf": "argon2id", "memory_kib": 64, "passes": 1},
        {"kdf": "pbkdf2-sha512", "rounds": 10**12},
        {"kdf": "pbkdf2-sha512", "rounds": 0},
        {"kdf": "none"},
        [],
    ],
)
def test_a_file_that_asks_for_absurd_work_is_refused_before_any_is_done(
    path: Path, stretching: object
) -> None:
    changed(path, {"stretching": stretching}, slot=0)
    with pytest.raises(FileRefused, match=r"Put back “keyslots\.json” from a backup"):
        KeySlots.load(path)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": []},
        {"kind": "recovery"},
        {"slot_id": 7},
        {"slot_id": "recovery"},
        {"sign_in": "x" * 500},
        {"sign_in": "\ud800"},
        {"salt": "AA=="},
        {"nonce": None},
        {"wrapped": "not base64 é"},
        {"more": 1},
    ],
)
def test_a_slot_of_another_shape_is_refused(path: Path, change: dict[str, Any]) -> None:
    changed(path, change, slot=0)
    with pytest.raises(FileRefused):
        KeySlots.load(path)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"format":"fieldapp-keyslots","version":1}',
        b'{"format":"fieldapp-keyslots","version":1,"office_key":"a","slots":[]}',
        b'{"format":"fieldapp-keyslots","version":NaN,"office_key":"a","slots":[]}',
        b'{"a":1,"a":2}',
        b"[" * 150_000,
        b" " * 300_000,
    ],
)
def test_what_is_not_a_key_file_is_refused(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    with pytest.raises(FileRefused):
        KeySlots.load(path)


def test_one_slot_listed_twice_is_refused(path: Path) -> None:
    content = json.loads(path.read_text())
    content["slots"].append(content["slots"][0])
    path.write_text(json.dumps(content))
    with pytest.raises(FileRefused):
        KeySlots.load(path)


def test_a_file_of_a_newer_program_asks_for_an_update(path: Path) -> None:
    changed(path, {"version": 2})
    with pytest.raises(NewerSchema, match="Update the program"):
        KeySlots.load(path)


def test_missing_keys_are_named_with_where_they_may_be(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="from a backup"):
        KeySlots.load(tmp_path / "keyslots.json")


def test_an_office_at_full_cost_opens(tmp_path: Path) -> None:
    slots, dek, words = KeySlots.create("u-1", "Adviser", PASSPHRASE)
    slots.save(tmp_path / "keyslots.json")
    stored = json.loads((tmp_path / "keyslots.json").read_text())["slots"]
    assert stored[0]["stretching"] == {
        "kdf": "argon2id",
        "memory_kib": 65536,
        "passes": 3,
        "lanes": 4,
    }
    assert stored[1]["stretching"] == {"kdf": "pbkdf2-sha512", "rounds": 600_000}
    assert slots.unlock("Adviser", PASSPHRASE).dek == slots.unlock_with_words(words).dek == dek
