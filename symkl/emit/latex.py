r"""Derivations in LaTeX: a fragment to ``\input``, or a whole document.

`fragment` needs amsmath and amssymb and nothing else: title, introduction, assumptions, claim, and
the proof as chains of equations in ``align*`` with the justifications in a column of their own.
A sentence said about a step stands before the step, between two displays; ``\intertext`` would
fail in KaTeX and MathJax. `document` wraps fragments into an article that compiles under pdflatex
and lualatex.

The pieces: `symkl.emit.latex_expr` writes expressions, `symkl.emit.latex_displays` aligns
and breaks them, `symkl.emit.latex_setting` says in words what is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

from symkl.emit.latex_because import because
from symkl.emit.latex_displays import LONGEST_LEFT_SIDE, Chain, Row, displays
from symkl.emit.latex_expr import latex, marked, relation
from symkl.emit.latex_lines import width
from symkl.emit.latex_names import prose
from symkl.emit.latex_setting import listing, setting
from symkl.expr import nodes as n
from symkl.expr.binding import walk
from symkl.kernel.derivation import Derivation, Part

__all__ = ["document", "fragment", "latex"]

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


def fragment(
    derivation: Derivation,
    *,
    labels: bool = False,
    theorem=None,
    digest: str = "",
    heading: str = "paragraph",
    sections: frozenset[str] = frozenset(),
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
    """
    title = _heading(heading, derivation.title)
    if derivation.name in sections:
        title += rf"\label{{sec:{derivation.name}}}"
    pieces = [header(derivation.name, digest), title]
    common = len(derivation.parts) > 1 and _one_setting(derivation.parts)
    pieces += [prose(derivation.intro), setting(derivation.parts) if common else ""]
    below = {"section": "subsection", "subsection": "subsubsection"}.get(heading, "paragraph")
    for part in derivation.parts:
        pieces += _part(part, derivation, labels=labels, heading=below, alone=not common)
    pieces += [_foundations(theorem, sections)]
    pieces += [rf"\emph{{Source:}} {prose(_stopped(derivation.source))}"] * bool(derivation.source)
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def document(
    derivations: Iterable[Derivation],
    *,
    title: str,
    labels: bool = False,
    theorems: Mapping[str, object] | None = None,
    digests: Mapping[str, str] | None = None,
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
    theorems, digests
        By the name of the derivation, as for `fragment`.
    """
    derivations = tuple(derivations)
    parts = [PREAMBLE + f"\\title{{{prose(title)}}}\n\\author{{}}\n\\date{{}}\n"]
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


def _one_setting(parts: tuple[Part, ...]) -> bool:
    """Whether no letter means two things in the parts, so that one sentence introduces all."""
    meanings: dict[str, set] = {}
    for part in parts:
        for tree in (part.claim.lhs, part.claim.rhs, part.first, *(s.after for s in part.steps)):
            for node in walk(tree):
                if isinstance(node, n.Law | n.Independent):
                    meanings.setdefault(f"law {node.name}", set()).add(node)
                elif isinstance(node, n.Symbol):
                    key = node.name, node.dims, node.assumptions
                    meanings.setdefault(node.name, set()).add(key)
    return all(len(found) == 1 for found in meanings.values())


# --- one claim and its proof


def _part(part: Part, derivation: Derivation, *, labels: bool, heading: str, alone: bool):
    """The pieces of one part: heading, claim, proof."""
    label = f"eq:{part.name}" if labels else ""
    yield _heading(heading, part.title if len(derivation.parts) > 1 else "")
    yield prose(part.say)
    given = setting([part]) if alone else ""
    claim = Row(
        relation(part.claim.op),
        marked(part.claim.rhs) + ".",
        label=label and f"{label}-claim",
    )
    display = displays([Chain(marked(part.claim.lhs), (claim,))], numbered=labels)
    yield "\n".join([f"{given} {'Then' if given else 'We show that'}".lstrip(), *display])
    yield from _proof(part, label)


def _proof(part: Part, label: str) -> Iterator[str]:
    """The chain, cut into displays at the sentences between the steps."""
    sentences, chains = [_opening(part)], [Chain(marked(part.first), ())]
    plain = True
    for number, step in enumerate(part.steps, 1):
        if step.say and chains[-1].rows:
            # a display of its own repeats a short left side, while all links are equations
            again = plain and width(chains[0].left) <= LONGEST_LEFT_SIDE
            chains.append(Chain(chains[0].left if again else "", ()))
            sentences.append("")
        sentences[-1] = f"{sentences[-1]} {prose(step.say)}".strip()
        row = Row(
            relation(step.relation),
            marked(step.after),
            because(step.rule),
            label and f"{label}-{number}",
        )
        chains[-1] = replace(chains[-1], rows=(*chains[-1].rows, row))
        plain = plain and step.relation == "="
    if part.steps:
        shown = displays(chains, numbered=bool(label))
        yield from (f"{s}\n{d}".lstrip() for s, d in zip(sentences, shown, strict=True))


def _opening(part: Part) -> str:
    """The word "Proof", and the letters that the proof obtains."""
    opening = r"\noindent\emph{Proof.}"
    for item in part.obtain:
        opening += (
            f" Let ${latex(item.factor)}$ be the Cholesky factor of "
            f"${latex(item.covariance)}$: lower triangular, of positive diagonal, with "
            f"${latex(item.covariance == item.factor @ item.factor.T)}$."
        )
    return opening


def _foundations(theorem, sections: frozenset[str]) -> str:
    """What the proof rests on, from the theorem or theorems that the kernel returned."""
    if theorem is None:
        return ""
    theorems = theorem if isinstance(theorem, list | tuple) else (theorem,)
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
