"""Partners of an expression: one node rewritten, truly or as people slip."""

from symkl.errors import SymklError
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    Product,
    Sum,
    by_component,
    covariance,
    delta,
    det,
    diag,
    dimension,
    exp,
    eye,
    half,
    index,
    inv,
    log,
    matrix,
    nonnegative_real,
    nonzero,
    positive,
    positive_vector,
    real,
    scale_tril,
    sqrt,
    strict_lower,
    symmetric,
    tr,
    vector,
)

k = dimension("k")
i, j = index("i j")
x, s, r, z = real("x"), positive("s"), nonnegative_real("r"), nonzero("z")
A, S, L, H = matrix("A", k, k), covariance("S", k), scale_tril("L", k), symmetric("H", k)
v, w = vector("v", k), positive_vector("w", k)


def places(tree, path=()):
    yield path, tree
    if not isinstance(tree, (n.Symbol, n.Delta, n.Component)):
        for at, part in enumerate(tree.parts()):
            bound = tree.binder and at > 0
            if isinstance(part, n.Expr) and not bound:
                yield from places(part, (*path, at))


def put(tree, path, new):
    if not path:
        return new
    parts = list(tree.parts())
    parts[path[0]] = put(parts[path[0]], path[1:], new)
    return type(tree)(*parts)


def scalar_partners(a):
    yield from (-a, a + 1, 2 * a, a**2, sqrt(a**2), (a**half) ** 2, 1 / a, n.Apply("abs", a))
    yield from (a + x - x, a * s / s, exp(log(a)), log(exp(a)), a**3 / a**2, a * delta(i, j))
    yield from (Sum(a, j, 1), Sum(a, j, k), Sum(a, i, k), Product(a, j, k), tr(a * eye(k)))


def matrix_partners(a):
    yield from (a.T, -a, 2 * a, a.T.T)
    if a.shape == (k, k):
        yield from (S, L, A, H, a @ L, S @ a @ inv(S), strict_lower(a), a + strict_lower(a))
        yield from (inv(a) if isinstance(a, n.Symbol) else a, eye(k))
    else:
        yield from (diag(w) @ a, by_component(a[j], j, k))


def special_partners(a):
    """What is true of a kind of node, and what resembles it."""
    match a:
        case n.Add(b, c) | n.Sub(b, c) | n.Mul(b, c) | n.Div(b, c) | n.MatMul(b, c):
            yield from (type(a)(c, b), b, c)
            if isinstance(a, n.MatMul):
                yield from (n.Transpose(a), c.T @ b.T)
            else:
                yield n.Add(b, c)
        case n.Apply("log", n.Mul(b, c) | n.Div(b, c) | n.Add(b, c)):
            yield from (log(b) + log(c), log(b) - log(c), log(b) * log(c))
        case n.Apply("log", n.Pow(b, c)):
            yield from (c * log(b), log(b) ** c)
        case n.Apply("log", n.Product(b, c, upper)):
            yield from (Sum(log(b), c, upper), Product(log(b), c, upper))
        case n.Trace(n.MatMul(b, c)):
            yield from (tr(c @ b), tr(b) * tr(c), tr(b.T @ c), tr(c.T @ b.T))
        case n.Det(n.MatMul(b, c)):
            yield from (det(c) * det(b), det(b) + det(c))
        case n.Det(n.Mul(b, c)):
            yield from (b**k * det(c), b * det(c))
        case n.Det(b) | n.Trace(b):
            diagonal = n.Component(b, (j, j))
            yield from (Sum(diagonal, j, k), Product(diagonal, j, k), type(a)(b.T))
        case n.Inverse(n.MatMul(b, c)):
            yield from (inv(c) @ inv(b), inv(b) @ inv(c))
        case n.Sum(n.Add(b, c), at, upper) | n.Product(n.Mul(b, c), at, upper):
            kind = type(a)
            yield from (kind(b, at, upper) + kind(c, at, upper), kind(b, at, upper))
            yield kind(b, at, upper) * kind(c, at, upper)
        case n.Sum(n.Mul(b, c), at, upper):
            yield from (b * Sum(c, at, upper), Sum(b, at, upper) * Sum(c, at, upper))


def partner(tree, pick):
    """The tree with one node replaced by something that is, or looks, equal to it."""
    path, node = pick(list(places(tree)))
    makers = (special_partners, scalar_partners if node.shape == () else matrix_partners)
    found = []
    for make in makers:
        try:
            found.extend(q for q in make(node) if q.shape == node.shape)
        except (SymklError, TypeError, AttributeError):
            continue
    try:
        return put(tree, path, pick(found)) if found else tree
    except (SymklError, TypeError, AttributeError):
        return tree
