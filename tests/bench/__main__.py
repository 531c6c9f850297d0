"""`python -m tests.bench [start mark package …]`: those figures of performance.md that exist."""

from __future__ import annotations

import sys

from tests.bench import mark, package, start

BENCHES = {"start": start.run, "mark": mark.run, "package": package.run}


def main(names: list[str]) -> int:
    """Run the benches named, or all; 1 if a limit was missed."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; there are {', '.join(BENCHES)}\n")
        return 2
    kept = [line.kept for name in names or BENCHES for line in BENCHES[name]()]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
