"""Agreements that pay."""
