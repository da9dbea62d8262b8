r"""The assumptions in words: "Let $\mu_1, \mu_2 \in \mathbb{R}$ and $\sigma_1, \sigma_2 > 0$".

`setting` reads it off the letters and laws that occur in claims and chains, so the sentence on the
page says what the kernel was told, no more and no less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symkl.kernel.derivation import Part
from symkl.lang import nodes as n
from symkl.latex.expressions import latex
from symkl.latex.letters import laws, letters, nodes
from symkl.latex.names import name
from symkl.latex.pieces import fence
from symkl.latex.structures import law_name

# Assumptions on a scalar, the strongest first: what stands after the letters.
_SCALARS = (
    ("dimension", r"\in \{1, 2, \ldots\}"),
    ("at_most_1", r"\in [0, 1]"),
    ("positive", "> 0"),
    ("nonnegative", r"\ge 0"),
    ("nonzero", r"\ne 0"),
    ("real", r"\in \mathbb{R}"),
)
# The same for matrices: what stands before and after the space they are taken from.
_MATRICES = (
    ("positive_definite", "symmetric positive definite"),
    ("lower_triangular", "lower triangular with positive diagonal"),
    ("symmetric", "symmetric"),
    ("invertible", "invertible"),
)


def setting(parts: Iterable[Part]) -> str:
    """The sentence that introduces letters and laws of some parts; empty where there are none."""
    parts = tuple(parts)
    free, named = letters(parts), laws(parts)
    clauses = [listing(_groups(free))] if free else []
    abstract = [law for law in named if _abstract(law)]
    known = {law.name for law in named}
    given = [
        f"${name(law.name)} = {_definition(law, known)}$" for law in named if law not in abstract
    ]
    clauses += [listing(given)] if given else []
    clauses += [_densities([f"${name(law.name)}$" for law in abstract])] if abstract else []
    sentences = ["Let " + ", and let ".join(clauses) + "."] if clauses else []
    return " ".join([*sentences, *_notation(parts)])


def _groups(free: list[n.Symbol]) -> list[str]:
    """The letters with what is assumed of them, those of one kind together."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for letter in free:
        if "index" not in letter.assumptions:
            kinds.setdefault(_kind(letter), []).append(name(letter.name))
    order = sorted(kinds, key=lambda kind: r"\ldots" not in kind[0])  # dimensions first
    return [_group(_in_order(kinds[kind]), *kind) for kind in order]


def _in_order(names: list[str]) -> list[str]:
    """Letters as they were met, those that differ in their subscript only by subscript."""
    stems = [item.split("_")[0] for item in names]
    return sorted(names, key=lambda item: (stems.index(item.split("_")[0]), item))


def _group(names: list[str], space: str, words: str) -> str:
    return f"${', '.join(names)} {space}$" + (f" {words}" if words else "")


def _kind(letter: n.Symbol) -> tuple[str, str]:
    """The LaTeX for the space or the sign of a letter, and words for its other assumptions."""
    known = letter.assumptions
    if letter.shape == ():
        return next(((sign, "") for what, sign in _SCALARS if what in known), ("", ""))
    rows, columns = (str(d) if isinstance(d, int) else latex(d) for d in letter.shape)
    if columns == "1":
        space = r"(0, \infty)" if "positive" in known else r"\mathbb{R}"
        return rf"\in {space}^{{{rows}}}", ""
    words = next((words for what, words in _MATRICES if what in known), "")
    return rf"\in \mathbb{{R}}^{{{rows} \times {columns}}}", words


def _abstract(law: n.Distribution | n.Independent) -> bool:
    return isinstance(law, n.Distribution) and law.family.density is None


def _densities(names: list[str]) -> str:
    what = "be probability densities" if len(names) > 1 else "be a probability density"
    return f"{listing(names)} {what}, positive on $\\mathbb{{R}}$"


def _definition(law: n.Distribution | n.Independent, known: set[str]) -> str:
    """The LaTeX for a distribution by its parameters, or as a product of its components.

    A component whose name is in `known` stands by its name.
    """
    if not isinstance(law, n.Independent):
        return distribution(law)
    k = latex(law.dim) if isinstance(law.dim, n.Node) else str(law.dim)
    body = law.body
    written = isinstance(body, n.Distribution) and body.name not in known
    component = distribution(body) if written else law_name(body)
    return rf"\prod_{{{latex(law.variable)}=1}}^{{{k}}} {component}"


def distribution(law: n.Node) -> str:
    r"""A law by its parameters: ``\mathcal{N}(\mu_1, \sigma_1^2)``."""
    if not isinstance(law, n.Distribution) or _abstract(law):
        return law_name(law)
    normal = law.family.name in ("Normal", "MultivariateNormal")
    family = r"\mathcal{N}" if normal else rf"\operatorname{{{law.family}}}"
    return family + fence(", ".join(latex(p) for p in law.parameters), place=1)


def _notation(parts: tuple[Part, ...]) -> Iterator[str]:
    found = list(nodes(parts))
    means: dict[str, n.Expectation] = {}
    for node in found:
        if isinstance(node, n.Expectation):
            means.setdefault(law_name(node.law), node)
    own = [e for e in means.values() if e.variable.name == n.law_letter(e.law).name]
    if own:
        laws = listing([f"${latex(e.variable)} \\sim {law_name(e.law)}$" for e in own])
        signs = listing([rf"$\mathbb{{E}}_{{{law_name(e.law)}}}$" for e in own])
        yield f"We write {signs} for the expectation over {laws}."
    functions = {node.function for node in found if isinstance(node, n.Apply)}
    used = {node.name for node in found if isinstance(node, n.Symbol)}
    t = next(letter for letter in "tsuvw" if letter not in used)
    rows = [(function, row.latex_definition) for function, row in n.FUNCTIONS.items()]
    defined = [f"${text.format(t)}$" for function, text in rows if text and function in functions]
    if defined:
        yield f"Here {listing(defined)}."
    if any(isinstance(node, n.StrictLower) for node in found):
        yield r"By $\operatorname{low}(A)$ we mean the strictly lower triangular part of $A$."
    if any(isinstance(node, n.Derivative) and node.wrt.shape != () for node in found):
        yield (
            r"The differential $\mathrm{D}_\theta[f](H)$ of $f$ by $\theta$ in direction $H$ is "
            r"the derivative of $f(\theta + tH)$ by $t$ at $t = 0$."
        )


def listing(items: list[str]) -> str:
    """A list in words."""
    if len(items) < 3:
        return " and ".join(items)
    return ", ".join(items[:-1]) + ", and " + items[-1]
