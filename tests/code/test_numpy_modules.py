"""The generated modules to the letter, and what every one of them has to keep."""

import ast
import hashlib
import os
import subprocess
import sys

import pytest
from generated_code.generated import LIBRARY, MODULES, ROOT, stands, text

from symkl import __version__
from symkl.build.paths import CODE


def generated(name: str) -> str:
    return text("numpy", name)


@pytest.fixture(params=sorted(MODULES))
def name(request):
    return request.param


def test_every_module_is_the_one_in_output(name, committed):
    committed(stands("numpy", name), generated(name))


@pytest.mark.parametrize("folder", CODE.values())
def test_every_module_in_output_is_exported(folder):
    assert {path.stem for path in (ROOT / "output" / folder).glob("*.py")} == set(MODULES)


def test_header(name):
    first, second, rest = generated(name).split("\n", 2)
    digest = hashlib.sha256(LIBRARY.find(MODULES[name]).path.read_bytes())
    assert first == f"# symkl {__version__} — derivation {MODULES[name]} — generated; do not edit"
    assert second == f"# source sha256:{digest.hexdigest()}"
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
        "from symkl import __version__ as version\n"
        "from symkl.code.modules import exports, module\n"
        "from symkl.library import Library\n"
        "library = Library((sys.argv[1],))\n"
        "for name, of in exports(library).items():\n"
        "    source, theorems = library.find(of), library.result(of).theorems\n"
        "    header = {'source_hash': source.sha256, 'version': version}\n"
        "    text = module('numpy', source.derivation, theorems, **header, name=name)\n"
        "    sys.stdout.buffer.write(text.encode())\n"
    )
    command = [sys.executable, "-c", program, str(ROOT / "derivations")]
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    process = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env=environment)
    # This process has another seed; so had the one that wrote what stands in output/.
    assert process.stdout == "".join(map(generated, MODULES)).encode()
