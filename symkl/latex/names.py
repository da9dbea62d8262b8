r"""Names and prose in LaTeX: ``mu_1`` becomes ``\mu_1``, and ``50 % of $\mu_1$`` becomes safe.

`name` writes the letters of a derivation, `prose` the sentences between its formulas. In prose,
mathematics stands between dollar signs and goes through unchanged; everything else is text, in
which TeX's special characters are escaped and Greek letters and mathematical signs typed as
Unicode become what every TeX engine can set.
"""

from __future__ import annotations

import re

from symkl.latex.pieces import script

GREEK = re.findall(
    r"\w+",
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega "
    "varepsilon vartheta varphi ell",
)
_COMMAND = {word: "\\" + word for word in GREEK} | {"epsilon": r"\varepsilon", "logvar": r"\ell"}

_GREEK_LETTERS = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        (_COMMAND[word] for word in GREEK),
        strict=False,
    )
)
_SIGNS = {
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "±": r"\pm",
    "×": r"\times",
    "·": r"\cdot",
    "−": "-",
    "∞": r"\infty",
    "∂": r"\partial",
    "∫": r"\int",
    "∑": r"\sum",
    "∏": r"\prod",
    "√": r"\surd",
    "∈": r"\in",
    "→": r"\to",
    "∼": r"\sim",
    "‖": r"\|",
    "½": r"\tfrac{1}{2}",
    "¼": r"\tfrac{1}{4}",
    "ℝ": r"\mathbb{R}",
    "ℓ": r"\ell",
    "⊤": r"\top",
    "⁻": "^{-}",
    "ᵀ": r"^\top",
}
_SIGNS |= {raised: f"^{digit}" for raised, digit in zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)}
_SIGNS |= {low: f"_{digit}" for low, digit in zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)}
_SIGNS["⁻"] = "^{-}"
MATHEMATICAL = _GREEK_LETTERS | _SIGNS

_ESCAPED = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "$": r"\$",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\dots{}",
    "\N{NO-BREAK SPACE}": "~",
}
_DOLLARS = re.compile(r"(?<!\\)\$((?:[^$\\]|\\.)+)\$")


def name(written: str, *indices: str) -> str:
    r"""A letter of the derivation, with further subscripts.

    >>> print(name("mu_1"), name("Sigma_2", "i", "j"), name("logvar"), name("q_prime"))
    \mu_1 \Sigma_{2,ij} \ell q'
    """
    stem, *below = [part for part in written.split("_") if part != "prime"]
    primes = "'" * written.split("_").count("prime")
    number = re.fullmatch(r"([A-Za-z]+?)(\d+)", stem)
    if number:
        stem, below = number[1], [number[2], *below]
    letter = stem if len(stem) == 1 else _COMMAND.get(stem, rf"\mathrm{{{stem}}}")
    subscripts = [_subscript(part) for part in below if part]
    if indices:
        subscripts.append(run(indices))
    return letter + primes + (script("_", ",".join(subscripts)) if subscripts else "")


def _subscript(part: str) -> str:
    return part if len(part) == 1 or part.isdigit() else _COMMAND.get(part, rf"\mathrm{{{part}}}")


def run(indices: tuple[str, ...]) -> str:
    """Several indices in one subscript: together where each is a single letter."""
    return ("" if all(len(i) == 1 for i in indices) else ",").join(indices)


def prose(text: str) -> str:
    r"""A sentence as LaTeX; what stands in ``$…$`` is mathematics already.

    >>> print(prose(r"50 % of $\mu_1$ & x_i, for σ² > 0"))
    50 \% of $\mu_1$ \& x\_i, for $\sigma^2$ \textgreater{} 0
    """
    pieces = _DOLLARS.split(" ".join(text.split()))
    return "".join(f"${p}$" if i % 2 else _words(p) for i, p in enumerate(pieces))


def _words(text: str) -> str:
    signs = "".join(map(re.escape, MATHEMATICAL))
    pieces = re.split(f"([{signs}]+)", text)
    return "".join(_formula(p) if i % 2 else _escape(p) for i, p in enumerate(pieces))


def _escape(text: str) -> str:
    text = re.sub(r'"([^"]*)"', r"“\1”", text)
    return "".join(_ESCAPED.get(c, c) for c in text)


def _formula(signs: str) -> str:
    r"""A run of signs, ``σ₁²``, as one formula; ``⁻¹`` is one superscript."""
    tex = ""
    for sign in signs:
        piece = MATHEMATICAL[sign]
        if tex.endswith("^{-}") and piece.startswith("^"):
            tex = f"{tex[:-1]}{piece[1:]}}}"
        else:
            tex += (" " if re.search(r"\\[A-Za-z]+$", tex) and piece[0].isalpha() else "") + piece
    return f"${tex}$"
