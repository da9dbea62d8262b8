"""Equations that a rule brings to a step, solved for the atom that they are about."""

from __future__ import annotations

from symkl.kernel.axioms import Equation
from symkl.kernel.normal_form import Normalizer
from symkl.kernel.poly import Atom, Poly, of_atom
from symkl.kernel.rationals import Exact, ratio
from symkl.kernel.refusal import Refusal
from symkl.kernel.renaming import atoms_of
from symkl.kernel.words import Form, Matrix, Word, add, transpose
from symkl.lang.nodes import shape_text

_SOLVED_FIRST = (
    "Divergence",
    "CrossEntropy",
    "Entropy",
    "derivative",
    "Expectation",
    "Integral",
    "g",
    "h",
    "Product",
    "Sum",
    "density",
    "log",
    "sym",
)


def adopt(norm: Normalizer, equation: Equation) -> None:
    """Let a normalizer use an equation, solved for the atom that it is about.

    Raises
    ------
    Refusal
        Where no atom of its left side can be isolated under the laws in force.
    """
    norm._forms.clear()
    if equation.lhs.shape != equation.rhs.shape:
        shapes = map(shape_text, (equation.lhs.shape, equation.rhs.shape))
        raise Refusal(f"{equation.source} equates what is {' with what is '.join(shapes)}")
    left = norm.form(equation.lhs)
    difference = add(left, -norm.form(equation.rhs))
    if norm.is_zero(difference):
        norm.solved.append(None)
        return
    atom, c = _solved_for(left, difference, equation)
    solution: Form
    if isinstance(difference, Matrix):
        rest = {w: p for w, p in difference.terms.items() if w not in _alone(atom)}
        solution = Matrix(rest, difference.shape).scaled(Poly({frozenset(): ratio(-1, c)}))
        if ((atom, "T"),) in difference.terms:
            solution = transpose(solution)
    else:
        solution = (difference - of_atom(atom).scaled(c)).scaled(ratio(-1, c))
    norm.equations[atom] = solution
    norm.solved.append(atom)
    norm._forms.clear()


def _alone(atom: Atom) -> tuple[Word, Word]:
    return ((atom, ""),), ((atom, "T"),)


def _solved_for(left: Form, difference: Form, equation: Equation) -> tuple[Atom, Exact]:
    """An atom that occurs once, alone, and linearly."""
    candidates: list[tuple[Atom, Exact]] = []
    if isinstance(difference, Matrix):
        for word, p in difference.terms.items():
            c = p.constant
            alone = len(word) == 1 and word in _alone(word[0][0])
            if alone and c is not None and word in left.terms and _once(word[0][0], difference):
                candidates.append((word[0][0], c))
    else:
        for mono, c in difference.terms.items():
            if len(mono) == 1 and mono in left.terms:
                ((atom, e),) = mono
                if e == 1 and _once(atom, difference):
                    candidates.append((atom, c))
    candidates = [(a, c) for a, c in candidates if a.head in _SOLVED_FIRST]
    if not candidates:
        raise Refusal(
            f"{equation.source} ({equation.lhs} = {equation.rhs}) cannot be used "
            "under the laws of this rule",
        )
    rank = {head: k for k, head in enumerate(_SOLVED_FIRST)}
    return min(candidates, key=lambda item: (rank[item[0].head], -len(item[0].key), item[0].key))


def _once(atom: Atom, difference: Form) -> bool:
    if isinstance(difference, Matrix):
        letters = [a for w in difference.terms for a, _ in w]
        return letters.count(atom) == 1 and not any(
            atom in atoms_of(p) for p in difference.terms.values()
        )
    monos = [m for m in difference.terms if any(a == atom for a, _ in m)]
    others = [a for m in difference.terms for a, _ in m if a != atom]
    return len(monos) == 1 and not any(atom in atoms_of(of_atom(a)) for a in others)
