"""Sizes and times of every export of the shipped graph: `python benchmarks/exports.py` writes docs/exports.md."""

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph

from kgtool import __version__
from kgtool.export import FORMATS

ROUNDS = 5
PAGE = Path(__file__).parent.parent / "docs" / "exports.md"


def main() -> None:
    lines = [
        "# Exports: sizes and times",
        "",
        "Each format of the shipped graph, whole process, from the shell and back. `python benchmarks/exports.py`",
        "measures this and writes this page.",
        "",
        f"Measured on {datetime.now(UTC):%Y-%m-%d}: {platform.system()}, Python {platform.python_version()}, "
        f"kgtool {__version__}, pyoxigraph {pyoxigraph.__version__}. Medians of {ROUNDS} runs.",
        "",
        "| export | seconds | megabytes |",
        "| --- | --- | --- |",
    ]
    runs = [([form], form) for form in FORMATS] + [(["owl", "--steps", "--inferred"], "owl --steps --inferred")]
    with tempfile.TemporaryDirectory() as folder:
        for (form, *more), name in runs:
            target = Path(folder) / f"out-{len(more)}.{'zip' if form == 'kgx' else form}"
            line = [sys.executable, "-m", "kgtool", "export", "--format", form, *more, "-o", str(target)]
            times = []
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                subprocess.run(line, check=True, stderr=subprocess.DEVNULL)
                times.append(time.perf_counter() - begun)
            size = target.stat().st_size / 1e6
            lines.append(f"| {name} | {statistics.median(times):.2f} | {size:.2f} |")
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
