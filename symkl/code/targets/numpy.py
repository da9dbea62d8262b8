"""Derivations as NumPy code: what is particular about this library.

The generated functions go through a batch in blocks that stay in the cache, and take another way
for few numbers. See `symkl.code.block_writer` for the layout and `symkl.code.runtime.numpy` for the
helpers.
"""

from __future__ import annotations

from symkl.code import notes
from symkl.code.block_writer import BlockWriter
from symkl.code.source import Source
from symkl.code.statements import Dialect, texts
from symkl.code.target import Target, Words

DIALECT = Dialect(
    functions=texts("numpy"),
    operations={
        "pi": "np.pi",
        "copy": "np.positive({0.code})",
        "square": "np.square({0.code})",
        "power": "np.power({0.code}, {1.code})",
        "sum": "np.sum({0.code}, axis=-1)",
        "diagonal": "np.diagonal({0.code}, axis1=-2, axis2=-1)",
        "transpose": "np.swapaxes({0.code}, -1, -2)",
        "strict_lower": "np.tril({0.code}, -1)",
        # Zeros and ones are exact, and beside float64 they become float64.
        "identity": "np.eye({0.code}, dtype=np.float32)",
        "trace": "np.trace({0.code}, axis1=-2, axis2=-1)",
        "sum_of_squares": "_sum_of_squares({0.code})",
        "sum_below": "_sum_below({0.code})",
        "sum_of_products": "np.sum({0.atom} * {1.atom}, axis=(-2, -1))",
        "dot_self": "np.sum(np.square({0.code}), axis=-1)",
        "dot": "np.sum({0.atom} * {1.atom}, axis=-1)",
        "outer": "np.matmul({0.atom}[..., :, None], {1.atom}[..., None, :])",
        "matrix_vector": "np.matmul({0.code}, {1.atom}[..., None])[..., 0]",
        "matrix_matrix": "np.matmul({0.code}, {1.code})",
        "solve_lower": "_solve_lower({0.code}, {1.code})",
        "solve_lower_of_lower": "_solve_lower({0.code}, {1.code}, lower=True)",
        "congruent": "_congruent({0.code}, {1.code}, {2.code})",
        "solve_refined": "_solve_refined",
        "solve_upper": "_solve_upper({0.code}, {1.code})",
        "factor_change": "_factor_change({0.code}, {1.code}, {2.code}, {3.code})",
        "factor_change_from_identity": "_factor_change({0.code}, {1.code})",
        "solve_cholesky": "_solve_cholesky({0.code}, {1.code})",
    },
)

TARGET = Target(
    needs="The module needs NumPy and nothing else.",
    imports=(
        "import numpy as np\n"
        "from numpy.typing import ArrayLike, NDArray\n\n"
        "Floats: TypeAlias = np.floating | NDArray[np.floating]"
    ),
    argument="ArrayLike",
    array="Floats",
    dialect=DIALECT,
    lower="np.tril({0})",
    source=Source(
        "code/runtime/numpy.py",
        "code/runtime/numpy_linear.py",
        "code/runtime/numpy_refined.py",
        "numerics/kernels.py",
        "numerics/single_numbers.py",
        namespace="np",
    ),
    words=Words(
        array="scalar or ndarray",
        argument="array_like",
        types=(
            "float32 where every array among the arguments is float32 or float16, else float64."
        ),
        holds={
            "positive_definite": "Symmetric positive definite matrices. Symmetry is asked for up "
            "to rounding, and the lower triangle is read.",
            "lower_triangular": "Lower triangular matrices with a positive diagonal: Cholesky "
            "factors of the covariances.",
        },
        accuracy="The error of a term is relative to the sum of its components' magnitudes.",
        by_formulas="",
        alternative=", or ",
        notes=notes.of_blocks,
    ),
    writer=BlockWriter,
)
