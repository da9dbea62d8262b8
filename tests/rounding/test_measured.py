"""The derived bounds beside what the generated functions do, against enclosures of the truth."""

from functools import cache

import numpy as np
import pytest
from flint import arb, ctx
from shipping import LIBRARY

from symkl.code.exports import functions
from symkl.code.modules import module as generate
from symkl.errors import UnsupportedExpression
from symkl.rounding.error_bounds import error_bound, relative_error_bound
from symkl.verify import PROBLEMS, enclose

CASES = [
    # module, function, problem, dimensions
    ("univariate", "kl_divergence", "univariate", (1,)),
    ("univariate_variance", "kl_divergence", "univariate_variance", (1,)),
    ("univariate_logvar", "kl_divergence", "univariate_logvar", (1,)),
    ("standard_prior", "kl_divergence", "standard_prior", (1,)),
    ("diagonal", "kl_divergence", "diagonal", (1, 2)),
    ("diagonal_variance", "kl_divergence", "diagonal_variance", (2,)),
    ("diagonal_logvar", "kl_divergence", "diagonal_logvar", (2,)),
    ("vae_diagonal", "kl_divergence", "vae_diagonal", (2,)),
    ("vae_variance", "kl_divergence", "vae_variance", (2,)),
    ("vae_logvar", "kl_divergence", "vae_logvar", (1, 2)),
    ("general", "kl_divergence_cholesky", "general_cholesky", (2,)),
    ("vae_full", "kl_divergence_cholesky", "vae_cholesky", (2,)),
]
POINTS = {1: 24, 2: 6}


@pytest.fixture(scope="module")
def library():
    return LIBRARY


_built = {}


def exported(library, module, name):
    """A generated function, and its code form."""
    if module not in _built:
        source = next(
            library.find(found)
            for found in library.names()
            if any(e.module == module for e in library.find(found).derivation.code)
        )
        theorems = library.result(source.name).theorems
        text = generate(
            "numpy", source.derivation, theorems, source_hash="0" * 64, version="0", name=module
        )
        namespace = {"__name__": module}
        exec(compile(text, f"{module}.py", "exec"), namespace)
        _built[module] = namespace, functions(source.derivation, theorems, module)
    namespace, forms = _built[module]
    return namespace[name], next(form for form in forms if form.name == name)


@cache
def bound_of(code):
    return relative_error_bound(code)


def quantities(bound, point):
    """What the bound names, at a point."""
    values = {name: np.asarray(value, dtype=float) for name, value in point.items()}
    found = {
        "k": float(np.shape(values[next(iter(values))])[0])
        if values["mu" if "mu" in values else "mu_1"].ndim
        else 1.0
    }
    for _, name in bound.further:
        if name.startswith("|logvar_1"):
            found[name] = float(np.max(np.abs(values["logvar_1"] - values["logvar_2"])))
        elif "cond(" in name:
            factor = values[name.partition("cond(")[2][:-1]]
            product = np.abs(np.linalg.inv(factor)) @ np.abs(factor)
            found[name.partition(") ")[2]] = float(np.linalg.norm(product, 2)) * 1.000001
    return found


def ratios(library, case, dtype, points):
    """Errors in units of u, and the bound there, over the design of a problem."""
    module, name, problem, dimensions = case
    function, form = exported(library, module, name)
    assert not form.factors
    bound, chosen = bound_of(form.code), PROBLEMS[problem]
    u = float(np.finfo(dtype).eps) / 2
    smallest = arb(float(np.finfo(dtype).tiny))
    for k in dimensions:
        for regime in chosen.regimes(dtype):
            if regime.correlated and k == 1:
                continue
            for index in range(points[k]):
                point = chosen.point(regime, index, dimension=k, seed=11, dtype=dtype)
                truth = enclose(lambda a, p=point: chosen.densities(p, a), digits=25).value
                if truth.is_zero():
                    assert function(**point) == 0
                    continue
                if not truth > smallest:
                    continue
                allowed = bound.at(quantities(bound, point), u=u)
                # Alone, and among others: few elements take another road.
                many = {name: np.stack([value] * 40) for name, value in point.items()}
                with ctx.workprec(300):
                    for value in (function(**point), function(**many)[0]):
                        assert value.dtype == dtype
                        error = abs(arb(float(value)) / truth - 1) / u
                        yield float(error.abs_upper()), allowed, (regime.name, point)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("case", CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_no_error_exceeds_the_bound(library, case, dtype):
    worst = 0.0
    for error, allowed, place in ratios(library, case, dtype, POINTS):
        assert error <= allowed, place
        worst = max(worst, error / allowed)
    # A bound that is never met to a hundredth would be of little use.
    assert worst > 0.01


def test_every_divergence_of_exact_arguments_has_a_bound(library):
    missing = set()
    for name in library.names():
        source = library.find(name)
        for module in {export.module for export in source.derivation.code}:
            for form in functions(source.derivation, library.result(name).theorems, module):
                if form.name.startswith("kl_divergence") and not form.factors:
                    try:
                        bound_of(form.code)
                    except UnsupportedExpression:
                        missing.add(f"{module}.{form.name}")
    # inv(L_2) @ diag(sigma_1) has entries that say nothing of the divergence, and errors like them.
    assert missing <= {"diagonal_full.kl_divergence"}


def test_the_bounds_are_no_larger_than_these(library):
    """A change of a code form that costs accuracy is a change here."""
    most = {
        "univariate": 25,
        "univariate_variance": 36,
        "univariate_logvar": 47,
        "standard_prior": 22,
        "diagonal": 25,
        "diagonal_variance": 36,
        "vae_diagonal": 22,
        "vae_variance": 30,
        "vae_logvar": 20,
    }
    for module, limit in most.items():
        bound = bound_of(exported(library, module, "kl_divergence")[1].code)
        assert bound.units_of_u <= limit, module


def magnitude(log_sigma, *rest):
    """|log sigma| and what is added to it, for each component."""
    return abs(log_sigma) + sum(rest, arb(0))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("size", [1, 5])
def test_entropies_keep_to_what_is_said_of_their_terms(library, size, dtype):
    """Also where the terms cancel: scales near 1/sqrt(2 pi e)."""
    modules = ("normal_entropy", "normal_cross_entropy") if size == 1 else ("diagonal_entropy",) * 2
    entropy, form = exported(library, modules[0], "entropy")
    cross, cross_form = exported(library, modules[1], "cross_entropy")
    random = np.random.default_rng(5)
    shape = () if size == 1 else (size,)
    u = float(np.finfo(dtype).eps) / 2
    bound, cross_bound = (error_bound(f.code).at({"k": size}, u=u) for f in (form, cross_form))
    for trial in range(200):
        middle = 1 / np.sqrt(2 * np.pi * np.e) if trial % 2 else 1.0
        sigma, sigma_2 = (middle * np.exp(random.normal(size=(2, *shape)) / 10)).astype(dtype)
        mu, mu_2 = random.normal(size=(2, *shape)).astype(dtype)
        with ctx.workprec(200):
            two_pi = (2 * arb.pi()).log() / 2
            half = arb(1) / 2
            truth, scale, cross_truth, cross_scale = arb(0), arb(0), arb(0), arb(0)
            for s, t, m, o in np.stack([sigma, sigma_2, mu, mu_2], -1).reshape(-1, 4).tolist():
                truth += arb(s).log() + two_pi + half
                scale += magnitude(arb(s).log(), two_pi, half)
                quadratic = ((arb(s) / t) ** 2 + ((arb(m) - o) / t) ** 2) / 2
                cross_truth += arb(t).log() + two_pi + quadratic
                cross_scale += magnitude(arb(t).log(), two_pi, quadratic)
            for value, exact, of, most in (
                (entropy(sigma), truth, scale, bound),
                (cross(mu, sigma, mu_2, sigma_2), cross_truth, cross_scale, cross_bound),
            ):
                assert value.dtype == dtype
                error = abs(arb(float(value)) - exact) / of / u
                assert error < most, (trial, sigma, mu)
