"""The structure of the program: which way imports point, what the trusted part may not call."""

import ast
import importlib.metadata
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TRUSTED = ("lang", "kernel", "rules", "families")

# SymPy's heuristics: each is known to return something false, or to hide an assumption, so that
# nothing decided with them is proved. `doit` on an integral or a limit is the same thing again.
FORBIDDEN = {
    *("simplify", "nsimplify", "refine", "ask"),
    *("integrate", "manualintegrate", "heurisch", "doit"),
    *("limit", "gruntz"),
}

MOST_LINES = 400
MOST_LINES_IN_THE_KERNEL = 300
# What `symkl --help` and `symkl list` cannot afford to import.
HEAVY = ("sympy", "numpy", "scipy", "mpmath", "flint")
WRITTEN = ("symkl", "symkl_recheck", "derivations", "benchmarks", "tests", "tools")


def python_files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "golden" not in path.parts)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def forbidden_uses(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of everything in `source` that reaches for one of SymPy's heuristics.

    A function of that name defined in the module, imported from symkl, or called on ``self`` is
    the program's own and is let through; what it does is seen where it is defined.
    """
    tree = ast.parse(source)
    own = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            ours = node.level > 0 or (node.module or "").split(".")[0] == "symkl"
            for alias in node.names:
                if ours:
                    own.add(alias.asname or alias.name)
                elif alias.name in FORBIDDEN:
                    yield node.lineno, f"from {node.module} import {alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "force":
            if not (isinstance(node.value, ast.Constant) and node.value.value is False):
                yield node.value.lineno, f"force={ast.unparse(node.value)}"
        elif isinstance(node, ast.Attribute) and node.attr in FORBIDDEN:
            if not (isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}):
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in FORBIDDEN - own:
                yield node.lineno, f"{node.func.id}(...)"
            elif node.func.id == "getattr" and len(node.args) > 1:
                wanted = node.args[1]
                if isinstance(wanted, ast.Constant) and wanted.value in FORBIDDEN:
                    yield node.lineno, ast.unparse(node)


@pytest.mark.parametrize("package", TRUSTED)
def test_trusted_path_calls_no_heuristic(package):
    offences = [
        f"{named(path)}:{line}: {text}"
        for path in python_files(f"symkl/{package}")
        for line, text in forbidden_uses(path.read_text(encoding="utf-8"))
    ]
    assert not offences, "\n".join(offences)


@pytest.mark.parametrize(
    "source",
    [
        "import sympy\nsympy.simplify(a - b)",
        "import sympy as sp\nsp.integrate",
        "from sympy import limit as growth",
        "from sympy.assumptions import ask",
        "from sympy import *\nrefine(a)",
        "from sympy import powdenest\npowdenest(a, force=True)",
        "expand_log(a, force=flag)",
        "(a - b).simplify()",
        "Integral(f, x).doit()",
        "getattr(sympy, 'nsimplify')(a)",
    ],
)
def test_the_scan_sees(source):
    assert list(forbidden_uses(source))


@pytest.mark.parametrize(
    "source",
    [
        "'''Never simplify.'''\n# integrate",
        "def limit(f):\n    return f\nlimit(g)",
        "from symkl.kernel.growth import limit\nlimit(g)",
        "self.limit(g)",
        "expand(a, force=False)",
        "refined = cancel(a)",
    ],
)
def test_the_scan_lets_through(source):
    assert not list(forbidden_uses(source))


def test_imports_point_one_way():
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--no-cache", "--config", "pyproject.toml"]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert process.returncode == 0, process.stdout + process.stderr


def test_the_command_line_starts_light():
    program = f"import sys, symkl.cli; print(*[m for m in {HEAVY} if m in sys.modules])"
    process = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert process.returncode == 0, process.stderr
    assert process.stdout.split() == [], "imported before anything asked for it"


def test_every_module_says_what_it_is():
    silent = [
        named(path)
        for path in python_files(*WRITTEN)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent, f"no docstring in {', '.join(silent)}"


def test_no_file_is_too_long_to_read():
    long = []
    for path in python_files(*WRITTEN):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        in_kernel = named(path).startswith("symkl/kernel/")
        if lines > (MOST_LINES_IN_THE_KERNEL if in_kernel else MOST_LINES):
            long.append(f"{named(path)}: {lines} lines")
    assert not long, "\n".join(long)


def test_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"version: {project['version']}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert importlib.metadata.version("symkl") == project["version"]
