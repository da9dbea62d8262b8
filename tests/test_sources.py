"""What four published derivations print: each closed form is proved, each mistake refuted.

The formulas are those of the sources named in the derivations (Muñoz and Ramele 2026 and its
abstracts, Coste 2022, Shekhar 2019), written in this language. A formula counts as right when
the kernel proves it equal to ours, whatever its shape; a mistake has to be refuted by numbers.
"""

import pytest
from shipping import LIBRARY

from symkl import (
    KL,
    E,
    Integral,
    MultivariateNormal,
    Normal,
    Sum,
    by_component,
    covariance,
    cross_entropy,
    det,
    diag,
    dimension,
    entropy,
    exp,
    eye,
    half,
    index,
    inv,
    lemma,
    lemmas,
    log,
    pi,
    positive,
    positive_vector,
    rational,
    real,
    sqrt,
    tr,
    vector,
    zeros,
)
from symkl.kernel.derivation import Rule
from symkl.kernel.evidence import diagnose
from symkl.rules import algebra, definition, log_density, second_moment
from symkl.rules.base import RULES, verdict

k, i = dimension("k"), index("i")
x, mu_1, mu_2 = vector("x mu_1 mu_2", k)
Sigma_1, Sigma_2, Sigma = covariance("Sigma_1 Sigma_2 Sigma", k)
P = MultivariateNormal("p", x, mean=mu_1, covariance=Sigma_1)
Q = MultivariateNormal("q", x, mean=mu_2, covariance=Sigma_2)
mu = vector("mu", k)
ENCODER = MultivariateNormal("q", x, mean=mu, covariance=Sigma)
PRIOR = MultivariateNormal("p", x, mean=zeros(k), covariance=eye(k))

z, m = real("z m")
s = positive("s")
q = Normal("q", z, mean=m, variance=s**2)
p = Normal("p", z, mean=0, variance=1)

WORDS = Rule("words", "traces and determinants", RULES["determinant"].laws | RULES["trace"].laws)
GENERAL = lemma("general", mu_1=mu_1, mu_2=mu_2, Sigma_1=Sigma_1, Sigma_2=Sigma_2, also=WORDS)
VAE = lemma("vae_full", mu=mu, Sigma=Sigma, also=WORDS)
STANDARD = lemma("standard_prior", mu=m, sigma=s, also=RULES["log_quotient"])
MOMENTS = second_moment

d = mu_2 - mu_1
bracket = (x - mu_2).T @ inv(Sigma_2) @ (x - mu_2)

TRUE = {
    "000 closed form": (
        KL(P, Q),
        half
        * (
            tr(inv(Sigma_2) @ Sigma_1)
            + (mu_1 - mu_2).T @ inv(Sigma_2) @ (mu_1 - mu_2)
            - k
            + log(det(Sigma_2) / det(Sigma_1))
        ),
        GENERAL,
    ),
    "000 vae": (KL(ENCODER, PRIOR), half * (tr(Sigma) + mu.T @ mu - k - log(det(Sigma))), VAE),
    "001 definition": (
        KL(P, Q),
        Integral(P(x) * log(P(x)) - P(x) * log(Q(x)), x),
        Rule("", "", definition.laws | {"log_product"}),
    ),
    "001 relative entropies": (
        KL(q, p),
        cross_entropy(q, p) - entropy(q),
        lemmas(
            lemma("standard_prior", mu=m, sigma=s),
            lemma("normal_cross_entropy", mu_1=m, sigma_1=s, mu_2=0, sigma_2=1),
            lemma("normal_entropy", mu=m, sigma=s),
            also=RULES["log_quotient"],
        ),
    ),
    "001 density": (
        P(x),
        1
        / sqrt((2 * pi) ** k * det(Sigma_1))
        * exp(-((x - mu_1).T @ inv(Sigma_1) @ (x - mu_1)) / 2),
        RULES["density"],
    ),
    "001 closed form": (
        KL(P, Q),
        half * log(det(Sigma_2 @ inv(Sigma_1)))
        - half * k
        + half * tr(Sigma_1 @ inv(Sigma_2))
        + half * (d.T @ inv(Sigma_2) @ d),
        GENERAL,
    ),
    "001 log ratio": (
        log(P(x) / Q(x)),
        (log(det(Sigma_2)) - log(det(Sigma_1))) / 2
        - half * ((x - mu_1).T @ inv(Sigma_1) @ (x - mu_1))
        + half * bracket,
        log_density,
    ),
    "001 trace identity": (x.T @ Sigma @ x, tr(x @ x.T @ Sigma), RULES["trace"]),
    "001 first quadratic form": (
        E(P, (x - mu_1).T @ inv(Sigma_1) @ (x - mu_1)),
        k,
        MOMENTS,
    ),
    "001 second moment": (
        E(P, (x - mu_2) @ (x - mu_2).T),
        Sigma_1 + d @ d.T,
        MOMENTS,
    ),
    "001 second quadratic form, mended": (
        E(P, bracket),
        tr(inv(Sigma_2) @ Sigma_1) + d.T @ inv(Sigma_2) @ d,
        MOMENTS,
    ),
    "002 identity": (x - mu_2, (x - mu_1) + (mu_1 - mu_2), algebra),
    "002 cross term": (
        E(P, (x - mu_1).T @ inv(Sigma_2) @ (mu_1 - mu_2)),
        rational(0),
        MOMENTS,
    ),
    "002 third term": (
        half * E(P, (x - mu_1).T @ inv(Sigma_1) @ (x - mu_1)),
        half * k,
        MOMENTS,
    ),
    "003 log density": (
        log(q(z)),
        -half * log(2 * pi * s**2) - (z - m) ** 2 / (2 * s**2),
        log_density,
    ),
    "003 definition": (
        KL(q, p),
        -Integral(q(z) * log(p(z)), z) - (-Integral(q(z) * log(q(z)), z)),
        Rule("", "", definition.laws | {"log_product", "linear"}),
    ),
    "003 entropy": (
        -Integral(q(z) * log(q(z)), z),
        half * log(2 * pi) + half * log(s**2) + half,
        lemma("normal_entropy", mu=m, sigma=s, also=definition),
    ),
    "003 second moment": (Integral(z**2 * q(z), z), m**2 + s**2, "moments as integrals"),
    "003 cross-entropy": (
        cross_entropy(q, p),
        half * log(2 * pi) + half * (m**2 + s**2),
        lemma("normal_cross_entropy", mu_1=m, sigma_1=s, mu_2=0, sigma_2=1),
    ),
    "003 difference": (
        KL(q, p),
        half * log(2 * pi) + half * (m**2 + s**2) - half * log(2 * pi) - half * log(s**2) - half,
        STANDARD,
    ),
    "003 closed form": (KL(q, p), -half * (1 + log(s**2) + -(m**2) - s**2), STANDARD),
}

sd = positive_vector("s", k)
DIAGONAL = MultivariateNormal("q", x, mean=mu, covariance=diag(by_component(sd[i] ** 2, i, k)))

FALSE = {
    "000 logarithm without parentheses": (
        KL(P, Q),
        half
        * (
            tr(inv(Sigma_2) @ Sigma_1)
            + (mu_1 - mu_2).T @ inv(Sigma_2) @ (mu_1 - mu_2)
            - k
            + log(det(Sigma_2)) / det(Sigma_1)
        ),
        GENERAL,
    ),
    "001 second quadratic form, exponent and trace": (
        E(P, (x - mu_2).T @ (inv(Sigma_2) @ inv(Sigma_2)) @ (x - mu_2)),
        tr(inv(Sigma_1) @ Sigma_2) + d.T @ inv(Sigma_2) @ d,
        MOMENTS,
    ),
    "001 second quadratic form, exponent alone": (
        E(P, (x - mu_2).T @ (inv(Sigma_2) @ inv(Sigma_2)) @ (x - mu_2)),
        tr(inv(Sigma_2) @ Sigma_1) + d.T @ inv(Sigma_2) @ d,
        MOMENTS,
    ),
    "001 second quadratic form, trace alone": (
        E(P, bracket),
        tr(inv(Sigma_1) @ Sigma_2) + d.T @ inv(Sigma_2) @ d,
        MOMENTS,
    ),
    "002 twenty-one for one half": (
        KL(ENCODER, PRIOR),
        21 * (tr(Sigma) + mu.T @ mu - k - log(det(Sigma))),
        VAE,
    ),
    "003 -q log q for the cross-entropy": (
        -Integral(q(z) * log(q(z)), z),
        half * log(2 * pi) + half * (m**2 + s**2),
        lemma("normal_entropy", mu=m, sigma=s, also=definition),
    ),
    "003 integrand of the entropy in the cross-entropy": (
        Integral(q(z) * (half * log(2 * pi * s**2) + 1 / (2 * s**2) * (z - m) ** 2), z),
        half * log(2 * pi) * Integral(q(z), z) + half * Integral(z**2 * q(z), z),
        RULES["linearity"],
    ),
    "003 the sum that lost its index": (
        KL(DIAGONAL, PRIOR),
        -half * Sum(1 + log(sd[1] ** 2) - mu[1] ** 2 - sd[1] ** 2, i, k),
        lemma("vae_diagonal", mu=mu, sigma=sd),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_the_sources_print_is_proved(name):
    before, after, rule = TRUE[name]
    if rule == "moments as integrals":
        own = {"expectation_definition", "linear", "mass"}
        before_as_mean = E(q, z**2)
        found = verdict(before, before_as_mean, Rule("", "", frozenset(own)))
        assert found.verdict == "proved", found
        before, rule = before_as_mean, MOMENTS
    found = verdict(before, after, rule, lemmas=LIBRARY.theorem)
    assert found.verdict == "proved", found


@pytest.mark.parametrize("name", FALSE)
def test_the_mistakes_of_the_sources_are_refuted(name):
    before, after, rule = FALSE[name]
    found = verdict(before, after, rule, lemmas=LIBRARY.theorem)
    assert found.verdict == "unproved", found
    part = next(iter(LIBRARY.result("univariate").parts)).part
    told = diagnose(found, LIBRARY.theorem, part)
    assert told.verdict == "refuted"
    assert " = " in told.evidence.text


def test_an_integral_without_its_differential_cannot_be_written():
    with pytest.raises(TypeError):
        Integral(q(z) * log(q(z) / p(z)))
