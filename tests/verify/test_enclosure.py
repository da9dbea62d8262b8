"""Enclosures of the definition's integral: the truth is inside, and mpmath agrees."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from flint import arb, ctx

from symkl.errors import UsageError
from symkl.verify import PROBLEMS
from symkl.verify.arithmetic import ARB
from symkl.verify.enclosed import enclose
from symkl.verify.lattice import build
from symkl.verify.log_densities import from_scale, from_scale_tril, log_density

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool():
    """The module `tools/measure_enclosures.py`; the folder is no package."""
    path = ROOT / "tools/measure_enclosures.py"
    spec = importlib.util.spec_from_file_location("measure_enclosures", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def at(problem, point):
    return lambda arithmetic: PROBLEMS[problem].densities(point, arithmetic)


def univariate(m1, s1, m2, s2):
    point = {"mu_1": m1, "sigma_1": s1, "mu_2": m2, "sigma_2": s2}
    return at("univariate", {name: np.array(value) for name, value in point.items()})


def closed_form(m1, s1, m2, s2):
    m1, s1, m2, s2 = map(arb, (m1, s1, m2, s2))
    return (s2 / s1).log() + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - arb(1) / 2


NEXT = float(np.nextafter(1.0, 2.0))
POINTS = [
    (0.0, 1.0, 3.0, 1.0),
    (0.3, 1.7, -1.1, 0.4),
    (1.0, 1.0, 1.0, NEXT),
    (1.0, 2.0, NEXT, 2.0),
    (1e12, 1.0, 1e12 + 0.5, 1.5),
    (0.0, 1e-150, 0.0, 1e150),
    (0.0, 1e150, 0.0, 1e-150),
    (0.0, 5e-324, 1e308, 1.0),
    (-1e300, 1e-300, 1e300, 1e-300),
]


@pytest.mark.parametrize("parameters", POINTS)
@pytest.mark.parametrize("digits", [1, 15, 30, 100])
def test_the_closed_form_is_inside(parameters, digits):
    enclosure = enclose(univariate(*parameters), digits=digits)
    assert enclosure.digits >= digits
    with ctx.workprec(8192):
        truth = closed_form(*parameters)
        assert truth.rel_accuracy_bits() > 1000
        assert enclosure.value.contains(truth)
        # The ball is an answer to what was asked and no wider.
        assert enclosure.value.rad() <= abs(truth) * arb(10) ** -digits


@pytest.mark.parametrize(
    ("problem", "k"), [("univariate", 1), ("general_cholesky", 2), ("general", 2), ("diagonal", 3)]
)
def test_it_is_the_sum_of_the_log_densities_node_by_node(problem, k):
    """The sum as the definition has it, x by x, on the same lattice and with the same bounds."""
    chosen = PROBLEMS[problem]
    for regime in chosen.regimes("float64")[:4:3]:
        densities = at(problem, chosen.point(regime, 1, dimension=k))
        found = enclose(densities, digits=8).value
        with ctx.workprec(128):
            p, q = densities(ARB)
            grid = build(14, k, 128)
            total = arb(0)
            for root, *weighted in (row for piece in grid.nodes for row in piece.tolist()):
                t = [x / root for x in weighted]
                x = [
                    p.mean[i] + sum(p.scale_tril[i][j] * t[j] for j in range(i + 1))
                    for i in range(k)
                ]
                total += root * root * (log_density(p, x) - log_density(q, x))
            assert found.overlaps(total + arb(0, 1e-12))
            assert abs(found - total) < 1e-8 * abs(total)


def test_wrong_densities_are_noticed():
    right = enclose(univariate(0.3, 1.7, -1.1, 0.4)).value
    for wrong in [
        univariate(-1.1, 0.4, 0.3, 1.7),
        univariate(0.3, 1.7, -1.1, float(np.nextafter(0.4, 1))),
        univariate(float(np.nextafter(0.3, 1)), 1.7, -1.1, 0.4),
    ]:
        assert not enclose(wrong).value.overlaps(right)


def test_the_same_distribution_is_at_distance_zero():
    for problem in ("univariate", "univariate_variance", "diagonal_logvar", "general"):
        chosen = PROBLEMS[problem]
        point = chosen.point(chosen.regimes("float64")[0], 0, dimension=chosen.dimensions[-1])
        half = len(chosen.arguments) // 2
        for first, second in zip(chosen.arguments[:half], chosen.arguments[half:], strict=True):
            point[second] = point[first]
        enclosure = enclose(at(problem, point))
        assert enclosure.value.is_zero()
        assert enclosure.digits >= 30
    standard = PROBLEMS["vae_full"]
    point = {"mu": np.zeros(2), "Sigma": np.eye(2)}
    assert enclose(lambda arithmetic: standard.densities(point, arithmetic)).value.is_zero()


def test_what_cannot_be_told_from_zero_is_refused():
    def densities(arithmetic):
        third = arithmetic.number(1.0) / 3
        p = from_scale([third], [third], arithmetic=arithmetic)
        return p, from_scale([third], [third], arithmetic=arithmetic)

    with pytest.raises(UsageError, match="zero"):
        enclose(densities)


def test_mistakes_of_usage():
    def mixed(arithmetic):
        one = arithmetic.number(1.0)
        p = from_scale([one], [one], arithmetic=arithmetic)
        return p, from_scale([one, one], [one, one], arithmetic=arithmetic)

    with pytest.raises(UsageError, match="dimension"):
        enclose(mixed)
    with pytest.raises(UsageError, match="digit"):
        enclose(univariate(0.0, 1.0, 1.0, 1.0), digits=0)
    with pytest.raises(UsageError, match="positive"):
        enclose(univariate(0.0, -1.0, 1.0, 1.0))
    singular = {"mu": np.zeros(2), "Sigma": np.ones((2, 2))}
    with pytest.raises(UsageError, match="positive definite"):
        enclose(at("vae_full", singular))


def test_a_covariance_that_looks_singular_takes_more_bits():
    point = {"mu": np.zeros(2), "Sigma": np.array([[1.0, 1.0], [1.0, NEXT]])}
    enclosure = enclose(at("vae_full", point), digits=40)
    with ctx.workprec(400):
        gap = arb(NEXT) - 1
        assert enclosure.value.overlaps((1 + arb(NEXT) - 2 - gap.log()) / 2)
    assert enclosure.digits >= 40


def test_a_sheared_factor_in_space():
    rows = [[2.0], [0.5, 1.0], [-1.0, 0.25, 3.0]]

    def densities(arithmetic):
        number = arithmetic.number
        tril = [[number(x) for x in row] for row in rows]
        p = from_scale_tril([number(0.5)] * 3, tril, arithmetic=arithmetic)
        q = from_scale([number(0.0)] * 3, [number(1.0)] * 3, arithmetic=arithmetic)
        return p, q

    with ctx.workprec(200):
        squares = sum(arb(x) ** 2 for row in rows for x in row)
        truth = (squares + arb(3) / 4 - 3 - 2 * arb(6).log()) / 2
        assert enclose(densities, digits=20).value.overlaps(truth)


def test_no_point_of_a_sample_where_enclosure_and_mpmath_disagree(tool):
    found = tool.disagreements("univariate", 48, dimension=1, seed=5)
    assert (found.points, found.disagreements) == (48, [])
    plane = tool.disagreements("general", 6, dimension=2, seed=5)
    assert (plane.points, plane.disagreements) == (6, [])


def test_the_sample_would_notice(tool, monkeypatch):
    monkeypatch.setattr(tool, "agree", lambda *arguments: False)
    assert len(tool.disagreements("univariate", 3, dimension=1).disagreements) == 3
