"""A step of a shipped derivation is broken, in a copy, as somebody who edits it would."""

from pathlib import Path

import pytest

from symkl.library import Library, shipped

BROKEN = [
    # name, what is there, what is written instead, the step that has to be refused
    ("univariate", "2*(mu_1 - mu_2)*E(p, x - mu_1) + ", "", 7),
    ("univariate", "by=second_moment", "by=linearity", 8),
    ("normal_moments", "antiderivative(-sigma**2*p(x), x)", "antiderivative(sigma**2*p(x), x)", 3),
    ("normal_moments", "antiderivative(-sigma**2*(x - mu)", "antiderivative(-sigma**2*x", 3),
    ("gaussian_integral", "*r, r, 0, oo), theta", ", r, 0, oo), theta", 4),
    ("general", "tr(P_2 @ Sigma_1) + mahalanobis),", "tr(P_1 @ Sigma_2) + mahalanobis),", 15),
]


@pytest.mark.parametrize(("name", "old", "new", "number"), BROKEN)
def test_the_broken_step_is_named(tmp_path, name, old, new, number):
    source = (shipped() / f"{name}.py").read_text(encoding="utf-8")
    assert old in source
    file = Path(tmp_path, f"{name}.py")
    file.write_text(source.replace(old, new, 1), encoding="utf-8")

    library = Library((str(file),))
    result = library.result(name)

    refused = [s for part in result.parts for s in part.steps if s.verdict != "proved"]
    assert refused[0].number == number
    assert refused[0].evidence is not None


def test_the_residual_tells_the_two_distributions_apart(tmp_path):
    source = (shipped() / "univariate.py").read_text(encoding="utf-8")
    file = Path(tmp_path, "univariate.py")
    file.write_text(source.replace("        KL(p, q),", "        KL(q, p),"), encoding="utf-8")
    (part,) = Library((str(file),)).result("univariate").parts
    turned, told = "Integral(log(q(x)/p(x))*q(x), x)", "Integral(log(p(x)/q(x))*p(x), x)"
    assert part.steps[0].residual == f"{turned} - {told}"
