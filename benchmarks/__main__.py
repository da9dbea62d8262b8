"""``python -m benchmarks``: run the cases and print their table."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from benchmarks.harness import OUTPUT, Row, table

CASES = (
    "cold_prove",
    "univariate",
    "startup",
    "scaling",
    "memory",
    "speed_numpy",
    "peers",
    "matrices",
    "bounds",
    "fuzz",
)
ON_REQUEST = ("suite",)  # takes minutes

SCHEMA = "symkl-benchmarks/1"


def machine() -> dict[str, str | int | None]:
    """The system and the versions on which the figures depend."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        **{name: version(name) for name in ("symkl", "sympy", "click", "numpy")},
    }


def main() -> None:
    """Run the cases that are asked for."""
    known = (*CASES, *ON_REQUEST)
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "cases",
        nargs="*",
        metavar="CASE",
        help=f"{', '.join(known)}; without one, all but {', '.join(ON_REQUEST)}",
    )
    parser.add_argument("--repeat", type=int, default=7, metavar="N", help="turns (default 7)")
    parser.add_argument("--json", metavar="FILE", help="write the figures to FILE as well")
    arguments = parser.parse_args()
    unknown = [case for case in arguments.cases if case not in known]
    if unknown:
        parser.error(f"no case is called {unknown[0]!r}; there are {', '.join(known)}")
    if arguments.repeat < 1:
        parser.error("--repeat is at least 1")

    rows: list[Row] = []
    for case in arguments.cases or CASES:
        print(f"measuring {case} …", file=sys.stderr, flush=True)
        try:
            rows.extend(import_module(f"benchmarks.{case}").measure(arguments.repeat))
        except RuntimeError as error:
            rows.append(Row(case, "not measured", note=str(error)))
    about = machine()
    shown = ", ".join(f"{name} {value}" for name, value in about.items()) + "\n\n" + table(rows)
    print(shown)
    if not arguments.cases:
        OUTPUT.mkdir(parents=True, exist_ok=True)
        (OUTPUT / "table.txt").write_text(shown + "\n", encoding="utf-8")
    if arguments.json:
        data = {
            "schema": SCHEMA,
            "machine": about,
            "rows": [{**asdict(row), "holds": row.holds} for row in rows],
        }
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
        Path(arguments.json).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
