"""Binders and their letters, and the substitution of a term for a letter or a subterm."""

from __future__ import annotations

from typing import Any

from symkl_recheck.forms import form_of, monomial, node, total, trace
from symkl_recheck.refusals import need
from symkl_recheck.terms import BINDERS, UNIT, Term, fresh, ordered, term

_LETTERS: dict[Term, Term] = {}  # of the variables of binders, those under which they are opened
_OPENED: dict[Term, tuple[Term, Term]] = {}


def replace(t: Term, old: Term, new: Term, done: dict[Term, Term] | None = None) -> Term:
    """Return a term with another one for a letter or a subterm.

    What stands in it twice is replaced once, and kept in ``done``.
    """
    if not old.free <= t.free:
        return t
    if t is old:
        return new
    if done is None:
        done = {}
    if t not in done:
        done[t] = _replaced(t, old, new, done)
    return done[t]


def _within(arg: Any, old: Term, new: Term, done: dict[Term, Term]) -> Any:
    """Return an argument, or a tuple or set of them, with one term for another."""
    kind = type(arg)
    if kind is Term:
        return replace(arg, old, new, done)
    if kind is tuple or kind is frozenset:
        return kind([_within(part, old, new, done) for part in arg])
    return arg


def _replaced(t: Term, old: Term, new: Term, done: dict[Term, Term]) -> Term:
    """Return a term of which a part, and not the whole, is replaced."""
    if t.op == "derivative":
        _need_same_slope(t, old, new, done)
    if t.op in BINDERS and new.height:
        letter, opened = unbound(t, new)
        body = replace(opened, old, new, done)
        return bind(t.op, body, letter, *_within(t.args[2:], old, new, done))
    if t.op == "poly":
        return _replaced_sum(t, old, new, done)
    args: tuple[Any, ...] = tuple([_within(arg, old, new, done) for arg in t.args])
    if t.op == "tr":
        return node(trace(args[0], UNIT), ())
    if t.op == "delta":
        args = tuple(sorted(args, key=lambda x: x.rank))
    return term(t.op, *args)


def _need_same_slope(t: Term, old: Term, new: Term, done: dict[Term, Term]) -> None:
    """Refuse unless a derivative is one at the same variable, or at a new one in its place.

    What is held constant has to stay so.
    """
    body, letter, _ = t.args
    wrt = replace(letter, old, new, done)
    renamed = wrt is letter or (
        wrt.op in ("symbol", "bound") and wrt not in body.free and wrt.args[1] == letter.args[1]
    )
    held = letter is old or not old.free <= body.free or letter not in new.free
    need(renamed and held, "a substitution into a derivative")


def _replaced_sum(t: Term, old: Term, new: Term, done: dict[Term, Term]) -> Term:
    """Return a sum with one term for another: what becomes equal adds up."""
    forms = []
    for (m, word), c in form_of(t).items():
        powers = [(replace(x, old, new, done), e) for x, e in ordered(m)]
        forms.append(monomial(powers, _within(word, old, new, done), c))
    return node(total(forms), _within(t.args[0], old, new, done))


def bind(op: str, body: Term, letter: Term, *rest: Any) -> Term:
    """Return a binder over a letter."""
    bound = term("bound", *letter.args[:2], body.height + 1)
    return term(op, replace(body, letter, bound), bound, *rest)


def unbind(t: Term, letter: Term) -> Term:
    """Return the body of a binder with a letter for its variable."""
    return replace(t.args[0], t.args[1], letter)


def unbound(t: Term, *others: Term) -> tuple[Term, Term]:
    """Return a letter for the variable of a binder, and the body.

    The letter stands nowhere in the binder nor in others. Binders of one height share one, so that
    what is opened twice comes to the same terms.
    """
    if t not in _OPENED:
        letter = _LETTERS.get(t.args[1])
        if letter is None:
            letter = _LETTERS[t.args[1]] = fresh(*t.args[1].args[:2])
        letter = fresh(*t.args[1].args[:2]) if letter in t.free else letter
        _OPENED[t] = letter, unbind(t, letter)
    letter, body = _OPENED[t]
    if any(letter in other.free for other in others):
        letter = fresh(*t.args[1].args[:2])
        body = unbind(t, letter)
    return letter, body


def forget() -> None:
    """Begin anew, with no binder opened."""
    _LETTERS.clear()
    _OPENED.clear()
