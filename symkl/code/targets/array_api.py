"""Derivations as code for any array library that keeps the array API standard.

The library is that of the arguments, or is passed. Full covariances need its extension ``linalg``.
See `symkl.code.traced_writer` for the layout and `symkl.code.runtime.array_api` for the helpers.

References
----------
.. [1] Consortium for Python Data API Standards, Python array API standard, v2023.12.
"""

from __future__ import annotations

from symkl.code.source import SHARED, Source
from symkl.code.statements import Dialect, texts
from symkl.code.target import Target, Words
from symkl.code.traced_writer import TracedWriter

DIALECT = Dialect(
    functions=texts("array_api"),
    operations={
        "pi": "math.pi",
        "copy": "xp.asarray({0.code}, copy=True)",
        "square": "xp.square({0.code})",
        "power": "xp.pow({0.code}, {1.code})",
        "where": "xp.where({0.code}, {1.code}, {2.code})",
        # The standard selects between arrays; numbers are newer.
        "like_0": "xp.zeros_like({0.code})",
        "like_1": "xp.ones_like({0.code})",
        "sum": "xp.sum({0.code}, axis=-1)",
        "diagonal": "xp.linalg.diagonal({0.code})",
        "transpose": "{0.atom}.mT",
        "strict_lower": "xp.tril({0.code}, k=-1)",
        "identity": "xp.eye({0.code}, dtype={like}.dtype, device={like}.device)",
        "trace": "xp.linalg.trace({0.code})",
        "sum_of_squares": "xp.sum(xp.square({0.code}), axis=(-2, -1))",
        "sum_of_products": "xp.sum({0.atom} * {1.atom}, axis=(-2, -1))",
        "dot_self": "xp.sum(xp.square({0.code}), axis=-1)",
        "dot": "xp.sum({0.atom} * {1.atom}, axis=-1)",
        "outer": "{0.atom}[..., :, None] * {1.atom}[..., None, :]",
        "matrix_vector": "xp.matmul({0.code}, {1.atom}[..., None])[..., 0]",
        "matrix_matrix": "xp.matmul({0.code}, {1.code})",
        "solve_lower": "_solve_lower(xp, {0.code}, {1.code})",
        "solve_upper": "_solve_upper(xp, {0.code}, {1.code})",
        "solve_cholesky": "_solve_cholesky(xp, {0.code}, {1.code})",
        "factor_change": "_factor_change(xp, {0.code}, {1.code}, {2.code}, {3.code})",
        "factor_change_from_identity": "_factor_change(xp, {0.code}, {1.code})",
    },
)

TARGET = Target(
    needs=(
        "The module needs nothing but the library that its arguments belong to, which has to keep "
        "the Python array API standard, version 2022.12 or newer."
    ),
    imports="",
    argument="Any",
    array="Any",
    dialect=DIALECT,
    lower="xp.tril({0})",
    source=Source(*SHARED, "code/runtime/array_api.py", namespace="xp"),
    words=Words(
        array="array",
        argument="array or float",
        types=(
            "Of the type to which those of the arrays among the arguments are promoted, which "
            "have to be floating-point; what is narrower than float32 is computed in float32."
        ),
        unseen="A library that traces or delays cannot look at them, and needs it to be False.",
        parameters=(
            (
                "xp : module, optional",
                "The array library; by default the one that the arguments tell of.",
            ),
        ),
    ),
    writer=TracedWriter,
)
