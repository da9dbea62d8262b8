"""The divergence is nonnegative, and zero only between equal densities."""

from symkl import (
    KL, AbstractDensity, Integral, algebra, definition, derivation, eq, exceeds_under_integral, g, ge, linearity, log,
    log_quotient, part, real, sqrt,
)

x = real("x")
p, q = AbstractDensity("p", x), AbstractDensity("q", x)

ratio = sqrt(q(x)/p(x))

nonnegativity = derivation(
    title="Nonnegativity of the divergence",
    intro="For any two positive densities, from $\\log t \\le t - 1$. "
    "The bound by the squared Hellinger distance gives the equality case: where the divergence "
    "is zero, $\\sqrt{p} = \\sqrt{q}$ almost everywhere.",
    source="Cover and Thomas, Elements of Information Theory, theorem 8.6.1; "
    "Pardo, Statistical Inference Based on Divergence Measures, chapter 1",
    parts=[
        part(
            "hellinger",
            title="The divergence is at least the squared Hellinger distance",
            claim=KL(p, q) >= Integral((sqrt(p(x)) - sqrt(q(x)))**2, x),
            chain=[
                KL(p, q),
                eq(Integral(p(x)*log(p(x)/q(x)), x),                      by=definition),
                eq(Integral(p(x)*(-2*log(ratio)), x),                     by=log_quotient),
                ge(Integral(p(x)*(2*(1 - ratio)), x), by=exceeds_under_integral(2*p(x)*g(ratio - 1)),
                   say="$\\log t \\le t - 1$ with $t = \\sqrt{q/p}$."),
                eq(Integral(2*p(x) - 2*(sqrt(p(x))*sqrt(q(x))), x),       by=algebra),
                eq(Integral(p(x) + q(x) - 2*(sqrt(p(x))*sqrt(q(x))), x),  by=linearity,
                   say="Both densities integrate to one."),
                eq(Integral((sqrt(p(x)) - sqrt(q(x)))**2, x),             by=algebra),
            ],
        ),
        part(
            "gibbs",
            title="The divergence is nonnegative",
            claim=KL(p, q) >= 0,
            chain=[
                KL(p, q),
                eq(Integral(p(x)*log(p(x)/q(x)), x),       by=definition),
                ge(Integral(p(x)*(1 - q(x)/p(x)), x),      by=exceeds_under_integral(p(x)*g(q(x)/p(x) - 1)),
                   say="$\\log t \\le t - 1$ with $t = q/p$."),
                eq(Integral(p(x), x) - Integral(q(x), x),  by=linearity),
                eq(0,                                      by=linearity),
            ],
        ),
        part(
            "equality",
            title="The divergence of a density from itself",
            claim=KL(p, p) == 0,
            chain=[
                KL(p, p),
                eq(Integral(p(x)*log(p(x)/p(x)), x),  by=definition),
                eq(Integral(0, x),                    by=log_quotient),
                eq(0,                                 by=linearity),
            ],
        ),
    ],
)
