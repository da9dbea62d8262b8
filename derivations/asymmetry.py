"""The divergence is not symmetric: one exact witness."""

from symkl import (
    KL, Normal, algebra, derivation, eq, exceeds_by, g, half, le, lemma, lemmas, log, log_quotient, rational, real,
)

x = real("x")
p = Normal("p", x, mean=0, variance=1)
q = Normal("q", x, mean=0, variance=4)

asymmetry = derivation(
    title="The divergence is not symmetric",
    intro="Between $N(0, 1)$ and $N(0, 4)$ the two directions differ by $2\\log 2 - 15/8$, "
    "which is negative.",
    source="Cover and Thomas, Elements of Information Theory, section 2.3",
    claim=KL(p, q) - KL(q, p) <= -rational(41, 216),
    chain=[
        KL(p, q) - KL(q, p),
        eq((log(rational(2)) + rational(1)/8 - half) - (log(half) + rational(4)/2 - half),
           by=lemmas(lemma("univariate", mu_1=0, sigma_1=1, mu_2=0, sigma_2=2),
                     lemma("univariate", mu_1=0, sigma_1=2, mu_2=0, sigma_2=1))),
        eq(log(rational(32, 27)) + 3*log(rational(3, 2)) - rational(15, 8), by=log_quotient),
        le(rational(5, 27) + 3*half - rational(15, 8),  by=exceeds_by(g(rational(5, 27)) + 3*g(half)),
           say="$\\log t \\le t - 1$ with $t = 32/27$ and with $t = 3/2$."),
        eq(-rational(41, 216),                          by=algebra),
    ],
)
