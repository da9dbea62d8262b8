"""The syntax tree: expressions exactly as an author wrote them.

SymPy reorders and simplifies on construction, so it cannot hold ``(x - mu_1) + (mu_1 - mu_2)``,
which is a step in real derivations. These nodes do nothing at construction but check shapes:
what is written is what is printed, what code is generated from, and what the kernel decides on.
Shapes are ``()`` for scalars and ``(rows, columns)`` for vectors (columns) and matrices; a
dimension is a positive integer or a symbol declared by `dimension`.

All node classes are gathered here from the modules that define them.
"""

from symkl.lang.binders import Derivative, Integral, Product, Sum
from symkl.lang.distributions import (
    AnyDistribution,
    CrossEntropy,
    Density,
    Distribution,
    Divergence,
    Entropy,
    Expectation,
    Independent,
    law_letter,
)
from symkl.lang.ends import Bound, Infinity, as_bound
from symkl.lang.functions import FUNCTIONS
from symkl.lang.matrices import (
    Component,
    Delta,
    Det,
    Diag,
    Identity,
    Inverse,
    MatMul,
    StrictLower,
    Trace,
    Transpose,
    VectorOf,
    Zero,
)
from symkl.lang.scalars import (
    Add,
    Apply,
    Constant,
    Div,
    Mul,
    Neg,
    Number,
    Piecewise,
    Pow,
    Sub,
    Symbol,
)
from symkl.lang.text import text
from symkl.lang.tree import (
    Dimension,
    Expr,
    Node,
    Operand,
    Relation,
    Shape,
    as_expr,
    map_part,
    same,
    scalar,
    shape_text,
    square,
)

__all__ = [
    "FUNCTIONS",
    "Add",
    "AnyDistribution",
    "Apply",
    "Bound",
    "Component",
    "Constant",
    "CrossEntropy",
    "Delta",
    "Density",
    "Derivative",
    "Det",
    "Diag",
    "Dimension",
    "Distribution",
    "Div",
    "Divergence",
    "Entropy",
    "Expectation",
    "Expr",
    "Identity",
    "Independent",
    "Infinity",
    "Integral",
    "Inverse",
    "MatMul",
    "Mul",
    "Neg",
    "Node",
    "Number",
    "Operand",
    "Piecewise",
    "Pow",
    "Product",
    "Relation",
    "Shape",
    "StrictLower",
    "Sub",
    "Sum",
    "Symbol",
    "Trace",
    "Transpose",
    "VectorOf",
    "Zero",
    "as_bound",
    "as_expr",
    "law_letter",
    "map_part",
    "same",
    "scalar",
    "shape_text",
    "square",
    "text",
]
