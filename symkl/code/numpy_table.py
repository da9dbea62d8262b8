"""What the operations of the language are called in NumPy.

Functions that begin with an underscore are helpers; `symkl.code.numpy_source` knows their text.
"""

from __future__ import annotations

from symkl.code.statements import Target, texts

NUMPY = Target(
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
