"""The proof of the univariate divergence, against SymPy's integral of its definition.

In one process, imports excluded, in processor time: the peer takes seconds, in which other programs
have their turns. SymPy's caches are emptied before each turn, as its second answer
comes from them. Its answer is not looked at: it is right, and several screens long.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.harness import Row, in_turns

NAME = "univariate"
TIMES = 20  # proofs in a turn, for one is over in milliseconds


def definition_integrated() -> object:
    """SymPy's integral of p log(p/q) over the line."""
    import sympy
    from sympy.core.cache import clear_cache

    clear_cache()
    x, mu_1, mu_2 = sympy.symbols("x mu_1 mu_2", real=True)
    sigma_1, sigma_2 = sympy.symbols("sigma_1 sigma_2", positive=True)

    def density(mu, sigma):
        return sympy.exp(-((x - mu) ** 2) / (2 * sigma**2)) / sympy.sqrt(2 * sympy.pi * sigma**2)

    p, q = density(mu_1, sigma_1), density(mu_2, sigma_2)
    return sympy.integrate(p * sympy.log(p / q), (x, -sympy.oo, sympy.oo))


def measure(repeat: int) -> Iterator[Row]:
    """The proof with its lemmas down to the Gaussian integral, and alone; figures are ratios."""
    from symkl.kernel.check import prove
    from symkl.library import Library

    library = Library((NAME,))
    source = library.find(NAME)
    library.result(NAME)

    def alone() -> None:
        for _ in range(TIMES):
            if prove(source.derivation, library.theorem).verdict != "proved":
                raise RuntimeError(f"{NAME} is not proved")

    def with_lemmas() -> None:
        for _ in range(TIMES):
            # A new library reads and compiles the files of the derivations, too.
            Library((NAME,)).result(NAME)

    times = in_turns(max(1, repeat // 2), alone, with_lemmas, definition_integrated, busy=True)
    *ours, peer = times[0] / TIMES, times[1] / TIMES, times[2]
    for what, value, target in (
        ("the proof", ours[0], (">=", 1000.0)),
        ("the proof, its lemmas, reading the files", ours[1], None),
    ):
        yield Row(
            NAME,
            what,
            value,
            peer=peer,
            against="sympy.integrate",
            figure=peer / value,
            target=target,
        )
