"""Packages to headquarters, its answers, and what both sides make of them (sync.md §1)."""
