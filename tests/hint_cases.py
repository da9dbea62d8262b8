"""Files in which a hint is given, and the same after it was followed."""

from __future__ import annotations

LETTERS = """
import math
from symkl import *
x, y, t, mu = real("x y t mu")
a, b = positive("a b")
k, i, j = dimension("k"), *index("i j")
v, w = vector("v w", k)
A, B, G, S, L = *matrix("A B", k, k), invertible("G", k), covariance("S", k), scale_tril("L", k)
p, q = AbstractDensity("p", x), AbstractDensity("q", x)
bell = Normal("n", x, mean=mu, variance=a)
"""


def step(before: str, after: str, by: str = "algebra", name: str = "made", **more: str) -> str:
    """A derivation of one step."""
    rest = "".join(f", {key}={value}" for key, value in more.items())
    return (
        f'{name} = derivation(title="", claim={before} == {after}, '
        f"chain=[{before}, eq({after}, by={by})]{rest})\n"
    )


SUM = "Sum(v[i]*w, i, k)"
OPEN = "Integral(p(x)*t, x)"
CLOSED = step(OPEN, "t", "linearity", name="closed")
CHOLESKY = step("tr(S)", "tr(L @ L.T)", "cholesky(S, L)", name="made")
PIECE = (
    'made = derivation(title="", claim=tr(S) + x == x + tr(S), chain=[tr(S) + x, '
    "eq(tr(L @ L.T) + x, by=cholesky(S, L)), eq(x + tr(S), by=cholesky(S, L))]{})\n"
)
EXP = (
    'n = nonnegative_real("n"); r = {}("r")\n'
    'Exp = Family("Exp", n, (r,), {}); law = Exp("e", n, {})\n'
)
LONG = "sum(real(' '.join(f'z_{n}' for n in range(9000))))"
HALVES = (
    "def total(z):\n"
    "    return z[0] if len(z) == 1 else total(z[:len(z)//2]) + total(z[len(z)//2:])\n"
)
WIDE = "Sum(v[i], i, k)"
TWO = 'one = Normal("n", x, mean=mu, variance=a)\n'
MASS = """
s, r = positive("s"), nonzero("r")
F = Family("F", x, (r,), exp(-x**2/(2*r**2))/sqrt(2*pi*r**2), theorems={{"mass": "mass"}})
N, c, d = Normal("N", x, mean=0, variance={0}**2), F("c", x, {0}), F("d", x, -1)
mass = derivation(title="", claim=Integral(c(x), x) == 1, chain=[
    Integral(c(x), x),
    eq(Integral(exp(-x**2/(2*{0}**2))/sqrt(2*pi*{0}**2), x), by=density),
    eq(Integral(N(x), x), by=density),
    eq(1, by=linearity)])
""" + step("Integral(d(x), x)", "1", "linearity")
MANY = "real(' '.join(f'{0}_{{n}}' for n in range(500)))"
VECTORS = 'm = dimension("m"); u = vector("u", m)\n' + step("v.T @ v", "v.T @ v + 0", name="norm")

# complaint, hint, the file before, the file after
CASES = {
    "nonzero": (
        "u is not known to be nonzero",
        'declare u = nonzero("u")',
        'u = real("u")\n' + step("u/u", "1"),
        'u = real("u")\nu = nonzero("u")\n' + step("u/u", "1"),
    ),
    "nonzero, of a sum": (
        "s + u is not known to be nonzero",
        'declare s = positive("s"); u = positive("u")',
        's, u = real("s u")\n' + step("(s + u)/(s + u)", "1"),
        's = positive("s"); u = positive("u")\n' + step("(s + u)/(s + u)", "1"),
    ),
    "positive": (
        "log(u) needs u > 0",
        'declare u = positive("u")',
        'u = real("u")\n' + step("log(u) + log(u)", "2*log(u)", "log_rules"),
        'u = positive("u")\n' + step("log(u) + log(u)", "2*log(u)", "log_rules"),
    ),
    "positive, by components": (
        "log(u[i]) needs u[i] > 0",
        'declare u = positive_vector("u", k)',
        'u = vector("u", k)\n' + step("log(u[i]) + log(u[i])", "2*log(u[i])", "log_rules"),
        'u = positive_vector("u", k)\n' + step("log(u[i]) + log(u[i])", "2*log(u[i])", "log_rules"),
    ),
    "nonnegative": (
        "sqrt(u) needs u >= 0",
        'declare u = nonnegative_real("u")',
        'u = real("u")\n' + step("sqrt(u)**2", "u"),
        'u = nonnegative_real("u")\n' + step("sqrt(u)**2", "u"),
    ),
    "a parameter": (
        "the variance of p needs u > 0",
        'declare u = positive("u")',
        'u = real("u")\n' + step('E(Normal("p", x, mean=mu, variance=u), x)', "mu"),
        'u = positive("u")\n' + step('E(Normal("p", x, mean=mu, variance=u), x)', "mu"),
    ),
    "invertible": (
        "A is not known to be invertible",
        'declare A = invertible("A", k)',
        step("inv(A) @ A", "eye(k)"),
        'A = invertible("A", k)\n' + step("inv(A) @ A", "eye(k)"),
    ),
    "invertible, of a sum": (
        "S + A is not known to be invertible",
        'declare A = covariance("A", k)',
        step("inv(S + A) @ (S + A)", "eye(k)"),
        'A = covariance("A", k)\n' + step("inv(S + A) @ (S + A)", "eye(k)"),
    ),
    "a range": (
        "u runs from -oo to oo, outside of what is assumed of it",
        'declare u = real("u")',
        'u = positive("u")\n' + step("Integral(exp(-u**2), u, -oo)", "Integral(exp(-t**2), t)"),
        'u = real("u")\n' + step("Integral(exp(-u**2), u, -oo)", "Integral(exp(-t**2), t)"),
    ),
    "a derivative at an end": (
        "u cannot move both ways everywhere",
        'declare u = real("u")',
        'u = nonnegative_real("u")\n' + step("D(u**2, u)", "2*u", "derivative"),
        'u = real("u")\n' + step("D(u**2, u)", "2*u", "derivative"),
    ),
    "an exponent": (
        "x stands in the exponent of a**x",
        "write exp(x*log(a))",
        step("D(a**x, x)", "log(a)*exp(x*log(a))", "derivative"),
        step("D(exp(x*log(a)), x)", "log(a)*exp(x*log(a))", "derivative"),
    ),
    "a derivative under an integral": (
        f"the derivative of {OPEN} by t is not known",
        "write the closed form first; moving a derivative under an integral needs a domination",
        step(f"D({OPEN}, t)", "1", "derivative"),
        CLOSED + step("D(t, t)", "1", "derivative"),
    ),
    "a derivative that is not taken": (
        f"D({OPEN}, t) is not known to exist",
        f"prove a closed form of {OPEN} and, by that lemma, write its derivative instead",
        step(f"D({OPEN}, t)", "1", "algebra"),
        CLOSED + step(f"D({OPEN}, t)", "D(t, t)", 'lemma("closed")'),
    ),
    "a factor": (
        "L is not obtained in this part",
        "add obtain=[cholesky_factor(S, L)]",
        PIECE.format(""),
        PIECE.format(", obtain=[cholesky_factor(S, L)]"),
    ),
    "a letter of a lemma": (
        "closed has no letter u",
        "its letters are t",
        CLOSED + step(OPEN, "t", 'lemma("closed", u=t)'),
        CLOSED + step(OPEN, "t", 'lemma("closed", t=t)'),
    ),
    "an antiderivative": (
        "the derivative of x**3 by x is 3*x**2; no integral over x in this step has that integrand",
        "correct the antiderivative, or the integrand",
        step("Integral(2*x, x, 0, 1)", "1", "antiderivative(x**3, x)"),
        step("Integral(2*x, x, 0, 1)", "1", "antiderivative(x**2, x)"),
    ),
    "a comparison under the integral": (
        "a comparison under the integral needs two integrals over one range",
        "write both sides as Integral(…, x)",
        'made = derivation(title="", claim=E(bell, x**2) >= 0, '
        "chain=[E(bell, x**2), ge(0, by=exceeds_under_integral(bell(x)*x**2))])",
        'made = derivation(title="", claim=Integral(bell(x)*x**2, x) >= Integral(0, x), '
        "chain=[Integral(bell(x)*x**2, x), "
        "ge(Integral(0, x), by=exceeds_under_integral(bell(x)*x**2))])",
    ),
    "a sum of vectors": (
        "sums of vectors or matrices are not known here",
        "sum a component instead: Sum(…[j], i, k) is a number",
        step(SUM, SUM, "sums"),
        step("Sum((v[i]*w)[j], i, k)", "Sum((v[i]*w)[j], i, k)", "sums"),
    ),
    "an exponent beyond the limit": (
        "the exponent 1000000 is beyond 64",
        "use a letter for it",
        step("a**1000000", "a**1000000"),
        "n = positive('n')\n" + step("a**n", "a**n"),
    ),
    "a number beyond the limit": (
        "a number of more than 4000 bits",
        "use a letter for it",
        step("x*3**100000", "x*3**100000"),
        "n = positive('n')\n" + step("x*n", "x*n"),
    ),
    "a degree beyond the limit": (
        "a polynomial of a degree beyond 256",
        "use a letter for the exponent",
        step("1/((a**50)**6 + b)", "1/(b + (a**50)**6)"),
        step("1/((a**50)**x + b)", "1/(b + (a**50)**x)"),
    ),
    "two families of one name": (
        "too, as something else",
        "give one of the two another name",
        EXP.format("positive", "r*exp(-r*n)", "1")
        + 'Other = Family("Exp", n, (r,), r*exp(-r*n)*2)\n'
        + step("KL(law, Other('o', n, 1))", "KL(law, Other('o', n, 1))", "definition"),
        EXP.format("positive", "r*exp(-r*n)", "1")
        + 'Other = Family("Otherwise", n, (r,), r*exp(-r*n)*2)\n'
        + step("KL(law, Other('o', n, 1))", "KL(law, Other('o', n, 1))", "definition"),
    ),
    "a density that may not be positive": (
        "the density r*exp(-(r*n)) of Exp is not known to be positive on its support",
        'declare r = positive("r")',
        EXP.format("real", "r*exp(-(r*n))", "1") + step("law(n)", "exp(-n)", "density"),
        EXP.format("positive", "r*exp(-(r*n))", "1") + step("law(n)", "exp(-n)", "density"),
    ),
    "a variable that does not run over the support": (
        "u does not run over the line, the support of n",
        "declare it by real",
        'u = positive("u")\n' + step("E(bell, u, u)", "mu", "mean"),
        'u = real("u")\n' + step("E(bell, u, u)", "mu", "mean"),
    ),
    "pi": (
        "the float 3.141592653589793 stands in a derivation; numbers here are exact",
        "write pi",
        step("x*math.pi", "pi*x"),
        step("x*pi", "pi*x"),
    ),
    "a part of pi": (
        f"the float {2 * 3.141592653589793 / 3} stands in a derivation; numbers here are exact",
        "write rational(2, 3)*pi",
        step("x*(2*math.pi/3)", "2*pi*x/3"),
        step("x*(rational(2, 3)*pi)", "2*pi*x/3"),
    ),
    "e": (
        "the float 2.718281828459045 stands in a derivation; numbers here are exact",
        "write exp(1)",
        step("x*math.e", "exp(1)*x"),
        step("x*exp(1)", "exp(1)*x"),
    ),
    "a small number": (
        "the float 1e-09 stands in a derivation; numbers here are exact",
        "write rational(1, 1000000000)",
        step("x*1e-9", "x/10**9"),
        step("x*rational(1, 1000000000)", "x/10**9"),
    ),
    "infinity": (
        "inf is not an exact number",
        "write oo for infinity",
        step("Integral(p(x), x, -oo, math.inf)", "1", "linearity"),
        step("Integral(p(x), x, -oo, oo)", "1", "linearity"),
    ),
    "an index": (
        "u is not an index",
        'declare it: u = index("u")',
        'u = real("u")\n' + step("Sum(v[u], u, k)", "Sum(v[i], i, k)"),
        'u = index("u")\n' + step("Sum(v[u], u, k)", "Sum(v[i], i, k)"),
    ),
    "a vector": (
        "u is not a vector",
        'declare it: u = vector("u", k)',
        'u = real("u")\nz = independent("z", u, bell, i)\n' + step("x", "x + 0"),
        'u = vector("u", k)\nz = independent("z", u, bell, i)\n' + step("x", "x + 0"),
    ),
    "a dimension": (
        "x is not a dimension",
        'write a positive integer, or declare a letter: k = dimension("k")',
        "u = vector('u', x)\n" + step("x", "x + 0"),
        'k = dimension("k")\nu = vector("u", k)\n' + step("x", "x + 0"),
    ),
    "laws on two spaces": (
        "p is a law on scalar, P on k x 1",
        "give both laws variables of one shape",
        "P = MultivariateNormal('P', v, mean=w, covariance=S)\n" + step("KL(p, P)", "KL(p, P)"),
        "P = Normal('P', x, mean=mu, variance=a)\n" + step("KL(p, P)", "KL(p, P)"),
    ),
    "a direction": (
        "the derivative by G needs a direction of its shape",
        "write D(f, G, H) with H k x k",
        step("D(tr(G), G)", "tr(B)", "derivative"),
        step("D(tr(G), G, B)", "tr(B)", "derivative"),
    ),
    "a derivative by an expression": (
        "2*x is no letter; a derivative is taken by one",
        "take the derivative by a letter",
        step("D(4*x**2, 2*x)", "4*x", "derivative"),
        step("D(t**2, t)", "2*t", "derivative"),
    ),
    "an expectation over a parameter": (
        "mu is the variable of the expectation and a parameter of its law",
        "give one of the two another letter",
        step("E(bell, mu, mu)", "mu", "mean"),
        step("E(bell, x, x)", "mu", "mean"),
    ),
    "levels": (
        "an expression has more than 6000 levels",
        "a sum of n terms has n levels: group them with brackets, or write a Sum",
        f"s = {LONG}\n" + step("s", "s"),
        HALVES + f"s = total(real({LONG[9:-2]}))\n" + step("x", "x + 0"),
    ),
    "a claim that is none": (
        "the claim x is not a relation",
        "write left == right",
        "made = derivation(title='', claim=x, chain=[x, eq(x, by=algebra)])",
        "made = derivation(title='', claim=x == x, chain=[x, eq(x, by=algebra)])",
    ),
    "the mass of a family": (
        "mass does not say that every F law has mass one",
        "state it of F(r), each parameter a letter, declared as in the family",
        MASS.format("s"),
        MASS.format("r"),
    ),
    "a product of sums": (
        "a product of sums of 500 and 500 terms; 200000 pairs is the most",
        "use a letter for one of the sums",
        HALVES
        + f"s, z = total({MANY.format('s')}), total({MANY.format('z')})\n"
        + step("s*z", "z*s"),
        HALVES + f"s, z = real('s'), total({MANY.format('z')})\n" + step("s*z", "z*s"),
    ),
    "a value of another shape": (
        "v is k x 1, but u is m x 1",
        "replace a symbol by an expression of its shape",
        VECTORS + step("u.T @ u", "u.T @ u + 0", 'lemma("norm", v=u)'),
        VECTORS + step("w.T @ w", "w.T @ w + 0", 'lemma("norm", v=w)'),
    ),
    "a fraction without a value": (
        "1/0 is no number",
        "the end of a range may be oo",
        step("Integral(p(x), x, -oo, rational(1, 0))", "1", "linearity"),
        step("Integral(p(x), x, -oo, oo)", "1", "linearity"),
    ),
    "a law without a parameter": (
        "a law of the family Exp has the parameters r",
        "give each of them one value",
        EXP.format("positive", "r*exp(-r*n)", "") + step("x", "x + 0"),
        EXP.format("positive", "r*exp(-r*n)", "2") + step("x", "x + 0"),
    ),
    "a letter that is no parameter": (
        "the density of Exp speaks of a",
        "name it among the parameters",
        EXP.format("positive", "r*exp(-r*n)*a", "2") + step("x", "x + 0"),
        EXP.replace("(r,)", "(r, a)").format("positive", "r*exp(-r*n)*a", "2, 1")
        + step("x", "x + 0"),
    ),
    "a density with an integral": (
        "the density exp(-n)*Integral(p(x), x) of Exp is no closed form",
        "write it without integrals, derivatives and other densities",
        EXP.format("positive", "exp(-n)*Integral(p(x), x)", "2") + step("x", "x + 0"),
        EXP.format("positive", "exp(-n)", "2") + step("x", "x + 0"),
    ),
    "a law off its support": (
        "x does not run over the half-line, where the densities of Exp live",
        "declare it by nonnegative_real",
        EXP.format("positive", "exp(-n)", "2") + "other = Exp('o', x, 1)\n" + step("x", "x + 0"),
        EXP.format("positive", "exp(-n)", "2")
        + "x = nonnegative_real('x')\nother = Exp('o', x, 1)\n"
        + step("x", "x + 0"),
    ),
    "a rule that is none": (
        "'algebra' is not a rule",
        "see `symkl show --rules` for the rules",
        step("x", "x + 0", "'algebra'"),
        step("x", "x + 0", "algebra"),
    ),
    "a chain without its first side": (
        "a chain opens with an expression",
        "put the left side first",
        "made = derivation(title='', claim=x == x + 0, chain=[eq(x + 0, by=algebra)])",
        "made = derivation(title='', claim=x == x + 0, chain=[x, eq(x + 0, by=algebra)])",
    ),
    "a link that is no step": (
        "0 + x in the chain is not a step",
        "write eq(…, by=rule)",
        "made = derivation(title='', claim=x == 0 + x, chain=[x, 0 + x])",
        "made = derivation(title='', claim=x == 0 + x, chain=[x, eq(0 + x, by=algebra)])",
    ),
    "a title that is no text": (
        "title=5 is not text",
        "put it in quotes",
        "made = derivation(title=5, claim=x == 0 + x, chain=[x, eq(0 + x, by=algebra)])",
        "made = derivation(title='5', claim=x == 0 + x, chain=[x, eq(0 + x, by=algebra)])",
    ),
    "no derivation": (
        "the file defines no derivation",
        "write made = derivation(title=…, claim=…, chain=[…])",
        "z = x\n",
        'made = derivation(title="", claim=x == x + 0, chain=[x, eq(x + 0, by=algebra)])',
    ),
}


NONE = {
    "compound": step("1/(a - b)", "1/(a - b)"),
    "bound by a law": step("E(bell, log(x))", "E(bell, log(x))", "linearity"),
    "bound by an integral": step("Integral(log(x), x, 0, 1)", "1", "linearity"),
    "no value": step("E(p, x)", "E(p, x)", "linearity") + step("1/(1 - 1)", "1", name="b"),
    "bounds the wrong way": step("Integral(x, x, oo, -oo)", "1", "linearity"),
    "a product of matrices": step("inv(A @ B - B @ A)", "A"),
}
