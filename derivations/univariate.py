"""KL divergence between two univariate Gaussians, from the definition."""

from symkl import (
    KL, E, Integral, Normal, algebra, definition, derivation, eq, half, linearity, log, log_density, log_quotient,
    positive, real, second_moment,
)

x, mu_1, mu_2 = real("x mu_1 mu_2")
sigma_1, sigma_2 = positive("sigma_1 sigma_2")

p = Normal("p", x, mean=mu_1, variance=sigma_1**2)
q = Normal("q", x, mean=mu_2, variance=sigma_2**2)

univariate = derivation(
    title="KL divergence between two univariate Gaussians",
    source="Muñoz and Ramele, KL Divergence Between Gaussians (2026), section on the univariate case",
    claim=KL(p, q) == log(sigma_2/sigma_1) + (sigma_1**2 + (mu_1 - mu_2)**2)/(2*sigma_2**2) - half,
    chain=[
        KL(p, q),
        eq(Integral(p(x)*log(p(x)/q(x)), x),  by=definition),
        eq(E(p, log(p(x)/q(x))),              by=definition),
        eq(E(p, log(p(x)) - log(q(x))),       by=log_quotient),
        eq(E(p, log(sigma_2/sigma_1) - (x - mu_1)**2/(2*sigma_1**2) + (x - mu_2)**2/(2*sigma_2**2)), by=log_density,
           say="The factors $2\\pi$ of the two densities cancel."),
        eq(log(sigma_2/sigma_1) - E(p, (x - mu_1)**2)/(2*sigma_1**2) + E(p, (x - mu_2)**2)/(2*sigma_2**2),
           by=linearity,
           say="Only the quadratic terms still depend on $x$."),
        eq(log(sigma_2/sigma_1) - E(p, (x - mu_1)**2)/(2*sigma_1**2)
           + E(p, ((x - mu_1) + (mu_1 - mu_2))**2)/(2*sigma_2**2), by=algebra,
           say="The second deviation is measured from $\\mu_1$."),
        eq(log(sigma_2/sigma_1) - E(p, (x - mu_1)**2)/(2*sigma_1**2)
           + (E(p, (x - mu_1)**2) + 2*(mu_1 - mu_2)*E(p, x - mu_1) + (mu_1 - mu_2)**2)/(2*sigma_2**2),
           by=linearity),
        eq(log(sigma_2/sigma_1) - sigma_1**2/(2*sigma_1**2) + (sigma_1**2 + (mu_1 - mu_2)**2)/(2*sigma_2**2),
           by=second_moment,
           say="The cross term vanishes, since $x - \\mu_1$ has mean zero under $p$."),
        eq(log(sigma_2/sigma_1) + (sigma_1**2 + (mu_1 - mu_2)**2)/(2*sigma_2**2) - half, by=algebra),
    ],
)
