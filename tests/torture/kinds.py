"""Steps of every kind, most of them true: by law, by rule, by theorem, about families.

`KINDS` maps the name of a kind to a function of a `random.Random` that returns a `Case`, or raises
one of `cases.REFUSED` where what was drawn cannot be written.
"""

from __future__ import annotations

from functools import partial

from kernel import law_instances as laws
from torture import integrals, makers
from torture.cases import Maker
from torture.families import family_case
from torture.theorems import theorem_case

_OWN: tuple[Maker, ...] = (
    makers.slopes, makers.choleskys, makers.definite_sums, makers.factored, makers.inequalities,
    makers.moments, makers.entries, makers.branches, makers.values_of, makers.rewritten,
    integrals.fundamental, integrals.parts_of_integrals, integrals.changes, integrals.polar,
)  # fmt: skip
_LAWS = [law for law in laws.INSTANCES if law != "trigonometric_values"]  # in no rule
KINDS: dict[str, Maker] = {
    **{law: partial(makers.of_law, law) for law in _LAWS},
    **{maker.__name__: maker for maker in _OWN},
    "theorems": theorem_case,
    "families": family_case,
}
# How often: what has most shapes is drawn most.
OFTEN = {**dict.fromkeys(KINDS, 1), "slopes": 4, "fundamental": 6, "parts_of_integrals": 4,
         "changes": 2, "definite_sums": 3, "factored": 4, "inequalities": 2, "rewritten": 10,
         "theorems": 3, "families": 6}  # fmt: skip
