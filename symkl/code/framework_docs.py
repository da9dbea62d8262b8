"""The documentation of functions generated for array libraries other than NumPy.

What a function is, its terms and its derivatives are described as for NumPy
(`symkl.code.documentation`); what is said here is how the library takes and returns them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from symkl.code import documentation as docs
from symkl.code.arguments import SHAPES, Argument
from symkl.code.functions import Function, in_arguments
from symkl.lang import nodes as n
from symkl.lang.binding import walk
from symkl.lang.nodes import text
from symkl.rounding.error_bounds import sentence


@dataclass(frozen=True, slots=True)
class Words:
    """What a library calls things.

    Attributes
    ----------
    array
        The type of an array.
    argument
        The type of an argument, as it is documented.
    types
        A sentence on the type of what is returned.
    unseen
        When the numbers in an argument cannot be looked at.
    differentiation
        A paragraph on automatic differentiation.
    parameters
        Entries for parameters that all functions have, before `validate`.
    """

    array: str
    argument: str
    types: str
    unseen: str
    differentiation: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


# What is asked of an argument, by what is assumed of its letter.
_HOLDS = {
    "positive_definite": "Symmetric positive definite matrices. Symmetry is asked for up to "
    "rounding, and the symmetric part counts.",
    "lower_triangular": "Lower triangular matrices with a positive diagonal: Cholesky factors of "
    "the covariances. What is above the diagonal does not count.",
}
_QUANTITIES = {
    n.Divergence: "the Kullback-Leibler divergence {0}",
    n.CrossEntropy: "the cross-entropy {0}",
    n.Entropy: "the differential entropy, {0}",
}


def value(function: Function, arguments: Sequence[Argument], words: Words) -> str:
    """The docstring of the function that returns the value."""
    return docs.docstring(
        f"Return {_QUANTITIES[type(function.quantity)].format(text(function.quantity))}.",
        docs.paragraph(f"For {docs.setting(function)} this is ::"),
        docs.formula(in_arguments(function.closed, function)),
        docs.paragraph("evaluated in another form, which is proved equal to it."),
        _parameters(arguments, words),
        docs.section(
            "Returns", docs.entry(f"{words.array}, shape (...)", _returned(arguments, words))
        ),
        _raises(arguments),
        docs.section("Notes", "\n\n".join(notes))
        if (notes := list(_notes(function, words)))
        else "",
    )


def terms(function: Function, arguments: Sequence[Argument], words: Words, fields: str) -> str:
    """The docstring of the function that returns the terms."""
    returned = _returned(arguments, words)
    return docs.docstring(
        f"Return the terms that add up to `{function.name}`.",
        docs.paragraph(f"For {docs.setting(function)}; the terms are described at `{fields}`."),
        _parameters(arguments, words),
        docs.section(
            "Returns", docs.entry(fields, f"Each term: {returned[0].lower()}{returned[1:]}")
        ),
        _raises(arguments),
        docs.section(
            "Notes",
            docs.paragraph(
                "Each term is accurate by itself. Where the two distributions nearly coincide, "
                f"terms of opposite sign cancel in their sum: `{function.name}` does not add them, "
                "and stays accurate."
            ),
        ),
    )


def gradient(function: Function, arguments: Sequence[Argument], words: Words, fields: str) -> str:
    """The docstring of the function that returns the derivatives."""
    return docs.docstring(
        f"Return the derivatives of `{function.name}` with respect to its arguments.",
        docs.paragraph(
            f"For {docs.setting(function)}, by the formulas that are described at `{fields}`."
        ),
        _parameters(arguments, words),
        docs.section(
            "Returns",
            docs.entry(
                fields,
                "The derivative with respect to each argument, in the shape that the argument has "
                "when all of them are broadcast against one another: the sum over the axes "
                "that were broadcast is the derivative with respect to what was passed.",
            ),
        ),
        _raises(arguments),
    )


def _parameters(arguments: Sequence[Argument], words: Words) -> str:
    groups: dict[tuple[int, str], list[str]] = {}
    for argument in arguments:
        holds = _HOLDS.get(argument.kind.assumption, argument.kind.words)
        groups.setdefault((argument.rank, holds), []).append(argument.name)
    entries = [
        docs.entry(f"{', '.join(names)} : {_kind(rank, words)}, shape {SHAPES[rank]}", holds)
        for (rank, holds), names in groups.items()
    ]
    entries += [docs.entry(name, meaning) for name, meaning in words.parameters]
    entries.append(
        docs.entry(
            "validate : bool, default True",
            "Whether the numbers in the arguments are checked; shapes and types always are. "
            f"{words.unseen} Of what is not checked and not valid the result means nothing.",
        )
    )
    return docs.section("Parameters", *entries)


def _kind(rank: int, words: Words) -> str:
    """What may be passed; a vector is never told by one number."""
    return words.argument.removesuffix(" or float") if rank else words.argument


def _returned(arguments: Sequence[Argument], words: Words) -> str:
    vectors = any(a.rank for a in arguments)
    which = "The leading axes of the arguments" if vectors else "The arguments"
    own = " k has to be the same in all of them, and for k = 0 the value is 0." if vectors else ""
    return f"{which} broadcast by NumPy's rules.{own} {words.types}"


def _raises(arguments: Sequence[Argument]) -> str:
    groups: dict[str, list[str]] = {}
    for argument in arguments:
        if argument.kind.refused:
            groups.setdefault(argument.kind.refused, []).append(argument.name)
    conditions = [f", or if {_or(names)} {refused}" for refused, names in groups.items()]
    return docs.section(
        "Raises",
        docs.entry("TypeError", "If an argument does not hold real numbers."),
        docs.entry("ValueError", f"If the shapes do not fit together{''.join(conditions)}."),
    )


def _or(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _notes(function: Function, words: Words) -> Iterable[str]:
    used = {node.function for node in walk(function.code) if isinstance(node, n.Apply)}
    special = [
        f"{name}({letter}) = {meaning}"
        for name, letter, meaning in (("g", "x", "x - log1p(x)"), ("h", "v", "expm1(v) - v"))
        if name in used
    ]
    if isinstance(function.quantity, n.Divergence) and special:
        yield docs.paragraph(
            "The form is a sum of terms that are not negative, in squares and "
            f"{' and '.join(special)}, so that nothing cancels where the two distributions nearly "
            "coincide."
        )
    divides = any(isinstance(node, n.Inverse) for node in walk(function.code))
    # How a library solves a triangular system is not known here.
    accuracy = "" if divides else sentence(function.code, exact=not function.factors)
    if accuracy:
        yield docs.paragraph(accuracy)
    if divides:
        yield docs.paragraph(
            "No inverse is formed and no determinant. The error grows with the condition number "
            "of the second distribution's Cholesky factor, by which is divided."
        )
    if words.differentiation:
        yield docs.paragraph(words.differentiation)
    if any(not Argument(symbol).kind.check for symbol in function.arguments):
        yield docs.paragraph(
            "NaN and infinity in an argument that may be any real number go through the arithmetic."
        )
