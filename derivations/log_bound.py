"""The logarithm lies below its tangent at 1: log t <= t - 1, that is g(t - 1) >= 0."""

from symkl import derivation, eq, exp, g, ge, h, log, log_rules, nonnegative, positive, special_functions

t = positive("t")

log_bound = derivation(
    title="The logarithm lies below its tangent",
    intro="With $t = e^v$ this is the bound on the exponential.",
    source="Hardy, Littlewood and Pólya, Inequalities, theorem 150",
    claim=g(t - 1) >= 0,
    chain=[
        g(t - 1),
        eq(t - 1 - log(t),            by=special_functions),
        eq(exp(log(t)) - 1 - log(t),  by=log_rules),
        eq(h(log(t)),                 by=special_functions),
        ge(0,                         by=nonnegative),
    ],
)
