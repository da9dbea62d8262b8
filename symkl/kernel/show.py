"""Normal forms as text, for messages: the residual of a step that was not proved."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.poly import Atom, Poly, number
from symkl.kernel.words import Matrix


def show(form: Poly | Matrix) -> str:
    """A normal form on one line."""
    if isinstance(form, Matrix):
        parts = [_times(show(c), _word(w)) for w, c in form.terms.items()]
        return " + ".join(sorted(parts)).replace("+ -", "- ") or "0"
    return (
        " + ".join(sorted(_term(m, c) for m, c in form.terms.items())).replace("+ -", "- ") or "0"
    )


def _times(factor: str, what: str) -> str:
    if factor in ("1", "-1"):
        return what if factor == "1" else f"-{what}"
    return f"({factor})*{what}" if " " in factor else f"{factor}*{what}"


def _term(mono, c) -> str:
    exponent = number(0)
    for atom, e in mono:
        if atom.head == "exp":
            exponent = exponent + atom.args[0].scaled(e)
    mono = [(atom, e) for atom, e in mono if atom.head != "exp"]
    factors = sorted(_power(a, e) for a, e in mono if e > 0)
    above = "*".join([*factors, f"exp({show(exponent)})"] if exponent else factors)
    below = "*".join(sorted(_power(a, -e) for a, e in mono if e < 0))
    count, over = str(c.numerator), str(c.denominator)
    above = _times(count, above) if above else count
    if over != "1":
        below = f"{over}*{below}" if below else over
    if not below:
        return above
    return f"{above}/({below})" if "*" in below else f"{above}/{below}"


def _power(atom: Atom, e) -> str:
    base = _atom(atom)
    if e.denominator == 2:
        bare = base[1:-1] if atom.head == "group" else base
        root = f"sqrt({bare})"
        return root if e == Fraction(1, 2) else f"{root}**{e.numerator}"
    return base if e == 1 else f"{base}**{e}" if e.denominator == 1 else f"{base}**({e})"


def _value(value) -> str:
    if isinstance(value, (Poly, Matrix)):
        return show(value)
    if isinstance(value, Atom):
        return _atom(value)
    if isinstance(value, tuple):
        return ", ".join(map(_value, value))
    return str(value)


def _letter(letter) -> str:
    atom, flag = letter
    name = _atom(atom)
    return {"": name, "T": f"{name}.T", "I": f"inv({name})", "IT": f"inv({name}).T"}[flag]


def _word(word) -> str:
    return " @ ".join(map(_letter, word)) or "eye"


def _atom(atom: Atom) -> str:  # one branch a head
    args = atom.args
    match atom.head:
        case "sym" | "const" | "prime":
            return str(args[0])
        case "bound":
            return f"_{args[0]}"
        case "group":
            return f"({show(args[0])})"
        case "quad":
            return f"({_word(args[0])})"
        case "tr":
            return f"tr({_word(args[0])})"
        case "law":
            return f"{args[0]}({_value(args[1])})"  # its parameters tell p from q
        case "trace":
            return f"tr({_value(args)})"
        case "Divergence":
            return f"KL({_value(args)})"
        case "Integral":  # with its binder, as in the language: body, variable, ends
            return f"Integral({_value(args[1:2])}, {_value(args[:1])}, {_value(args[2:])})"
        case "density":
            return f"{_value(args[0])}({_value(args[1])})"
        case "Expectation":
            return f"E({_value(args[2])}, {_value(args[1])})"
        case "component":
            return f"{_value(args[0])}[{_value(args[1])}]"
        case "power":
            return f"({_value(args[0])})**({_value(args[1])})"
    return f"{atom.head}({_value(args)})"
