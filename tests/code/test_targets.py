"""A target of the array kind costs a row and a file of helpers, and nothing else is edited."""

import numpy as np
import pytest
from generated_code.generated import agree, functions, load, text, valid

from symkl.build.paths import CODE
from symkl.code import targets
from symkl.errors import UnsupportedExpression

# A library that symkl does not know: NumPy by its full name, of which a few words are used.
ROW = '''
"""Derivations as code for a plain library: what is particular about it."""

from pathlib import Path

from symkl.code.source import SHARED, Source
from symkl.code.statements import Dialect
from symkl.code.target import Target, Words
from symkl.code.traced_writer import TracedWriter

DIALECT = Dialect(
    functions={
        "log": "numpy.log({0.code})",
        "exp": "numpy.exp({0.code})",
        "sqrt": "numpy.sqrt({0.code})",
        "log1p": "numpy.log1p({0.code})",
        "expm1": "numpy.expm1({0.code})",
        "g": "_g_value({0.code})",
        "h": "_h_value({0.code})",
    },
    operations={
        "pi": "math.pi",
        "square": "numpy.square({0.code})",
        "where": "numpy.where({0.code}, {1.code}, {2.code})",
        "like_0": "0.0",
        "like_1": "1.0",
        "sum": "numpy.sum({0.code}, axis=-1)",
    },
)

TARGET = Target(
    needs="The module needs the plain library and nothing else.",
    imports="import numpy",
    argument="numpy.ndarray | float",
    array="numpy.ndarray",
    dialect=DIALECT,
    lower="numpy.tril({0})",
    source=Source(
        *SHARED, Path(__file__).parent / "runtime" / "plain_one.py", namespace="numpy"
    ),
    words=Words(
        array="ndarray",
        argument="ndarray or float",
        types="Of the type float64.",
        unseen="They always can be.",
    ),
    writer=TracedWriter,
)
'''
HELPERS = '''
"""The helpers of generated modules for a plain library."""


def _arrays(**arguments):
    """Return the type of the result, and the arguments as arrays of it."""
    dtype = numpy.dtype("float64")
    return dtype, [numpy.asarray(value, dtype) for value in arguments.values()]


def _any(bad):
    """Return whether an element is marked."""
    return bool(numpy.any(bad))


def _number(array, at):
    """Return an element as a number."""
    return float(array[at])


def _result(value, shape, dtype):
    """Return a value in its type, and as an array of its own in its shape."""
    return numpy.array(numpy.broadcast_to(value, shape), dtype)
'''


@pytest.fixture
def plain(tmp_path, monkeypatch):
    """The name of a target whose two files lie in a folder of their own."""
    (tmp_path / "runtime").mkdir()
    (tmp_path / "plain_one.py").write_text(ROW, encoding="utf-8")
    (tmp_path / "runtime" / "plain_one.py").write_text(HELPERS, encoding="utf-8")
    monkeypatch.setattr(targets, "__path__", [*targets.__path__, str(tmp_path)])
    return "plain-one"


def test_targets_are_found_by_their_files(plain):
    assert targets.folders() == {**CODE, plain: "plain_one"}


@pytest.mark.parametrize("name", ["univariate", "diagonal", "normal_entropy"])
def test_a_row_and_its_helpers_make_a_module(plain, name):
    assert "The module needs the plain library and nothing else." in text(plain, name)
    rng = np.random.default_rng(0)
    for function, letters in functions(name).items():
        arguments = valid(letters, rng)
        for called in [n for n in load(plain, name).__all__ if n.startswith(function)]:
            found = getattr(load(plain, name), called)(*arguments)
            agree(found, getattr(load("numpy", name), called)(*arguments))


def test_shared_helpers_call_those_of_the_row(plain):
    module = load(plain, "univariate")
    (name,) = [name for name in module.__all__ if name.endswith("_terms")]
    with pytest.raises(ValueError, match=r"sigma_1 must be positive and finite, but .* = -1\.0"):
        getattr(module, name)(0.0, -1.0, 0.0, 1.0)


def test_what_a_row_has_no_words_for_is_refused(plain):
    """So a target may begin small."""
    with pytest.raises(UnsupportedExpression, match="no code is known for the operation "):
        text(plain, "general")
