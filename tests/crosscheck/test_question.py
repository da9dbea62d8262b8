"""The hash of what a second opinion is asked about: it covers what could change the answer."""

from dataclasses import replace

import pytest
from shipping import LIBRARY

from symkl import (
    KL,
    Integral,
    MultivariateNormal,
    Normal,
    covariance,
    dimension,
    log,
    positive,
    real,
    scale_tril,
    vector,
)
from symkl.crosscheck.question import Question, questions
from symkl.library import Library

x, y = real("x y")
s, t = positive("s t")
k, d = dimension("k d")
A, L = covariance("A", k), scale_tril("L", k)
p = Normal("p", x, mean=0, variance=s**2)
QUESTION = Question("part", 1, "proved", KL(p, p), "=", log(s) - log(s))

OTHERS = [
    replace(QUESTION, kernel="refuted"),
    replace(QUESTION, relation="<="),
    replace(QUESTION, before=KL(p, Normal("p", x, mean=0, variance=s))),  # the same text
    replace(QUESTION, before=KL(p, Normal("q", x, mean=0, variance=s**2))),
    replace(QUESTION, after=log(t) - log(s)),
    replace(QUESTION, after=log(positive("s")) - log(real("s"))),
    replace(QUESTION, after=Integral(s, s, 0, 1)),
    replace(QUESTION, obtained=((A, L @ L.T),)),
    replace(QUESTION, obtained=((A, L @ L @ L.T),)),
]


@pytest.mark.parametrize("other", OTHERS)
def test_another_question_has_another_hash(other):
    assert other.digest("program") != QUESTION.digest("program")
    assert len({question.digest("program") for question in OTHERS}) == len(OTHERS)


def test_letters_of_another_dimension_are_others():
    laws = [
        MultivariateNormal("P", vector("v", n), mean=vector("m", n), covariance=covariance("A", n))
        for n in (k, d)
    ]
    one, other = [replace(QUESTION, before=KL(law, law)) for law in laws]
    assert one.digest("program") != other.digest("program")


def test_who_answers_is_part_of_it():
    assert QUESTION.digest("another") != QUESTION.digest("program")


def test_the_place_is_none():
    assert replace(QUESTION, part="other", number=7).digest("program") == QUESTION.digest("program")


def test_a_question_for_every_step_in_order():
    result = LIBRARY.result("general_code")
    asked = questions(result)
    assert [(q.part, q.number) for q in asked] == [
        (part.part.name, step.number) for part in result.parts for step in part.steps
    ]
    assert any(question.obtained for question in questions(LIBRARY.result("mvn_moments")))
    again = questions(Library().result("general_code"))
    assert [q.digest("") for q in asked] == [q.digest("") for q in again]
