"""A theorem about a special function, from a file to code for every library."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.special import log_expit

FILE = """
from symkl import *

x, mu, s = real("x mu s")
p = Normal("p", x, mean=mu, variance=softplus(s)**2)
right = half*log(2*pi) + half + log(softplus(s))

softplus_entropy = derivation(
    title="Entropy of a normal law by the softplus of its scale",
    parts=[part(
        "entropy",
        claim=entropy(p) == right,
        chain=[
            entropy(p),
            eq(
                half*log(2*pi) + half*log(softplus(s)**2) + half,
                by=lemma("normal_entropy", sigma=softplus(s), mu=mu),
            ),
            eq(right, by=log_rules),
        ],
    )],
    code=[Export(module="softplus_entropy", arguments=(s,), value="entropy")],
)
"""
POINTS = [-30.0, -2.0, 0.0, 1.5, 20.0, 800.0]
LIBRARIES = {
    "numpy": "numpy",
    "torch": "torch",
    "jax": "jax.numpy",
    "array-api": "array_api_strict",
}


def symkl(*arguments):
    """Run the command line and return what it prints."""
    command = [sys.executable, "-m", "symkl", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_it_is_proved(tmp_path):
    file = tmp_path / "own.py"
    file.write_text(FILE)
    assert "all proved" in symkl("prove", str(file), "--cross-check")
    assert r"\operatorname{softplus}(t) = \log(1 + e^t)" in symkl("latex", str(file))


@pytest.mark.parametrize("target", LIBRARIES)
def test_its_code(target, tmp_path):
    library = pytest.importorskip(LIBRARIES[target])
    file = tmp_path / "own.py"
    file.write_text(FILE)
    names = {"__name__": "generated"}
    exec(compile(symkl("export", str(file), "--target", target), target, "exec"), names)
    found = names["entropy"](library.asarray(np.asarray(POINTS)))
    wanted = 0.5 * np.log(2 * np.pi) + 0.5 + np.log(-log_expit(-np.asarray(POINTS)))
    np.testing.assert_allclose(np.asarray(found), wanted, rtol=2e-6)
