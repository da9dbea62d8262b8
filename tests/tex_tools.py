"""Typesetting in tests: the fixture `typeset` and the marker `requires_tex`.

::

    @pytest.mark.requires_tex("lualatex")
    def test_page(typeset):
        pages = typeset(source, engine="lualatex")
        assert "univariate" in pages.text()

`typeset` fails the test on a TeX error, an overfull box, an undefined or doubly defined reference,
or a character that the font does not have. With ``check=False`` it returns what it found in
`Typeset.problems` and leaves the judgement to the test.

A test that needs an engine which is not installed is skipped, saying so. Where the environment
has CI=true it fails instead, so that a check in CI never passes for want of TeX.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ENGINES = ("pdflatex", "lualatex")
MOST_RUNS = 4

# Each pattern starts a line of the log; the group is what to report.
PROBLEMS = (
    re.compile(r"^(! .*(?:\nl\.\d+ .*)?)", re.MULTILINE),
    re.compile(r"^((?:.*\.tex:\d+: ).*)", re.MULTILINE),
    re.compile(r"^(Overfull \\[hv]box .*)", re.MULTILINE),
    re.compile(r"^(LaTeX Warning: (?:Reference|Citation|Label|Hyper reference) .*)", re.MULTILINE),
    re.compile(r"^(LaTeX Warning: There were .*)", re.MULTILINE),
    re.compile(r"^(Missing character: .*)", re.MULTILINE),
    re.compile(r"^(LaTeX Font Warning: .* undefined.*)", re.MULTILINE),
)
UNSETTLED = re.compile(r"Rerun to get|Rerun LaTeX|Label\(s\) may have changed")


@dataclass(frozen=True, slots=True)
class Typeset:
    """What one document became."""

    pdf: Path
    log: str
    problems: tuple[str, ...]

    @property
    def pages(self) -> int:
        """The number of pages, as the engine counted them."""
        written = re.search(r"Output written on .*?\((\d+) pages?", self.log, re.DOTALL)
        return int(written[1]) if written else 0

    def text(self) -> str:
        """The words on the pages, in reading order."""
        command = ["pdftotext", "-layout", str(self.pdf), "-"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def run_tex(
    source: str, folder: Path, *, engine: str = "pdflatex", timeout: float = 120
) -> Typeset:
    """Typeset `source` in `folder`, as often as its references need."""
    (folder / "page.tex").write_text(source, encoding="utf-8")
    command = [
        engine,
        "-interaction=nonstopmode",
        "-halt-on-error",
        "-no-shell-escape",
        "-file-line-error",
        "page.tex",
    ]
    # Log lines are not to be broken at column 79, and two runs give the same bytes.
    environment = os.environ | {
        "SOURCE_DATE_EPOCH": "0",
        "FORCE_SOURCE_DATE": "1",
        "max_print_line": "10000",
        "error_line": "254",
        "half_error_line": "238",
    }
    for _ in range(MOST_RUNS):
        process = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
        )
        log = (folder / "page.log").read_text(encoding="utf-8", errors="replace")
        if process.returncode != 0 or not UNSETTLED.search(log):
            break
    found = {found[1].strip(): None for pattern in PROBLEMS for found in pattern.finditer(log)}
    problems = tuple(found)
    if not problems and process.returncode != 0:
        problems = (f"{engine} ended with exit code {process.returncode}",)
    elif not problems and UNSETTLED.search(log):
        problems = (f"references have not settled after {MOST_RUNS} runs",)
    return Typeset(folder / "page.pdf", log, problems)


def need_engine(engine: str) -> None:
    """Skip the test without `engine`, or fail it in CI."""
    if shutil.which(engine):
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{engine} is not installed, and CI is to run every test", pytrace=False)
    pytest.skip(f"{engine} is not installed")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Look for the engines of ``@pytest.mark.requires_tex`` before any fixture is made."""
    for marker in item.iter_markers("requires_tex"):
        for engine in marker.args or ("pdflatex",):
            need_engine(engine)


@pytest.fixture
def typeset(tmp_path_factory):
    """Typeset a whole document: ``typeset(source, engine="pdflatex", check=True)``."""

    def run(source: str, engine: str = "pdflatex", *, check: bool = True) -> Typeset:
        assert engine in ENGINES, f"not an engine: {engine}"
        need_engine(engine)
        result = run_tex(source, tmp_path_factory.mktemp("tex"), engine=engine)
        if check and result.problems:
            listing = "\n".join(f"  {problem}" for problem in result.problems)
            pytest.fail(
                f"{engine} is not content:\n{listing}\nin {result.pdf.parent}", pytrace=False
            )
        return result

    return run
