"""Words over matrix letters."""

from symkl.kernel import words
from symkl.kernel.poly import Atom, Poly, number, of_atom
from symkl.kernel.words import Matrix
from symkl.lang.vocabulary import covariance, dimension, matrix, vector

k, m = dimension("k m")


def letter(symbol, flag="") -> Matrix:
    return words.of_letter(Atom("sym", symbol), flag)


A, B = (letter(a) for a in matrix("A B", k, k))
R = letter(matrix("R", k, m))
S, T = (letter(s) for s in covariance("S T", k))
S_inverse = letter(covariance("S", k), "I")
x, y = (letter(v) for v in vector("x y", k))
DIM = of_atom(Atom("sym", k))


def trace(form):
    return words.trace(form, DIM)


def test_products_do_not_commute():
    assert words.product(A, B) != words.product(B, A)
    assert words.product(S, T) != words.product(T, S)


def test_a_letter_next_to_its_inverse_cancels():
    assert words.product(S, S_inverse) == words.identity(k)
    assert words.product(words.product(A, S_inverse), S) == A
    assert words.product(words.product(S, A), S_inverse) != A


def test_transposition_reverses():
    product = words.product(A, B)
    assert words.transpose(product) == words.product(words.transpose(B), words.transpose(A))
    assert words.transpose(words.transpose(product)) == product
    assert words.transpose(S) == S
    assert words.transpose(words.product(S, T)) == words.product(T, S)
    assert words.transpose(words.product(S, T)) != words.product(S, T)
    assert words.transpose(R).shape == (m, k)


def test_a_row_times_a_column_is_a_scalar_equal_to_its_transpose():
    quadratic = words.product(words.transpose(x), words.product(A, y))
    assert isinstance(quadratic, Poly)
    assert quadratic == words.product(words.transpose(y), words.product(words.transpose(A), x))
    assert quadratic != words.product(words.transpose(y), words.product(A, x))


def test_scalar_pieces_leave_a_word():
    outer = words.product(x, words.transpose(y))
    inner = words.product(words.transpose(y), x)
    assert words.product(outer, x) == x.scaled(inner)


def test_traces_turn_and_transpose():
    assert trace(words.product(A, B)) == trace(words.product(B, A))
    abs_ = words.product(words.product(A, B), S)
    assert trace(abs_) == trace(words.product(words.product(S, A), B))
    assert trace(abs_) == trace(words.transpose(abs_))
    assert trace(abs_) != trace(words.product(words.product(B, A), S))
    assert trace(words.product(x, words.transpose(y))) == words.product(words.transpose(x), y)
    assert trace(words.identity(k)) == DIM
    assert trace(words.product(words.product(S, A), S_inverse)) == trace(A)


def test_rectangular_traces_turn():
    inner = words.product(words.transpose(R), R)
    assert words.trace(inner, of_atom(Atom("sym", m))) == trace(
        words.product(R, words.transpose(R))
    )


def test_sums_cancel():
    assert not A - A
    assert (A + A).terms == A.scaled(number(2)).terms
    assert A.letter == (Atom("sym", matrix("A", k, k)), "")
    assert (A + A).letter is None


def test_shapes_tell_matrices_apart():
    assert words.identity(k) != words.identity(m)
    assert Matrix({}, (k, 1)) != Matrix({}, (m, 1))


def test_one_by_one_letters_are_not_vectors():
    one = letter(covariance("S1", 1))
    assert words.trace(one, number(1)) == words.scalar_atom((next(iter(one.terms))[0],))
    assert words.product(one, one) == words.trace(one, number(1)).power(2)
