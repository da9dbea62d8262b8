"""The generated modules to the letter, and what every one of them has to keep."""

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from shipping import LIBRARY

from symkl.code.numpy import exports, module

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
MODULES = exports(LIBRARY)


@cache
def generated(name: str) -> str:
    # The header is tested by itself: with it, every change of white space would be one here.
    derivation = LIBRARY.find(MODULES[name]).derivation
    theorems = LIBRARY.result(MODULES[name]).theorems
    return module(derivation, theorems, source_hash="0" * 64, version="0", name=name)


@pytest.fixture(params=sorted(MODULES))
def name(request):
    return request.param


def test_golden(name, golden):
    golden(f"{name}.py", generated(name))


def test_every_golden_module_is_exported():
    assert {path.stem for path in GOLDEN.glob("*.py")} == set(MODULES)


def test_header(name):
    first, second, rest = generated(name).split("\n", 2)
    assert first == f"# symkl 0 — derivation {MODULES[name]} — generated; do not edit"
    assert second == f"# source sha256:{'0' * 64}"
    assert rest.startswith('"""')


def test_stands_alone(name):
    imported = set()
    for node in ast.walk(ast.parse(generated(name))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    standard = {"__future__", "collections.abc", "math", "typing"}
    assert imported <= standard | {"numpy", "numpy.typing"}


def test_neither_inverse_nor_determinant(name):
    tree = ast.parse(generated(name))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not names & {"inv", "pinv", "det", "slogdet", "solve", "lstsq"}


def test_carries_no_helper_that_it_does_not_call(name):
    tree = ast.parse(generated(name))
    helpers = {n.name for n in tree.body if isinstance(n, ast.FunctionDef) if n.name[0] == "_"}
    called = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    assert helpers <= called


def test_style(tmp_path):
    """ruff has nothing to say and nothing to format."""
    for name in MODULES:
        (tmp_path / f"{name}.py").write_text(generated(name), encoding="utf-8")
    options = ["--no-cache", "--config", str(ROOT / "pyproject.toml"), str(tmp_path)]
    for command in (["check"], ["format", "--check"]):
        run = [sys.executable, "-m", "ruff", *command, *options]
        process = subprocess.run(run, capture_output=True, text=True)
        assert process.returncode == 0, process.stdout + process.stderr


def test_every_function_and_class_is_documented(name):
    tree = ast.parse(generated(name))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            assert ast.get_docstring(node), node.name


def test_hash_seed_does_not_matter():
    program = (
        "import sys\n"
        "from symkl.code.numpy import exports, module\n"
        "from symkl.library import Library\n"
        "library = Library((sys.argv[1],))\n"
        "for name, source in exports(library).items():\n"
        "    derivation = library.find(source).derivation\n"
        "    theorems = library.result(source).theorems\n"
        "    text = module(derivation, theorems, source_hash='0' * 64, version='0', name=name)\n"
        "    sys.stdout.buffer.write(text.encode())\n"
    )
    command = [sys.executable, "-c", program, str(ROOT / "derivations")]
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    process = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env=environment)
    # This process has another seed; so had the one that wrote the golden files.
    assert process.stdout == "".join(map(generated, MODULES)).encode()
