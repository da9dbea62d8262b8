"""Fragments and documents: golden files, labels, and TeX's opinion."""

import re

import pytest
from hypothesis import given, settings
from latex.latex_samples import SAMPLES, general, gradients, univariate
from latex.latex_trees import trees

from symkl.latex.documents import document, fragment, has_branches, latex
from symkl.library import Library, shipped

ENGINES = ("pdflatex", "lualatex")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda d: d.name)
def test_fragment(sample, golden):
    golden(f"{sample.name}.tex", fragment(sample, digest="0123456789abcdef"))


def test_numbered_fragment(golden):
    golden("general-labels.tex", fragment(general, labels=True))


def test_header():
    first = fragment(univariate, digest="0123456789abcdef").splitlines()[0]
    assert re.fullmatch(
        r"% symkl \S+ — derivation univariate — source sha256:0123456789ab "
        r"— generated; do not edit",
        first,
    )


def test_a_fragment_is_deterministic_and_plain():
    text = fragment(general)
    assert fragment(general) == text
    assert text.endswith("\n")
    assert r"\usepackage" not in text
    assert not re.search(r"\\(intertext|left|right)\b", text)
    assert not re.search("[\x00-\x09\x0b-\x1f]", text)


def test_labels_are_by_name_and_step():
    text = fragment(univariate, labels=True)
    labels = re.findall(r"\\label\{(.*?)\}", text)
    assert labels == ["eq:univariate-claim", *(f"eq:univariate-{k}" for k in range(1, 6))]
    labels = re.findall(r"\\label\{(.*?)\}", fragment(gradients, labels=True))
    assert "eq:gradients.covariance-claim" in labels
    assert len(set(labels)) == len(labels)


def test_what_a_proof_rests_on():
    library = Library(("univariate",))
    theorems = library.result("univariate").theorems
    derivation = library.targets[0].derivation
    text = fragment(derivation, theorem=theorems)
    assert r"The proof uses \texttt{normal\_\allowbreak moments} (" in text
    assert "The proof uses" not in fragment(derivation)
    both = [library.find("normal_moments").derivation, derivation]
    text = document(both, title="T", theorems={"univariate": theorems})
    assert r"Section~\ref{sec:normal_moments}" in text
    assert r"\label{sec:normal_moments}" in text


@pytest.mark.parametrize("labels", [False, True], ids=["plain", "labels"])
@pytest.mark.parametrize(
    "engine", [pytest.param(e, marks=pytest.mark.requires_tex(e)) for e in ENGINES]
)
def test_samples_compile(engine, labels, typeset):
    pages = typeset(document(SAMPLES, title="Samples", labels=labels), engine=engine)
    text = pages.text()
    assert "KL divergence between two univariate Gaussians" in text
    assert "Only the quadratic terms still depend on x." in " ".join(text.split())


@pytest.mark.parametrize(
    "engine", [pytest.param(e, marks=pytest.mark.requires_tex(e)) for e in ENGINES]
)
def test_all_that_ships_compiles(engine, typeset):
    library = Library((str(shipped()),))
    derivations = [s.derivation for s in library.targets if not has_branches(s.derivation)]
    assert {"univariate", "general", "diagonal", "vae_logvar"} <= {d.name for d in derivations}
    digests = {source.name: source.sha256 for source in library.targets}
    text = document(derivations, title="All", digests=digests, labels=engine == "lualatex")
    typeset(text, engine=engine)


@pytest.mark.requires_tex("pdflatex")
def test_a_fragment_compiles_in_a_paper(typeset):
    """Centred displays, the author's own class and packages: amsmath and amssymb suffice."""
    paper = (
        r"\documentclass[11pt]{article}\usepackage[margin=1in]{geometry}"
        r"\usepackage{amsmath,amssymb}\begin{document}"
        f"\n{''.join(fragment(s, labels=True) for s in SAMPLES)}"
        r"By \eqref{eq:univariate-claim}.\end{document}"
    )
    typeset(paper)


@pytest.mark.requires_tex("pdflatex")
def test_random_formulas_compile(typeset):
    formulas = []

    @settings(max_examples=80)
    @given(trees())
    def collect(tree):
        formulas.append(latex(tree))

    collect()
    body = "\n".join(rf"\setbox0\hbox{{$\displaystyle {tex}$}}" for tex in dict.fromkeys(formulas))
    preamble = r"\documentclass{article}\usepackage{amsmath,amssymb}\begin{document}"
    typeset(f"{preamble}\n{body}\nx\\end{{document}}")
