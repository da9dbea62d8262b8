"""The source text of helpers for one array library, cut out of the files in which they stand.

A generated module carries the helpers that it calls and no others; what a helper calls comes with
it. What several libraries share is written with the library as ``xp``; a target that has but one
gets its name there, and ``xp`` is no argument. The files are read as text: nothing is imported.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
SHARED = ("code/runtime/shared.py", "numerics/portable.py")
"""The files of what libraries share."""


def specialised(text: str, namespace: str, words: Mapping[str, str]) -> str:
    """Shared text for one library.

    Parameters
    ----------
    text
        With ``xp``.
    namespace
        What stands for it; ``xp`` leaves the text as it is.
    words
        What else is called differently.
    """
    if namespace == "xp":
        return text
    text = re.sub(r"(?<=\()xp(?:, |(?=\)))", "", text)
    text = re.sub(r"\bxp\.", f"{namespace}.", text)
    for word, own in words.items():
        text = text.replace(word, own)
    return text


class Source:
    """The helpers of one library.

    Parameters
    ----------
    *files
        Where they stand, from the folder of symkl. Of two helpers that are called alike it is the
        later one that counts.
    namespace, words
        As for `specialised`.
    """

    def __init__(
        self, *files: str | Path, namespace: str, words: Mapping[str, str] | None = None
    ) -> None:
        self.namespace = namespace
        self._files = [_PACKAGE / file for file in files]
        self._words = words or {}
        self._blocks: dict[str, _Block] = {}

    def names(self) -> frozenset[str]:
        """The names of all helpers."""
        return frozenset(self._known())

    def helpers(self, names: Iterable[str]) -> list[str]:
        """The texts of some helpers and of all that these need, in the order of the files."""
        known = self._known()
        wanted, stack = set(), [name for name in names if name in known]
        while stack:
            name = stack.pop()
            if name not in wanted:
                wanted.add(name)
                stack.extend(known[name].names & known.keys())
                stack.extend(n for n, block in known.items() if name in block.decorators)
        return [block.text for name, block in known.items() if name in wanted]

    def _known(self) -> dict[str, _Block]:
        if not self._blocks:
            for path in self._files:
                for name, text in _texts(path).items():
                    block = specialised(text, self.namespace, self._words)
                    self._blocks[name] = _Block(block)
        return self._blocks


class _Block:
    """A definition: its text, the names in it, and those that decorate it."""

    def __init__(self, text: str) -> None:
        (node,) = ast.parse(text).body
        assert isinstance(node, ast.FunctionDef | ast.ClassDef)
        self.text = text
        self.names = _names(node)
        self.decorators = frozenset().union(*map(_names, node.decorator_list))


def _names(node: ast.AST) -> frozenset[str]:
    return frozenset(n.id for n in ast.walk(node) if isinstance(n, ast.Name))


@cache
def _texts(path: Path) -> dict[str, str]:
    """The definitions of a file, decorators included."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            definition = ast.get_source_segment(text, node)
            assert definition is not None
            found[node.name] = "\n".join([*lines[first - 1 : node.lineno - 1], definition])
    return found
