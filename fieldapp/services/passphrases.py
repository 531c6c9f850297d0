"""How well a passphrase holds, for the meter beside the field."""

from fieldapp.keys.passphrase import Level, Strength, check_passphrase, strength

__all__ = ["Level", "Strength", "check_passphrase", "strength"]
