"""Derivations as PyTorch code: what is particular about this library.

The generated functions are differentiated by `torch.autograd` and `torch.func`, and traced by
`torch.compile`. See `symkl.code.traced_writer` for the layout and `symkl.code.runtime.torch`
for the helpers.
"""

from __future__ import annotations

from symkl.code.source import SHARED, Source
from symkl.code.statements import Dialect, texts
from symkl.code.target import Target, Words
from symkl.code.traced_writer import TracedWriter

DIALECT = Dialect(
    functions=texts("torch"),
    operations={
        "pi": "math.pi",
        "copy": "torch.clone({0.code})",
        "square": "torch.square({0.code})",
        "power": "torch.pow({0.code}, {1.code})",
        "where": "torch.where({0.code}, {1.code}, {2.code})",
        "like_0": "0.0",
        "like_1": "1.0",
        "sum": "torch.sum({0.code}, dim=-1)",
        "diagonal": "torch.diagonal({0.code}, dim1=-2, dim2=-1)",
        "transpose": "{0.atom}.mT",
        "strict_lower": "torch.tril({0.code}, diagonal=-1)",
        "identity": "torch.eye({0.code}, dtype={like}.dtype, device={like}.device)",
        "trace": "torch.sum(torch.diagonal({0.code}, dim1=-2, dim2=-1), dim=-1)",
        "sum_of_squares": "torch.sum(torch.square({0.code}), dim=(-2, -1))",
        "sum_of_products": "torch.sum({0.atom} * {1.atom}, dim=(-2, -1))",
        "dot_self": "torch.sum(torch.square({0.code}), dim=-1)",
        "dot": "torch.sum({0.atom} * {1.atom}, dim=-1)",
        "outer": "{0.atom}[..., :, None] * {1.atom}[..., None, :]",
        "matrix_vector": "torch.matmul({0.code}, {1.atom}[..., None])[..., 0]",
        "matrix_matrix": "torch.matmul({0.code}, {1.code})",
        "solve_lower": "_solve_lower({0.code}, {1.code})",
        "solve_upper": "_solve_upper({0.code}, {1.code})",
        "solve_cholesky": "_solve_cholesky({0.code}, {1.code})",
        "factor_change": "_factor_change({0.code}, {1.code}, {2.code}, {3.code})",
        "factor_change_from_identity": "_factor_change({0.code}, {1.code})",
    },
)

TARGET = Target(
    needs="The module needs PyTorch and nothing else.",
    imports="import torch",
    argument="torch.Tensor | float",
    array="torch.Tensor",
    dialect=DIALECT,
    lower="torch.tril({0})",
    source=Source(
        *SHARED, "code/runtime/torch.py", namespace="torch", words={", k=-1)": ", diagonal=-1)"}
    ),
    words=Words(
        array="Tensor",
        argument="Tensor or float",
        types=(
            "Of the type to which those of the tensors among the arguments are promoted, each of "
            "which counts, also one without axes; float16 and bfloat16 are computed in float32."
        ),
        unseen="They are not while `torch.compile` traces, nor under `torch.func.vmap`.",
        differentiation=(
            "First and second derivatives by automatic differentiation are accurate as the value "
            "is, and finite where the two distributions are equal: derivatives of the special "
            "functions are given by their formulas, and a branch that is not taken contributes "
            "nothing."
        ),
    ),
    writer=TracedWriter,
)
