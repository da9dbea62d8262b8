"""How the divergence moves with each parameter, term by term."""

from symkl import (
    D, KL, MultivariateNormal, Normal, covariance, derivation, derivative, det, dimension, eq, half, inv, lemma, log,
    matrix_derivative, part, positive, real, symmetric, tr, vector,
)

x, mu_1, mu_2 = real("x mu_1 mu_2")
sigma_1, sigma_2 = positive("sigma_1 sigma_2")

p = Normal("p", x, mean=mu_1, variance=sigma_1**2)
q = Normal("q", x, mean=mu_2, variance=sigma_2**2)

log_ratio = log(sigma_2/sigma_1)
spread = sigma_1**2/(2*sigma_2**2)
distance = (mu_1 - mu_2)**2/(2*sigma_2**2)
closed = log_ratio + (sigma_1**2 + (mu_1 - mu_2)**2)/(2*sigma_2**2) - half

k = dimension("k")
v, m_1, m_2, d = vector("v m_1 m_2 d", k)
Sigma_1, Sigma_2 = covariance("Sigma_1 Sigma_2", k)
H = symmetric("H", k)

P = MultivariateNormal("P", v, mean=m_1, covariance=Sigma_1)
Q = MultivariateNormal("Q", v, mean=m_2, covariance=Sigma_2)
delta = m_1 - m_2
P_1, P_2 = inv(Sigma_1), inv(Sigma_2)
closed_general = half*(tr(P_2 @ Sigma_1) + delta.T @ P_2 @ delta - k + log(det(Sigma_2)/det(Sigma_1)))

univariate = lemma("univariate", mu_1=mu_1, mu_2=mu_2, sigma_1=sigma_1, sigma_2=sigma_2)
general = lemma("general", mu_1=m_1, mu_2=m_2, Sigma_1=Sigma_1, Sigma_2=Sigma_2)


def of_term(name, term, letter, value, say):
    """The derivative of one term of the univariate divergence."""
    return part(
        name,
        claim=D(term, letter) == value,
        chain=[
            D(term, letter),
            eq(value,  by=derivative),
        ],
        say=say,
    )


def of_divergence(letter, value):
    """The derivative of the univariate divergence."""
    return part(
        str(letter),
        claim=D(KL(p, q), letter) == value,
        chain=[
            D(KL(p, q), letter),
            eq(D(closed, letter),  by=univariate),
            eq(value,              by=derivative),
        ],
    )


def of_general(letter, direction, value, by=derivative):
    """The differential of the general divergence."""
    return part(
        f"general_{letter}",
        claim=D(KL(P, Q), letter, direction) == value,
        chain=[
            D(KL(P, Q), letter, direction),
            eq(D(closed_general, letter, direction),  by=general),
            eq(value,                                 by=by),
        ],
    )


gradients = derivation(
    title="Gradients of the divergence",
    intro="What each term does to the parameters. For matrices the differential in the direction "
    "$H$ is given; the gradient is the matrix $G$ in $\\mathrm{tr}(G H)$.",
    source="Magnus and Neudecker, Matrix Differential Calculus, chapter 8; "
    "Petersen and Pedersen, The Matrix Cookbook, chapter 2",
    parts=[
        of_term("log_ratio_sigma_1", log_ratio, sigma_1, -1/sigma_1,
                "The logarithm pushes $\\sigma_1$ up, the harder the smaller it is."),
        of_term("spread_sigma_1", spread, sigma_1, sigma_1/sigma_2**2,
                "The spread pulls $\\sigma_1$ back; the two balance at $\\sigma_1 = \\sigma_2$."),
        of_term("distance_mu_1", distance, mu_1, (mu_1 - mu_2)/sigma_2**2,
                "The distance pulls $\\mu_1$ towards $\\mu_2$, in units of $\\sigma_2$."),
        of_divergence(mu_1, (mu_1 - mu_2)/sigma_2**2),
        of_divergence(mu_2, (mu_2 - mu_1)/sigma_2**2),
        of_divergence(sigma_1, sigma_1/sigma_2**2 - 1/sigma_1),
        of_divergence(sigma_2, 1/sigma_2 - (sigma_1**2 + (mu_1 - mu_2)**2)/sigma_2**3),
        of_general(m_1, d, delta.T @ P_2 @ d),
        of_general(m_2, d, -(delta.T @ P_2 @ d)),
        of_general(Sigma_1, H, half*tr((P_2 - P_1) @ H), by=matrix_derivative),
        of_general(Sigma_2, H, half*tr((P_2 - P_2 @ (Sigma_1 + delta @ delta.T) @ P_2) @ H), by=matrix_derivative),
    ],
)
