"""Reads the emitted LaTeX of an expression back, as a person would, and evaluates it.

The reader knows the conventions of print and nothing of the tree: juxtaposition multiplies, a
function without parentheses takes the next factor, a slash divides by the next factor, a sum sign
takes the rest of its term. If a formula could be misread, the value comes out wrong.
"""

import cmath
import re

import numpy as np

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+|[^\s\\]")
_SKIPPED = {r"\,", r"\!", r"\displaystyle"}
_OPEN = {"(": ")", "[": "]"}
_SIZES = re.compile(r"\\(?:big|Big|bigg|Bigg)[lr](?=[^A-Za-z])")
_FUNCTIONS = {
    r"\log": cmath.log,
    r"\cos": cmath.cos,
    r"\sin": cmath.sin,
    r"\exp": cmath.exp,
    "log1p": lambda v: cmath.log(1 + v),
    "expm1": lambda v: cmath.exp(v) - 1,
    "g": lambda v: v - cmath.log(1 + v),
    "h": lambda v: cmath.exp(v) - 1 - v,
    "tr": lambda v: np.trace(np.atleast_2d(v)),
    "diag": lambda v: np.diag(np.ravel(v)),
}


def product(a, b):
    """Two values side by side."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    found = a @ b
    return found.item() if found.shape == (1, 1) else found


def evaluate(tex: str, values: dict):
    """The value of a formula, where `values` has that of each letter as it is printed."""
    reader = _Reader(_TOKEN.findall(_SIZES.sub("", tex)), values)
    found = reader.sum()
    assert reader.peek() == "", f"unread: {reader.rest()}"
    return found


class _Reader:
    def __init__(self, tokens, values):
        self.tokens = [t for t in tokens if t not in _SKIPPED]
        self.values = values
        self.at = 0
        self.bars = 0  # how many |…| are open here

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def rest(self):
        return " ".join(self.tokens[self.at :])

    def take(self, expected=None):
        token = self.peek()
        assert expected in (None, token), f"{expected} expected before {self.rest()}"
        self.at += 1
        return token

    def group(self):
        """What stands in braces, as tokens."""
        if self.peek() != "{":
            return [self.take()]
        depth, start = 0, self.at
        while True:
            depth += {"{": 1, "}": -1}.get(self.take(), 0)
            if depth == 0:
                return self.tokens[start + 1 : self.at - 1]

    def inside(self, tokens):
        reader = _Reader(tokens, self.values)
        found = reader.sum()
        assert reader.peek() == ""
        return found

    def sum(self):
        sign = 1
        if self.peek() == "-":
            self.take()
            sign = -1
        total = sign * self.term()
        while self.peek() in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            total = total + sign * self.term()
        return total

    def term(self):
        found = self.factor()
        while True:
            token = self.peek()
            if token == r"\cdot":
                self.take()
                found = product(found, self.factor())
            elif token == "/":
                self.take()
                found = found / self.factor()
            elif token in ("", "+", "-", ")", "]", "}", r"\rvert") or (token == "|" and self.bars):
                return found
            else:
                found = product(found, self.factor())

    def factor(self):
        token = self.peek()
        if token in (r"\log", r"\cos", r"\sin", r"\exp", "g", "h", r"\operatorname"):
            return self.scripts(self.call())
        if token == r"\sum":
            return self.indexed()
        return self.scripts(self.unit())

    def call(self):
        name = self.take()
        if name == r"\operatorname":
            name = "".join(self.group())
        power = 1
        if self.peek() == "^":
            self.take()
            power = self.inside(self.group())
        if name in ("g", "h", "tr", "diag", r"\exp", "log1p", "expm1"):
            assert self.peek() in _OPEN, f"{name} needs parentheses"
        arg = self.unit() if self.peek() in _OPEN else self.factor()
        return _FUNCTIONS[name](arg) ** power

    def indexed(self):
        self.take()
        self.take("_")
        index = self.group()[0]
        self.take("^")
        upper = int(self.inside(self.group()))
        outside, start, total = self.values, self.at, 0
        for value in range(1, upper + 1):
            self.at = start
            self.values = {**outside, index: value}
            total = total + self.term()
        self.values = outside
        return total

    def unit(self):
        token = self.take()
        if token in _OPEN:
            outside, self.bars = self.bars, 0
            found = self.sum()
            self.bars = outside
            self.take(_OPEN[token])
            return found
        if token in ("|", r"\lvert"):
            self.bars += 1
            found = self.sum()
            self.bars -= 1
            assert self.take() in ("|", r"\rvert")
            return abs(found) if np.ndim(found) == 0 else np.linalg.det(found)
        if token == r"\frac":
            above = self.inside(self.group())
            return above / self.inside(self.group())
        if token == r"\sqrt":
            return cmath.sqrt(self.inside(self.group()))
        if token == "e":
            self.take("^")
            return cmath.exp(self.inside(self.group()))
        if token.isdigit():
            return int(token)
        return self.letter(token)

    def letter(self, token):
        if self.peek() == "_":
            self.take()
            below = self.group()
            whole = f"{token}_{''.join(below)}"
            if whole in self.values:
                return self.values[whole]
            *number, last = below
            name = f"{token}_{number[0]}" if number else token
            return self.values[name][self.values[last] - 1].item()
        return self.values[token]

    def scripts(self, found):
        while self.peek() == "^":
            self.take()
            raised = self.group()
            if raised == [r"\top"]:
                found = found if np.ndim(found) == 0 else found.T
            elif raised == ["-", r"\top"]:
                found = np.linalg.inv(found).T
            elif np.ndim(found) == 2:
                assert raised == ["-", "1"]
                found = np.linalg.inv(found)
            else:
                found = found ** self.inside(raised)
        return found
