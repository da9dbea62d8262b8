"""The exponential lies above its tangent at 0: h(v) = exp(v) - 1 - v is nonnegative."""

from symkl import (
    Integral, antiderivative, derivation, eq, exp, exp_rules, ge, h, nonnegative, real, special_functions,
    unit_interval,
)

v = real("v")
u = unit_interval("u")

exp_bound = derivation(
    title="The exponential lies above its tangent",
    intro="Taylor's formula with the remainder as an integral.",
    source="Rudin, Principles of Mathematical Analysis, theorem 5.15",
    claim=h(v) >= 0,
    chain=[
        h(v),
        eq(exp(v) - 1 - v,                            by=special_functions),
        eq(v*(1 - 1)*exp(v*1) + exp(v*1) - (v*(1 - 0)*exp(v*0) + exp(v*0)), by=exp_rules),
        eq(Integral((1 - u)*v**2*exp(v*u), u, 0, 1),  by=antiderivative(v*(1 - u)*exp(v*u) + exp(v*u), u)),
        ge(0,                                         by=nonnegative),
    ],
)
