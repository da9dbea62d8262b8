r"""The width and the height of a formula as TeX sets it, found without TeX.

`measure` reads the LaTeX that the emitter itself writes and adds up the metrics of Computer
Modern. Two decisions rest on it: how large the delimiters around something have to be, and where
a line that does not fit is broken. The emitter must decide the same on every machine, with or
without TeX, so it cannot ask TeX itself.

Lengths are in units of the font size (about 1 em). Against TeX the width of the formulas that
occur here is right to a few percent (a test compares them), and never much too small.

References: D. E. Knuth, *The TeXbook*, chapter 18 (spacing) and appendix G (fractions, scripts).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple


class Box(NamedTuple):
    """The size of a piece of a page: width, height above and depth below the baseline."""

    width: float
    height: float
    depth: float

    @property
    def total(self) -> float:
        """Height plus depth."""
        return self.height + self.depth

    def scaled(self, factor: float) -> Box:
        """The same at another font size."""
        return Box(*(factor * side for side in self))

    def raised(self, by: float) -> Box:
        """The same, higher by `by`."""
        return Box(self.width, self.height + by, self.depth - by)


def _table(text: str) -> dict[str, float]:
    """Widths in hundredths, by name: ``"a53 b43"``."""
    pairs = re.findall(r"(\D+?)(\d+)(?:\s|$)", text)
    return {name: int(width) / 100 for name, width in pairs}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Computer Modern Math Italic, and Roman for operator names and text.
_ITALIC = _table(
    "a53 b43 c44 d53 e47 f60 g52 h58 i35 j47 k56 l32 m88 n61 o49 p51 q49 r48 s47 t37 u58 v53 w75 "
    "x58 y53 z51 A75 B81 C79 D86 E80 F79 G79 H92 I52 J66 K93 L69 M108 N92 O80 P79 Q80 R77 S68 T73 "
    "U80 V81 W109 X91 Y81 Z76"
)
_ROMAN = _table(
    "a50 b56 c45 d56 e45 f31 g50 h56 i28 j31 k53 l28 m84 n56 o50 p56 q53 r40 s40 t39 u56 v53 w73 "
    "x53 y53 z45 A75 B71 C73 D77 E69 F66 G79 H75 I37 J52 K78 L63 M92 N75 O78 P69 Q78 R74 S56 T73 "
    "U75 V75 W103 X75 Y75 Z62 ,28 .28 :28 ;28 !28 '28 -34 (39 )39 [28 ]28 /50 +78 =78 "
    "\ue00083 \ue001450 \ue002540"  # the marks of symkl.latex.check_marks
)
_SYMBOL = _table(
    r"\alpha65 \beta62 \gamma58 \delta49 \epsilon41 \varepsilon47 \zeta52 \eta54 \theta50 "
    r"\vartheta60 \iota36 \kappa58 \lambda59 \mu61 \nu56 \xi49 \pi61 \rho52 \sigma61 \tau56 "
    r"\upsilon58 \phi60 \varphi66 \chi63 \psi69 \omega66 \ell42 \Gamma63 \Delta84 \Theta78 "
    r"\Lambda70 \Xi67 \Pi75 \Sigma73 \Upsilon78 \Phi73 \Psi78 \Omega73 \infty100 \partial59 "
    r"\top78 \ldots117 \cdots134 \prime28"
)
_SMALL = _words(
    r"a c e m n o r s u v w x z g p q y "
    r"\alpha \gamma \epsilon \varepsilon \eta \iota \kappa \mu \nu \pi \rho \sigma \tau \upsilon "
    r"\varphi \chi \omega \infty"
)
_DESCENDING = _words(r"f g j p q y Q \beta \gamma \zeta \eta \mu \xi \rho \phi \varphi \chi \psi")
_RELATION = {r"\le", r"\ge", r"\leq", r"\geq", r"\in", r"\sim", r"\to", r"\ne", "<", ">", "=", ":"}
_FUNCTION = {r"\log", r"\exp", r"\cos", r"\sin", r"\lim", r"\det"}
_SPACE = {r"\,": 1 / 6, r"\:": 2 / 9, r"\;": 5 / 18, r"\ ": 1 / 3, r"\quad": 1.0, r"\qquad": 2.0}
_SPACE[r"\!"] = -1 / 6

# What \bigl and its larger kin make of a delimiter: half-height about the axis, and widths.
SIZES = {"": 0.5, "big": 0.6, "Big": 0.9, "bigg": 1.2, "Bigg": 1.5}
_DELIMITER = {
    "(": (0.39, 0.46, 0.60, 0.74, 0.80),
    "[": (0.29, 0.42, 0.48, 0.53, 0.59),
    "|": (0.28, 0.34, 0.34, 0.34, 0.34),
    r"\{": (0.5, 0.58, 0.67, 0.75, 0.81),
}
_TWIN = {")": "(", "]": "[", r"\}": r"\{", r"\lvert": "|", r"\rvert": "|"}
AXIS = 0.25

ORD, OP, BIN, REL, OPEN, CLOSE, PUNCT, SKIP = range(8)
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\\]")
_ENDS = {"}", "&", "\\\\", r"\end"}
_DISPLAY, _TEXT, _SCRIPT, _TINY = range(4)
_SCALE = (1.0, 1.0, 0.73, 0.55)


@lru_cache(maxsize=8192)
def measure(tex: str, *, display: bool = True) -> Box:
    """The size of a formula, in units of the font size."""
    return _Reader(tex).all(_DISPLAY if display else _TEXT)


@lru_cache(maxsize=1024)
def text_width(text: str) -> float:
    """The width of prose in Roman type; what stands in ``$…$`` counts as mathematics."""
    width = 0.0
    for number, piece in enumerate(text.split("$")):
        if number % 2:
            width += measure(piece, display=False).width
        else:
            plain = re.sub(r"\\(?:emph|textbf|texttt)|[{}\\]", "", piece)
            width += sum(0.33 if c in " ~" else _ROMAN.get(c, 0.5) for c in plain)
    return width


class _Reader:
    """One pass over the tokens of a formula."""

    def __init__(self, tex: str):
        self.tokens = [t for t in _TOKEN.findall(tex) if not t.isspace()]
        self.at = 0

    def all(self, style: int) -> Box:
        """All up to the end of the group or of the cell of a table."""
        atoms = []
        while self.at < len(self.tokens) and self.tokens[self.at] not in _ENDS:
            if self.tokens[self.at] == r"\displaystyle":
                style, self.at = _DISPLAY, self.at + 1
                continue
            atoms.append(self.atom(style))
        return _row(atoms, style)

    def argument(self, style: int) -> Box:
        """A group in braces, or one token."""
        if self.at >= len(self.tokens):
            return Box(0, 0, 0)
        if self.tokens[self.at] != "{":
            return self.nucleus(style)[1]
        self.at += 1
        box = self.all(style)
        self.at += 1
        return box

    def words(self) -> str:
        r"""The argument of ``\mathrm`` and its kin, as it stands."""
        start, depth = self.at + 1, 0
        while True:  # to the brace that closes it; formulas in a text have braces of their own
            depth += {"{": 1, "}": -1}.get(self.tokens[self.at], 0)
            self.at += 1
            if not depth:
                return "".join(self.tokens[start : self.at - 1])

    def cases(self) -> Box:
        r"""The rows of a ``cases`` environment, after its ``\begin``."""
        self.words()
        rows: list[list[Box]] = [[]]
        while self.at < len(self.tokens):
            rows[-1].append(self.all(_TEXT))
            end, self.at = self.tokens[self.at], self.at + 1
            if end == "\\\\":
                rows.append([])
                if self.tokens[self.at] == "[":
                    self.at = self.tokens.index("]", self.at) + 1
            elif end == r"\end":
                break
        self.words()
        columns = zip_longest(*rows, fillvalue=Box(0, 0, 0))
        width = 0.9 + sum(max(cell.width for cell in column) for column in columns) + 1.0
        total = sum(max(1.44, *(c.height + c.depth + 0.3 for c in row)) + 0.6 for row in rows)
        return Box(width, total / 2 + AXIS, total / 2 - AXIS)

    def atom(self, style: int) -> tuple[int, Box]:
        name = self.tokens[self.at]
        kind, box = self.nucleus(style)
        scripts = {}
        while self.at < len(self.tokens) and self.tokens[self.at] in "^_":
            mark = self.tokens[self.at]
            self.at += 1
            scripts[mark] = self.argument(min(style + 2 if style == _DISPLAY else style + 1, _TINY))
        if not scripts:
            return kind, box
        if style == _DISPLAY and name in (r"\sum", r"\prod"):
            return kind, _limits(box, scripts)
        slant = 0.44 if name == r"\int" else 0.0  # the lower bound tucks under the sign
        return kind, _scripts(box, scripts, slant, _SCALE[style])

    def nucleus(self, style: int) -> tuple[int, Box]:  # one branch a command
        token = self.tokens[self.at]
        self.at += 1
        scale = _SCALE[style]
        if token in (r"\frac", r"\tfrac"):
            inner = _TEXT if token == r"\frac" and style == _DISPLAY else min(max(style, 1) + 1, 3)
            return ORD, _fraction(self.argument(inner), self.argument(inner), style, scale)
        if token == r"\begin":
            return ORD, self.cases()
        if token == r"\sqrt":
            return ORD, _root(self.argument(style), scale)
        if token in (r"\mathbb", r"\mathcal"):
            self.words()
            return ORD, Box(0.7 if token == r"\mathbb" else 0.85, 0.69, 0).scaled(scale)
        if token in (r"\operatorname", r"\mathrm", r"\mathbf", r"\text"):
            width = text_width(self.words())
            kind = OP if token == r"\operatorname" else ORD
            return kind, Box(width, 0.69, 0.19).scaled(scale)
        size = re.fullmatch(r"\\(big|Big|bigg|Bigg)([lrm]?)", token)
        if size:
            mark = self.tokens[self.at]
            self.at += 1
            return {"l": OPEN, "r": CLOSE}.get(size[2], ORD), _delimiter(mark, size[1], scale)
        if token == "{":
            self.at -= 1
            return ORD, self.argument(style)
        return _plain(token, style)


def _plain(token: str, style: int) -> tuple[int, Box]:
    scale = _SCALE[style]
    if token in _SPACE:
        return SKIP, Box(_SPACE[token], 0, 0)
    if token in (r"\sum", r"\prod", r"\int"):
        large = style == _DISPLAY
        if token == r"\int":
            return OP, Box(1.0, 1.36, 0.86) if large else Box(0.67, 0.81, 0.31).scaled(scale)
        return OP, Box(1.45, 1.05, 0.55) if large else Box(1.06, 0.75, 0.25).scaled(scale)
    if token in _FUNCTION:
        return OP, Box(text_width(token[1:]), 0.69, 0.19).scaled(scale)
    if token in _DELIMITER or token in _TWIN:
        closing = token in (")", "]", r"\}", r"\rvert")
        kind = ORD if token == "|" else CLOSE if closing else OPEN
        return kind, _delimiter(token, "", scale)
    if token in "+-" or token in (r"\times", r"\cdot", r"\pm"):
        return BIN, Box(0.28 if token == r"\cdot" else 0.78, 0.58, 0.08).scaled(scale)
    if token in _RELATION:
        return REL, Box(0.28 if token == ":" else 0.78, 0.64, 0.14).scaled(scale)
    if token == ",":
        return PUNCT, Box(0.28, 0.11, 0.19).scaled(scale)
    if token == r"\|":
        return ORD, Box(0.5, 0.75, 0.25).scaled(scale)
    width = _ITALIC.get(token, _SYMBOL.get(token, 0.5))
    depth = 0.19 if token in _DESCENDING else 0
    return ORD, Box(width, 0.43 if token in _SMALL else 0.69, depth).scaled(scale)


def _delimiter(mark: str, size: str, scale: float) -> Box:
    half = SIZES[size]
    widths = _DELIMITER.get(_TWIN.get(mark, mark), _DELIMITER["("])
    # \big and its kin do not shrink in scripts
    box = Box(widths[list(SIZES).index(size)], half + AXIS, half - AXIS)
    return box if size else box.scaled(scale)


def _fraction(top: Box, bottom: Box, style: int, scale: float) -> Box:
    up, down = (0.68, 0.69) if style == _DISPLAY else (0.39 * scale, 0.35 * scale)
    gap = 0.12 if style == _DISPLAY else 0.04
    up = max(up, AXIS + gap + top.depth)
    down = max(down, gap - AXIS + bottom.height)
    width = max(top.width, bottom.width) + 0.24
    return Box(width, up + top.height, down + bottom.depth)


def _root(inner: Box, scale: float) -> Box:
    return Box(inner.width + 0.84 * scale, inner.height + 0.2 * scale, inner.depth + 0.1)


def _scripts(box: Box, scripts: dict[str, Box], slant: float, scale: float) -> Box:
    none = Box(0, 0, 0)
    high, low = scripts.get("^", none), scripts.get("_", none)
    width = box.width + max(high.width, low.width - slant) + 0.05
    height, depth = box.height, box.depth
    if "^" in scripts:
        # a single letter carries its exponent at a fixed height, a larger box near its top
        above = box.height - 0.39 * scale if box.height > 0.8 * scale else 0.0
        height = max(height, max(0.39 * scale, above, 0.11 + high.depth) + high.height)
    if "_" in scripts:
        below = box.depth + 0.05 if box.depth > 0.3 * scale else 0.0
        drop = max(0.25 * scale if "^" in scripts else 0.15 * scale, below)
        depth = max(depth, drop + low.depth)
    return Box(width, height, depth)


def _limits(box: Box, scripts: dict[str, Box]) -> Box:
    high, low = scripts.get("^", Box(0, 0, 0)), scripts.get("_", Box(0, 0, 0))
    return Box(
        max(box.width, high.width, low.width),
        box.height + 0.15 + high.total + 0.1,
        box.depth + 0.13 + low.total,
    )


def _row(atoms: list[tuple[int, Box]], style: int) -> Box:
    width = height = depth = 0.0
    before = None
    for position, (kind, box) in enumerate(atoms):
        if kind == BIN and (
            before in (None, BIN, OP, REL, OPEN, PUNCT) or position == len(atoms) - 1
        ):
            kind = ORD
        if before is not None and kind != SKIP:
            width += _between(before, kind, style)
        width += box.width
        height, depth = max(height, box.height), max(depth, box.depth)
        before = kind if kind != SKIP else before
    return Box(width, height, depth)


def _between(left: int, right: int, style: int) -> float:
    """The space that TeX puts between two neighbours (The TeXbook, p. 170)."""
    pair = (left, right)
    if pair in ((ORD, OP), (OP, ORD), (OP, OP), (CLOSE, OP)):
        return 1 / 6 * _SCALE[style]
    if style >= _SCRIPT:
        return 0.0
    if left == PUNCT:
        return 1 / 6
    if BIN in pair:
        return 2 / 9
    return 5 / 18 if REL in pair and left != OPEN and right != CLOSE else 0.0
