"""The check of steps, of the equations that they bring, of chains, of a whole certificate.

A step holds where both sides have one normal form under the laws of its rule, as `RULES` has them,
and under the equations of its instances, each of which is checked here. A rule that is not in the
table is somebody's own, and allows the laws that it lists. The instances:

* lemma: the claim of a theorem that is proved by the certificate referred to, or by an earlier part
  of this one, for values that have what is assumed of its letters;
* antiderivative (the fundamental theorem): the integrand is the derivative, each of its terms is
  integrable over the range, and at an infinite end every term of the function falls off;
* substitution (change of variables): x = a + b t with b > 0, or a + L t with L triangular;
* polar (polar coordinates): for an integrand that is nonnegative, over the whole plane;
* cholesky (Cholesky factor): of a letter; the part obtains the factor, its claim is free of it.

An inequality holds where the difference of the sides equals a witness that is nonnegative; under
the integral, the lesser integrand has to be integrable. A step entry by entry (extensionality) is
taken at new, different indices. The theorems that a step names are those that it uses.
"""

from symkl_recheck.calculus import differentiate, integrable, may_jump, vanishes
from symkl_recheck.families import family_of, instantiate
from symkl_recheck.functions import FUNCTIONS, conditions_of
from symkl_recheck.normal import Normal
from symkl_recheck.records import add_up, aside, compare, here, learn, told
from symkl_recheck.signs import (NONNEGATIVE, POSITIVE, WANTED, contains, holds, signs,
    upwards)
from symkl_recheck.supports import infinite
from symkl_recheck.terms import (BINDERS, NONE, UNIT, Refused, bind, constant, form_of, fresh,
    inside, minus, need, number, parts, ratio, replace, term, times, unbind, unbound)

# A rule's name: the laws that it allows | the kind of instance, or the witness, that it brings.
RULES = {
    "algebra": "", "log_quotient": "log_product", "log_rules": "log_product log_exp exp_sum",
    "exp_rules": "exp_sum log_exp", "derivative": "derivative", "trigonometry": "pythagoras",
    "matrix_derivative": "derivative trace", "antiderivative": "exp_sum | antiderivative",
    "substitution": "| substitution", "polar_coordinates": "| polar", "cholesky": "| cholesky",
    "definition":
        "kl_definition cross_entropy_definition entropy_definition expectation_definition",
    "density": "density_definition", "product_density": "product_density", "lemma": "| lemma",
    "log_density": "density_definition log_product log_exp exp_sum", "sums": "sum_linear",
    "joint_density":
        "product_density density_definition product_of_powers sum_linear exp_sum components",
    "special_functions": "g_definition h_definition log1p_definition", "trace": "trace",
    "linearity": "linear mass sum_linear", "mean": "linear mass trace | lemma",
    "second_moment": "linear mass trace trace_expectation | lemma", "single_term": "sum_of_one",
    "component_moments": "linear mass marginal independence components | lemma",
    "trace_expectation": "linear mass trace trace_expectation",
    "independence": "linear mass marginal independence components",
    "marginal": "linear mass marginal sum_linear", "components": "components sum_linear",
    "nonnegative": "monotone g_nonnegative h_nonnegative", "determinant": "determinant log_product",
    "exceeds_by": "linear monotone g_nonnegative h_nonnegative g_definition h_definition "
                  "log_product | witness",
    "exceeds_under_integral": "monotone g_nonnegative h_nonnegative g_definition h_definition "
                              "log_product | witness",
    "diagonal_matrices": "diagonal components trace determinant log_product log_of_product "
                         "sum_linear product_of_powers",
    "triangular": "triangular trace determinant log_product log_of_product sum_linear "
                  "product_of_powers",
    "triangular_functions": "triangular trace determinant log_product log_of_product sum_linear "
                            "product_of_powers g_definition log1p_definition",
    "log_of_product": "log_of_product log_product sum_linear product_of_powers",
    "product_of_powers": "product_of_powers sum_linear exp_sum",
}
RULES = {name: (frozenset(row.partition("|")[0].split()), row.partition("|")[2].strip())
         for name, row in RULES.items()}
LAWS = NONE.union(*(laws for laws, _ in RULES.values()))
CALCULUS = ("derivative", "exp_sum", "log_exp", "density_definition", "log1p_definition")
TRIANGULAR = {"real", "invertible", "lower_triangular", "positive_diagonal"}
LOGARITHMS = ("log_product", "log_of_product", "sum_linear", "log_exp")
SOLVED = ("derivative", "integral", "g", "h", "product", "sum", "density", "log",
          "symbol")  # what an equation is solved for, in order

def check(data, families, proved):
    """Check a certificate: the claims that it proves, by name, and the laws and axioms it uses.

    ``families`` are its own and those of which the theorems speak that it uses.
    """
    used, claims, finite = set(), {}, set()
    for name, family in data.families.items():
        if family.density is None: continue
        norm = Normal(("exp_sum", "log_exp"), {})
        discharge(family.conditions, norm, NONE)
        family.examine(name, norm.form(family.density))
    for part in data.parts:
        name, number = part["name"], 0
        try:
            need(name not in claims and name.split(".")[0] == data.name, "the name of the part")
            before, conditions = part["first"]
            need(before is part["left"], "the chain opens with something else than the claim")
            for number, step in enumerate(part["steps"], 1):  # noqa: B007 - told where it is refused
                known = {key: claims.get(key) if sha == "" else proved.get((sha, key))
                         for key, sha in step["theorems"].items()}
                used |= check_step(before, conditions, step, families, known, part["obtain"],
                                   finite)
                before, conditions = step["after"]
            number = 0
            need(part["steps"], "a chain without a step")
            need(before is part["right"], "the chain ends with something else than the claim")
            need(part["relation"] in ("=", "<=", ">="), "no such relation")
            relations = {step["relation"] for step in part["steps"]} - {"="}
            need(relations <= {part["relation"]}, "the steps compose otherwise")
            free, factors = part["left"].free | part["right"].free, [f for _, f in part["obtain"]]
            for sigma, f in part["obtain"]:
                fits = sigma.op == f.op == "symbol" and sigma.shape == f.shape
                fits = fits and holds("positive_definite", sigma) and f.args[1] == TRIANGULAR
                need(fits and f not in free, "what is obtained is not a new Cholesky factor")
            need(len(set(factors)) == len(factors), "one letter is obtained twice")
            need(len({x.args[2] for x in free}) == len(free), "two letters of one name")
            claims[name] = part["relation"], part["left"], part["right"]
        except Refused as refused:
            refused.part, refused.step = name, number
            raise
    return claims, used

def check_step(before, conditions, step, families, theorems, obtained, finite):
    """Check one step; the laws and axioms that it uses."""
    rule, (after, own), relation = step["rule"], step["after"], step["relation"]
    need(type(rule) is str and rule.isprintable() and len(rule) < 100, "the name of the rule")
    laws, kind = RULES.get(rule, (LAWS & {*step["laws"]}, "lemma"))
    if rule == "lemma":  # it may come with the laws of other rules
        laws = NONE.union(*(other for other, _ in RULES.values() if other <= set(step["laws"])))
    need(sorted(laws) == step["laws"], "these are not the laws of the rule")
    need(step["pointwise"] == (rule == "exceeds_under_integral") or rule not in RULES,
         "pointwise or not")
    for name, claim in theorems.items():
        need(claim is not None, f"the theorem {name} is not proved where it is said to be")
    need(before.shape == after.shape, "the sides have different shapes")
    need(relation == "=" or not before.shape, "an inequality is between numbers")
    norm, used, cited = Normal(laws, families), set(), set()
    for found in step["factored"]: learn(found, norm)
    # Whether something exists is judged without equations.
    alone = Normal(laws, families) if step["instances"] else norm
    bounds = {f: name for name, claim in theorems.items() for f in "gh" if bound(f, *claim)}
    known = frozenset(f for f in bounds if f + "_nonnegative" in laws)
    need(conditions | own | step["others"] == step["conditions"], "the side conditions are others")
    discharge(step["conditions"], norm, known)
    sides, tied = [before, after], "triangular" in laws
    for instance in step["instances"]:
        need(kind in ("lemma", instance["kind"]), "an instance of another kind")
        kind_of = instance["kind"]
        for value in [instance.get("value"), *instance.get("values", {}).values()]:
            need(not value or not [*unbounded(value, alone, finite)], "a value may be infinite")
        left, right, source, structural = equation(instance, theorems, families, obtained)
        (cited if kind_of == "lemma" else used).add(source)
        for side in (left, right): need_existence(side, alone, finite)
        sides, tied = [*sides, left, right], tied or structural
        if kind_of != "cholesky": norm.letters += tuple(sorted(left.free, key=lambda x: x.rank))
        adopt(norm, left, right, instance["solved"])
    need(not tied or not any(map(differential, sides)),
         "under a derivative the equation would have to hold off the triangular matrices")
    for side in (before, after): need_existence(side, alone, finite)
    if norm.equations:  # sums have become others
        for found in step["factored"]: learn(found, norm)
    for split in step["splits"]: compare(split, norm)
    if step["entries"]:
        at = step["entries"]
        new = all(i.op == "symbol" and "index" in i.args[1] for i in at) and len(set(at)) == len(at)
        need(new and kind != "witness" and not set(at) & (before.free | after.free), "new indices")
        # Of one row or column there is but one entry, whatever its index is called.
        at = tuple(UNIT if d is UNIT else i for i, d in zip(at, before.shape, strict=False))
        before, after = term("component", before, at), term("component", after, at)
        used.add("extensionality")
    greater, less = (after, before) if relation == "<=" else (before, after)
    witness = step["witness"] or term("add", greater, term("mul", number(-1), less))
    if step["pointwise"]:
        ends, x = greater.args[2:], fresh(*greater.args[1].args[:2])
        for t in (greater, less, witness):
            same = t.op == "integral" and t.args[1].args[:2] == x.args[:2]
            need(same and t.args[2:] == ends and upwards(*ends), "integrals over one range")
        greater, less, witness = (unbind(t, x) for t in (greater, less, witness))
        for m, word in norm.form(less): integrable(m, word, x, *ends, families)
    gap = minus(norm.form(greater), norm.form(less))
    if relation == "=": need(norm.zero(gap), "the two sides are not equal under this rule")
    else:
        need(norm.zero(minus(gap, norm.form(witness))), "the sides do not differ by the witness")
        found = any(signs(t, known) <= NONNEGATIVE for t in (witness, norm.node(witness)))
        need(found, "the difference is not known to be nonnegative")
        cited |= {bounds[f] for f in known}
        used.add("monotone")
    for family in norm.masses:
        names = [name for name, claim in theorems.items()
                 if families[family].says_mass(family, *claim)]
        need(names, f"no theorem is named for the mass of {family}")
        cited.update(names)
    need(cited == set(theorems), "a theorem is named that is not used")
    return used | norm.used

def conditions(t):
    """What has to hold for a term to have a value, read off the operations in it."""
    for u in inside(t):
        if u.op == "pow":
            e = u.args[1].args[0] if u.args[1].op == "number" else None
            if e is None or e.denominator > 1: yield "positive", u.args[0]
            elif e < 0: yield "nonzero", u.args[0]
        if u.op in FUNCTIONS: yield from (("positive", v) for v in conditions_of(u.op, *u.args))
        if u.op == "inverse": yield "invertible", u.args[0]

def discharge(conditions, norm, known):
    """Show every side condition, of its term or of the normal form of its term.

    Each by itself: none counts on a term whose own conditions have still to be shown.
    """
    for assumption, t in sorted(conditions, key=lambda pair: (pair[0], pair[1].rank)):
        shown = holds(assumption, t, known)
        if not shown and assumption in WANTED and not t.shape:
            with aside(norm): shown = holds(assumption, norm.node(t), known)
        need(shown, f"a term is not known to be {assumption.replace('_', ' ')}")

def need_existence(side, norm, finite):
    """No ∞ − ∞: what may be infinite stands alone on its side, and in its normal form as well.

    What has been shown to have a value is in ``finite``, for the steps that follow.
    """
    may_be_infinite = [*unbounded(side, norm, finite)]
    need(len(may_be_infinite) < 2, "two integrals that may be infinite")
    stay = integrals(norm.form(side)) if may_be_infinite else ()
    need(all(found & stay for found in may_be_infinite), "an integral that may be infinite is gone")

def unbounded(t, norm, finite):  # for each integral that may be infinite what it comes to
    if not t.height or t in finite: return
    remain = integrals(norm.form(t)) if t.op == "integral" else ()
    found = [u for u in sorted(remain, key=lambda u: u.rank) if not bounded(u, norm)]
    need(not found or one_sided(t, norm), "an integral that is not known to have a value")
    if found: yield {*found}
    within = (unbound(t)[1], *t.args[2:]) if t.op in BINDERS else t.args
    within = [u for part in parts(within) for u in unbounded(part, norm, finite)]
    root = t.op == "pow" and t.args[1].op == "number" and t.args[1].args[0] > 0
    alone = root or t.op in ("add", "mul") or (t.op == "integral" and t.args[0].op == "integral")
    need(not within or alone, "what may be infinite is not taken for a number")
    for u, other in (t.args, t.args[::-1]) if within and t.op == "mul" else ():
        need(0 not in signs(other) or not [*unbounded(u, norm, finite)],
             "what may be infinite times what may be zero")
    if not found: yield from within
    if not found and not within: finite.add(t)

def one_sided(t, norm):
    """Whether an integral is a number or infinite, and of which sign is known.

    Its integrand has one sign, or it is p log p - p log q for two densities and terms that are
    integrable: then its negative part is at most that of p - q, since log t <= t - 1.
    """
    if t.shape: return False  # of vectors and matrices there is no infinite one
    x, body = unbound(t)
    if any(signs(u) <= NONNEGATIVE for u in (body, term("mul", number(-1), body))): return True
    rest = []
    for (m, word), c in Normal(LOGARITHMS, norm.families).form(body).items():
        try: integrable(m, word, x, *t.args[2:], norm.families)
        except Refused: rest.append((m, word, c))
    if not rest: return True
    if len(rest) != 2 or any(word for _, word, _ in rest): return False
    if rest[0][2] + rest[1][2]: return False
    logs = []
    for m, _, _ in rest:
        powers = {y.op: y for y, e in m if e == 1 and y.op in ("density", "log")}
        if len(m) != 2 or len(powers) != 2: return False
        density, inner = powers["density"], powers["log"].args[0]
        if not (here(density, x) and here(inner, x)): return False
        if not all(family_of(u.args[0], norm.families).summable for u in (density, inner)):
            return False
        logs.append((density, inner))
    (p, a), (q, b) = logs
    return p is q and p in (a, b)

def integrals(form):  # those in a form, with those inside of them
    return {t for t in inside(*parts(tuple(form))) if t.op == "integral"}

def bounded(t, norm):  # whether each term of the integrand is known to be integrable
    x, body = unbound(t)
    try:
        for m, word in form_of(body): integrable(m, word, x, *t.args[2:], norm.families)
    except Refused: return False
    return True

def differential(t): return any(u.op == "derivative" for u in inside(t))

def bound(f, relation, left, right):
    """Whether a claim says that g (at t - 1, for all t > 0), or h, is nonnegative."""
    t = left.args[0] if left.op == f else UNIT
    if f == "g":
        t = t.args[0] if t.op == "add" and t.args[1] is term("mul", number(-1), UNIT) else UNIT
    kinds = {"g": {"real", "positive", "nonzero"}, "h": {"real"}}
    return relation == ">=" and right is number(0) and t.op == "symbol" and t.args[1] == kinds[f]

def equation(instance, theorems, families, obtained):
    """The sides of an instance's equation, its source, whether it needs a triangular matrix."""
    kind, t = instance["kind"], instance.get("integral")
    if kind == "lemma":
        name, values = instance["theorem"], instance["values"]
        need(name in theorems and theorems[name][0] == "=", f"no equation {name} is referred to")
        left, right = theorems[name][1:]
        letters = {x.args[2]: x for x in left.free | right.free}
        need(set(values) <= set(letters), f"{name} has no such letter")
        for key, value in values.items():
            for assumption in letters[key].args[1]:
                need(holds(assumption, value), f"{key} is assumed to be {assumption}")
        pairs = sorted(((letters[key], value) for key, value in values.items()),
                       key=lambda pair: "dimension" not in pair[0].args[1])
        structural = any("lower_triangular" in x.args[1] for x in letters.values())
        return instantiate(left, pairs), instantiate(right, pairs), name, structural
    if kind == "cholesky":
        sigma, factor = instance["covariance"], instance["factor"]
        need((sigma, factor) in obtained, "the factor is not obtained in this part")
        return sigma, term("mul", factor, term("transpose", factor)), "Cholesky factor", True
    need(t.op == "integral", "an integral is needed")
    if kind == "antiderivative":
        return t, fundamental(t, instance, families), "fundamental theorem", False
    plane = (t, t.args[0]) if kind == "polar" else (t,)
    whole = all(u.op == "integral" and all(map(infinite, u.args[2:])) for u in plane)
    need(whole, "an integral over the whole space is needed")
    if kind == "substitution":
        value, new = instance["value"], instance["new"]
        need(value.shape == new.shape == t.args[1].shape, "a value of another shape")
        need(not new.shape or new.shape[1] is UNIT, "a change of variables in a matrix")
        need(new.op == "symbol" and new.args[1] == {"real"} and new not in t.free, "a new letter")
        body = term("mul", replace(t.args[0], t.args[1], value), scale(value, new))
        return t, bind("integral", body, new, *t.args[2:]), "change of variables", False
    r, angle, y = instance["radius"], instance["angle"], fresh()
    for u, assumed in ((r, {"real", "nonnegative"}), (angle, {"real"})):
        need(u.op == "symbol" and u.args[:2] == ((), assumed) and u not in t.free, "a new letter")
    scalars = not (t.args[1].shape or plane[1].args[1].shape)
    need(scalars and signs(plane[1].args[0]) <= NONNEGATIVE, "the integrand may be negative")
    body = replace(unbind(plane[1], y), y, term("mul", r, term("sin", angle)))
    body = replace(body, t.args[1], term("mul", r, term("cos", angle)))
    body = bind("integral", term("mul", body, r), r, number(0), term("oo"))
    around = bind("integral", body, angle, number(0), term("mul", number(2), term("pi")))
    return t, around, "polar coordinates", False

def scale(value, t):
    """|dx/dt| of x = a + b t with b > 0, or of x = a + L t with L triangular, diagonal > 0."""
    if not t.shape:
        slope = Normal((), {}).node(differentiate(value, t, UNIT, {}))
        need(t not in slope.free and signs(slope) == POSITIVE, "not a + b t with b > 0")
        return slope
    moved = value.args[1] if value.op == "add" and t not in value.args[0].free else value
    ok = moved.op == "mul" and moved.args[1] is t and t not in moved.args[0].free
    need(ok and holds("positive_diagonal", moved.args[0]), "not a + L t with L triangular")
    return term("det", moved.args[0])

def fundamental(t, instance, families):
    """The value of an integral whose integrand is, on the whole range, a derivative."""
    function, x, (lower, upper) = instance["function"], instance["variable"], t.args[2:]
    need(x.op == "symbol" and x.args[:2] == t.args[1].args[:2] and x not in t.free, "the variable")
    need(not x.shape, "a variable that is a number")
    if x.args[1] & {"positive", "nonzero"}:  # it may touch 0, if the function goes on there
        closed = replace(function, x, fresh())
        held = ("derivative", "law", "independent")  # what has conditions that are not read off
        need(not any(u.op in held and x in u.free for u in inside(function)), "a range not closed")
        ends = [u.args for u in inside(closed) if u.op == "density" and u not in inside(function)]
        need(all(contains(*u) for u in ends), "a density at the end of its support")
        need(not any(may_jump(u) for u in inside(closed)), "a function that may jump")
        discharge(conditions(closed), Normal(CALCULUS, families), NONE)
    norm = Normal(CALCULUS, families)
    slope = norm.form(differentiate(function, x, UNIT, families))
    need(norm.zero(minus(norm.form(unbind(t, x)), slope)), "the integrand is not the derivative")
    for m, word in slope: integrable(m, word, x, lower, upper, families)
    if instance["terms"]: add_up(instance["terms"], x, slope, norm)
    for end, at, said in ((1, upper, instance["upper"]), (-1, lower, instance["lower"])):
        falls = infinite(at) and vanishes(norm.form(function), x, end, families)
        need(falls or not infinite(at), "a limit is not known to be 0")
        need(said is (number(0) if falls else replace(function, x, at)), "the value at an end")
    return term("add", instance["upper"], term("mul", number(-1), instance["lower"]))

def adopt(norm, left, right, solved=None):
    """Use an equation, solved for a term that stands in it once, by itself.

    Where it is said which, it is that one, or one of those that this has come to here.
    """
    named = None if solved is None else told(solved, norm)
    form = norm.form(left)
    gap = minus(form, norm.form(right))
    found = []
    for (m, word), c in gap.items():
        rest = {key: d for key, d in gap.items() if key != (m, word)}
        t = [*word, *(x for x, e in m if e == 1)]
        if len(t) == len(m) + len(word) == 1 and (m, word) in form:
            inner = t[0].args[0] if t[0].op == "transpose" else t[0]
            if named is not None and inner not in named: continue
            if inner.op in SOLVED and not any(occurs(inner, key) for key in rest):
                found.append((-SOLVED.index(inner.op), inner.height, inner.rank, t[0], inner,
                              times(constant(ratio(-1, c)), rest)))
    need(found or norm.zero(gap), "an equation cannot be used under the laws of the rule")
    for *_, t, inner, solution in sorted(found, key=lambda row: row[:3])[-1:]:
        norm.equations[inner] = solution if t is inner else norm.transpose(solution)
    norm.forms.clear()

def occurs(t, key):
    return t in inside(*parts(key))
