"""The typesetting fixture accepts a clean page and names each fault of a bad one."""

import pytest
import tex_tools
from tex_tools import ENGINES

PAGE = r"""\documentclass{article}
\usepackage{amsmath}
\begin{document}
%s
\end{document}
"""
CLEAN = PAGE % r"\begin{align} a &= b \label{one} \end{align} By \eqref{one}, well typeset."
OVERFULL = PAGE % (r"\noindent$" + "+".join(["x_{11}y_{11}"] * 3) + r"\hbox to 2\textwidth{}$")

engines = pytest.mark.parametrize(
    "engine", [pytest.param(e, marks=pytest.mark.requires_tex(e)) for e in ENGINES]
)


@engines
def test_clean_page(typeset, engine):
    result = typeset(CLEAN, engine=engine)
    assert result.problems == ()
    assert result.pages == 1
    assert "By (1), well typeset." in result.text()


@pytest.mark.requires_tex
def test_same_source_same_bytes(typeset):
    # pdflatex only: LuaTeX draws the file's /ID at random.
    assert typeset(CLEAN).pdf.read_bytes() == typeset(CLEAN).pdf.read_bytes()


@engines
@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        (OVERFULL, r"Overfull \hbox"),
        (PAGE % r"By \eqref{nowhere}.", "Reference `nowhere'"),
        (PAGE % r"$a$\label{twice} $b$\label{twice}", "Label `twice' multiply defined"),
        (PAGE % r"$\undefinedmacro$", "Undefined control sequence"),
        (PAGE % r"\begin{align} a &= b", r"\begin{align}"),
        (PAGE % r"{\font\f=cmr10 \f\char200}", "Missing character"),
        (r"\documentclass{nosuchclass}\begin{document}\end{document}", "nosuchclass.cls"),
    ],
    ids=["overfull", "undefined", "twice", "macro", "unbalanced", "glyph", "class"],
)
def test_faults_are_found(typeset, engine, source, complaint):
    result = typeset(source, engine=engine, check=False)
    assert any(complaint in problem for problem in result.problems), result.problems


@pytest.mark.requires_tex
def test_a_fault_fails_the_test(typeset):
    with pytest.raises(pytest.fail.Exception, match="Overfull"):
        typeset(OVERFULL)


def test_missing_engine_is_skipped_and_said(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="nosuchtex is not installed"):
        tex_tools.need_engine("nosuchtex")


def test_missing_engine_fails_in_ci(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="nosuchtex is not installed"):
        tex_tools.need_engine("nosuchtex")
