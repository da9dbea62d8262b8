"""The laws that a normal form may use, and the axioms on which everything rests.

A law is a definition, an axiom, or a theorem proved by a derivation that is named here. The
arithmetic of fractions and roots of nonnegative numbers, and of sums, products, transposes and
inverses of matrices, is in force in every step; all else only where a rule asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Law:
    """An equation schema that a normal form may use."""

    name: str
    kind: str  # definition, axiom, theorem
    statement: str
    theorem: str = ""


def _table(*laws: Law) -> dict[str, Law]:
    return {law.name: law for law in laws}


LAWS = _table(
    Law("arithmetic", "axiom", "fields, roots of nonnegative numbers, rings of matrices"),
    Law("kl_definition", "definition", "KL(p, q) = ∫ p(x) log(p(x)/q(x)) dx"),
    Law("cross_entropy_definition", "definition", "H(p, q) = −∫ p(x) log q(x) dx"),
    Law("entropy_definition", "definition", "h(p) = −∫ p(x) log p(x) dx"),
    Law("expectation_definition", "definition", "E_p f(x) = ∫ p(x) f(x) dx"),
    Law("density_definition", "definition", "the density of a family, as the family states it"),
    Law("product_density", "definition", "independent components: the density is the product"),
    Law("g_definition", "definition", "g(x) = x − log(1 + x)"),
    Law("h_definition", "definition", "h(v) = exp(v) − 1 − v"),
    Law("log1p_definition", "definition", "log1p(x) = log(1 + x), expm1(x) = exp(x) − 1"),
    Law("log_product", "axiom", "log(ab) = log a + log b and log aʳ = r log a for a, b > 0"),
    Law("log_exp", "axiom", "log exp u = u, exp log a = a"),
    Law("exp_sum", "axiom", "exp(u + v) = exp u exp v, exp(ru) = (exp u)ʳ, exp 0 = 1"),
    Law("pythagoras", "axiom", "cos² + sin² = 1"),
    Law("trigonometric_values", "axiom", "cos 0 = 1, sin 0 = 0"),
    Law("linear", "axiom", "integrals and expectations of integrable terms are linear"),
    Law("monotone", "axiom", "an integral or expectation of something nonnegative is nonnegative"),
    Law("mass", "definition", "a density integrates to one"),
    Law("sum_linear", "axiom", "index sums are linear; a constant sums to k times itself"),
    Law("product_of_powers", "axiom", "index products: Πab = Πa Πb, Πc = cᵏ, Π exp u = exp Σu"),
    Law("log_of_product", "axiom", "log Πa = Σ log a for a > 0"),
    Law("sum_of_one", "definition", "a sum or product from 1 to 1 is its term"),
    Law("components", "definition", "the components of sums, products, transposes of matrices"),
    Law("diagonal", "axiom", "products, inverse, trace, determinant of diagonal matrices"),
    Law(
        "triangular",
        "axiom",
        "lower triangular matrices: products and inverses are too, with diagonals multiplied; "
        "|L| = Π L_ii; tr A = Σ A_ii; AAᵀ has on its diagonal A_ii² and the squared row of the "
        "strictly lower part N, so that ‖A‖² = Σ A_ii² + ‖N‖²",
    ),
    Law("trace", "axiom", "the trace is linear and cyclic, tr I = k"),
    Law("trace_expectation", "axiom", "E tr(A X) = tr(A E X) for constant A"),
    Law("determinant", "axiom", "|AB| = |A||B|, |A⁻¹| = 1/|A|, |Aᵀ| = |A|, |cA| = cᵏ|A|"),
    Law("marginal", "axiom", "independent components: E f(x_i) is taken under the law of x_i"),
    Law(
        "independence",
        "axiom",
        "E f(x_i)g(x_j) = (1 − δ_ij) E f(x_i) E g(x_j) + δ_ij E f(x_i)g(x_i) (Fubini)",
    ),
    Law("derivative", "axiom", "the rules of differentiation, scalar and matrix"),
    Law("g_nonnegative", "theorem", "g(x) ≥ 0 for x > −1", "log_bound"),
    Law("h_nonnegative", "theorem", "h(v) ≥ 0", "exp_bound"),
)

AXIOM_SCHEMAS = {
    "fundamental theorem": "∫ F′ = F(b) − F(a) for F differentiable on the whole range",
    "growth": "u^n exp(−c u^m) → 0 as u → ∞ for c, m > 0",
    "change of variables": "∫ f(x) dx = ∫ f(a + b t) b dt for b > 0; with |det L| in R^k",
    "polar coordinates": "∫∫ f(x, y) dx dy = ∫∫ f(r cos θ, r sin θ) r dr dθ for f ≥ 0",
    "Cholesky factor": "a symmetric positive definite Σ is L Lᵀ, L triangular, diagonal > 0",
    "extensionality": "matrices with the same entries are equal",
}
