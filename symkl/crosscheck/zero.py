"""A test whether an expression of SymPy is zero: `vanishes`."""

from __future__ import annotations

from typing import Any

import sympy

from symkl.crosscheck.rational import factored, is_zero, tidy


def vanishes(expr: Any) -> bool:
    """Return whether an expression is zero in lowest terms, on every branch that it has.

    Logarithms and exponentials are taken apart first, as far as the assumptions of the letters
    allow. False says only that nothing is known.

    Examples
    --------
    >>> s, t = sympy.symbols("s t", positive=True)
    >>> u = sympy.Symbol("u", real=True)
    >>> vanishes(sympy.log(s / t) ** 2 - (sympy.log(s) - sympy.log(t)) ** 2)
    True
    >>> vanishes(sympy.log(u**2) - 2 * sympy.log(u))
    False
    """
    branches = sorted(expr.atoms(sympy.Piecewise), key=sympy.default_sort_key)
    if not branches:
        return is_zero(_apart(expr))
    # One at a time: what is chosen may have branches of its own.
    chosen = branches[0]
    return all(vanishes(expr.xreplace({chosen: value})) for value, _ in chosen.args)


def _apart(expr: Any) -> Any:
    def log(arg: Any) -> Any:
        return sympy.expand_log(sympy.log(factored(arg)), factor=True)

    def exp(arg: Any) -> Any:
        return sympy.expand_power_exp(sympy.exp(sympy.expand(tidy(arg))))

    return expr.replace(sympy.log, log).replace(sympy.exp, exp)
