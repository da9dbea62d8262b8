"""The documentation of generated functions, in numpydoc's sections.

What is said follows from the theorem, from the kinds of the arguments and from what the array
library calls things: the closed form, the shapes, what is refused. What the form means for accuracy
is in `symkl.code.notes`. It is plain text, since it is read in terminals and editors.
"""

from __future__ import annotations

from collections.abc import Sequence

from symkl.code.arguments import SHAPES, Argument
from symkl.code.exports import Function, in_arguments
from symkl.code.numpydoc import (
    docstring,
    entry,
    formula,
    listed,
    lower,
    paragraph,
    section,
)
from symkl.code.target import Words
from symkl.lang import nodes as n
from symkl.lang.nodes import Distribution, Independent, text
from symkl.lang.text import law_in_full

_QUANTITIES = {
    n.Divergence: "the Kullback-Leibler divergence {0}",
    n.CrossEntropy: "the cross-entropy {0}",
    n.Entropy: "the differential entropy, {0}",
}


def setting(function: Function) -> str:
    """The laws that the function is about."""
    laws = [
        law for law in function.quantity.children() if isinstance(law, Distribution | Independent)
    ]
    return " and ".join(law_in_full(in_arguments(law, function)) for law in laws)


def factors(function: Function) -> str:
    """The paragraph that explains the letters of Cholesky factors; empty where there are none."""
    named = [f"{factor} of {symbol}" for symbol, factor in function.factors.items()]
    plural = "s" if len(named) > 1 else ""
    return paragraph(f"Cholesky factor{plural}: {', '.join(named)}.") if named else ""


def value(
    function: Function,
    arguments: Sequence[Argument],
    words: Words,
    *options: str,
    refused: Sequence[str] = (),
) -> str:
    """The docstring of the function that returns the value.

    Parameters
    ----------
    function, arguments, words
        The function, its arguments, and the library's words.
    *options
        Entries for parameters that only this function has.
    refused
        The reasons for which an option is refused.
    """
    return docstring(
        f"Return {_QUANTITIES[type(function.quantity)].format(text(function.quantity))}.",
        paragraph(f"For {setting(function)} this is ::"),
        formula(in_arguments(function.closed, function)),
        paragraph("evaluated in another form, which is proved equal to it."),
        _parameters(arguments, words, *options),
        section("Returns", entry(f"{words.array}, shape (...)", _returned(arguments, words))),
        _raises(arguments, words, *refused),
        section("Notes", "\n\n".join(notes))
        if (notes := list(words.notes(function, words.differentiation)))
        else "",
    )


def terms(function: Function, arguments: Sequence[Argument], words: Words, fields: str) -> str:
    """The docstring of the function that returns the terms."""
    return docstring(
        f"Return the terms that add up to `{function.name}`.",
        paragraph(f"For {setting(function)}; the terms are described at `{fields}`."),
        _parameters(arguments, words),
        section("Returns", entry(fields, f"Each term: {lower(_returned(arguments, words))}")),
        _raises(arguments, words),
        section(
            "Notes",
            paragraph(
                f"{words.accuracy} Where the two distributions nearly coincide, terms of opposite "
                f"sign cancel in their sum: `{function.name}` does not add them, and stays "
                "accurate."
            ),
        ),
    )


def gradient(function: Function, arguments: Sequence[Argument], words: Words, fields: str) -> str:
    """The docstring of the function that returns the derivatives."""
    return docstring(
        f"Return the derivatives of `{function.name}` with respect to its arguments.",
        paragraph(f"For {setting(function)}{words.by_formulas.format(fields)}."),
        _parameters(arguments, words),
        section(
            "Returns",
            entry(
                fields,
                "The derivative with respect to each argument, in the shape that the argument has "
                "when all of them are broadcast against one another: the sum over the axes "
                "that were broadcast is the derivative with respect to what was passed.",
            ),
        ),
        _raises(arguments, words),
    )


def both(function: Function, arguments: Sequence[Argument], words: Words, fields: str) -> str:
    """The docstring of the function that returns the value and the derivatives."""
    return docstring(
        f"Return `{function.name}` and its derivatives, which share most of the work.",
        paragraph(f"For {setting(function)}."),
        _parameters(arguments, words),
        section(
            "Returns",
            entry(f"value : {words.array}, shape (...)", _returned(arguments, words)),
            entry(f"gradient : {fields}", f"As `{function.name}_gradient` returns it."),
        ),
        _raises(arguments, words),
    )


def term_fields(function: Function) -> str:
    """The docstring of the named tuple of the terms."""
    entries = [
        entry(term.name, text(in_arguments(term.meaning, function))) for term in function.terms
    ]
    return docstring(
        f"The terms of `{function.name}`, which add up to it.",
        section("Attributes", *entries),
    )


def gradient_fields(function: Function) -> str:
    """The docstring of the named tuple of the derivatives."""
    entries = []
    for symbol, code in function.gradient:
        argument = Argument(symbol)
        how = argument.kind.differential.format(argument.name)
        shown = code.body if isinstance(code, n.VectorOf) else code
        lines = [*([how] if how else []), text(shown)]
        entries.append(entry(f"{argument.name} : shape {SHAPES[argument.rank]}", *lines))
    return docstring(
        f"The derivatives of `{function.name}` with respect to its arguments.",
        factors(function),
        section("Attributes", *entries),
    )


def _parameters(arguments: Sequence[Argument], words: Words, *options: str) -> str:
    groups: dict[tuple[int, str], list[str]] = {}
    for argument in arguments:
        holds = words.holds.get(argument.kind.assumption, argument.kind.words)
        groups.setdefault((argument.rank, holds), []).append(argument.name)
    entries = [
        entry(f"{', '.join(names)} : {_kind(rank, words)}, shape {SHAPES[rank]}", holds)
        for (rank, holds), names in groups.items()
    ]
    entries += [entry(name, meaning) for name, meaning in words.parameters]
    if words.unseen:
        entries.append(
            entry(
                "validate : bool, default True",
                "Whether the numbers in the arguments are checked; shapes and types always are. "
                f"{words.unseen} Of what is not checked and not valid the result means nothing.",
            )
        )
    return section("Parameters", *entries, *options)


def _kind(rank: int, words: Words) -> str:
    """The type of what may be passed; a vector is never told by one number."""
    return words.argument.removesuffix(" or float") if rank else words.argument


def _returned(arguments: Sequence[Argument], words: Words) -> str:
    vectors = any(a.rank for a in arguments)
    which = "The leading axes of the arguments" if vectors else "The arguments"
    own = " k has to be the same in all of them, and for k = 0 the value is 0." if vectors else ""
    return f"{which} broadcast by NumPy's rules.{own} {words.types}"


def _raises(arguments: Sequence[Argument], words: Words, *more: str) -> str:
    groups: dict[str, list[str]] = {}
    for argument in arguments:
        if argument.kind.refused:
            groups.setdefault(argument.kind.refused, []).append(argument.name)
    reasons = [f"{listed(names, 'or')} {refused}" for refused, names in groups.items()]
    reasons += more
    others = f", or if {words.alternative.join(reasons)}" if reasons else ""
    return section(
        "Raises",
        entry("TypeError", "If an argument does not hold real numbers."),
        entry("ValueError", f"If the shapes do not fit together{others}."),
    )
