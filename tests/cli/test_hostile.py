"""Files that are huge, deep, recursive or endless: refused within limits, with one message."""

import pytest

from symkl import limits

# The timer may go off where Python ignores exceptions, in a callback of its collector; it goes off
# again.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

START = '''"""Hostile."""
from symkl import *
from symkl.lang import nodes as n
x, y = positive("x y")
'''


@pytest.fixture
def impatient(monkeypatch):
    """A second of each, so that the tests need no more than a few."""
    monkeypatch.setattr(limits, "LOAD_SECONDS", 1)
    monkeypatch.setattr(limits, "PATIENCE", 4)
    monkeypatch.setattr(limits, "LOAD_MEMORY", 200 << 20)


def refused(workspace, text, code=2):
    """What is said of a file; there is one message, and no traceback."""
    (workspace.folder / "hostile.py").write_text(text, encoding="utf-8")
    answer = workspace.run("prove", "hostile.py")
    assert answer.code == code, answer
    assert "Traceback" not in answer.err
    if code == 2:
        assert answer.err.startswith("symkl: ")
        assert answer.out == ""
    return answer.err if code == 2 else answer.out


LITERALS = {
    "a tower": "a = 9**9**9**9",
    "in an expression": "a = x * 9**9**9**9",
    "a shift": "a = 1 << 10**9",
    "a product of large ones": "a = 2**3000 * 2**3000",
    "in a function that is never called": "def f(): return 9**9**9",
    "a base below zero": "a = (-9)**9**9",
    "a long number": "a = " + "9" * 1300,
}


@pytest.mark.parametrize("line", LITERALS.values(), ids=LITERALS)
def test_a_literal_power_is_refused_before_it_is_computed(workspace, line):
    said = refused(workspace, START + line + "\n")
    assert "hostile.py:5: a number of more than 4000 bits" in said


def test_a_number_that_python_does_not_read(workspace):
    assert "hostile.py:5: the file is not Python" in refused(workspace, START + "a = " + "9" * 5000)


TIME = {
    "a tower of letters": "k = 9\na = k**k**k**k",
    "a loop": "while True: pass",
    "a loop that handles everything": "while True:\n  try:\n    while True: pass\n  except: pass",
    "a fold": "from functools import reduce\na = reduce(lambda a, _: a * a, range(99), 3)",
    "waiting": "import time\ntime.sleep(10**6)",
    "a regular expression": "import re\nre.match('(a*)*b', 'a' * 99)",
}


@pytest.mark.parametrize("text", TIME.values(), ids=TIME)
def test_a_file_that_takes_for_ever(workspace, impatient, text):
    said = refused(workspace, START + text + "\n")
    assert "hostile.py" in said
    assert "the file takes more than 1 s to load\n  try: " in said


MEMORY = {
    "a list": "a = [0] * 10**9",
    "a list that grows": "a = [0]\nwhile True: a += a",
    "a text": "a = 'a' * 10**9",
}


@pytest.mark.parametrize("text", MEMORY.values(), ids=MEMORY)
def test_a_file_that_takes_all_memory(workspace, impatient, text):
    said = refused(workspace, START + text + "\n")
    assert "hostile.py:" in said
    assert "the file takes more than 200 MiB of memory to load" in said


ENDS = {
    "exit": ("import os; os._exit(0)", "it ends the process"),
    "a signal": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
    "an exception of its own": ("class E(BaseException): pass\nraise E", "does not import"),
    "interrupted": ("raise KeyboardInterrupt", "it ends the process"),
    "SystemExit": ("raise SystemExit(0)", "SystemExit"),
    "recursion": ("def f(): f()\nf()", "RecursionError"),
    "reading": ("input()", "EOFError"),
}


@pytest.mark.parametrize(("text", "cause"), ENDS.values(), ids=ENDS)
def test_a_file_that_ends_the_process(workspace, text, cause):
    assert cause in refused(workspace, START + text + "\n")


DEEP = {
    "brackets": "a = " + "(" * 5000 + "x" + ")" * 5000,
    "lists": "a = " + "[" * 5000 + "]" * 5000,
    "signs": "a = " + "-" * 50_000 + "x",
    "a sum": "a = " + " + ".join(["x"] * 20_000),
    "calls": "a = " + "log(" * 150 + "x" + ")" * 150 + "\na = x" + ".T" * 50_000,
    "blocks": "\n".join(" " * n + "if x:" for n in range(200)),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_source_that_is_nested_too_deeply(workspace, text):
    said = refused(workspace, START + text + "\n")
    assert "nested too deeply for Python" in said or "the file is not Python" in said


def test_a_file_that_is_too_large(workspace):
    said = refused(workspace, START + "#" * 1_000_000)
    assert said.startswith("symkl: hostile.py: the file has more than 1000000 bytes\n  try: ")


def test_what_is_no_file_is_not_read(workspace):
    import os

    os.mkfifo(workspace.folder / "pipe.py")
    assert workspace.run("prove", "pipe.py").code == 2
    os.rename(workspace.folder / "pipe.py", workspace.derivations / "pipe.py")
    answer = workspace.run("prove", "derivations")
    assert (answer.code, "derivations/pipe.py is not a file" in answer.err) == (2, True)


TREES = {
    "doubling": ("a = x\nfor _ in range(100): a = a + a", "more than 50000 nodes"),
    "towers": ("a = x\nfor _ in range(10_000): a = exp(a)", "more than 6000 levels"),
    "a sum of 10 000 terms": ("a = sum([x] * 10_000, x)", "group them with brackets"),
    "a large number": ("a = x\nk = 2\nfor _ in range(14): k *= k\na = x * k", "16386 bits"),
    "NaN": ("a = x * float('nan')", "nan is not an exact number"),
    "infinity": ("a = x + float('inf')", "write oo for infinity"),
    "a tree that holds itself": (
        "a = x + y\n"
        "d = derivation(title='', claim=a == x, chain=[a, eq(x, by=algebra)])\n"
        "object.__setattr__(a, 'left', a)",
        "hostile.py:6: an expression has more than 50000 nodes",
    ),
    "a chain that holds itself": (
        "c = []\nc.append(c)\nd = derivation(title='', claim=x == x, chain=c)",
        "expression",
    ),
    "a dimension that is NaN": ("a = vector('a', float('nan'))", "a dimension"),
    "a dimension below one": ("a = matrix('a', -1, 0)", "a dimension"),
    "a title that is no text": ("d = derivation(title=5, claim=x == x, chain=[x])", "title"),
    "a derivation that is none": (
        "from symkl.kernel.derivation import Derivation\nd = Derivation('', (5,), None)",
        "parts=(5,) is not a tuple of Part",
    ),
}


@pytest.mark.parametrize(("text", "said"), TREES.values(), ids=TREES)
def test_a_tree_beyond_the_limits(workspace, text, said):
    assert said in refused(workspace, START + text + "\n")


STEP = """
d = derivation(title="", claim={left} == {right}, chain=[{left}, eq({right}, by={rule})])
"""
STEPS = {
    "a huge power": ("x**(10**9)", "algebra", "the exponent 1000000000 is beyond 64"),
    "a huge power of 2": ("2**(x - x + 10**9)", "algebra", "the exponent 1000000000 is beyond 64"),
    "a huge root": ("2**(10**9 + half)", "algebra", "a number of more than 4000 bits"),
    "powers of powers": ("(((x - x + 3)**64)**64)**64", "algebra", "a number of more than 4000"),
    "powers of a sum": ("((x + y)**64)**64", "algebra", "a product of sums of"),
    "a power of a long sum": ("long**60", "algebra", "a product of sums of"),
    "a degree": ("1/((x**64)**64 + y)", "algebra", "a polynomial of a degree beyond 256"),
    "roots of high order": ("1/(1/(x**rational(1, 10007) + x**rational(1, 10009)) + y)",
                            "algebra", "a polynomial of a degree beyond 256"),
    "exponentials of exponentials": ("exp(exp(exp(exp(exp(x)))))", "untold", "beyond 2**4000"),
    "a large identity": ("tr(eye(10**9))", "untold", "1000 is the most"),
    "a long sum of numbers": ("Sum(x**i, i, 10**9)", "untold", "is beyond 1000"),
    "a law that is none": ("x", "Rule('r', '', laws=frozenset({'magic'}))", "no law: magic"),
    "a rule that fails": ("x", "Rule('r', '', instances=lambda a, b: 1/0)", "the rule r fails"),
    "a rule that brings rubbish": ("x", "Rule('r', '', instances=(5,))", "no axiom schema"),
    "a rule that brings a number": ("x", "Rule('r', '', instances=lambda a, b: 5)", "fails"),
}  # fmt: skip


@pytest.mark.parametrize(("left", "rule", "said"), STEPS.values(), ids=STEPS)
def test_a_step_beyond_the_limits_is_not_proved(workspace, monkeypatch, left, rule, said):
    monkeypatch.setattr("symkl.kernel.evidence.EVIDENCE_SECONDS", 1)
    # True, so that no number refutes it, and what is said is why it is not proved.
    text = (
        START
        + """
from symkl.kernel.derivation import Rule
i = index("i")
long = x
for letter in real("a b c d e f g"): long = long + letter
untold = Rule("untold", "", instances=(5,))
"""
        + STEP.format(left=left, right=f"({left}) + 0", rule=rule)
    )
    out = refused(workspace, text, code=1)
    assert "1 derivation, 1 step: 1 unproved" in out
    assert said in " ".join(out.split())


def test_a_step_that_takes_for_ever_is_not_proved(workspace, monkeypatch):
    monkeypatch.setattr("symkl.kernel.check.STEP_SECONDS", 0.2)
    monkeypatch.setattr("symkl.kernel.evidence.EVIDENCE_SECONDS", 0.2)
    text = START + "from symkl.kernel.derivation import Rule\ndef f(a, b):\n  while True: pass\n"
    text += STEP.format(left="x", right="x + 0", rule="Rule('r', '', instances=f)")
    assert "the check takes more than 0.2 s" in refused(workspace, text, code=1)


LONG = """
letters = real(" ".join(f"a_{{i}}" for i in range({count})))
a = letters[0]
for b in letters[1:]: a = a + b
d = derivation(title="", claim=a == a + 0, chain=[a, eq(a + 0, by=algebra)])
"""


@pytest.mark.parametrize(
    ("count", "command"),
    [(400, "prove --cross-check"), (400, "latex"), (5000, "prove -v"), (5000, "show")],
)
def test_a_long_sum_is_a_sum(workspace, count, command):
    (workspace.folder / "long.py").write_text(START + LONG.format(count=count))
    assert workspace.run(*command.split(), "long.py").code == 0


def test_a_second_opinion_that_takes_for_ever_is_none(workspace, monkeypatch):
    def forever(*_):
        while True:
            pass

    monkeypatch.setattr("symkl.crosscheck.STEP_SECONDS", 0.2)
    monkeypatch.setattr("symkl.crosscheck.by_numbers", forever)
    text = START + STEP.format(left="x", right="x + 0", rule="algebra")
    (workspace.folder / "hostile.py").write_text(text)
    answer = workspace.run("prove", "hostile.py", "--cross-check")
    assert "Traceback" not in answer.err
    assert answer.code == 0
