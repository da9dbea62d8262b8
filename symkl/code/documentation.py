"""The documentation of generated functions, in numpydoc's sections.

What is said follows from the theorem and from the kinds of the arguments: the closed form, the
shapes, what is refused, what the form means for accuracy. It is plain text, since it is read in
terminals and editors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import indent, wrap

from symkl.code.arguments import SHAPES, Argument
from symkl.code.functions import Function, in_arguments
from symkl.lang import nodes as n
from symkl.lang.binding import walk
from symkl.lang.nodes import Expr, Independent, Law, text
from symkl.lang.text import law_in_full
from symkl.rounding.error_bounds import sentence

WIDTH = 96

_QUANTITIES = {
    n.Divergence: "the Kullback-Leibler divergence {0}",
    n.CrossEntropy: "the cross-entropy {0}",
    n.Entropy: "the differential entropy, {0}",
}


def paragraph(sentence: str, width: int = WIDTH) -> str:
    """Prose broken into lines."""
    return "\n".join(wrap(sentence, width, break_long_words=False, break_on_hyphens=False))


def formula(expr: Expr, width: int = WIDTH) -> str:
    """An expression as a literal block."""
    lines = wrap(text(expr), width - 8, break_long_words=False, break_on_hyphens=False)
    return indent("\n".join(lines), " " * 4)


def headline(title: str) -> tuple[str, ...]:
    """A title as the first line of a docstring; as the paragraph below it where it is too long."""
    if len(title) + len('""".') <= WIDTH + 4:
        return (f"{title}.",)
    return "Functions made from a derivation.", paragraph(f"{title}.")


def docstring(summary: str, *parts: str) -> str:
    """A docstring, its quotes included; the paragraphs stand apart by an empty line."""
    body = "\n\n".join(part for part in parts if part)
    return f'"""{summary}\n\n{body}\n"""' if body else f'"""{summary}"""'


def section(title: str, *entries: str) -> str:
    """A section of numpydoc."""
    return "\n".join([title, "-" * len(title), *entries])


def entry(head: str, *lines: str) -> str:
    """An entry of a section."""
    below = "\n".join(paragraph(line, WIDTH - 4) for line in lines)
    return f"{head}\n{indent(below, ' ' * 4)}"


def setting(function: Function) -> str:
    """The laws that the function is about."""
    laws = [law for law in function.quantity.children() if isinstance(law, Law | Independent)]
    return " and ".join(law_in_full(in_arguments(law, function)) for law in laws)


def factors(function: Function) -> str:
    """What the letters of Cholesky factors are; empty where there are none."""
    named = [f"{factor} of {symbol}" for symbol, factor in function.factors.items()]
    plural = "s" if len(named) > 1 else ""
    return paragraph(f"Cholesky factor{plural}: {', '.join(named)}.") if named else ""


def value(function: Function, arguments: Sequence[Argument]) -> str:
    """The docstring of the function that returns the value."""
    form = (
        paragraph(f"For {setting(function)} this is ::"),
        formula(in_arguments(function.closed, function)),
        paragraph("evaluated in another form, which is proved equal to it."),
    )
    return docstring(
        f"Return {_QUANTITIES[type(function.quantity)].format(text(function.quantity))}.",
        *form,
        _parameters(arguments, *([_METHOD] if function.direct is not None else []), _OUT),
        section("Returns", entry("scalar or ndarray, shape (...)", _returned(arguments))),
        _raises(arguments, method=function.direct is not None),
        section("Notes", "\n\n".join(notes)) if (notes := list(_notes(function))) else "",
    )


def terms(function: Function, arguments: Sequence[Argument], fields: str) -> str:
    """The docstring of the function that returns the terms."""
    return docstring(
        f"Return the terms that add up to `{function.name}`.",
        paragraph(f"For {setting(function)}; the terms are described at `{fields}`."),
        _parameters(arguments),
        section("Returns", entry(fields, f"Each term: {_lower(_returned(arguments))}")),
        _raises(arguments),
        section(
            "Notes",
            paragraph(
                "The error of a term is relative to the sum of its components' magnitudes. Where "
                "the two distributions nearly coincide, terms of opposite sign cancel in their "
                f"sum: `{function.name}` does not add them, and stays accurate."
            ),
        ),
    )


def gradient(function: Function, arguments: Sequence[Argument], fields: str) -> str:
    """The docstring of the function that returns the derivatives."""
    return docstring(
        f"Return the derivatives of `{function.name}` with respect to its arguments.",
        paragraph(f"For {setting(function)}."),
        _parameters(arguments),
        section(
            "Returns",
            entry(
                fields,
                "The derivative with respect to each argument, in the shape that the argument has "
                "when all of them are broadcast against one another: the sum over the axes "
                "that were broadcast is the derivative with respect to what was passed.",
            ),
        ),
        _raises(arguments),
    )


def both(function: Function, arguments: Sequence[Argument], fields: str) -> str:
    """The docstring of the function that returns the value and the derivatives."""
    return docstring(
        f"Return `{function.name}` and its derivatives, which share most of the work.",
        paragraph(f"For {setting(function)}."),
        _parameters(arguments),
        section(
            "Returns",
            entry("value : scalar or ndarray, shape (...)", _returned(arguments)),
            entry(f"gradient : {fields}", f"As `{function.name}_gradient` returns it."),
        ),
        _raises(arguments),
    )


def term_fields(function: Function) -> str:
    """The docstring of the named tuple of the terms."""
    entries = [
        "\n".join([term.name, indent(_wrapped(in_arguments(term.meaning, function)), " " * 4)])
        for term in function.terms
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


def _wrapped(expr: Expr) -> str:
    return "\n".join(wrap(text(expr), WIDTH - 4, break_long_words=False, break_on_hyphens=False))


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


_OUT = entry(
    "out : ndarray, optional",
    "Where to put the result, of its shape and type; it is returned.",
)


_METHOD = entry(
    "method : {'accurate', 'fast'}, optional",
    "Which form is evaluated: for distributions that are known to be far apart, 'fast' is the "
    "quicker one. Where they nearly coincide it loses digits, up to all of them; see the notes.",
)


def _parameters(arguments: Sequence[Argument], *more: str) -> str:
    groups: dict[tuple[int, str], list[str]] = {}
    for argument in arguments:
        groups.setdefault((argument.rank, argument.kind.words), []).append(argument.name)
    return section(
        "Parameters",
        *(
            entry(f"{', '.join(names)} : array_like, shape {SHAPES[rank]}", words)
            for (rank, words), names in groups.items()
        ),
        *more,
    )


def _returned(arguments: Sequence[Argument]) -> str:
    vectors = any(a.rank for a in arguments)
    which = "The leading axes of the arguments" if vectors else "The arguments"
    own = " k has to be the same in all of them, and for k = 0 the value is 0." if vectors else ""
    return (
        f"{which} broadcast by NumPy's rules.{own} float32 where every array among the "
        "arguments is float32 or float16, else float64."
    )


def _raises(arguments: Sequence[Argument], *, method: bool = False) -> str:
    groups: dict[str, list[str]] = {}
    for argument in arguments:
        if argument.kind.refused:
            groups.setdefault(argument.kind.refused, []).append(argument.name)
    conditions = [f"{_or(names)} {refused}" for refused, names in groups.items()]
    conditions += ["method is neither of the two"] if method else []
    return section(
        "Raises",
        entry("TypeError", "If an argument does not hold real numbers."),
        entry("ValueError", f"If the shapes do not fit together, or if {', or '.join(conditions)}.")
        if conditions
        else entry("ValueError", "If the shapes do not fit together."),
    )


def _or(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


# The functions that have a kernel of their own, and what they are.
_KERNELS = {
    "g": "g(x) = x - log1p(x)",
    "h": "h(v) = expm1(v) - v",
}


def _notes(function: Function) -> Iterator[str]:
    used = {node.function for node in walk(function.code) if isinstance(node, n.Apply)}
    special = [meaning for name, meaning in _KERNELS.items() if name in used]
    if special and isinstance(function.quantity, n.Divergence):
        yield paragraph(
            "Where the two distributions are near each other the form is a sum of terms that are "
            f"not negative, squares and {' and '.join(special)}, which has a kernel of its own: "
            "nothing cancels. The value is never negative, and it is exactly 0 where the two "
            "distributions are the same."
        )
    accuracy = sentence(function.code, exact=not function.factors)
    if accuracy:
        yield paragraph(accuracy)
    inverted = dict.fromkeys(
        factor
        for node in walk(function.code)
        if isinstance(node, n.Inverse)
        for factor in walk(node)
        if isinstance(factor, n.Symbol) and factor.shape != ()
    )
    divisors = [str(factor) for factor in inverted]
    exact = [factor for factor in inverted if factor in set(function.arguments)]
    systems = [str(factor) for factor in exact if "lower_triangular" in factor.assumptions]
    if divisors and len(exact) == len(divisors) and not systems:
        yield paragraph(
            f"Neither an inverse nor a determinant is formed: rows are divided by {_and(divisors)}."
        )
    elif systems:
        yield paragraph(
            "Neither an inverse nor a determinant is formed. Substitution has an error that grows "
            f"with the condition number of {_and(systems)}. Where that is estimated to be above "
            "max(32, k), one step of iterative refinement follows, with a residual of about twice "
            "the precision. All of this is in double precision, also for float32."
        )
        if isinstance(function.quantity, n.Divergence):
            yield paragraph(
                "Measured against ball arithmetic at the exact arguments, for k up to 64 and "
                "condition numbers up to 1e6, the relative error is below 1e-14 in float64."
            )
    elif divisors:
        yield paragraph(
            "Neither an inverse nor a determinant is formed. Substitution is backward stable, so "
            f"the error grows with the condition number of {_and(divisors)}, the Cholesky factor."
        )
    if function.factors:
        yield paragraph(
            "A Cholesky factor is computed with an error that grows with the condition number of "
            "its covariance. Where two covariances nearly coincide, the difference of their "
            "factors would be little else, so it is derived from the difference of the "
            "covariances."
        )
    if function.near and isinstance(function.quantity, n.Divergence):
        yield paragraph(
            "Measured in ball arithmetic, the value is to 2 eps that of covariances S of which "
            "every entry is changed by at most 8 eps sqrt(S_ii S_jj), and where the two are near "
            "each other, by the same 2 eps sqrt(S_ii S_jj) in both, and their difference by 2 eps "
            "of itself."
        )
    if function.direct is not None:
        shown = formula(in_arguments(function.direct, function))
        said = paragraph(
            "that is computed, which is proved equal, too. Its terms are as large as 1 where the "
            "distributions nearly coincide and the value is small: then their rounding errors are "
            "all that is left, the value may be negative, and it is not 0 where the two are the "
            "same. Quotients and exponentials may overflow in it, or underflow. The bound of the "
            "error above does not hold for it."
        )
        yield f"With method='fast' it is ::\n\n{shown}\n\n{said}"
    if any(not Argument(symbol).kind.check for symbol in function.arguments):
        yield paragraph(
            "NaN and infinity in an argument that may be any real number go through the arithmetic."
        )


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
