"""Limits hold where they are said to, and what is just within them goes through."""

import copy
import pickle
from contextlib import contextmanager
from fractions import Fraction
from types import SimpleNamespace

import pytest

from symkl import limits
from symkl.errors import LimitError
from symkl.kernel import check, evidence
from symkl.kernel.poly import Poly, number
from symkl.kernel.rationals import limited, need_few, whole_power
from symkl.kernel.refusal import Refusal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import Sum as total
from symkl.lang.vocabulary import cos, exp, eye, half, index, positive, real, tr
from symkl.meaning.evaluate import Unevaluated, compare, evaluate
from symkl.rules import algebra

x, y = positive("x y")


def tower(levels):
    tree = x
    for _ in range(levels - 1):
        tree = n.Neg(tree)
    return tree


def test_as_many_levels_as_are_allowed():
    assert tower(limits.MOST_DEPTH).extent() == (limits.MOST_DEPTH, limits.MOST_DEPTH)
    with pytest.raises(LimitError, match=f"more than {limits.MOST_DEPTH} levels"):
        n.Neg(tower(limits.MOST_DEPTH))


def test_as_many_nodes_as_are_allowed():
    tree = x
    while 2 * tree.extent()[0] + 1 <= limits.MOST_NODES:
        tree = tree + tree
    with pytest.raises(LimitError, match=f"more than {limits.MOST_NODES} nodes"):
        tree + tree


def pickled(tree):
    return pickle.loads(pickle.dumps(tree))


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, pickled])
def test_a_copy_is_as_large(again):
    tree = again(n.Neg(x + y * 2))
    assert tree.extent() == (6, 4)
    assert tree.children()[0].children()[1].extent() == (3, 2)


def test_numbers_have_so_many_bits():
    largest = 2 ** (limits.MOST_BITS - 2)
    assert n.Number(Fraction(largest)).value == largest
    with pytest.raises(LimitError, match=r"a number of \d+ bits; 4000 is the most"):
        x * (2 * largest)


def test_the_kernel_counts_bits_and_terms():
    large = Fraction(2) ** (limits.MOST_BITS - 2)
    assert limited(large) == large
    assert whole_power(3, -2) == Fraction(1, 9)
    need_few(limits.MOST_PRODUCTS, 1)
    for beyond in (
        lambda: limited(2 * large),
        lambda: whole_power(3, limits.MOST_BITS),
        lambda: whole_power(3, -limits.MOST_BITS),
        lambda: need_few(limits.MOST_PRODUCTS, 2),
        lambda: number(2).power(10**9),
        lambda: number(large) * number(large),
        lambda: Poly(dict(number(large).terms)) + number(3 * large),
    ):
        with pytest.raises(Refusal):
            beyond()


BEYOND = {
    "exponentials": exp(exp(exp(exp(x)))),
    "a cosine": cos(exp(exp(exp(x)))),
    "powers": (x**x) ** (x ** (x ** (x ** (x ** (x ** (x**half)))))),
    "an identity": tr(eye(10**6)),
    "a sum": total(half ** index("i"), index("i"), 10**6),
}


@pytest.mark.parametrize("tree", BEYOND.values(), ids=BEYOND)
def test_what_is_too_large_has_no_number(tree):
    with pytest.raises(Unevaluated):
        evaluate(tree, {x: 5})
    assert compare(tree, tree + 1).verdict == "unknown"


def test_what_is_small_enough_has_one():
    assert evaluate(exp(-exp(100 * x)), {x: 5}) > 0
    assert evaluate(x**20, {x: 3}) == 3**20
    assert str(evaluate((x**1000) ** 1000, {x: 3}, digits=10)).endswith("e+477121")


def test_a_deep_tree_can_be_used():
    tree = real("a_0")
    for i in range(1, 1000):
        tree = tree + real(f"a_{i}")
    assert str(tree).startswith("a_0 + a_1 + ")
    assert tree == copy.deepcopy(tree)


# The timer may go off where Python ignores exceptions, in a callback of its collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
class TestWithin:
    def forever(self):
        while True:
            pass

    def test_it_stops(self):
        with pytest.raises(limits.TooLong) as caught, limits.within(0.02):
            self.forever()
        assert caught.value.level == 0

    def test_the_inner_block_stops_first(self):
        with limits.within(60):
            with pytest.raises(limits.TooLong) as caught, limits.within(0.02):
                self.forever()
            assert caught.value.level == 1

    def test_the_outer_block_stops_in_the_inner_one(self):
        with pytest.raises(limits.TooLong) as caught, limits.within(0.02), limits.within(60):
            self.forever()
        assert caught.value.level == 0

    def test_it_comes_again_where_it_is_handled(self):
        def handled():
            try:
                self.forever()
            except limits.TooLong:
                self.forever()

        with pytest.raises(limits.TooLong), limits.within(0.02):
            handled()

    def test_nothing_is_left_of_it(self):
        import signal

        with limits.within(60):
            pass
        assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
        assert signal.getsignal(signal.SIGPROF) is signal.SIG_DFL

    def test_elsewhere_than_in_the_main_thread_there_is_none(self):
        import threading

        seen = []

        def run():
            with limits.within(1e-9):
                seen.append(sum(range(10**5)))

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        assert seen == [4999950000]

    @pytest.mark.parametrize("module", ["check", "evidence"])
    def test_another_block_may_end_as_one_begins(self, module, monkeypatch):
        @contextmanager
        def ended(_):
            raise limits.TooLong(0)
            yield 1

        step = SimpleNamespace(rule=algebra, after=y)
        tried = {
            "check": lambda: check.check_step(1, x, step, None, None),
            "evidence": lambda: evidence.diagnose(None, None, None),
        }
        monkeypatch.setattr(f"symkl.kernel.{module}.within", ended)
        with pytest.raises(limits.TooLong):
            tried[module]()
