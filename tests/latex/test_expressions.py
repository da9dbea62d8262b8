"""Expressions in LaTeX: each line is what a reader of the sources would expect to see."""

import pytest

from symkl.errors import UnsupportedExpression
from symkl.families import MultivariateNormal, Normal
from symkl.lang import nodes as n
from symkl.lang.family import density_of
from symkl.lang.vocabulary import (
    KL,
    D,
    E,
    Integral,
    Product,
    Sum,
    by_component,
    cos,
    covariance,
    cross_entropy,
    delta,
    det,
    diag,
    dimension,
    entropy,
    exp,
    eye,
    g,
    h,
    half,
    index,
    inv,
    log,
    log1p,
    oo,
    pi,
    piecewise,
    positive,
    positive_vector,
    rational,
    real,
    scale_tril,
    sin,
    sqrt,
    symmetric,
    tr,
    vector,
    zeros,
)
from symkl.latex.documents import latex
from symkl.latex.names import name, prose

x, y, z, mu, mu_1, mu_2, theta = real("x y z mu mu_1 mu_2 theta")
r, sigma, sigma_1, sigma_2 = positive("r sigma sigma_1 sigma_2")
p = Normal("p", x, mean=mu_1, variance=sigma_1**2)
q = Normal("q", x, mean=mu_2, variance=sigma_2**2)
k, i, j = dimension("k"), *index("i j")
u, m_1, m_2 = vector("x mu_1 mu_2", k)
s = positive_vector("sigma_1", k)
S_1, S_2, H, L = *covariance("Sigma_1 Sigma_2", k), symmetric("H", k), scale_tril("L", k)
P = MultivariateNormal("p", u, mean=m_1, covariance=S_1)

SCALARS = [
    (x - mu_1, r"x - \mu_1"),
    ((x - mu_1) + (mu_1 - mu_2), r"(x - \mu_1) + (\mu_1 - \mu_2)"),
    (x - (mu_1 - mu_2), r"x - (\mu_1 - \mu_2)"),
    (x - (-y), r"x - (-y)"),
    (x + (-half * y), r"x + \biggl(-\frac{1}{2}y\biggr)"),
    (-(x + y), "-(x + y)"),
    (-1 * x, "-x"),
    (x * -1, r"x\,(-1)"),
    (-(x**2), "-x^2"),
    ((-x) ** 2, "(-x)^2"),
    (-(x**2) / 2, r"-\frac{x^2}{2}"),
    (2 * pi * sigma**2, r"2\pi\sigma^2"),
    (2 * rational(1, 3), r"2 \cdot \frac{1}{3}"),
    (x * 2, r"x \cdot 2"),
    (r * (x + y), r"r\,(x + y)"),
    (1 / sqrt(2 * pi * sigma**2), r"\frac{1}{\sqrt{2\pi\sigma^2}}"),
    (half * (1 / sigma**2) * x, r"\frac{1}{2} \cdot \frac{1}{\sigma^2}x"),
    (half * (x - y) ** 2 / sigma**2, r"\frac{1}{2} \cdot \frac{(x - y)^2}{\sigma^2}"),
    ((x / sigma) / sigma, r"\frac{x/\sigma}{\sigma}"),
    (x / sigma * (y / sigma), r"\frac{x}{\sigma}\,\frac{y}{\sigma}"),
    ((x / sigma) ** 2, r"\Bigl(\frac{x}{\sigma}\Bigr)^2"),
    ((2 * pi) ** (k / 2), r"(2\pi)^{k/2}"),
    (x**half, "x^{1/2}"),
]
FUNCTIONS = [
    (log(sigma_2 / sigma_1), r"\log\frac{\sigma_2}{\sigma_1}"),
    (log(2 * pi * sigma**2), r"\log(2\pi\sigma^2)"),
    (log(sigma**2), r"\log\sigma^2"),
    (log(sigma) ** 2, r"(\log\sigma)^2"),
    (log((1 + x) ** 2), r"\log\bigl((1 + x)^2\bigr)"),
    (log(log(sigma)), r"\log(\log\sigma)"),
    (log(sigma) * y, r"(\log\sigma)\,y"),
    (y * log(sigma), r"y\log\sigma"),
    (log(2), r"\log 2"),
    (exp(-(r**2) / 2), "e^{-r^2/2}"),
    (exp(-((x - mu) ** 2) / (2 * sigma**2)), r"\exp\biggl(-\frac{(x - \mu)^2}{2\sigma^2}\biggr)"),
    (exp(-half * x**2), r"\exp\biggl(-\frac{1}{2}x^2\biggr)"),
    (cos(theta) ** 2 + sin(theta) ** 2, r"\cos^2\theta + \sin^2\theta"),
    (r * cos(theta), r"r\cos\theta"),
    (g(x * (2 + x)), r"g\bigl(x\,(2 + x)\bigr)"),
    (h(x - y), "h(x - y)"),
    (log1p(x), r"\operatorname{log1p}(x)"),
    (n.Apply("abs", -x), r"\lvert-x\rvert"),
    (
        piecewise(x, y, -x, x / y),
        r"\begin{cases} \displaystyle-x & \text{if } x < y, \\[2ex] "
        r"\displaystyle\frac{x}{y} & \text{otherwise} \end{cases}",
    ),
]
MATRICES = [
    ((u - m_1).T @ inv(S_1) @ (u - m_1), r"(x - \mu_1)^\top\Sigma_1^{-1}(x - \mu_1)"),
    (log(det(S_2) / det(S_1)), r"\log\frac{|\Sigma_2|}{|\Sigma_1|}"),
    (half * log(det(S_1)), r"\frac{1}{2}\log|\Sigma_1|"),
    (tr(inv(S_2) @ S_1), r"\operatorname{tr}(\Sigma_2^{-1}\Sigma_1)"),
    (
        tr((u - m_1) @ (u - m_1).T @ inv(S_1)),
        r"\operatorname{tr}\bigl((x - \mu_1)(x - \mu_1)^\top\Sigma_1^{-1}\bigr)",
    ),
    (S_1 @ (H @ S_2), r"\Sigma_1(H\Sigma_2)"),
    (inv(S_1 + H), r"(\Sigma_1 + H)^{-1}"),
    (inv(L).T, r"L^{-\top}"),
    (inv(L.T), r"(L^\top)^{-1}"),
    (u * (m_1.T @ m_2), r"x\,(\mu_1^\top\mu_2)"),
    ((m_1.T @ m_1) * x, r"(\mu_1^\top\mu_1)x"),
    (eye(k) + H, "I_k + H"),
    (L @ zeros(k), r"L\,0"),
    (m_1[i], r"\mu_{1,i}"),
    (s[i] ** 2, r"\sigma_{1,i}^2"),
    (u[i], "x_i"),
    (S_1[i, j], r"\Sigma_{1,ij}"),
    (inv(S_1)[i, j], r"(\Sigma_1^{-1})_{ij}"),
    (delta(i, j), r"\delta_{ij}"),
    (diag(by_component(s[i] ** 2, i, k)), r"\operatorname{diag}(\sigma_{1,i}^2)_{i=1}^k"),
    (diag(s), r"\operatorname{diag}(\sigma_1)"),
    (n.StrictLower(L), r"\operatorname{low}(L)"),
]
BINDERS = [
    (KL(p, q), r"\operatorname{KL}(p \,\|\, q)"),
    (cross_entropy(p, q) - entropy(p), "H(p, q) - H(p)"),
    (Integral(p(x) * log(p(x) / q(x)), x), r"\int_{-\infty}^\infty p(x)\log\frac{p(x)}{q(x)}\,dx"),
    (Integral(P(u), u), r"\int_{\mathbb{R}^{k}} p(x)\,dx"),
    (Integral(r, theta, 0, 2 * pi), r"\int_0^{2\pi} r\,d\theta"),
    (Integral(x + y, x, -oo, 1), r"\int_{-\infty}^1 (x + y)\,dx"),
    (E(p, (x - mu_1) ** 2), r"\mathbb{E}_p[(x - \mu_1)^2]"),
    (E(p, z, z), r"\mathbb{E}_{z\sim p}[z]"),
    (E(p, x) / (2 * sigma**2), r"\frac{\mathbb{E}_p[x]}{2\sigma^2}"),
    (Sum(u[i] ** 2, i, k), r"\sum_{i=1}^k x_i^2"),
    (Sum(1 - u[i], i, k) / 2, r"\frac{1}{2}\sum_{i=1}^k (1 - x_i)"),
    (Product(p(u[i]), i, k), r"\prod_{i=1}^k p(x_i)"),
    (log(Product(p(u[i]), i, k)), r"\log\prod_{i=1}^k p(x_i)"),
    (D(log(sigma), sigma), r"\frac{\partial}{\partial\sigma}\log\sigma"),
    (D(log(sigma) + x, sigma), r"\frac{\partial}{\partial\sigma}(\log\sigma + x)"),
    (D(log(det(S_1)), S_1, H), r"\mathrm{D}_{\Sigma_1}[\log|\Sigma_1|](H)"),
    (
        density_of(p, x),
        r"\frac{1}{\sqrt{2\pi\sigma_1^2}}\exp\biggl(-\frac{(x - \mu_1)^2}{2\sigma_1^2}\biggr)",
    ),
]


@pytest.mark.parametrize(("tree", "expected"), SCALARS + FUNCTIONS + MATRICES + BINDERS, ids=str)
def test_as_written(tree, expected):
    assert latex(tree) == expected


def test_relations():
    assert latex(x == mu_1) == r"x = \mu_1"
    assert latex(x <= 1) == r"x \le 1"
    assert latex(x >= 0) == r"x \ge 0"


def test_a_wide_numerator_leaves_the_fraction():
    numerator = sum((E(p, (x - m) ** 2) for m in (mu, mu_1, mu_2)), x)
    assert latex(numerator / sigma**2).startswith(r"\frac{1}{\sigma^2}\bigl(x + \mathbb{E}_p")


def test_every_kind_of_node_is_known():
    from symkl.latex.printing import _WRITERS

    kinds = {c for c in vars(n).values() if isinstance(c, type) and issubclass(c, n.Node)}
    assert kinds - set(_WRITERS) <= {n.Node, n.Expr}


def test_a_kind_that_is_not_known():
    class Novel(n.Expr):
        __slots__ = ()

    with pytest.raises(UnsupportedExpression, match="Novel"):
        latex(Novel())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("mu_1", r"\mu_1"),
        ("sigma", r"\sigma"),
        ("x0", "x_0"),
        ("Sigma_12", r"\Sigma_{12}"),
        ("epsilon", r"\varepsilon"),
        ("logvar", r"\ell"),
        ("x_new", r"x_{\mathrm{new}}"),
        ("q_prime", "q'"),
        ("ell_1", r"\ell_1"),
    ],
)
def test_names(written, expected):
    assert name(written) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Only $x_1$ of x_1", r"Only $x_1$ of x\_1"),
        ("50 % & more # than {a}", r"50 \% \& more \# than \{a\}"),
        ("a\\b ~ c^d", r"a\textbackslash{}b \textasciitilde{} c\textasciicircum{}d"),
        ("x−μ₂ and Σ₂⁻¹", r"x$-\mu_2$ and $\Sigma_2^{-1}$"),
        ('a "quoted" word – it’s', "a ``quoted'' word -- it's"),
        ("costs 5 $", r"costs 5 \$"),
        ("Muñoz", "Muñoz"),
        ("", ""),
    ],
)
def test_prose(text, expected):
    assert prose(text) == expected
