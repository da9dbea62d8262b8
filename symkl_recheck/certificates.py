"""Certificates as they have been read: parts, their steps, and the instances that these bring."""

from __future__ import annotations

from typing import Any, NamedTuple

from symkl_recheck.families import Families
from symkl_recheck.signs import Condition
from symkl_recheck.terms import Term


class Opened(NamedTuple):
    """The JSON of a certificate.

    Attributes
    ----------
    sha
        Its own hash.
    refers
        The hashes of those that it refers to.
    data
        What it says.
    """

    sha: str
    refers: set[str]
    data: dict[str, Any]


class Summand(NamedTuple):
    """A term of an integrand, as the product of what is in it.

    Attributes
    ----------
    constant
        What the variable does not stand in.
    densities, exponentials, rest
        Powers of densities at the variable, powers of exp, and the other factors.
    """

    constant: Term
    densities: list[Term]
    exponentials: list[Term]
    rest: list[Term]


class Split(NamedTuple):
    """An integral whose integrand a step takes apart.

    Attributes
    ----------
    integral, variable
        The integral, and a letter for its variable.
    terms
        Those of its integrand.
    """

    integral: Term
    variable: Term
    terms: list[Summand]


class Factored(NamedTuple):
    """A sum of which a step says of which factors it is the product.

    Attributes
    ----------
    sum, factors
        The sum, and its factors up to a number; they may be powers.
    """

    sum: Term
    factors: list[Term]


class Lemma(NamedTuple):
    """A theorem that is used, at values for some of its letters.

    Attributes
    ----------
    kind
        The name of this kind of instance, as in the other ones.
    theorem, values
        The name of the theorem, and the values by the names of the letters.
    solved
        The term for which the equation was solved, if that is said; as in the other ones.
    """

    kind: str
    theorem: str
    values: dict[str, Term]
    solved: Term | None


class Cholesky(NamedTuple):
    """A positive definite matrix that is factored.

    Attributes
    ----------
    covariance, factor
        The matrix, and the letter of its Cholesky factor.
    """

    kind: str
    covariance: Term
    factor: Term
    solved: Term | None


class Polar(NamedTuple):
    """An integral over the plane that is taken in polar coordinates.

    Attributes
    ----------
    integral, radius, angle
        The integral, and the letters of the coordinates.
    """

    kind: str
    integral: Term
    radius: Term
    angle: Term
    solved: Term | None


class Substitution(NamedTuple):
    """An integral whose variable is changed.

    Attributes
    ----------
    integral, value, new
        The integral, the value of its variable, and the new variable in that.
    """

    kind: str
    integral: Term
    value: Term
    new: Term
    solved: Term | None


class Antiderivative(NamedTuple):
    """An integral whose integrand is a derivative.

    Attributes
    ----------
    integral, function, variable
        The integral, and a function in a letter for its variable.
    upper, lower
        The values of the function at the ends.
    terms
        Those of the derivative, if they are said.
    """

    kind: str
    integral: Term
    function: Term
    variable: Term
    upper: Term
    lower: Term
    solved: Term | None
    terms: list[Summand]


Instance = Lemma | Cholesky | Polar | Substitution | Antiderivative


class Step(NamedTuple):
    """A step of a chain.

    Attributes
    ----------
    relation, after
        How what stood before is related to what comes after.
    own
        The side conditions of what comes after.
    rule, laws
        The name of its rule, and the names of the laws.
    instances
        What brings equations.
    theorems
        The names of theorems, each with the hash of its certificate; "" stands for this one.
    conditions
        The side conditions that the step is said to have.
    others
        The side conditions of its values and of its witness.
    witness
        What the sides of an inequality differ by.
    pointwise
        Whether the integrands are compared, and not the integrals.
    entries
        The indices at which matrices are compared.
    splits, factored
        What was taken apart (`symkl_recheck.records`).
    """

    relation: str
    after: Term
    own: set[Condition]
    rule: str
    laws: list[str]
    instances: list[Instance]
    theorems: dict[str, str]
    conditions: set[Condition]
    others: set[Condition]
    witness: Term | None
    pointwise: bool
    entries: tuple[Term, ...]
    splits: list[Split]
    factored: list[Factored]


class Part(NamedTuple):
    """A claim and its chain.

    Attributes
    ----------
    name, relation, left, right
        What is claimed, and under which name.
    first, conditions
        With what the chain opens, and its side conditions.
    obtain
        Matrices, and the letters of their Cholesky factors.
    steps
        The chain.
    """

    name: str
    relation: str
    left: Term
    right: Term
    first: Term
    conditions: set[Condition]
    obtain: list[tuple[Term, Term]]
    steps: list[Step]


class Certificate(NamedTuple):
    """A certificate that has been read.

    Attributes
    ----------
    name, sha
        Its name and its hash.
    families, parts
        The families, by name, and the claims with their chains.
    """

    name: str
    sha: str
    families: Families
    parts: list[Part]
