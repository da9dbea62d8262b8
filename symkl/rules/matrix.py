"""Traces, determinants, diagonal matrices, components.

>>> from symkl.lang.vocabulary import Sum, covariance, det, dimension, diag, eye, g, half
>>> from symkl.lang.vocabulary import index, inv, log, matrix, scale_tril, strict_lower, tr, vector
>>> from symkl.rules.base import holds
>>> k = dimension("k")
>>> S, T = covariance("S T", k)
>>> A = matrix("A", k, k)
>>> x, y = vector("x y", k)
>>> holds(x.T @ A @ x, tr(x @ x.T @ A), trace), holds(x.T @ A @ y, tr(x @ y.T @ A), trace)
(True, False)
>>> holds(tr(inv(S) @ T), tr(T @ inv(S)), trace), holds(tr(inv(S) @ T), tr(inv(T) @ S), trace)
(True, False)
>>> holds(log(det(inv(S))), -log(det(S)), determinant)
True
>>> holds(log(det(S + T)), log(det(S)) + log(det(T)), determinant)
False
>>> holds(det(2 * S), 2**k * det(S), determinant), holds(det(2 * S), 2 * det(S), determinant)
(True, False)
>>> L, i = scale_tril("L", k), index("i")
>>> square = (strict_lower(L) @ strict_lower(L).T)[i, i]
>>> e = (L @ L.T - eye(k))[i, i] - square
>>> divergence = half * (tr(L @ L.T) - k) - Sum(log(L[i, i]), i, k)
>>> holds(divergence, half * Sum(g(e) + square, i, k), triangular_functions)
True
>>> holds(divergence, half * Sum(g(e) - square, i, k), triangular_functions)
False
>>> holds(divergence, half * Sum(g(e) + square, i, k), triangular)
False
"""

from symkl.rules.base import declare

trace = declare(
    "trace",
    "the trace is linear and cyclic, tr I = k, and a scalar is its own trace",
    "trace",
    source="Petersen and Pedersen, The Matrix Cookbook, section 1.1",
)

determinant = declare(
    "determinant",
    "determinants of products, inverses, transposes and multiples, and their logarithms",
    "determinant",
    "log_product",
    source="Petersen and Pedersen, The Matrix Cookbook, section 1.2",
)

diagonal_matrices = declare(
    "diagonal_matrices",
    "inverse, trace, determinant and quadratic form of diagonal matrices as sums and products",
    "diagonal",
    "components",
    "trace",
    "determinant",
    "log_product",
    "log_of_product",
    "sum_linear",
    "product_of_powers",
    source="Golub and Van Loan, Matrix Computations, section 1.2",
)

triangular = declare(
    "triangular",
    "triangular matrices: determinant and diagonal of products, squared norm by diagonal and rest",
    "triangular",
    "trace",
    "determinant",
    "log_product",
    "log_of_product",
    "sum_linear",
    "product_of_powers",
    source="Golub and Van Loan, Matrix Computations, sections 3.1 and 4.2",
)

triangular_functions = declare(
    "triangular_functions",
    "triangular matrices, with g and log1p of their diagonal as what they are defined by",
    *triangular.laws,
    "g_definition",
    "log1p_definition",
    source=triangular.source,
)

components = declare(
    "components",
    "the components of sums and products of vectors and matrices",
    "components",
    "sum_linear",
    source="Golub and Van Loan, Matrix Computations, section 1.1",
)
