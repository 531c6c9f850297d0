"""Where the program starts: nothing heavy is imported before a child process is told apart."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> int:
    """Run the command line, or the window if no command is given; the exit code."""
    multiprocessing.freeze_support()
    from fieldapp.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
