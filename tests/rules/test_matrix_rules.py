"""Traces, determinants, diagonal and triangular matrices, sums: accepted, and near misses."""

import pytest

from symkl.lang.vocabulary import (
    Product,
    Sum,
    by_component,
    covariance,
    delta,
    det,
    diag,
    dimension,
    exp,
    eye,
    index,
    inv,
    invertible,
    log,
    matrix,
    positive,
    positive_vector,
    real,
    scale_tril,
    sqrt,
    strict_lower,
    tr,
    vector,
)
from symkl.rules import (
    algebra,
    components,
    determinant,
    diagonal_matrices,
    log_of_product,
    product_of_powers,
    single_term,
    sums,
    trace,
    triangular,
)
from symkl.rules.base import holds

k, m, i, j, c = dimension("k"), dimension("m"), index("i"), index("j"), index("c")
x, a = real("x a")
s = positive("s")
A, B, R = matrix("A", k, k), matrix("B", k, k), matrix("R", k, m)
S, T, G, L = covariance("S", k), covariance("T", k), invertible("G", k), scale_tril("L", k)
M = scale_tril("M", k)
v, w = vector("v w", k)
d, e = positive_vector("d e", k)
D, F = diag(d), diag(by_component(e[i] ** 2, i, k))

ACCEPTED = [
    (tr(A @ B), tr(B @ A), trace),
    (tr(A @ B @ S), tr(S @ A @ B), trace),
    (tr(A.T), tr(A), trace),
    (tr(R @ R.T), tr(R.T @ R), trace),
    (tr(A + 2 * B), tr(A) + 2 * tr(B), trace),
    (tr(eye(k)), k, trace),
    (v.T @ A @ w, tr(w @ v.T @ A), trace),
    (tr(inv(S) @ S), k, trace),
    (det(S @ T), det(T) * det(S), determinant),
    (det(inv(S)), 1 / det(S), determinant),
    (det(inv(G)), 1 / det(G), determinant),
    (det(inv(G).T @ S) * det(G), det(S), determinant),
    (det(A.T), det(A), determinant),
    (det(s * A), s**k * det(A), determinant),
    (det(L @ L.T), det(L) ** 2, determinant),
    (det(eye(k)), 1 + 0 * x, determinant),
    (log(det(S @ inv(T))), log(det(S)) - log(det(T)), determinant),
    (log(det(S) / det(T)), log(det(S)) - log(det(T)), determinant),
    (tr(D), Sum(d[i], i, k), diagonal_matrices),
    (tr(inv(D) @ F), Sum(e[i] ** 2 / d[i], i, k), diagonal_matrices),
    (v.T @ inv(D) @ w, Sum(v[i] * w[i] / d[i], i, k), diagonal_matrices),
    (log(det(F)), 2 * Sum(log(e[i]), i, k), diagonal_matrices),
    (det(D), Product(d[i], i, k), diagonal_matrices),
    (v.T @ w, Sum(v[i] * w[i], i, k), diagonal_matrices),
    (det(L), Product(L[i, i], i, k), triangular),
    (log(det(L @ L.T)), 2 * Sum(log(L[i, i]), i, k), triangular),
    ((L @ M)[i, i], L[i, i] * M[i, i], triangular),
    (inv(L)[i, i], 1 / L[i, i], triangular),
    (
        tr((inv(M) @ L) @ (inv(M) @ L).T),
        Sum((L[i, i] / M[i, i]) ** 2, i, k)
        + tr(strict_lower(inv(M) @ L) @ strict_lower(inv(M) @ L).T),
        triangular,
    ),
    (strict_lower(L - eye(k)), strict_lower(L), triangular),
    ((v + w)[i], v[i] + w[i], components),
    ((v @ w.T)[i, j], v[i] * w[j], components),
    (eye(k)[i, j], delta(i, j), components),
    (A.T[i, j], A[j, i], components),
    ((A - x * B.T)[i, j], A[i, j] - x * B[j, i], components),
    (Sum(v[i] + a, i, k), Sum(v[j], j, k) + k * a, sums),
    (Sum(a * v[i], i, k), a * Sum(v[i], i, k), sums),
    (Sum(Sum(v[i] * w[j], j, k), i, k), Sum(v[i], i, k) * Sum(w[i], i, k), sums),
    (log(Product(d[i] * e[i], i, k)), Sum(log(d[i]) + log(e[i]), i, k), log_of_product),
    (Product(2 * v[i], i, k), 2**k * Product(v[i], i, k), product_of_powers),
    (Product(exp(v[i]), i, k), exp(Sum(v[i], i, k)), product_of_powers),
    (Sum(v[i], i, 1), v[1], single_term),
    (Product(v[i], i, 1), v[1], single_term),
]

REJECTED = [
    (tr(A @ B), tr(A) * tr(B), trace),
    (tr(A @ B @ S), tr(B @ A @ S), trace),
    (tr(A @ B), tr(A @ B.T), trace),
    (tr(eye(k)), m, trace),
    (tr(s * A), tr(A), trace),
    (v.T @ A @ w, tr(v @ w.T @ A), trace),
    (tr(inv(S) @ T), tr(inv(T) @ S), trace),
    (tr(A @ A), tr(A @ A.T), trace),
    (det(S + T), det(S) + det(T), determinant),
    (det(s * A), s * det(A), determinant),
    (det(a * A), a**k * det(A), determinant),  # a may be negative: a**k is not known here
    (det(-A), -det(A), determinant),
    (det(inv(G)), -det(G), determinant),
    (det(A) / det(A), 1 + 0 * x, determinant),
    (sqrt(det(G) ** 2), det(G), determinant),
    (det(R @ R.T), det(R.T @ R), determinant),
    (det(A @ A.T), det(A), determinant),
    (log(det(G)), log(det(G.T)), determinant),  # the determinant may be negative
    (log(det(2 * S)), 2 * log(det(S)), determinant),
    (tr(D), Product(d[i], i, k), diagonal_matrices),
    (tr(inv(D) @ F), Sum(e[i] / d[i], i, k), diagonal_matrices),
    (v.T @ inv(D) @ w, Sum(v[i] * w[i] * d[i], i, k), diagonal_matrices),
    (log(det(F)), Sum(log(e[i]), i, k), diagonal_matrices),
    (log(det(diag(v))), Sum(log(v[i]), i, k), diagonal_matrices),
    (tr(inv(diag(v))), Sum(1 / v[i], i, k), diagonal_matrices),
    (det(A), Product(A[i, i], i, k), diagonal_matrices),
    (tr(A @ B), Sum(A[i, i] * B[i, i], i, k), diagonal_matrices),
    (det(A), Product(A[i, i], i, k), triangular),
    (det(S), Product(S[i, i], i, k), triangular),
    ((L @ L.T)[i, i], L[i, i] ** 2, triangular),
    ((L.T @ M)[i, i], L[i, i] * M[i, i], triangular),
    ((A @ L)[i, i], A[i, i] * L[i, i], triangular),
    ((L @ M)[i, j], L[i, j] * M[i, j], triangular),
    (
        tr(strict_lower(A) @ strict_lower(A).T),
        tr(A @ A.T) - Sum(A[i, i] ** 2, i, k),
        triangular,
    ),
    (
        tr(strict_lower(L.T) @ strict_lower(L.T).T),
        tr(L @ L.T) - Sum(L[i, i] ** 2, i, k),
        triangular,
    ),
    (strict_lower(A @ B), strict_lower(A) @ strict_lower(B), triangular),
    (strict_lower(L), L, triangular),
    (strict_lower(L @ L.T), strict_lower(L) @ strict_lower(L).T, triangular),
    ((v @ w.T)[i, j], v[j] * w[i], components),
    (A.T[i, j], A[i, j], components),
    (A.T[i, j], A[j, i], algebra),
    (inv(G).T[i, j], inv(G)[i, j], components),
    ((A - x * B.T)[i, j], A[j, i] - x * B[j, i], components),
    ((A @ B)[i, j], A[i, j] * B[i, j], components),
    (eye(k)[i, j], 1 + 0 * x, components),
    (A.T[i, j], A[i, j], components),
    (by_component(v[c] ** 2, c, k).T[i, j], v[i] ** 2, components),
    (Sum(v[i] + a, i, k), Sum(v[j], j, k) + a, sums),
    (Sum(v[i] * w[i], i, k), Sum(v[i], i, k) * Sum(w[i], i, k), sums),
    (Sum(v[i] ** 2, i, k), Sum(v[i], i, k) ** 2, sums),
    (Sum(v[i] * w[j], i, k), Sum(v[i] * w[i], i, k), sums),
    (Sum(a, i, a), a * a, sums),
    (log(Product(v[i] ** 2, i, k)), 2 * Sum(log(v[i]), i, k), log_of_product),
    (log(Sum(d[i], i, k)), Sum(log(d[i]), i, k), log_of_product),
    (Product(d[i] + e[i], i, k), Product(d[i], i, k) + Product(e[i], i, k), log_of_product),
    (Product(2 * v[i], i, k), 2 * Product(v[i], i, k), product_of_powers),
    (Product(-v[i], i, k), -Product(v[i], i, k), product_of_powers),
    (Product(exp(v[i]), i, k), exp(Product(v[i], i, k)), product_of_powers),
    (Sum(v[i], i, k), v[1], single_term),
    (Sum(v[i], i, 2), v[1] + v[2], single_term),
]


@pytest.mark.parametrize(("before", "after", "rule"), ACCEPTED)
def test_accepted(before, after, rule):
    assert holds(before, after, rule)


@pytest.mark.parametrize(("before", "after", "rule"), REJECTED)
def test_near_misses(before, after, rule):
    assert not holds(before, after, rule)
