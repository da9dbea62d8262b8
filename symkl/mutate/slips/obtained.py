"""The wrong letter is obtained from an axiom of existence, or none.

A Cholesky factor of Σ is a new triangular letter. Wrong are: not to obtain it, to obtain another
letter, a letter of which the claim speaks, a letter that is no factor, the factor of another Σ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symkl.kernel.axioms import CholeskyFactor
from symkl.kernel.derivation import Part, Step
from symkl.lang.binding import free_symbols
from symkl.lang.vocabulary import covariance, matrix, scale_tril
from symkl.mutate.mutant import ASSUMPTION, JUSTIFICATION, Mutant, links
from symkl.mutate.places import Scene
from symkl.mutate.slips.assumption import with_letter
from symkl.mutate.slips.rule import with_step
from symkl.mutate.slips.slip import part_slip


@part_slip("obtained letter")
def obtained(part: Part, scene: Scene) -> Iterator[Mutant]:
    """Another letter obtained than the one that the steps use."""
    for factor in part.obtain:
        number = next((i for i, _, s in links(part) if factor in _instances(s)), None)
        if number is None:
            continue
        k = factor.covariance.shape[0]
        letters = free_symbols(part.claim.lhs) | free_symbols(part.claim.rhs)
        wrong = {
            "nothing is obtained": (),
            "another letter": (CholeskyFactor(factor.covariance, scale_tril("M", k)),),
            "no factor": (CholeskyFactor(factor.covariance, matrix("M", k, k)),),
            "the factor of another matrix": (CholeskyFactor(covariance("T", k), factor.factor),),
            "twice the same letter": (factor, CholeskyFactor(covariance("T", k), factor.factor)),
        }
        for change, obtain in wrong.items():
            made = replace(part, obtain=obtain)
            yield Mutant("obtained letter", JUSTIFICATION, made, number, change)
        for letter in sorted(letters, key=str):
            if letter.shape == factor.factor.shape:
                made = with_letter(part, factor.factor, letter)
                change = f"{factor.factor} is written {letter}"
                yield Mutant("obtained letter", ASSUMPTION, made, None, change)
        for i, _, step in links(part):
            if factor in _instances(step):
                other = CholeskyFactor(factor.covariance, scale_tril("M", k))
                rule = replace(step.rule, instances=(other,))
                made = with_step(part, i, replace(step, rule=rule))
                change = f"{factor.factor} -> M in one step"
                yield Mutant("obtained letter", JUSTIFICATION, made, i, change)


def _instances(step: Step) -> tuple[object, ...]:
    return step.rule.instances if isinstance(step.rule.instances, tuple) else ()
