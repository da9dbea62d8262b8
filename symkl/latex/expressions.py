r"""Expressions in LaTeX, in the order in which they are written.

`latex` writes one expression or relation; `marked` the same with the marks at which
`symkl.latex.lines` may break it.
"""

from __future__ import annotations

from symkl.lang import nodes as n
from symkl.latex import formulas, structures  # noqa: F401 - they enter their writers
from symkl.latex.pieces import solid
from symkl.latex.printing import write

_RELATIONS = {"=": "=", "<=": r"\le", ">=": r"\ge"}


def latex(node: n.Node | n.Relation) -> str:
    r"""An expression or relation as LaTeX, on one line, without dollar signs.

    Raises
    ------
    UnsupportedExpression
        For a kind of node that this emitter does not know.

    Examples
    --------
    >>> from symkl.lang.vocabulary import log, positive, real
    >>> x, mu_1 = real("x mu_1")
    >>> sigma_1, sigma_2 = positive("sigma_1 sigma_2")
    >>> print(latex(log(sigma_2 / sigma_1) - (x - mu_1) ** 2))
    \log\frac{\sigma_2}{\sigma_1} - (x - \mu_1)^2
    """
    return solid(marked(node))


def marked(node: n.Node | n.Relation) -> str:
    """The same with invisible marks where a line may be broken."""
    if isinstance(node, n.Relation):
        lhs, rhs = write(node.lhs).tex, write(node.rhs).tex
        return f"{lhs} {relation(node.op)} {rhs}"
    return write(node).tex


def relation(op: str) -> str:
    """The sign of a relation."""
    return _RELATIONS[op]
