"""The public names of `symkl` as a type checker sees them: each with its type and its home."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import symkl
from symkl.lang.functions import FUNCTIONS

ROOT = Path(__file__).resolve().parent.parent

RIGHT = """
from collections.abc import Sequence

from symkl import (
    KL, D, E, Family, Integral, MultivariateNormal, Normal, Sum, algebra, cholesky, cholesky_factor,
    covariance, definition, derivation, dimension, eq, half, index, inv, le, lemma, linearity, log,
    nonnegative, oo, part, positive, rational, real, scale_tril, sqrt, substitution, tr, vector,
)
from symkl.lang.nodes import Expr

x, mu, t = real("x mu t")
y = real("y")
sigma = positive("sigma")
k = dimension("k")
i = index("i")
S = covariance("S", k)
L = scale_tril("L", k)
u, m = vector("u m", k)
p = Normal("p", x, mean=mu, variance=sigma**2)
q = Normal("q", x, mean=0, variance=1)
free = Family("Free", x, (mu, sigma), half / sigma)("f", x, 0, sigma=2)
r = MultivariateNormal("r", u, mean=m, covariance=S)


def halves(letters: Sequence[Expr]) -> Expr:
    total: Expr = rational(1, 2)
    for letter in letters:
        total = total + half * letter**2 / (2 - -letter)
    return total


small = derivation(title="One claim", claim=E(p, x) == mu, chain=[E(p, x), eq(mu, by=linearity)])
large = derivation(
    title="Several",
    parts=[
        part("bound", claim=-log(sigma) <= 1, chain=[-log(sigma), le(1, by=nonnegative, say="so")]),
        part(
            "trace",
            title="With a factor",
            claim=tr(inv(S) @ S) == Sum(1, i, k),
            chain=[tr(inv(S) @ S), eq(tr(inv(L @ L.T) @ S), by=cholesky(S, L))],
            obtain=[cholesky_factor(S, L)],
        ),
        part(
            "integral",
            claim=Integral(p(x) * halves([x, y]), x, -oo, oo) + D(x, x) == sqrt(u[1]),
            chain=[
                KL(p, free),
                eq(0, by=lemma("univariate", mu_1=mu, sigma_1=1, also=algebra)),
                eq(E(r, u[i]), by=substitution(x, mu + sigma * t, t)),
                eq(1, by=definition),
            ],
        ),
    ],
)
title: str = large.title
"""

# A line and the kinds of errors in it.
WRONG = {
    "x, mu = real('x mu')": (),
    "sigma = positive('sigma')": (),
    "p = Normal('p', x, mean=mu, variance=sigma**2)": (),
    "Normal(1, 2, 3, nonsense=4)": ("arg-type", "arg-type", "call-arg", "call-arg"),
    "Normal('p', x, mean=0.5, variance='1')": ("arg-type", "arg-type"),
    "real(5)": ("arg-type",),
    "vector('x', 'k')": ("arg-type",),
    "derivation(nonsense=1)": ("call-arg",),
    "derivation(title='t', claim=1 == x)": ("arg-type",),
    "derivation(title='t', claim=x == 1, chain=[x, x == 1])": ("list-item",),
    "part('a', claim=x, chain=[x])": ("arg-type",),
    "eq(1, by='algebra')": ("arg-type",),
    "eq(1)": ("call-arg",),
    "KL(p)": ("call-arg",),
    "KL(p, x)": ("arg-type",),
    "E(p)": ("call-arg",),
    "log('x')": ("arg-type",),
    "x + 0.5": ("operator",),
    "x.transposed": ("attr-defined",),
    "float(x)": ("arg-type",),
    "for y in p(x): pass": ("attr-defined",),
    "from symkl import nonsense": ("attr-defined",),
}


def test_a_type_checker_is_told_the_same_names_from_the_same_modules():
    tree = ast.parse((ROOT / "symkl" / "__init__.py").read_text(encoding="utf-8"))
    (block,) = [
        node.body
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    told = {}
    for imported in block:
        assert isinstance(imported, ast.ImportFrom)
        for alias in imported.names:
            assert alias.asname == alias.name, f"{alias.name} is not told to others"
            told[alias.name] = imported.module
    assert told == symkl._HOME
    assert sorted([*told, "__version__"]) == symkl.__all__


def test_every_function_of_the_table_is_a_public_word():
    """The names stand in `symkl` once more, since reading the table takes longer than `symkl`."""
    words = {*symkl._FUNCTIONS.split(), "abs"}  # which is Python's own word
    assert words == set(FUNCTIONS)


def test_a_stranger_is_told_what_is_wrong_and_nothing_of_what_is_right(tmp_path):
    """One run of mypy at its strictest, on both files: it takes five seconds, then one."""
    pytest.importorskip("mypy", reason="mypy is not installed")
    (tmp_path / "right.py").write_text(RIGHT, encoding="utf-8")
    words = "from symkl import KL, E, Normal, derivation, eq, log, part, positive, real, vector"
    (tmp_path / "wrong.py").write_text("\n".join([words, *WRONG]), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file=", "--strict", "--no-pretty"]
    cache = ROOT / ".mypy_cache" / "stranger"
    done = subprocess.run(
        [*command, "--no-error-summary", f"--cache-dir={cache}", "right.py", "wrong.py"],
        cwd=tmp_path,
        env=os.environ | {"MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    found: dict[str, list[tuple[int, str]]] = {"right.py": [], "wrong.py": []}
    for line in done.stdout.splitlines():
        if told := re.fullmatch(r"(right\.py|wrong\.py):(\d+): error: .* \[([\w-]+)\]", line):
            found[told[1]].append((int(told[2]), told[3]))
    assert not found["right.py"], done.stdout
    lines = enumerate(WRONG.values(), start=2)
    assert sorted(found["wrong.py"]) == [(n, kind) for n, kinds in lines for kind in kinds]
