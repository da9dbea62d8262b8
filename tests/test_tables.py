"""The tables of the two provers, side by side: what one has and the other lacks fails here.

They share no code, so that each table is written twice. An exception is named below, with why.
"""

import ast
import inspect
import json
import re
from pathlib import Path

import pytest

import symkl_recheck
from symkl import certificate, limits
from symkl.kernel import axioms, differentiation, equations, existence, laws, preconditions
from symkl.lang import family, vocabulary
from symkl.lang import nodes as n
from symkl.rules import RULES
from symkl_recheck import equations as own_equations
from symkl_recheck import functions as own_functions
from symkl_recheck import limits as own_limits
from symkl_recheck import opening, reader, rows, rules, supports
from symkl_recheck.terms import UNIT, number

PACKAGE = Path(symkl_recheck.__file__).parent

# Laws that the checker does not name: always in force there, or in no rule.
UNNAMED = {
    "arithmetic": "in force in every step, for both",
    "cross_entropy_definition": "the reader unfolds it",
    "entropy_definition": "the reader unfolds it",
    "expectation_definition": "the reader unfolds it",
    "kl_definition": "the reader unfolds it",
    "monotone": "signs of integrals are known without it; a step that uses one counts it",
    "trace_expectation": "linearity takes constant words out of an integral",
    "g_definition": "put together from the name of the function",
    "h_definition": "put together from the name of the function",
    "log1p_definition": "put together from the name of the function",
    "g_nonnegative": "put together from the name of the function",
    "h_nonnegative": "put together from the name of the function",
}
# What a rule brings, where its declaration says it; the others take it from who uses them.
BROUGHT = {
    "antiderivative": "antiderivative",
    "substitution": "substitution",
    "polar_coordinates": "polar",
    "cholesky": "cholesky",
    "lemma": "lemma",
    "exceeds_by": "witness",
    "exceeds_under_integral": "witness",
}


# Where the checker acts upon laws.
ACTING = ("scalars", "binders", "matrices", "laws", "normal")


def texts(path: Path) -> set[str]:
    """The strings that stand in a file, words of longer ones apart."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {x.value for x in nodes if isinstance(x, ast.Constant) and isinstance(x.value, str)}


def test_rules():
    assert set(rules.RULES) == set(RULES)
    for name, rule in RULES.items():
        assert rules.RULES[name][0] == rule.laws, name


def test_what_rules_bring():
    by_theorems = {name for name, rule in RULES.items() if callable(rule.instances)}
    expected = BROUGHT | dict.fromkeys(by_theorems, "lemma")
    assert {name: kind for name, (_, kind) in rules.RULES.items() if kind} == expected


def test_laws():
    named = {law for allowed, _ in rules.RULES.values() for law in allowed}
    assert named <= set(laws.LAWS)
    assert named == {law for rule in RULES.values() for law in rule.laws}
    assert set(laws.LAWS) - named == {"arithmetic", "trigonometric_values"}


def test_every_law_is_acted_upon():
    acted = set().union(*(texts(PACKAGE / f"{x}.py") for x in ACTING))
    assert set(laws.LAWS) - acted == set(UNNAMED)


def test_what_is_in_force_within_an_axiom():
    assert set(rules.CALCULUS) == axioms.CALCULUS
    assert set(rules.LOGARITHMS) == existence._LOGARITHMS


def test_what_an_equation_is_solved_for():
    """The checker reads divergences, entropies and expectations as integrals."""
    as_integrals = {"Divergence", "CrossEntropy", "Entropy", "Expectation", "Integral"}
    heads = ["integral" if x in as_integrals else x.lower() for x in equations._SOLVED_FIRST]
    named = {"symbol" if head == "sym" else head for head in heads}
    assert set(own_equations.SOLVED) == named


def test_axioms():
    found = texts(PACKAGE / "steps.py") | texts(PACKAGE / "equations.py")
    assert set(laws.AXIOM_SCHEMAS) - found == {"growth"}  # a part of the fundamental theorem
    kernel = set().union(
        *(texts(Path(inspect.getfile(m))) for m in (axioms, preconditions))
    ) | texts(Path(inspect.getfile(axioms)).with_name("check.py"))
    named = {text.removeprefix("axiom ") for text in kernel if text.startswith("axiom ")}
    assert set(laws.AXIOM_SCHEMAS) == named


def test_instances():
    kinds = {certificate._KINDS.get(one.__name__, one.__name__) for one in axioms.INSTANCES}
    renamed = {"Lemma": "lemma", "CholeskyFactor": "cholesky"}
    assert set(reader.INSTANCES) == {renamed.get(kind, kind) for kind in kinds}


def test_functions():
    """A root is a power to the checker."""
    assert set(n.FUNCTIONS) == {*own_functions.FUNCTIONS, "sqrt"}


def test_functions_of_certificates():
    schema = json.loads((PACKAGE.parent / "docs" / "certificate-schema.json").read_text())
    rows = [row["prefixItems"] for row in _with_items(schema)]
    (names,) = [row[1]["enum"] for row in rows if row[0] == {"const": "apply"}]
    assert names == sorted(n.FUNCTIONS)


def _with_items(schema):
    """The schemas of arrays, at any depth."""
    if isinstance(schema, dict) and "prefixItems" in schema:
        yield schema
    parts = schema.values() if isinstance(schema, dict) else schema
    for part in parts if isinstance(schema, (dict, list)) else ():
        yield from _with_items(part)


def differences(name: str, row, own) -> list[str]:
    """The columns in which the row of the checker says something else."""
    theirs = {
        "sign": tuple(frozenset(own_functions._SIGNS[s]) for s in own.sign),
        "slope": own.slope is not None,
        "above": own.above,
        "root": own.root,
        "smooth": own.smooth,
        "continuous": own.continuous,
        "bounded": own.bounded,
    }
    ours = {
        "sign": row.sign,
        "slope": row.derivative is not None,
        "above": None if row.domain is None else -row.domain.plus,
        "root": row.root,
        "smooth": not row.differentiable,
        "continuous": row.continuous,
        "bounded": row.bounded,
    }
    assert set(theirs) == set(own._fields)
    return [column for column in ours if ours[column] != theirs[column]]


@pytest.mark.parametrize("name", own_functions.FUNCTIONS)
def test_rows_of_functions(name):
    """Slopes are compared by proofs, in `tests/lang/test_functions_proved.py`."""
    assert differences(name, n.FUNCTIONS[name], own_functions.FUNCTIONS[name]) == []


@pytest.mark.parametrize("name", own_functions.FUNCTIONS)
def test_another_row_is_noticed(name):
    own = own_functions.FUNCTIONS[name]
    others = {
        "sign": "---",
        "slope": None if own.slope else (lambda u: u),
        "above": 3 if own.above is None else None,
        "root": 2 if own.root is None else None,
        "smooth": not own.smooth,
        "continuous": not own.continuous,
        "bounded": not own.bounded,
    }
    for column, other in others.items():
        wrong = own._replace(**{column: other})
        assert differences(name, n.FUNCTIONS[name], wrong) == [column]


def test_relations():
    assert preconditions.RELATIONS == ("=", "<=", ">=")
    assert set(preconditions.RELATIONS) <= texts(PACKAGE / "reader.py")


def test_schema():
    assert opening.SCHEMA == certificate.SCHEMA


def test_limits():
    """One table; what the checker alone needs stands below its last comment line."""
    text = Path(own_limits.__file__).read_text(encoding="utf-8")
    shared, own = (set(_NAMED.findall(x)) for x in text.split("# Of a certificate alone."))
    assert shared <= set(vars(limits))
    assert all(getattr(limits, name) == getattr(own_limits, name) for name in shared)
    assert not own & set(vars(limits))
    assert shared | own == {name for name in vars(own_limits) if name.startswith("MOST_")}


_NAMED = re.compile(r"^(MOST_\w+) =", re.MULTILINE)


def _end(tree: n.Bound):
    """An end of a support as the checker has it."""
    if isinstance(tree, n.Infinity):
        return supports._oo() if tree.sign == "+" else supports._less_oo()
    return number(tree.value)


def test_supports():
    ours = {one.kind: one for one in (*family._SUPPORTS, family.SPACE)}
    assert set(supports.SUPPORTS) == set(ours)
    for kind, (assumed, lower, upper) in supports.SUPPORTS.items():
        one = ours[kind]
        assert assumed == one.assumptions, kind
        assert (lower(), upper()) == (_end(one.lower), _end(one.upper)), kind
        assert callable(getattr(vocabulary, one.letter))
    assert supports._one() is UNIT


def declared() -> dict[str, frozenset[str]]:
    """The assumptions that each declaring function makes of its letters."""
    sizes = {"names": "x", "k": 3, "rows": 3, "columns": 3}
    found = {}
    for name, function in vars(vocabulary).items():
        takes = list(inspect.signature(function).parameters) if inspect.isfunction(function) else []
        if takes[:1] == ["names"] and not name.startswith("_"):
            found[name] = function(*(sizes[x] for x in takes)).assumptions
    return found


def test_assumptions():
    made = declared()
    assert {"real", "positive", "covariance", "scale_tril", "index"} <= set(made)
    assert set(made.values()) == rows.ASSUMED


SCALARS = {"real", "positive", "nonnegative_real", "nonzero", "unit_interval", "dimension", "index"}


@pytest.mark.parametrize("name", sorted(declared()))
def test_what_may_be_the_variable_of_a_derivative(name):
    """Both say which letters can move both ways everywhere."""
    letter = n.Symbol("x", (), declared()[name])
    if name not in SCALARS:
        return  # vectors and matrices, of which the direction is asked
    try:
        differentiation.need_direction(letter, n.as_expr(1), frozenset())
        moves = True
    except Exception:
        moves = False
    assert moves == (letter.assumptions - {"real"} in rows.OPEN)
