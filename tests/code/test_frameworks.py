"""What every module for an array library other than NumPy keeps, as text."""

import ast
import json
import os
import subprocess
import sys

import pytest
from generated_code.generated import MODULES, ROOT, stands, text

IMPORTED = {
    "torch": {"torch"},
    "jax": {"jax", "jax.numpy", "jax.typing"},
    "array-api": set(),
}
SOME = ["diagonal_logvar", "general", "normal_entropy", "univariate"]


@pytest.fixture(params=IMPORTED)
def target(request):
    return request.param


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_module_is_the_one_in_output(target, name, committed):
    committed(stands(target, name), text(target, name))


@pytest.mark.parametrize("name", sorted(MODULES))
def test_stands_alone(target, name):
    imported = set()
    for node in ast.walk(ast.parse(text(target, name))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    assert imported - {"__future__", "functools", "math", "typing"} == IMPORTED[target]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_what_is_in_it(target, name):
    tree = ast.parse(text(target, name))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not attributes & {"inv", "pinv", "det", "slogdet", "solve", "lstsq"}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "xp" in names or target != "array-api"
    assert "xp" not in names or target == "array-api"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            assert ast.get_docstring(node), node.name
            # A rule for a derivative is entered by its decorator.
            assert node.name[0] != "_" or node.name in names or node.decorator_list, node.name


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_style(tmp_path, command):
    """ruff has nothing to say and nothing to format."""
    for target in IMPORTED:
        (tmp_path / target).mkdir()
        for name in MODULES:
            (tmp_path / target / f"{name}.py").write_text(text(target, name), encoding="utf-8")
    options = ["--no-cache", "--config", str(ROOT / "pyproject.toml"), str(tmp_path)]
    run = [sys.executable, "-m", "ruff", *command, *options]
    process = subprocess.run(run, capture_output=True, text=True)
    assert process.returncode == 0, process.stdout + process.stderr


def test_neither_hash_seed_nor_framework_matters():
    program = (
        "import sys\n"
        "from generated_code.generated import text\n"
        "for target in ('torch', 'jax', 'array-api'):\n"
        f"    for name in {SOME}:\n"
        "        sys.stdout.buffer.write(text(target, name).encode())\n"
        "assert not {'torch', 'jax', 'array_api_strict'} & set(sys.modules)\n"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": path}
    process = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=environment, cwd=ROOT
    )
    assert process.returncode == 0, process.stderr.decode()
    assert process.stdout == b"".join(text(t, n).encode() for t in IMPORTED for n in SOME)


def test_coefficients_are_the_certified_ones():
    """In the shared text of the kernels stand the numbers whose error is proved."""
    found = json.loads((ROOT / "symkl/numerics/coefficients.json").read_text(encoding="utf-8"))
    source = (ROOT / "symkl/numerics/portable.py").read_text(encoding="utf-8")
    functions = {f.name: f for f in ast.parse(source).body if isinstance(f, ast.FunctionDef)}
    for kernel, name in (("g", "_g_value"), ("h", "_h_value")):
        tuples = [
            [ast.literal_eval(entry) for entry in node.elts]
            for node in ast.walk(functions[name])
            if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load)
        ]
        for width in ("float32", "float64"):
            wanted = [float(c) for c in found[kernel][width]["decimal"]]
            assert wanted[::-1] in tuples, (kernel, width)
        for width in ("float32", "float64"):
            bound = found[kernel][width]["bound_decimal"]
            assert bound in ast.get_docstring(functions[name])
