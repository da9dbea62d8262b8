"""Derivations as PyTorch code: what is particular about this library.

The generated functions are differentiated by `torch.autograd` and `torch.func`, and traced by
`torch.compile`. See `symkl.code.framework_module` for the layout and `symkl.code.torch_runtime`
for the helpers.
"""

from __future__ import annotations

from collections.abc import Sequence

from symkl.code import framework_module
from symkl.code.framework_docs import Words
from symkl.code.framework_source import Source
from symkl.code.functions import Function
from symkl.code.statements import Target, texts

TARGET = Target(
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

FRAMEWORK = framework_module.Framework(
    title="PyTorch",
    needs="The module needs PyTorch and nothing else.",
    imports="import torch",
    argument="torch.Tensor | float",
    array="torch.Tensor",
    target=TARGET,
    lower="torch.tril({0})",
    namespace="torch",
    source=Source("torch_runtime.py", "torch", {", k=-1)": ", diagonal=-1)"}),
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
)


def text(functions: Sequence[Function], *, title: str, header: str) -> str:
    """A module of functions; see `symkl.code.framework_module.text`."""
    return framework_module.text(FRAMEWORK, functions, title=title, header=header)
