"""The check of steps, of chains, of a whole certificate.

A step holds where both sides have one normal form under the laws of its rule
(`symkl_recheck.rules`) and under the equations of its instances (`symkl_recheck.equations`). A rule
that is not in the table is somebody's own, and allows the laws that it lists.

An inequality holds where the difference of the sides equals a witness that is nonnegative; under
the integral, the lesser integrand has to be integrable. A step entry by entry (extensionality) is
taken at new, different indices. The theorems that a step names are those that it uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from symkl_recheck.calculus import integrable
from symkl_recheck.certificates import Certificate, Instance, Lemma, Part, Step, Substitution
from symkl_recheck.equations import Claim, Claims, adopt, equation
from symkl_recheck.existence import discharge, need_existence, unbounded
from symkl_recheck.families import Families
from symkl_recheck.forms import minus
from symkl_recheck.normal import Normal
from symkl_recheck.records import compare, learn
from symkl_recheck.refusals import Refused, need
from symkl_recheck.rules import LAWS, RULES
from symkl_recheck.signs import NONNEGATIVE, Condition, holds, signs, upwards
from symkl_recheck.substitution import unbind
from symkl_recheck.terms import NONE, UNIT, Term, fresh, inside, number, term

TRIANGULAR = {"real", "invertible", "lower_triangular", "positive_diagonal"}


class Given(NamedTuple):
    """The things that a step may rest on.

    Attributes
    ----------
    families
        By their names.
    own, proved
        The claims of this certificate, by name, and those of others, by hash and name.
    obtained
        Matrices, and their Cholesky factors that the part obtains.
    finite
        Terms that have been shown to have a value; what a step shows is added.
    """

    families: Families
    own: Claims
    proved: Mapping[tuple[str, str], Claim]
    obtained: list[tuple[Term, Term]]
    finite: set[Term]


def check(
    data: Certificate, families: Families, proved: Mapping[tuple[str, str], Claim]
) -> tuple[Claims, set[str]]:
    """Check a certificate: return the claims that it proves, and the laws and axioms it uses.

    ``families`` are its own and those of which the theorems speak that it uses. Its own are
    exchanged there for what they are known as once they have been examined.
    """
    for name, family in data.families.items():
        if family.density is not None:
            norm = Normal(("exp_sum", "log_exp"), {})
            discharge(family.conditions, norm, NONE)
            families[name] = family.examined(name, norm.form(family.density))
    used: set[str] = set()
    claims: Claims = {}
    finite: set[Term] = set()
    for part in data.parts:
        at = 0
        try:
            own = part.name not in claims and part.name.split(".")[0] == data.name
            need(own, "the name of the part")
            before, asked = part.first, part.conditions
            given = Given(families, claims, proved, part.obtain, finite)
            need(before is part.left, "the chain opens with something else than the claim")
            for at, step in enumerate(part.steps, 1):  # noqa: B007 - told where it is refused
                used |= check_step(before, asked, step, given)
                before, asked = step.after, step.own
            at = 0
            _need_claim(part, before)
            claims[part.name] = part.relation, part.left, part.right
        except Refused as refused:
            refused.part, refused.step = part.name, at
            raise
    return claims, used


def _need_claim(part: Part, last: Term) -> None:
    """Refuse unless the chain of a part, which ends with a term, shows what it claims."""
    need(part.steps, "a chain without a step")
    need(last is part.right, "the chain ends with something else than the claim")
    need(part.relation in ("=", "<=", ">="), "no such relation")
    relations = {step.relation for step in part.steps} - {"="}
    need(relations <= {part.relation}, "the steps compose otherwise")
    free, factors = part.left.free | part.right.free, [f for _, f in part.obtain]
    for sigma, f in part.obtain:
        fits = sigma.op == f.op == "symbol" and sigma.shape == f.shape
        fits = fits and holds("positive_definite", sigma) and f.args[1] == TRIANGULAR
        need(fits and f not in free, "what is obtained is not a new Cholesky factor")
    need(len(set(factors)) == len(factors), "one letter is obtained twice")
    need(len({x.args[2] for x in free}) == len(free), "two letters of one name")


def _theorems(step: Step, given: Given) -> Claims:
    """Return the claims of the theorems that a step names."""
    found: Claims = {}
    for name, sha in step.theorems.items():
        claim = given.own.get(name) if sha == "" else given.proved.get((sha, name))
        if claim is None:
            raise Refused(f"the theorem {name} is not proved where it is said to be")
        found[name] = claim
    return found


def _laws_and_kind(step: Step) -> tuple[frozenset[str], str]:
    """Return the laws of a step, and the kind of instance or witness that its rule brings."""
    rule = step.rule
    need(type(rule) is str and rule.isprintable() and len(rule) < 100, "the name of the rule")
    laws, kind = RULES.get(rule, (LAWS & {*step.laws}, "lemma"))
    if rule == "lemma":  # it may come with the laws of other rules
        laws = NONE.union(*(other for other, _ in RULES.values() if other <= set(step.laws)))
    need(sorted(laws) == step.laws, "these are not the laws of the rule")
    pointwise = rule == "exceeds_under_integral"
    need(step.pointwise == pointwise or rule not in RULES, "pointwise or not")
    return laws, kind


def check_step(before: Term, asked: set[Condition], step: Step, given: Given) -> set[str]:
    """Check one step from a term with its side conditions; return the laws and axioms it uses."""
    laws, kind = _laws_and_kind(step)
    theorems, after = _theorems(step, given), step.after
    need(before.shape == after.shape, "the sides have different shapes")
    need(step.relation == "=" or not before.shape, "an inequality is between numbers")
    norm = Normal(laws, given.families)
    for found in step.factored:
        learn(found, norm)
    bounds = {f: name for name, claim in theorems.items() for f in "gh" if bound(f, *claim)}
    known = frozenset(f for f in bounds if f + "_nonnegative" in laws)
    need(asked | step.own | step.others == step.conditions, "the side conditions are others")
    discharge(step.conditions, norm, known)
    # Whether something exists is judged without equations.
    alone = Normal(laws, given.families) if step.instances else norm
    used, cited = _use_instances(step, kind, [before, after], norm, alone, theorems, given)
    for side in (before, after):
        need_existence(side, alone, given.finite)
    if norm.equations:  # sums have become others
        for found in step.factored:
            learn(found, norm)
    for split in step.splits:
        compare(split, norm)
    if step.entries:
        before, after = _at_entries(before, after, step.entries, kind)
        used.add("extensionality")
    greater, less = (after, before) if step.relation == "<=" else (before, after)
    witness = step.witness or term("add", greater, term("mul", number(-1), less))
    if step.pointwise:
        greater, less, witness = _under_integral(greater, less, witness, norm)
    gap = minus(norm.form(greater), norm.form(less))
    if step.relation == "=":
        need(norm.zero(gap), "the two sides are not equal under this rule")
    else:
        need(norm.zero(minus(gap, norm.form(witness))), "the sides do not differ by the witness")
        shown = any(signs(t, known) <= NONNEGATIVE for t in (witness, norm.node(witness)))
        need(shown, "the difference is not known to be nonnegative")
        cited |= {bounds[f] for f in known}
        used.add("monotone")
    cited |= _about_masses(norm, theorems)
    need(cited == set(theorems), "a theorem is named that is not used")
    return used | norm.used


def _use_instances(
    step: Step,
    kind: str,
    sides: list[Term],
    norm: Normal,
    alone: Normal,
    theorems: Claims,
    given: Given,
) -> tuple[set[str], set[str]]:
    """Use the equations of a step; return the axioms and the theorems behind them."""
    used: set[str] = set()
    cited: set[str] = set()
    tied = "triangular" in norm.laws
    for instance in step.instances:
        need(kind in ("lemma", instance.kind), "an instance of another kind")
        for value in _values(instance):
            need(not [*unbounded(value, alone, given.finite)], "a value may be infinite")
        found = equation(instance, theorems, given.families, given.obtained)
        (cited if instance.kind == "lemma" else used).add(found.source)
        for side in (found.left, found.right):
            need_existence(side, alone, given.finite)
        sides = [*sides, found.left, found.right]
        tied = tied or found.triangular
        if instance.kind != "cholesky":
            norm.letters += tuple(sorted(found.left.free, key=lambda x: x.rank))
        adopt(norm, found.left, found.right, instance.solved)
    need(
        not tied or not any(map(_differential, sides)),
        "under a derivative the equation would have to hold off the triangular matrices",
    )
    return used, cited


def _values(instance: Instance) -> list[Term]:
    """Return what an instance puts in the place of letters."""
    if isinstance(instance, Substitution):
        return [instance.value]
    return [*instance.values.values()] if isinstance(instance, Lemma) else []


def _at_entries(before: Term, after: Term, at: tuple[Term, ...], kind: str) -> tuple[Term, Term]:
    """Return the entries of two matrices at indices, which have to be new and different."""
    new = all(i.op == "symbol" and "index" in i.args[1] for i in at) and len(set(at)) == len(at)
    need(new and kind != "witness" and not set(at) & (before.free | after.free), "new indices")
    # Of one row or column there is but one entry, whatever its index is called.
    at = tuple(UNIT if d is UNIT else i for i, d in zip(at, before.shape, strict=False))
    return term("component", before, at), term("component", after, at)


def _under_integral(
    greater: Term, less: Term, witness: Term, norm: Normal
) -> tuple[Term, Term, Term]:
    """Return the integrands of integrals over one range, of which the lesser is integrable."""
    ends, x = greater.args[2:], fresh(*greater.args[1].args[:2])
    for t in (greater, less, witness):
        same = t.op == "integral" and t.args[1].args[:2] == x.args[:2]
        need(same and t.args[2:] == ends and upwards(*ends), "integrals over one range")
    greater, less, witness = (unbind(t, x) for t in (greater, less, witness))
    for m, word in norm.form(less):
        integrable(m, word, x, ends, norm.families)
    return greater, less, witness


def _about_masses(norm: Normal, theorems: Claims) -> set[str]:
    """Return the theorems about the masses that were used; each of these has to have one."""
    cited: set[str] = set()
    for family in norm.masses:
        says_mass = norm.families[family].says_mass
        names = [name for name, claim in theorems.items() if says_mass(family, *claim)]
        need(names, f"no theorem is named for the mass of {family}")
        cited.update(names)
    return cited


def _differential(t: Term) -> bool:
    """Return whether there is a derivative in a term."""
    return any(u.op == "derivative" for u in inside(t))


def bound(f: str, relation: str, left: Term, right: Term) -> bool:
    """Return whether a claim says that g (at t - 1, for all t > 0), or h, is nonnegative."""
    t = left.args[0] if left.op == f else UNIT
    if f == "g":
        t = t.args[0] if t.op == "add" and t.args[1] is term("mul", number(-1), UNIT) else UNIT
    kinds = {"g": {"real", "positive", "nonzero"}, "h": {"real"}}
    said = relation == ">=" and right is number(0) and t.op == "symbol"
    return said and t.args[1] == kinds[f]
