"""What tests of damage share: how a sentence must be, and how files are spoilt."""

import re
from pathlib import Path

PAGE = 4096


def is_clear(error: Exception) -> bool:
    """A few whole sentences for a person: nothing of the machinery, no shouting."""
    text = str(error)
    machinery = re.search(r"sql|errno|traceback|exception|error:|!|\n|\bnone\b", text, re.I)
    return bool(text) and machinery is None and len(text) < 500


def flip(path: Path, at: int, bit: int = 0) -> None:
    """Turn one bit of a file round."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)
