"""README.md is true: its files are written, its commands run, and what comes is what it shows.

In a block of output a line ``...`` stands for any lines. Commands that are not of symkl, Python or
sed are not run; what `make` says at its end is compared with what the derivations are.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from symkl.library import Library, shipped

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
FILES = {
    m[1]: code
    for language, code in BLOCKS
    if language == "python" and (m := re.match(r"# (\w+\.py)\n", code))
}


def sessions():
    """Command and output, in the order of the page."""
    for language, text in BLOCKS:
        if language == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                yield command, output


def pattern(output):
    lines = [
        r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in output.splitlines()
    ]
    return re.compile("".join(lines))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files of the page, and the derivations, as in a checkout."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(shipped(), folder / "derivations")
    for name, code in FILES.items():
        (folder / name).write_text(code, encoding="utf-8")
    return folder


def run(command, folder):
    paths = [sysconfig.get_path("scripts"), str(Path(sys.executable).parent), os.environ["PATH"]]
    environment = os.environ | {
        "PATH": os.pathsep.join(paths),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


@pytest.mark.skipif(os.name == "nt", reason="the page is written for a POSIX shell")
def test_the_commands_print_what_the_page_shows(folder):
    ran = 0
    for command, output in sessions():
        if command.split()[0] in {"symkl", "python", "sed"}:
            printed = run(command, folder)
            assert pattern(output).fullmatch(printed), f"$ {command}\n{printed}"
            ran += 1
    assert ran >= 7


def test_what_make_prints_is_what_there_is():
    library = Library()
    derivations = [source.derivation for source in library.targets]
    steps = sum(len(part.steps) for d in derivations for part in d.parts)
    said = re.search(r"^(\d+) derivations, (\d+) steps: all proved; (\d+) functions", README, re.M)
    assert (int(said[1]), int(said[2])) == (len(derivations), steps), "write the numbers anew"


def test_the_excerpt_is_from_the_file():
    source = (ROOT / "derivations" / "univariate.py").read_text(encoding="utf-8")
    (excerpt,) = [code for language, code in BLOCKS if code.startswith('p = Normal("p"')]
    assert excerpt in source


def test_the_links_lead_somewhere():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_commands_in_the_table_exist():
    from symkl.cli import COMMANDS

    listed = re.findall(r"^\| `symkl (\w+)", README, re.MULTILINE)
    assert len(listed) >= 8
    assert set(listed) <= set(COMMANDS)


def test_the_figures_of_accuracy(folder):
    from symkl.verify import verify

    ours = folder / "kl" / "univariate.py"
    run("symkl export univariate -o kl", folder)
    functions = [f"{ours}:kl_divergence", f"{folder / 'copied.py'}:kl"]
    measured = [
        {r.name: r for r in verify("univariate", f, certified=False).regimes} for f in functions
    ]
    rows = re.findall(r"^\| (\w[^|]+)\| +([\d.e+-]+) +\| +([\d.e+-]+) +\| ([\d.]+)", README, re.M)
    assert len(rows) == 9
    for title, *figures in rows:
        name = re.sub(r"^near, distance", "near", title.strip())
        name = {"means far apart": "far"}.get(name, "scales" if "scales" in name else name)
        for regimes, figure in zip(measured, figures[:2], strict=True):
            # other libraries of mathematical functions round a little differently
            assert regimes[name].worst_error_eps == pytest.approx(float(figure), rel=0.5), title
