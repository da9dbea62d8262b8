"""Every random expression, printed and read back as a person reads, has the value it had."""

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from latex.latex_reader import evaluate
from latex.latex_trees import PRINTED, trees, value

from symkl.lang.vocabulary import log, real
from symkl.latex.documents import latex


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=600)
@given(trees())
def test_print_and_read_agree(tree):
    try:
        expected = value(tree)
    except (ZeroDivisionError, OverflowError, ValueError, np.linalg.LinAlgError):
        assume(False)
    size = np.max(np.abs(expected))
    assume(math.isfinite(size) and size < 1e12)
    tex = latex(tree)
    read = evaluate(tex, PRINTED)
    assert np.shape(read) == np.shape(expected), tex
    assert np.allclose(read, expected, rtol=1e-6, atol=1e-6 * max(1.0, size)), tex


def unbraced(tex):
    """The formula without what stands in braces."""
    while "{" in tex:
        tex = re.sub(r"\{[^{}]*\}", "", tex)
    return re.sub(r"[_^]\w", "", tex)


@settings(max_examples=300)
@given(trees())
def test_syntax(tree):
    tex = latex(tree)
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", tex):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert tex.count("(") == tex.count(")")
    for size in ("big", "Big", "bigg", "Bigg"):
        assert len(re.findall(rf"\\{size}l\b", tex)) == len(re.findall(rf"\\{size}r\b", tex))
    assert r"\left" not in tex
    assert not re.search(r"[-+] *[-+]", tex), "two signs in a row"
    assert not re.search("[\x00-\x1f]", tex), "a mark is left"
    assert not re.search(r"\^(\w|\{[^{}]*\}|\\top)\^", tex), "two superscripts"
    assert not re.search(r"\d \d|\d\\,\d", unbraced(tex)), "two numbers in a row"
    assert latex(tree) == tex


def test_the_reader_is_strict():
    x, y = real("x y")
    assert evaluate(r"x - \frac{x}{2}y", {"x": 1, "y": 2}) == 0
    assert evaluate(r"\log x y", {"x": 1, "y": 2}) == 0
    assert evaluate(r"\log(xy)", {"x": 1, "y": 2}) == pytest.approx(math.log(2))
    assert latex(log(x * y)) == r"\log(xy)"
