"""The text, the fields and the exit codes of the errors that a user can meet."""

import pickle

import pytest

from symkl import errors
from symkl.errors import (
    CycleError,
    DerivationLoadError,
    Place,
    ShapeError,
    SymklError,
    UnknownTarget,
    UsageError,
)


def test_place():
    assert str(Place("a.py")) == "a.py"
    assert str(Place("a.py", 7)) == "a.py:7"


def test_text_has_place_message_cause_and_hint_in_this_order():
    error = SymklError(
        "the step does not hold",
        place=Place("derivations/univariate.py", 31),
        cause="the sides differ by\n1/2",
        hint="write half",
    )
    assert str(error) == (
        "derivations/univariate.py:31: the step does not hold\n"
        "  cause: the sides differ by\n"
        "  1/2\n"
        "  try: write half"
    )


def test_text_without_the_rest_is_the_message():
    assert str(SymklError("nothing to do")) == "nothing to do"


def load_a_file_with_a_misspelt_name():
    try:
        raise NameError("name 'Sgima' is not defined")
    except NameError as error:
        raise DerivationLoadError("the file does not import", place=Place("b.py", 2)) from error


def test_cause_is_the_exception_behind():
    with pytest.raises(DerivationLoadError) as caught:
        load_a_file_with_a_misspelt_name()
    assert str(caught.value) == (
        "b.py:2: the file does not import\n  cause: NameError: name 'Sgima' is not defined"
    )


def test_at_fills_in_a_missing_place_only():
    error = SymklError("x").at(Place("a.py", 1)).at(Place("b.py", 2))
    assert error.place == Place("a.py", 1)


def test_shape_error_names_operands_and_shapes():
    error = ShapeError("cannot add", ("Sigma_1", ("k", "k")), ("mu_1", ("k", 1)))
    assert str(error) == "cannot add: Sigma_1 is k x k and mu_1 is k x 1"
    assert str(ShapeError("log takes a scalar", ("x", "k x 1"))) == "log takes a scalar: x is k x 1"
    assert str(ShapeError("cannot add", ("a", ()), ("b", (3,)))) == (
        "cannot add: a is scalar and b is a vector of length 3"
    )
    assert str(ShapeError("cannot add", ("x" * 80, ()), ("b", ("k", 1)))) == (
        f"cannot add:\n    {'x' * 80} is scalar\n    b is k x 1"
    )
    long = "a" * 500 + "b" * 500
    assert str(ShapeError("cannot add", (long, ()), ("c", ("k", 1)))) == (
        f"cannot add:\n    {'a' * 150} … {'b' * 150} (1000 characters) is scalar\n    c is k x 1"
    )


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("univarate", "univariate"),
        ("Diagonal", "diagonal"),
        ("vae", "diagonal, general, univariate, vae_diagonal or vae_full"),
        ("vae_dull", "vae_full or vae_diagonal"),
    ],
)
def test_unknown_target_names_the_nearest(asked, hint):
    known = ["univariate", "diagonal", "general", "vae_full", "vae_diagonal"]
    error = UnknownTarget(asked, known)
    assert str(error) == f"no derivation is called {asked!r}\n  try: {hint}"


def test_unknown_target_among_many_or_none_has_no_list():
    assert UnknownTarget("zzz", [f"name_{i}" for i in range(20)]).hint is None
    assert UnknownTarget("zzz").hint is None
    assert UnknownTarget("htlm", ["html", "json"], kind="format").message == (
        "no format is called 'htlm'"
    )


def test_cycle():
    assert str(CycleError(["a", "b"])) == (
        "the lemmas form a circle: a uses b uses a\n  try: prove one of them without the others"
    )


def public_errors():
    found = [getattr(errors, name) for name in errors.__all__]
    return [e for e in found if isinstance(e, type) and issubclass(e, SymklError)]


@pytest.mark.parametrize("kind", public_errors())
def test_exit_codes(kind):
    assert kind.exit_code == (2 if issubclass(kind, UsageError) else 1)


@pytest.mark.parametrize("kind", public_errors())
def test_errors_cross_processes_whole(kind):
    place = Place("a.py", 3)
    argument = {UnknownTarget: "univarate", CycleError: ["a", "b"]}.get(kind, "wrong")
    error = kind(argument, place=place, hint="look")
    error.__cause__ = ValueError("deep")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert str(copy) == str(error)
    assert (copy.place, copy.hint, copy.cause) == (place, "look", "ValueError: deep")
    assert {**vars(copy), "_cause": None} == {**vars(error), "_cause": None}
