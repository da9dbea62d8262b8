"""Long formulas: where they are broken, and how wide they are taken to be."""

import re

import pytest
from hypothesis import given, settings
from latex.latex_trees import trees

from symkl.families import Normal
from symkl.lang.vocabulary import E, exp, half, log, positive, real
from symkl.latex.displays import LINE_WIDTH, Chain, Row, displays
from symkl.latex.documents import latex
from symkl.latex.expressions import marked
from symkl.latex.lines import broken, width, wrapped
from symkl.latex.metrics import measure, text_width

letters = positive(" ".join(f"a_{n}" for n in range(40)))
x, mu = real("x mu")
p = Normal("p", x, mean=mu, variance=1)
long_sum = sum(letters[1:], letters[0])


def test_a_short_formula_stays_whole():
    (line,) = broken(marked(letters[0] + letters[1]), 30, 30)
    assert line.tex == "a_0 + a_1"
    assert line.indent == 0


def test_a_sum_is_broken_before_its_operators():
    lines = broken(marked(long_sum), 20, 20)
    assert len(lines) > 2
    assert all(line.tex.lstrip().startswith("+ ") for line in lines[1:])
    assert all(line.width <= 20 for line in lines)
    assert [line.indent for line in lines] == [0] + [1] * (len(lines) - 1)


def test_inside_brackets_last():
    lines = broken(marked(half * E(p, long_sum * x) - log(letters[0])), 40, 40)
    assert lines[0].indent == 0
    assert {line.indent for line in lines[1:]} == {3}
    assert re.search(r"- \\log a_0$", lines[-1].tex)


def test_a_product_of_long_factors_goes_on_with_a_times_sign():
    factor = exp(-(sum(letters[1:7], letters[0]) ** 2) / 2)
    lines = broken(marked(factor * factor * factor), 20, 20)
    assert [line.tex.startswith(r"\times") for line in lines] == [False, True, True]


@settings(max_examples=200)
@given(trees())
def test_breaking_loses_nothing(tree):
    lines = broken(marked(tree), 6, 6)
    whole = "".join(line.tex.removeprefix(r"\times").strip() for line in lines)
    spaces = r"\s|\\,"
    assert re.sub(spaces, "", whole) == re.sub(spaces, "", latex(tree))


def test_words_are_wrapped_but_formulas_are_not():
    assert wrapped("(substitution $x = a + b$)", 8) == ["(substitution", "$x = a + b$)"]
    assert wrapped("(algebra)", 2) == ["(algebra)"]


def test_justifications_have_their_column():
    rows = (Row("=", "a", "(one)", "eq:a"), Row(r"\le", "b", "(two)", "eq:b"))
    (text,) = displays([Chain("f", rows)])
    assert text == (
        "\\begin{align*}\n  f &= a && \\text{(one)} \\\\\n  &\\le b && \\text{(two)}\n\\end{align*}"
    )
    (numbered,) = displays([Chain("f", rows)], numbered=True)
    assert numbered.count(r"\label") == 2
    assert r"\notag" not in numbered


def test_a_long_left_side_has_its_own_line():
    left = marked(sum(letters[1:12], letters[0]))
    (text,) = displays([Chain(left, (Row("=", marked(long_sum), "(one)"),))])
    first, second, *_ = text.splitlines()[1:]
    assert first.startswith("  &a_0 + a_1")
    assert second.startswith(r"  &\quad= a_0")


def test_displays_of_one_proof_line_up():
    one = Chain("f", (Row("=", marked(long_sum.left.left), "(one)"),))
    two = Chain("f", (Row("=", "a", "(two)"),), shown=False)
    _, text = displays([one, two])
    assert r"\hphantom{f} &= a\hspace{" in text


def test_a_numbered_line_leaves_room_for_the_number():
    rows = (Row("=", marked(long_sum), "(one)", "eq:a"),)
    (text,) = displays([Chain("f", rows)], numbered=True)
    cells = [line.split("&&")[0].split("&")[1] for line in text.splitlines()[1:-1]]
    assert all(width(cell) < LINE_WIDTH for cell in cells)
    assert text.count(r"\notag") == text.count("\\\\\n")


@pytest.mark.requires_tex("pdflatex")
def test_widths_are_those_of_tex(typeset):
    """The estimate may be a little too wide, but hardly ever too narrow."""
    from latex.test_expressions import BINDERS, FUNCTIONS, MATRICES, SCALARS

    formulas = [latex(tree) for tree, _ in SCALARS + FUNCTIONS + MATRICES + BINDERS]
    words = ["(linearity)", "(second moment)", "(substitution $x = \\mu + \\sigma t$)"]
    boxes = [rf"$\displaystyle {tex}$" for tex in formulas] + words
    body = "\n".join(
        rf"\setbox0\hbox{{{box}}}\typeout{{@ \the\wd0 \the\ht0 \the\dp0}}" for box in boxes
    )
    preamble = r"\documentclass{article}\usepackage{amsmath,amssymb}\begin{document}"
    log_ = typeset(f"{preamble}\n{body}\nx\\end{{document}}").log
    found = re.findall(r"^@ ([\d.]+)pt([\d.]+)pt([\d.]+)pt", log_, re.MULTILINE)
    sizes = [[float(side) / 10 for side in sides] for sides in found]
    assert len(sizes) == len(boxes)
    for tex, (real_width, height, depth) in zip(formulas, sizes, strict=False):
        box = measure(tex)
        assert real_width - 0.25 <= box.width <= 1.1 * real_width + 0.35, tex
        assert box.height == pytest.approx(height, abs=0.35), tex
        assert box.depth == pytest.approx(depth, abs=0.45), tex
    for text, (real_width, *_) in zip(words, sizes[len(formulas) :], strict=True):
        assert text_width(text) == pytest.approx(real_width, abs=0.3), text


def test_a_formula_in_a_text_has_braces_of_its_own():
    r"""A letter of several, in an exponent in the reason for a step, ended the text too early."""
    formula, text = r"e^{-\mathrm{rate} t}", r"\text{by $e^{-\mathrm{rate} t}$}"
    assert measure(text).width > measure(formula, display=False).width
    after = measure(text + "x").width
    assert after == pytest.approx(measure(text).width + measure("x").width)
