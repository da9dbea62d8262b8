"""The checker accepts what ships, refuses mutants, and survives whatever it is given."""

import ast
import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recheck.mutants import mutants, resealed
from recheck.survey import REFUSED, WRONG, Survey

import symkl_recheck
from symkl.certificate import sealed, write
from symkl.rules import RULES as KERNEL_RULES
from symkl_recheck import reader, terms
from symkl_recheck.__main__ import attempt, recheck
from symkl_recheck.normal import Normal
from symkl_recheck.steps import RULES, adopt, mass

PACKAGE = Path(symkl_recheck.__file__).parent


@pytest.fixture(autouse=True)
def _work_begins_anew():
    terms.spend(None)


def encoded(certificates):
    return {name: json.dumps(sealed(data)).encode() for name, data in certificates.items()}


def test_all_that_ships_is_accepted(certificates):
    reasons, used = recheck(encoded(certificates))
    assert {name: reason for name, reason in reasons.items() if reason} == {}
    assert len(reasons) == len(certificates)
    assert {"fundamental theorem", "polar coordinates", "change of variables"} <= used


def test_the_command_accepts_a_folder_of_certificates(library, tmp_path):
    for source in library.targets:
        write(library.result(source.name), library, tmp_path)
    command = [sys.executable, "-I", "-c", _RUN.format(str(PACKAGE.parent)), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    names = sorted(source.name for source in library.targets)
    lines = done.stdout.splitlines()
    assert lines[: len(names)] == [f"{name}: accepted" for name in names]
    assert lines[len(names)] == f"{len(names)} accepted, 0 refused"
    assert lines[len(names) + 1].startswith("laws and axioms used: Cholesky factor, ")


# In a process in which symkl cannot be imported.
_RUN = (
    "import sys; sys.path.insert(0, {!r}); "
    "sys.modules.update(symkl=None, sympy=None, numpy=None); "
    "from symkl_recheck.__main__ import main; sys.exit(main(sys.argv[1:]))"
)


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["/nowhere"]])
def test_usage(arguments):
    command = [sys.executable, "-m", "symkl_recheck", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "folder of certificates" in done.stderr


def test_a_refused_certificate_ends_with_one(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    command = [sys.executable, "-m", "symkl_recheck", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "a: REFUSED, names that do not belong" in done.stdout


def test_it_imports_the_standard_library_and_itself_only():
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top = name.split(".")[0]
                assert top == "symkl_recheck" or top in sys.stdlib_module_names, (path, name)


def test_it_calls_nothing_that_executes_text():
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name):
                assert node.id not in {"eval", "exec", "compile", "__import__", "open", "pickle"}


def test_its_own_table_of_rules_agrees_with_the_kernels():
    for name, rule in KERNEL_RULES.items():
        if name in RULES:
            assert RULES[name][0] == rule.laws, name


def test_mutants(certificates, library):
    """A sample; tools/torture_certificates.py runs as many as you like."""
    table, wrong = Survey(certificates, library).count(mutants(certificates, 250, seed=20260))
    assert wrong == []
    counts = {word: sum(n for (_, v), n in table.items() if v == word) for _, word in table}
    assert counts[REFUSED] > 100
    assert WRONG not in counts


def test_any_changed_field_breaks_the_seal(certificates):
    """Also where what is said then is true: a file is what was written, or it is refused."""
    for mutant in mutants(certificates, 300, seed=3):
        whole = sealed(certificates[mutant.name])
        changed = {**mutant.data, "prose": whole["prose"], "seal": whole["seal"]}
        found, reason = attempt(reader.read, json.dumps(changed).encode())
        assert found is None, mutant
        assert reason
    for key in ("prose", "seal", "name"):
        changed = sealed(certificates["univariate"]) | {key: "other"}
        assert "the seal is that of" in attempt(reader.read, json.dumps(changed).encode())[1]


def refusal(certificates, name, change):
    data = copy.deepcopy(certificates)
    change(data[name])
    return recheck(encoded(data))[0]


def test_a_changed_certificate_is_refused_where_it_is_referred_to(certificates):
    """A hash is that of the meaning: prose can change, a letter's name cannot."""

    def rename(data):
        for row in data["nodes"]:
            if row[0] == "symbol" and row[1] == "t":
                row[1] = "s"

    reasons = refusal(certificates, "normal_moments", rename)
    assert reasons["normal_moments"] is None
    assert "normal_moments.mass is not proved where it is said to be" in reasons["univariate"]


def test_prose_does_not_matter(certificates):
    reasons = refusal(certificates, "univariate", lambda data: data.update(prose={"title": 7}))
    assert set(reasons.values()) == {None}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d.update(schema="symkl-certificate/2"), "the schema is not symkl-certificate/1"),
        (lambda d: d["nodes"].append(["number", "77"]), "a row that nothing refers to"),
        (lambda d: d["nodes"].append(["number", "2/4"]), "in lowest terms"),
        (lambda d: d["nodes"].append(["number", "9" * 21]), "a rational number"),
        (lambda d: d["nodes"].append(["apply", "eval", 0]), "no such function"),
        (lambda d: d["nodes"].append(["add", len(d["nodes"]), 0]), "a row above is needed"),
        (lambda d: d["nodes"].append(["symbol", "a", [], ["positive"]]), "no such assumptions"),
        (lambda d: d["parts"][0].update(left=0), "the chain opens with something else"),
        (lambda d: d["parts"][0].update(right=0), "the chain ends with something else"),
        (lambda d: d["parts"][0].update(relation=">="), "the steps compose otherwise"),
        (lambda d: d["parts"][0]["steps"][5].update(laws=["linear"]), "not the laws of the rule"),
        (lambda d: d["parts"][0]["steps"][5].update(rule="sums"), "not the laws of the rule"),
        (lambda d: d["parts"][0]["steps"][4].update(theorems={}), "for the mass of Normal"),
        (
            lambda d: d["parts"][0]["steps"][5].update(conditions={}),
            "the side conditions are others",
        ),
        (lambda d: d["families"].clear(), "there is no family Normal"),
    ],
)
def test_what_is_refused_and_why(certificates, change, reason):
    found = refusal(certificates, "univariate", change)["univariate"]
    assert reason in found, found


def nested(depth):
    return {"nodes": [["number", "2"]] + [["neg", n] for n in range(depth)]}


def test_nesting_is_that_of_the_values():
    """Brackets in texts do not count, nor is a text without an end read over and over."""
    assert reader._nesting(rb'{"a[[": [["]]", "\"[["], []]}') == 3
    assert reader._nesting(b'"[[') == reader._nesting(b"") == 0
    assert reader._nesting(b"]]") < 0
    assert reader._nesting(rb'"\"' * 300_000) == 0


def test_deep_text_is_refused_however_deep_the_process_may_go():
    """Where Python may recurse further, its JSON reader would bring the process down."""
    before = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(200_000)
        assert "too deep" in attempt(reader.read, b"[" * 500_000)[1]
    finally:
        sys.setrecursionlimit(before)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b" " * (reader.MOST_BYTES + 1), "bytes"),
        (b"[" * 100_000, "values within values too deep"),
        (b'{"a":' * 31 + b"1" + b"}" * 31, "values within values too deep"),
        (b"\xff\xfe", "malformed"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"a": NaN}', "not exact"),
        (b'{"a": -Infinity}', "not exact"),
        (b'{"a": 1e5}', "not exact"),
        (b'{"a": ' + b"9" * 1000 + b"}", "too large"),
        (b"null", "names that do not belong"),
        (b"", "malformed"),
    ],
)
def test_hostile_text(content, reason):
    _, found = attempt(reader.read, content)
    assert reason in found, found


def whole(nodes, conditions):
    data = sealed(
        {
            "schema": reader.SCHEMA,
            "name": "bad",
            "families": {},
            "parts": [
                {
                    "name": "bad",
                    "relation": "=",
                    "left": len(nodes) - 1,
                    "right": 0,
                    "first": len(nodes) - 1,
                    "obtain": [],
                    "steps": [
                        {
                            "relation": "=",
                            "after": 0,
                            "rule": "algebra",
                            "laws": [],
                            "instances": [],
                            "theorems": {},
                            "conditions": conditions,
                        }
                    ],
                }
            ],
            "nodes": nodes,
            "prose": {},
        }
    )
    return json.dumps(data).encode()


def chain(op, count, *more):
    """x, then a row over the one before, many times."""
    return [["symbol", "x", [], ["real"]], *more] + [
        [op, n, n] if op in ("add", "mul", "pow") else [op, n] for n in range(len(more), count)
    ]


X = ["symbol", "x", [], ["nonzero", "positive", "real"]]


def balanced(rows, ends=None):
    """The sum of some rows, all of them unless named, in as few levels as it takes."""
    ends = list(range(len(rows))) if ends is None else ends
    while len(ends) > 1:
        pairs = zip(ends[::2], ends[1::2], strict=False)
        rest = ends[len(ends) // 2 * 2 :]
        first = len(rows)
        rows += [["add", *pair] for pair in pairs]
        ends = [*range(first, len(rows)), *rest]
    return rows


def cubed(letters):
    rows = balanced(letters)
    end = len(rows) - 1
    return [*rows, ["mul", end, end], ["mul", end, end + 1]]


def fractions(count):
    """The sum of x_i / (x_i + x_j) over all pairs, with its side conditions."""
    rows = [["symbol", f"x{n}", [], X[3]] for n in range(count)]
    denominators = []
    for i in range(count):
        for j in range(i):
            denominators.append(len(rows))
            rows += [["add", i, j], ["div", i, len(rows)]]
    return balanced(rows, [n + 1 for n in denominators]), {"nonzero": denominators}


@pytest.mark.parametrize(
    ("nodes", "conditions", "reason"),
    [
        (chain("neg", reader.MOST_DEPTH + 5), {}, "too large or deep"),
        (chain("add", 40), {}, "too large or deep"),  # a tree of 2^40 leaves on 40 rows
        (chain("neg", reader.MOST_ROWS + 5), {}, "rows"),
        ([["number", "9"], *[["pow", n, 0] for n in range(4)]], {}, "too large"),
        # 9**9**9**9
        ([["number", "9"], *[["pow", 0, n] for n in range(4)]], {"positive": [0]}, "too large"),
        (
            # (a + b)^64 and that to the 64th again
            [
                ["number", "64"],
                ["symbol", "a", [], ["real"]],
                ["symbol", "b", [], ["real"]],
                ["add", 1, 2],
                ["pow", 3, 0],
                ["pow", 4, 0],
            ],
            {},
            "too much work",
        ),
        ([X, ["add", 1, 0]], {}, "a row above is needed"),  # a tree that holds itself
        ([X, ["neg", 2], ["neg", 1]], {}, "a row above is needed"),
        ([X, ["number", "9" * 20], ["pow", 0, 1]], {}, "an exponent is too large"),
        ([X, ["number", "9" * 21], ["pow", 0, 1]], {}, "a rational number in lowest terms"),
        ([X, ["number", "nan"], ["add", 0, 1]], {}, "a rational number in lowest terms"),
        ([X, ["number", "1e9"], ["add", 0, 1]], {}, "a rational number in lowest terms"),
        (balanced([["symbol", f"x{n}", [], ["real"]] for n in range(1200)]), {}, "not equal"),
        (cubed([["symbol", f"x{n}", [], ["real"]] for n in range(300)]), {}, "too much work"),
        (*fractions(40), "too much work"),
    ],
)
def test_hostile_trees(nodes, conditions, reason):
    reasons, _ = recheck({"bad": whole(nodes, conditions)})
    assert reason in reasons["bad"], reasons


def long_sum(count):
    """The sum of some letters in two orders, each as deep as it is long."""
    rows = [["symbol", f"x{n}", [], ["real"]] for n in range(count)]
    for letters in (range(count), reversed(range(count))):
        one, *others = letters
        for n in others:
            rows.append(["add", one, n])
            one = len(rows) - 1
    data = json.loads(whole(rows, {}))
    data["parts"][0]["steps"][0]["after"] = data["parts"][0]["right"] = 2 * count - 2
    return json.dumps(sealed(data)).encode()


def test_the_command_takes_trees_as_deep_as_the_reader_does(tmp_path):
    for name, count in (("bad", reader.MOST_DEPTH), ("deeper", reader.MOST_DEPTH + 1)):
        (tmp_path / f"{name}.json").write_bytes(long_sum(count))
    command = [sys.executable, "-m", "symkl_recheck", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    first, second, *_ = done.stdout.splitlines()
    assert first == "bad: accepted"
    assert second.startswith("deeper: REFUSED, row ")
    assert second.endswith("too large or deep a tree")


def letter(name, *assumed):
    return terms.term("symbol", (), frozenset(("real", *assumed)), name)


def test_a_substitution_into_a_derivative_keeps_what_is_held_constant():
    x, y, z = map(letter, "xyz")
    slope = terms.term("derivative", terms.term("mul", x, y), x, terms.UNIT)
    other = terms.term("derivative", terms.term("mul", x, z), x, terms.UNIT)
    assert terms.replace(slope, y, z) is other
    renamed = terms.term("derivative", terms.term("mul", z, y), z, terms.UNIT)
    assert terms.replace(slope, x, z) is renamed
    for old, new in ((y, x), (x, y), (x, terms.term("mul", z, z)), (y, terms.term("mul", x, z))):
        with pytest.raises(terms.Refused, match="a substitution into a derivative"):
            terms.replace(slope, old, new)


def test_an_equation_is_not_solved_for_a_letter_on_both_of_its_sides():
    c, d = letter("c", "positive", "nonzero"), letter("d", "positive", "nonzero")
    norm = Normal((), {})
    with pytest.raises(terms.Refused, match="an equation cannot be used"):
        adopt(norm, c, terms.term("log", c))
    adopt(norm, c, terms.term("log", d))
    assert norm.form(c) == norm.form(terms.term("log", d))


def test_the_mass_of_some_members_is_not_that_of_the_family(certificates):
    """∫ N(x; 0, σ²) dx = 1 says nothing of other means."""
    data = reader.read(encoded(certificates)["normal_moments"])
    family = data.families["Normal"]
    x, mu, sigma = letter("x"), letter("mu"), letter("sigma", "positive", "nonzero")
    square = terms.term("pow", sigma, terms.number(2))

    def total(*values):
        law = terms.term("law", (), "Normal", values)
        ends = terms.term("mul", terms.number(-1), terms.term("oo")), terms.term("oo")
        return terms.bind("integral", terms.term("density", law, x), x, *ends)

    assert mass("Normal", family, "=", total(mu, square), terms.UNIT)
    for values in ((terms.number(0), square), (sigma, square), (mu, terms.UNIT)):
        assert not mass("Normal", family, "=", total(*values), terms.UNIT)
    assert not mass("Normal", family, ">=", total(mu, square), terms.UNIT)


def test_work_is_counted_anew_for_each_certificate(certificates):
    recheck(encoded({"exp_bound": certificates["exp_bound"]}))
    assert 0 < terms._WORK[0] < terms.MOST_WORK


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_refused(value):
    _, reason = attempt(reader.read, json.dumps(value).encode())
    assert reason


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content):
    _, reason = attempt(reader.read, content)
    assert reason


@given(data=st.data())
def test_damaged_files_are_refused_or_the_same(certificates, data):
    """Cut short, or with a bit turned and sealed again: never a crash."""
    name = data.draw(st.sampled_from(sorted(certificates)))
    content = bytearray(json.dumps(sealed(certificates[name])).encode())
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    else:
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    for damaged in (bytes(content), resealed(bytes(content))):
        found, reason = attempt(reader.read, damaged)
        assert (found is None) == (reason is not None)
