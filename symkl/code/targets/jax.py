"""Derivations as JAX code: what is particular about this library.

The generated functions are pure, and go through `jax.jit`, `jax.vmap`, `jax.grad` and their
compositions. See `symkl.code.traced_writer` for the layout and `symkl.code.runtime.jax` for the
helpers.
"""

from __future__ import annotations

from symkl.code.source import SHARED, Source
from symkl.code.statements import Dialect, texts
from symkl.code.target import Target, Words
from symkl.code.traced_writer import TracedWriter

DIALECT = Dialect(
    functions=texts("jax"),
    operations={
        "pi": "math.pi",
        "copy": "jnp.copy({0.code})",
        "square": "jnp.square({0.code})",
        "power": "jnp.power({0.code}, {1.code})",
        "where": "jnp.where({0.code}, {1.code}, {2.code})",
        "like_0": "0.0",
        "like_1": "1.0",
        "sum": "jnp.sum({0.code}, axis=-1)",
        "diagonal": "jnp.diagonal({0.code}, axis1=-2, axis2=-1)",
        "transpose": "{0.atom}.mT",
        "strict_lower": "jnp.tril({0.code}, k=-1)",
        "identity": "jnp.eye({0.code}, dtype={like}.dtype)",
        "trace": "jnp.trace({0.code}, axis1=-2, axis2=-1)",
        "sum_of_squares": "jnp.sum(jnp.square({0.code}), axis=(-2, -1))",
        "sum_of_products": "jnp.sum({0.atom} * {1.atom}, axis=(-2, -1))",
        "dot_self": "jnp.sum(jnp.square({0.code}), axis=-1)",
        "dot": "jnp.sum({0.atom} * {1.atom}, axis=-1)",
        "outer": "{0.atom}[..., :, None] * {1.atom}[..., None, :]",
        # Without a precision of its own, an accelerator would multiply in fewer bits.
        "matrix_vector": 'jnp.matmul({0.code}, {1.atom}[..., None], precision="highest")[..., 0]',
        "matrix_matrix": 'jnp.matmul({0.code}, {1.code}, precision="highest")',
        "solve_lower": "_solve_lower({0.code}, {1.code})",
        "solve_upper": "_solve_upper({0.code}, {1.code})",
        "solve_cholesky": "_solve_cholesky({0.code}, {1.code})",
        "factor_change": "_factor_change({0.code}, {1.code}, {2.code}, {3.code})",
        "factor_change_from_identity": "_factor_change({0.code}, {1.code})",
    },
)

TARGET = Target(
    needs="The module needs JAX and nothing else.",
    imports="import jax\nimport jax.numpy as jnp\nfrom jax.typing import ArrayLike",
    argument="ArrayLike",
    array="jax.Array",
    dialect=DIALECT,
    lower="jnp.tril({0})",
    source=Source(*SHARED, "code/runtime/jax.py", namespace="jnp"),
    words=Words(
        array="jax.Array",
        argument="array_like",
        types=(
            "Of the type that JAX's rules of promotion give, which is float64 only where "
            "jax_enable_x64 is set; float16 and bfloat16 are computed in float32."
        ),
        unseen="They are not where JAX traces: under `jax.jit`, `jax.grad`, `jax.vmap`.",
        differentiation=(
            "First and second derivatives by automatic differentiation are accurate as the value "
            "is, and finite where the two distributions are equal: derivatives of the special "
            "functions are given by their formulas, and a branch that is not taken contributes "
            "nothing."
        ),
    ),
    writer=TracedWriter,
)
