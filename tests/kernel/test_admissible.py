"""What may take the place of which letter: every kind of letter, every kind of value, both provers.

A table is text, so that a row is read by the kernel alone and from a file, by kernel and checker.
In the files each row is one step, true for any letters, by a rule that brings what is to be judged.
"""

import pytest

from symkl.errors import SymklError
from symkl.kernel import check, citation
from symkl.library import Library

WORDS = """
from symkl import *
from symkl.lang.nodes import Apply
x, y, t, nu = real("x y t nu")
a, b, s = positive("a b s")
r, r2, z, m = nonnegative_real("r"), nonnegative_real("r2"), nonzero("z"), unit_interval("m")
k, n, i, j = *dimension("k n"), *index("i j")
v, w, vn, pos = *vector("v w", k), vector("vn", n), positive_vector("pos", k)
A, An, G, H = matrix("A", k, k), matrix("An", k, n), invertible("G", k), symmetric("H", k)
S, T, L, U = *covariance("S T", k), *scale_tril("L U", k)
f = AbstractDensity("f", x)
p = Normal("p", x, mean=0, variance=1)
wild = Integral(x, x)
heavy = E(f, x**2)
mean = E(p, x)
endless = KL(f, AbstractDensity("other", x))
bell = Integral(exp(-x**2), x)
plane = Integral(Integral(exp(-x**2 - y**2), y), x)
def one(claim, by):
    return derivation(title="", claim=claim, chain=[claim.lhs, eq(claim.rhs, by=by)])
def through(left, middle, covariance, factor):
    by = cholesky(covariance, factor)
    obtain = [cholesky_factor(covariance, factor)]
    chain = [left, eq(middle, by=by), eq(left + 0, by=by)]
    return derivation(title="", claim=left == left + 0, obtain=obtain, chain=chain)
"""


def texts(*lines):
    """What stands between the blanks."""
    return {text: True for line in lines for text in line.split()}.keys()


NO_NUMBER = texts(
    "oo -oo 2*oo oo-oo -(-oo) 1/(x-x) (x-x)/(x-x) 1/x log(x) log(0) sqrt(x) 0**x 1/oo exp(-oo)",
    "wild wild-wild 0*wild heavy 1/heavy endless endless-endless E(f,oo)",
)
NOT_EXACT = texts("True False 'x' '1' None 0.5 [] ()")
POSITIVE = texts(
    "a k i 1 2 half pi a+b a*b r+1 1/a x**2+1 bell exp(x) pos[i] S[i,i] L[i,i] det(S) tr(S) k+1"
)
NONNEGATIVE = POSITIVE | texts("r m 0 r+r2 x**2 1-m sqrt(r) Apply('abs',x)")
NONZERO = POSITIVE | texts("z -1 -half 1/z det(G)")
REAL = NONNEGATIVE | NONZERO | texts("x a*x mean log(a) v[i]")
COVARIANCES = texts("S T S+T a*S L@L.T inv(S) eye(k) diag(pos)")
SYMMETRIC = COVARIANCES | texts("H x*S -S A@A.T diag(v)")
INVERTIBLE = COVARIANCES | texts("G L U L.T inv(G) S@T -S")
MATRICES = SYMMETRIC | INVERTIBLE | texts("A A+A zeros(k,k)")
VECTORS = texts("v w pos 2*v v+w zeros(k) by_component(x,i,k) by_component(a,i,k)")
# By what a letter is declared: the values that are admitted in its place.
LETTERS = {
    'real("o")': REAL,
    'positive("o")': POSITIVE,
    'nonnegative_real("o")': NONNEGATIVE,
    'nonzero("o")': NONZERO,
    'unit_interval("o")': texts("m 0 1 half"),
    'dimension("o")': texts("k 1 2"),
    'index("o")': texts("i 1 2"),
    'vector("o", k)': VECTORS,
    'positive_vector("o", k)': texts("pos by_component(a,i,k)"),
    'matrix("o", k, k)': MATRICES,
    'symmetric("o", k)': SYMMETRIC,
    'invertible("o", k)': INVERTIBLE,
    'covariance("o", k)': COVARIANCES,
    'scale_tril("o", k)': texts("L U"),
    'matrix("o", k, n)': texts("An"),
    'vector("o", n)': texts("vn"),
}
VALUES = [*NO_NUMBER, *NOT_EXACT, *REAL, *MATRICES, *VECTORS, "vn", "An", "wild*v", "wild*S"]


def verdicts(rows, tmp_path, before=""):
    """The results of some derivations, by the text of each; None where none can be made."""
    made, namespace = [], {}
    exec(WORDS + before, namespace)
    for number, row in enumerate(rows):
        try:
            eval(row, dict(namespace))
            made.append(f"d{number} = {row}\n")
        except SymklError:
            continue
    path = tmp_path / "rows.py"
    path.write_text(WORDS + before + "".join(made))
    library = Library((str(path),))
    names = {line.partition(" =")[0] for line in made}
    return {
        row: library.result(f"d{number}") if f"d{number}" in names else None
        for number, row in enumerate(rows)
    }


@pytest.fixture(autouse=True)
def _without_evidence(monkeypatch):
    """Evidence is looked for where a step is refused: it would take most of the time."""
    monkeypatch.setattr(Library, "_with_evidence", lambda self, result: result)


def kernel(result):
    """Whether the kernel alone proves it."""
    return result is not None and all(
        step.kernel == "proved" for part in result.parts for step in part.steps
    )


def both(result):
    return result is not None and result.verdict == "proved"


def need(rows, tmp_path, before=""):
    """Those rows are proved that should be, by the kernel and by both."""
    found = verdicts(list(rows), tmp_path, before)
    for prover in (kernel, both):
        proved = {row for row, result in found.items() if prover(result)}
        assert proved == {row for row, expected in rows.items() if expected}, prover.__name__


@pytest.mark.parametrize("letter", LETTERS)
def test_values_of_letters(letter, tmp_path):
    before = f"o = {letter}\nbase = one(o + o == 2*o, algebra)\n"
    row = "one(x + x == 2*x, lemma('base', o={}))"
    need({row.format(v): v in LETTERS[letter] for v in VALUES}, tmp_path, before)


@pytest.mark.parametrize("letter", LETTERS)
def test_the_checker_on_its_own(letter, tmp_path, monkeypatch):
    """Were the kernel to admit anything, the verdict of both would be the same."""
    monkeypatch.setattr(citation, "admissible", lambda symbol, value: ())
    monkeypatch.setattr(check, "need_existence", lambda norm, *sides, values=(): None)
    before = f"o = {letter}\nbase = one(o + o == 2*o, algebra)\n"
    row = "one(x + x == 2*x, lemma('base', o={}))"
    found = verdicts([row.format(v) for v in VALUES], tmp_path, before)
    proved = {v for v in VALUES if both(found[row.format(v)])}
    assert proved == LETTERS[letter]


def table(admitted, refused):
    return dict.fromkeys(admitted, True) | dict.fromkeys((*refused, *NOT_EXACT), False)


SUBSTITUTIONS = table(
    texts("t t+1 t-1 2*t a*t t/2 nu+a*t (r+1)*t+nu-nu mean+t D(nu**2,nu)+t"),
    texts(
        "oo -oo t+oo oo*t 1/(t-t) t/(t-t) t+1/(x-x) log(t) 1/t wild t+wild t*heavy heavy+t",
        "endless+t 0*t -t 1-t x*t r*t z*t t**2 exp(t) Apply('abs',t) 1 a x x+t v t*v S t+v a*v[i]",
        "D(Apply('abs',nu),nu)+t x*0+t t*D(a**2,a)",
    ),
)
NO_LETTERS = texts("a,t,t y,t,t x,b+0,b x,r,r x,2*k,k x,z,z x,m,m v,w,w x,5,5 'x',t,t x,t,'t'")


def test_substitutions(tmp_path):
    row = "one(bell + 1 == 1 + bell, substitution({}))"
    rows = {row.format(f"x, {value}, t"): admitted for value, admitted in SUBSTITUTIONS.items()}
    need(rows | {row.format(letters): False for letters in NO_LETTERS}, tmp_path)


MEANS = table(
    texts("0 1 -1 x a r z k i half nu+1 -nu mean v[i] D(nu**2,nu)"),
    texts(
        "oo -oo nu+oo 1/(x-x) 1/x log(nu) wild 0*wild heavy endless-endless v S A",
        "D(Apply('abs',nu),nu)",
    ),
)
VARIANCES = table(
    texts("1 2 half a a**2 a+b k pi exp(nu) det(S) S[i,i] nu**2+1 1/a bell"),
    texts(
        "0 -1 -a oo -oo 1/(x-x) nu r z m nu**2 wild heavy heavy+1 endless+1 v S a-b a-a log(a) 1-m"
    ),
)
CENTRES = table(
    texts("v 2*v v+w zeros(k) pos by_component(nu,i,k)"),
    texts("0 1 nu vn S A oo wild wild*v v[i]*S"),
)
DEFINITE = table(
    texts("S T S+T a*S L@L.T inv(S) eye(k) diag(pos) a*eye(k)"),
    texts(
        "0 1 a v A H G L -S 0*S x*S r*S S-T A@A.T zeros(k,k) diag(v) An eye(n) wild*S oo*S heavy*S"
    ),
)


@pytest.mark.parametrize(
    ("law", "values"),
    [
        ("Normal('l', y, mean={}, variance=1)(y)", MEANS),
        ("Normal('l', y, mean=0, variance={})(y)", VARIANCES),
        ("MultivariateNormal('l', w, mean={}, covariance=S)(w)", CENTRES),
        ("MultivariateNormal('l', w, mean=v, covariance={})(w)", DEFINITE),
        ("KL(Normal('l', y, mean={}, variance=1), p)", MEANS),
        ("E(Normal('l', y, mean=0, variance={}), y)", VARIANCES),
    ],
    ids=["mean", "variance", "vector", "covariance", "divergence", "expectation"],
)
def test_parameters(law, values, tmp_path):
    row = f"one({law} + 1 == 1 + {law}, algebra)"
    need({row.replace("{}", value): admitted for value, admitted in values.items()}, tmp_path)


INSTANCES = {
    "one(Integral(x, x, 0, 1) == half, antiderivative({}))": (
        texts("x**2/2,x x**2/2+nu,x"),
        texts(
            "x,x x**2/2,y x**2/2,2*x x**2/2,5 v,x S,x x**2/2,v oo,x x**2/2+oo,x x**2/2+wild,x",
            "1/(x-x),x x**2/2,'x' x**2/2,None None,x 'x',x x**2/2+heavy,x",
            "x**2/2+Apply('abs',x)-Apply('abs',x),x",
        ),
    ),
    "one(plane + 1 == 1 + plane, polar_coordinates({}))": (
        texts("x,y,r,nu x,y,r2,t x,y,r,x"),  # x is bound in the plane, and free for the angle
        texts(
            "x,y,nu,t x,y,a,nu x,y,r,a x,y,r,r x,y,r,m x,x,r,nu y,x,r,nu x,y,m,nu x,y,r,v x,y,v,nu",
            "x,y,k,nu x,y,r,i x,y,1,nu x,y,r,0 x,y,oo,nu x,y,r,'nu' x,y,None,nu v,w,r,nu",
            "x+0,y,r,nu x,y,r,2*nu a,b,r,nu",
        ),
    ),
    "through(v.T@{0}@v, v.T@{1}@{1}.T@v, {0}, {1})": (
        texts("S,L T,U"),
        texts("S,G S,A S,T S,H A,L H,L G,L S,S L,S L@L.T,L a*S,L S,2*L S,An"),
    ),
}


@pytest.mark.parametrize("row", INSTANCES, ids=["antiderivative", "polar", "cholesky"])
def test_instances(row, tmp_path):
    rows = {}
    for admitted, values in zip((True, False), INSTANCES[row], strict=True):
        for value in values:
            given = value.split(",") if "{1}" in row else (value,)
            rows[row.format(*given)] = admitted
    need(rows, tmp_path)
