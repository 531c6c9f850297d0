"""Who may read the records, and who made a file: key slots, recovery words, signatures."""

from fieldapp.keys.enrolment import EnrolmentAnswer, EnrolmentRequest
from fieldapp.keys.passphrase import Level, Strength, check_passphrase, strength
from fieldapp.keys.signing import key_id, new_signing_key, public_key, sign, verify
from fieldapp.keys.slots import KeySlots, Unlocked
from fieldapp.keys.stretching import Cost
from fieldapp.keys.words import fingerprint

__all__ = [
    "Cost",
    "EnrolmentAnswer",
    "EnrolmentRequest",
    "KeySlots",
    "Level",
    "Strength",
    "Unlocked",
    "check_passphrase",
    "fingerprint",
    "key_id",
    "new_signing_key",
    "public_key",
    "sign",
    "strength",
    "verify",
]
