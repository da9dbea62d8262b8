"""Files that are huge, deep, damaged or no certificates: each is refused, in bounded work."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recheck.mutants import encoded, resealed
from recheck.written import DIMENSION, INDEX, POSITIVE, Written, reasons

from symkl.certificate import sealed
from symkl_recheck import opening, reader, recheck, refusals
from symkl_recheck.verdicts import attempt


def nested(depth):
    return {"nodes": [["number", "2"]] + [["neg", n] for n in range(depth)]}


def test_nesting_is_that_of_the_values():
    """Brackets in texts do not count, nor is a text without an end read over and over."""
    assert opening._nesting(rb'{"a[[": [["]]", "\"[["], []]}') == 3
    assert opening._nesting(b'"[[') == opening._nesting(b"") == 0
    assert opening._nesting(b"]]") < 0
    assert opening._nesting(rb'"\"' * 300_000) == 0


def test_deep_text_is_refused_however_deep_the_process_may_go():
    """Where Python may recurse further, its JSON reader would bring the process down."""
    before = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(200_000)
        assert "too deep" in str(attempt(opening.opened, b"[" * 500_000)[1])
    finally:
        sys.setrecursionlimit(before)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b" " * (opening.MOST_BYTES + 1), "bytes"),
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
    _, found = attempt(opening.opened, content)
    assert reason in str(found)


def whole(nodes, conditions):
    data = sealed(
        {
            "schema": opening.SCHEMA,
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
                    "hypotheses": [],
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
        (chain("neg", reader.MOST_DEPTH + 5), {}, "levels"),
        (chain("add", 40), {}, "nodes"),  # a tree of 2^40 leaves on 40 rows
        (chain("neg", reader.MOST_ROWS + 5), {}, "rows"),
        ([["number", "9"], *[["pow", n, 0] for n in range(4)]], {}, "bits"),
        # 9**9**9**9
        ([["number", "9"], *[["pow", 0, n] for n in range(4)]], {"positive": [0]}, "exponent"),
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
        ([X, ["number", "9" * 20], ["pow", 0, 1]], {}, "an exponent beyond 64"),
        ([X, ["number", "9" * 1400], ["pow", 0, 1]], {}, "a rational number in lowest terms"),
        ([X, ["number", "nan"], ["add", 0, 1]], {}, "a rational number in lowest terms"),
        ([X, ["number", "1e9"], ["add", 0, 1]], {}, "a rational number in lowest terms"),
        (balanced([["symbol", f"x{n}", [], ["real"]] for n in range(1200)]), {}, "not equal"),
        (cubed([["symbol", f"x{n}", [], ["real"]] for n in range(300)]), {}, "too much work"),
        (*fractions(40), "too much work"),
    ],
)
def test_hostile_trees(nodes, conditions, reason, monkeypatch):
    if reason == "too much work":  # a tenth of it shows as well that it is counted
        monkeypatch.setattr(refusals, "MOST_WORK", refusals.MOST_WORK // 10)
    verdict = recheck({"bad": whole(nodes, conditions)})["bad"]
    assert reason in str(verdict)


def many_factors():
    """The signs of a product of 40 factors, one of them unknown."""
    c = Written("factors")
    product = c.many("mul", *(c.letter(f"x{n}") for n in reversed(range(40))))
    over = c.pow(product, c.number("-1"))
    c.part("", over, c.step("algebra", over))
    return c


def mirrored_factors():
    c = Written("mirrored")
    product = c.letter("x")
    for n in range(40):
        product = c.mul(c.letter(f"x{n}"), product)
    over = c.pow(product, c.number("-1"))
    c.part("", over, c.step("algebra", over))
    return c


def power_of_a_power():
    c = Written("power")
    sum_ = c.add(c.letter("s", assumed=POSITIVE), c.letter("r", assumed=POSITIVE))
    power = c.pow(sum_, c.number("-1"))
    for e in ("64", "64", "64", "64", "16", "-1"):
        power = c.pow(power, c.number(e))
    c.part("", power, c.step("algebra", power))
    return c


def long_words():
    c = Written("words")
    k = c.letter("k", assumed=DIMENSION)
    word = c.mat_mul(c.letter("A", k, k), c.letter("B", k, k))
    for _ in range(11):
        word = c.mat_mul(word, word)
    c.part("", c.trace(word), c.step("trace", c.trace(word)))
    return c


@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        (many_factors, "not known to be nonzero"),
        (mirrored_factors, "not known to be nonzero"),
        (power_of_a_power, "an exponent is too large"),
        (long_words, "too much work"),
    ],
)
def test_work_is_bounded(attack, reason):
    certificate = attack()
    found = reasons(certificate)[certificate.name]
    assert reason in str(found)


def doubling(depth=40):
    """A density within a density, its formula with the point twice; an integral around it."""
    c = Written("doubling")
    x = c.letter("x")
    density = c.apply("exp", c.add(c.apply("cos", x), c.apply("sin", x)))
    c.family("Wave", [c.letter("theta")], x, density)
    law = c.law("Wave", "n", x, [c.number("0")])
    t = x
    for _ in range(depth):
        t = c.density(law, t)
    t = c.integral(t, x, c.number("0"), c.number("1"))
    c.part("", t, c.step("density", c.number("1")))
    return c.content()


def large_body_under_many_binders():
    """A tree of 2^13 letters, one object, under 1200 sums."""
    rows = [["symbol", "i", [], sorted(INDEX)], ["number", "2"]]
    body = 0
    for _ in range(13):
        rows.append(["add", body, body])
        body = len(rows) - 1
    for n in range(1200):
        rows += [["number", str(n + 1)], ["sum", body, 0, len(rows)]]
    part = {"name": "many", "relation": "=", "left": 1, "right": 1, "first": 1}
    part |= {"obtain": [], "hypotheses": [], "steps": []}
    data = {"schema": "symkl-certificate/2", "name": "many", "families": {}, "parts": [part]}
    return json.dumps(sealed(data | {"nodes": rows, "prose": {}})).encode()


def names_that_cannot_be_printed(rule="\ud800"):
    c = Written("two")
    c.part("", c.number("2"), c.step("algebra", c.add(c.number("1"), c.number("1"))))
    data = json.loads(c.content())
    data["parts"][0]["steps"][0]["rule"] = rule
    return json.dumps(sealed(data)).encode()


def lines_that_are_forged():
    return names_that_cannot_be_printed(")\nother: accepted\n43 accepted, 0 refused\nlaws")


@pytest.mark.parametrize(
    "attack",
    [doubling, large_body_under_many_binders, names_that_cannot_be_printed, lines_that_are_forged],
)
def test_a_file_is_refused_in_one_line(attack, tmp_path):
    (tmp_path / "a.json").write_bytes(attack())
    command = [sys.executable, "-m", "symkl_recheck", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (1, "")
    first, second, _ = done.stdout.splitlines()
    assert first.startswith("a: REFUSED")
    assert second == "0 accepted, 1 refused"


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
    assert second.endswith("more than 6000 levels")


def test_work_is_counted_anew_for_each_certificate(certificates):
    recheck(encoded({"exp_bound": certificates["exp_bound"]}))
    assert 0 < refusals._WORK[0] < refusals.MOST_WORK


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_refused(value):
    assert not recheck({"it": json.dumps(value).encode()})["it"].accepted


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content):
    assert not recheck({"it": content})["it"].accepted


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
        found, reason = attempt(opening.opened, damaged)
        assert (found is None) == (reason is not None)
