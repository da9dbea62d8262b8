"""In one dimension the diagonal formula is the univariate one."""

from symkl import (
    KL, Normal, Sum, by_component, derivation, eq, half, independent, index, lemma, log, positive, real, single_term,
    vector,
)

i = index("i")
t, m_1, m_2 = real("t m_1 m_2")
s_1, s_2 = positive("s_1 s_2")
x = vector("x", 1)

p = Normal("p", t, mean=m_1, variance=s_1**2)
q = Normal("q", t, mean=m_2, variance=s_2**2)
P = independent("P", x, p, i)
Q = independent("Q", x, q, i)

closed = log(s_2/s_1) + (s_1**2 + (m_1 - m_2)**2)/(2*s_2**2) - half

diagonal_to_univariate = derivation(
    title="From the diagonal to the univariate formula",
    intro="A vector with one component.",
    claim=KL(P, Q) == KL(p, q),
    chain=[
        KL(P, Q),
        eq(Sum(closed, i, 1),
           by=lemma("diagonal", k=1,
                    mu_1=by_component(m_1, i, 1), sigma_1=by_component(s_1, i, 1),
                    mu_2=by_component(m_2, i, 1), sigma_2=by_component(s_2, i, 1))),
        eq(closed,    by=single_term),
        eq(KL(p, q),  by=lemma("univariate", mu_1=m_1, mu_2=m_2, sigma_1=s_1, sigma_2=s_2)),
    ],
)
