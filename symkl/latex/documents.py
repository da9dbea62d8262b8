r"""Derivations in LaTeX: a fragment to ``\input``, or a whole document.

`fragment` needs amsmath and amssymb and nothing else: title, introduction, assumptions, claim, and
the proof as chains of equations in ``align*`` with the justifications in a column of their own.
`document` wraps fragments into an article that compiles under pdflatex and lualatex.

The pieces: `symkl.latex.expressions` writes expressions, `symkl.latex.displays` aligns and
breaks them, `symkl.latex.assumed` says in words what is assumed, `symkl.latex.claims`
puts claim and chain together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from symkl.kernel.derivation import Derivation
from symkl.kernel.theorem import Result, Theorem
from symkl.lang.binding import walk
from symkl.lang.nodes import Piecewise
from symkl.latex.abbreviations import abbreviated
from symkl.latex.assumed import listing, setting
from symkl.latex.check_marks import COLOURS, rendered, verdicts_of
from symkl.latex.claims import claim_and_proof
from symkl.latex.expressions import latex
from symkl.latex.letters import one_meaning, with_primes
from symkl.latex.names import prose

__all__ = ["document", "fragment", "has_branches", "latex"]

PREAMBLE = r"""\documentclass[11pt,fleqn]{article}
\usepackage[margin=1in]{geometry}
\usepackage{iftex}
\ifpdftex
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
\fi
\usepackage{lmodern}
\usepackage{amsmath,amssymb}
\usepackage{microtype}
\allowdisplaybreaks[2]
\setlength{\jot}{5pt}
\setlength{\mathindent}{1.5em}
"""


def has_branches(derivation: Derivation) -> bool:
    """Return whether a formula of a derivation has cases.

    A formula with cases is a form for machines, which may not fit a page: nested cases cannot be
    broken over lines. A derivation with one is printed when asked for by name, and is not among
    the files of a build.
    """
    trees = [
        tree
        for part in derivation.parts
        for tree in (part.first, part.claim.rhs, *(step.after for step in part.steps))
    ]
    return any(isinstance(node, Piecewise) for tree in trees for node in walk(tree))


def fragment(
    derivation: Derivation,
    *,
    labels: bool = False,
    theorem: Theorem | Sequence[Theorem] | None = None,
    digest: str = "",
    heading: str = "paragraph",
    sections: frozenset[str] = frozenset(),
    verdicts: Result | None = None,
    colour: bool = False,
) -> str:
    r"""A derivation as LaTeX to ``\input``; amsmath and amssymb are all it needs.

    Parameters
    ----------
    derivation
        Named, see `Derivation.named`.
    labels
        Number the displays and give them labels that do not depend on their place on the page:
        ``eq:univariate-claim``, ``eq:univariate-3`` for the third step; in a derivation of
        several parts ``eq:normal_moments.mean-3``.
    theorem
        The theorem, or several, that the kernel returned for the derivation; a sentence then
        names the lemmas and axioms it rests on.
    digest
        The SHA-256 of the source, for the header.
    heading
        The sectioning command of the title; that of the parts is one level below it.
    sections
        The derivations that stand in the same document, to be referred to by section.
    verdicts
        What the kernel returned for the derivation; each step is then marked with its verdict.
    colour
        Whether the marks have colours, which need xcolor.
    """
    marks = verdicts_of(verdicts) if verdicts is not None else {}
    title = _heading(heading, derivation.title)
    if derivation.name in sections:
        title += rf"\label{{sec:{derivation.name}}}"
    pieces = [header(derivation.name, digest), title]
    parts = tuple(with_primes(part) for part in derivation.parts)
    common = len(parts) > 1 and one_meaning(parts)
    let = ["" if common else setting([part]) for part in parts]
    # a short introduction and a claim without letters are one paragraph
    alone = len(parts) == 1 and not let[0]
    pieces += ["" if alone else prose(derivation.intro), setting(parts) if common else ""]
    below = {"section": "subsection", "subsection": "subsubsection"}.get(heading, "paragraph")
    for part, letters in zip(parts, let, strict=True):
        said = [prose(derivation.intro) if alone else "", prose(part.say), letters]
        part, short = abbreviated(part)
        word = "Then" if letters and not short else "We show that"
        opening = " ".join([*filter(None, [*said, short]), word])
        pieces += [_heading(below, part.title if len(parts) > 1 else "")]
        pieces += claim_and_proof(
            part,
            opening=opening,
            label=f"eq:{part.name}" if labels else "",
            verdicts=marks.get(part.name, ()),
        )
    pieces += [_foundations(theorem, sections)]
    pieces += [rf"\emph{{Source:}} {prose(_stopped(derivation.source))}"] * bool(derivation.source)
    return rendered("\n\n".join(piece for piece in pieces if piece) + "\n", colour=colour)


def document(
    derivations: Iterable[Derivation],
    *,
    title: str,
    labels: bool = False,
    theorems: Mapping[str, Theorem | Sequence[Theorem]] | None = None,
    digests: Mapping[str, str] | None = None,
    verdicts: Mapping[str, Result] | None = None,
) -> str:
    """A whole article of derivations, for pdflatex or lualatex.

    Parameters
    ----------
    derivations
        In the order in which they are to be read.
    title
        Of the article.
    labels
        As for `fragment`.
    theorems, digests, verdicts
        By the name of the derivation, as for `fragment`.
    """
    derivations = tuple(derivations)
    preamble = PREAMBLE + (COLOURS if verdicts else "")
    parts = [preamble + f"\\title{{{prose(title)}}}\n\\author{{}}\n\\date{{}}\n"]
    parts += ["\\begin{document}\n\\maketitle\n"]
    if len(derivations) > 3:
        parts += ["\\tableofcontents\n"]
    for derivation in derivations:
        key = derivation.name
        parts += [
            fragment(
                derivation,
                labels=labels,
                theorem=(theorems or {}).get(key),
                digest=(digests or {}).get(key, ""),
                heading="section",
                sections=frozenset(d.name for d in derivations),
                verdicts=(verdicts or {}).get(key),
                colour=True,
            )
        ]
    return "\n".join([*parts, "\\end{document}\n"])


def header(derivation: str, digest: str) -> str:
    """The comment that says where a file comes from."""
    fields = [f"symkl {_version()}".strip(), f"derivation {derivation}".strip()]
    fields += [f"source sha256:{digest[:12]}"] if digest else []
    return "% " + " — ".join([*fields, "generated; do not edit"])


def _version() -> str:
    try:
        return version("symkl")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return ""


def _heading(command: str, title: str) -> str:
    title = _stopped(title) if command == "paragraph" else title
    return f"\\{command}{{{prose(title)}}}" if title else ""


def _stopped(text: str) -> str:
    """The text with a full stop, unless it ends with one or is empty."""
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def _foundations(theorem: Theorem | Sequence[Theorem] | None, sections: frozenset[str]) -> str:
    """The sentences that name the lemmas and axioms of theorems that the kernel returned."""
    if theorem is None:
        return ""
    theorems = (theorem,) if isinstance(theorem, Theorem) else theorem
    lemmas = sorted({lemma for t in theorems for lemma in t.lemmas} - {t.name for t in theorems})
    axioms = sorted({axiom.removeprefix("axiom ") for t in theorems for axiom in t.axioms})
    used: dict[str, list[str]] = {}
    for lemma in lemmas:
        derivation, _, part = lemma.partition(".")
        used.setdefault(derivation, []).extend([part.replace("_", " ")] * bool(part))
    sentences = []
    if used:
        listed = [_reference(name, parts, sections) for name, parts in used.items()]
        sentences.append(f"The proof uses {listing(listed)}.")
    if axioms:
        sentences.append(f"Taken without proof: {prose(', '.join(axioms))}.")
    return " ".join(sentences)


def _reference(name: str, parts: list[str], sections: frozenset[str]) -> str:
    """A derivation by its section where it has one, else by its name, with the parts used."""
    typed = r"\_\allowbreak ".join(name.split("_"))
    place = rf"Section~\ref{{sec:{name}}}" if name in sections else rf"\texttt{{{typed}}}"
    return place + (f" ({', '.join(parts)})" if parts else "")
