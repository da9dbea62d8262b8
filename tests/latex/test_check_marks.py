"""`symkl latex --verdicts`: each step is marked, and nothing else changes."""

import pytest
from click.testing import CliRunner

from symkl.cli import main
from symkl.latex.check_marks import MARKS, rendered
from symkl.latex.documents import fragment
from symkl.library import Library, shipped


def run(*arguments):
    return CliRunner().invoke(main, ["latex", *arguments])


@pytest.fixture
def broken(tmp_path):
    """A copy of `univariate` with a false step and one that its rule does not allow."""
    source = (shipped() / "univariate.py").read_text(encoding="utf-8")
    for old, new in [
        ("log(sigma_2/sigma_1) - (x - mu_1)**2/", "log(sigma_1/sigma_2) - (x - mu_1)**2/"),
        ("by=second_moment", "by=linearity"),
    ]:
        assert old in source
        source = source.replace(old, new, 1)
    file = tmp_path / "univariate.py"
    file.write_text(source, encoding="utf-8")
    return str(file)


def test_every_step_of_a_proof_has_a_check_mark():
    done = run("univariate", "--verdicts")
    assert done.exit_code == 0
    assert done.output.count(r"$\checkmark$}") == 9
    assert r"\text{(definition) $\checkmark$}" in done.output
    assert "textcolor" not in done.output


def test_without_verdicts_there_is_no_mark():
    library = Library(("univariate",))
    text = fragment(library.find("univariate").derivation)
    assert "checkmark" not in text
    assert run("univariate", "--standalone").output.count("xcolor") == 0


def test_what_does_not_hold_is_marked_and_the_exit_code_says_so(broken):
    done = run(broken, "--verdicts")
    assert done.exit_code == 1
    assert r"(log density) $\boldsymbol{\times}$~\textbf{refuted}" in done.output
    assert done.output.count(r"\textbf{refuted}") == 2  # it, and the step that goes back
    assert done.output.count(r"\textbf{unproved}") == 1
    assert done.output.count(r"\checkmark") == 6


def test_a_chain_that_misses_its_claim_marks_the_claim(tmp_path):
    file = tmp_path / "off.py"
    file.write_text(
        "from symkl import *\n"
        "x = real('x')\n"
        "off = derivation(title='Off', claim=x == 2*x, chain=[x, eq(x + 0, by=algebra)])\n",
        encoding="utf-8",
    )
    done = run(str(file), "--verdicts")
    assert done.exit_code == 1
    assert done.output.count(r"\textbf{unproved}") == 1


def test_every_mark_is_rendered_with_and_without_colour():
    for colour in (False, True):
        text = rendered("".join(MARKS.values()), colour=colour)
        assert not set(text) & set(MARKS.values())
        assert text.count("textcolor") == 3 * colour


@pytest.mark.requires_tex
def test_a_marked_document_typesets(typeset, broken):
    done = run(broken, "nonnegativity", "--verdicts", "--standalone")
    assert r"\usepackage{xcolor}" in done.stdout
    typeset(done.stdout)
