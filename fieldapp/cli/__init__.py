"""The command line: every job that needs no screen; without a command it opens the window."""

from fieldapp.cli.main import run

__all__ = ["run"]
