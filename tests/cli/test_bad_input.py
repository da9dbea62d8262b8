"""A mistake of the user: one clear message on stderr, nothing on stdout, exit code 2."""

import os

import pytest

LEMMA = '''"""Rests on another."""

from symkl import derivation, eq, lemma, log, positive

a, b = positive("a b")

{name} = derivation(
    title="One",
    claim=log(a / b) == log(a) - log(b),
    chain=[log(a / b), eq(log(a) - log(b), by=lemma("OTHER"))],
)
'''


def refused(answer, *said):
    assert answer.code == 2, answer
    assert answer.out == ""
    assert "Traceback" not in answer.err
    for text in said:
        assert text in answer.err
    return True


def test_unknown_target_names_the_nearest(workspace):
    workspace.write("quotient")
    workspace.write("quotients")
    assert refused(
        workspace.run("prove", "quotent"), "no derivation is called 'quotent'", "try: quotient"
    )


def test_unknown_target_unlike_all_others(workspace):
    for number in range(10):
        workspace.write(f"name_{number}")
    assert refused(workspace.run("prove", "zzz"), "no derivation is called 'zzz'", "symkl list")


def test_an_unknown_target_is_told_though_another_file_is_broken(workspace):
    workspace.write("broken", "1/0\n")
    workspace.write("quotient")
    assert refused(workspace.run("prove", "quotent"), "'quotent'", "try: quotient")


def test_a_target_that_is_no_file(workspace):
    assert refused(workspace.run("prove", "derivations/x.py"), "no file", "derivations/x.py")


def test_unknown_command(workspace):
    assert refused(workspace.run("prov"), "no command is called 'prov'", "try: prove")


def test_unknown_option_and_format(workspace):
    assert refused(workspace.run("prove", "--nonsense"), "--nonsense")
    assert refused(workspace.run("prove", "--format", "xml"), "'xml'", "json")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('"""A name is misspelt."""\n\nfrom symkl import log\nx = lg(1)\n', 4, "NameError"),
        ('"""Not Python."""\n\nx = = 1\n', 3, "the file is not Python"),
        ('"""No such word."""\nfrom symkl import logarithm\n', 2, "ImportError"),
        ('"""It ends the program."""\nraise SystemExit(0)\n', 2, "SystemExit"),
    ],
)
def test_a_file_that_does_not_import(workspace, text, line, said):
    workspace.write("broken", text)
    assert refused(workspace.run("prove", "broken"), f"derivations/broken.py:{line}: ", said)


def test_a_file_without_a_derivation(workspace):
    workspace.write("empty", '"""Nothing."""\n')
    assert refused(workspace.run("prove", "empty"), "derivations/empty.py", "no derivation")


def test_a_file_that_is_not_text(workspace):
    (workspace.derivations / "binary.py").write_bytes(b"\xff\xfe\x00x = 1")
    assert refused(workspace.run("prove", "binary"), "derivations/binary.py")


def test_a_float_is_told_with_what_to_write(workspace):
    workspace.write("inexact", '"""A float."""\nfrom symkl import real\nx = real("x") * 0.5\n')
    assert refused(workspace.run("prove", "inexact"), "inexact.py:3: ", "0.5", "write half")


def test_a_shape_mismatch_has_both_shapes(workspace):
    workspace.write(
        "shapes",
        '"""Shapes."""\nfrom symkl import dimension, matrix, vector\n'
        'k = dimension("k")\nA = matrix("A", k, k)\nx = vector("x", k)\ny = A + x\n',
    )
    assert refused(
        workspace.run("prove", "shapes"), "shapes.py:6: ", "A is k x k", "x is k x 1", "same shape"
    )


def test_an_expression_of_an_unknown_kind(workspace):
    workspace.write(
        "kinds", '"""Kinds."""\nfrom symkl import real\nx = real("x")\ny = x + "three"\n'
    )
    assert refused(workspace.run("prove", "kinds"), "kinds.py:4: ", "'three'", "str")


def test_a_circle_of_lemmas_is_named(workspace):
    workspace.write("one", LEMMA.replace("OTHER", "two"))
    workspace.write("two", LEMMA.replace("OTHER", "three"))
    workspace.write("three", LEMMA.replace("OTHER", "one"))
    answer = workspace.run("prove", "one")
    assert refused(answer, "the lemmas form a circle: one uses two uses three uses one")


def test_a_lemma_on_itself_is_a_circle(workspace):
    workspace.write("one", LEMMA.replace("OTHER", "one"))
    assert refused(workspace.run("prove", "one"), "one uses one")


def test_a_lemma_that_does_not_exist(workspace):
    workspace.write("one", LEMMA.replace("OTHER", "tow"))
    workspace.write("two")
    assert refused(
        workspace.run("prove", "one"), "derivations/one.py:", "no derivation is called 'tow'", "two"
    )


def test_show_without_a_name(workspace):
    assert refused(workspace.run("show"), "nothing to show", "symkl list")
    assert refused(workspace.run("show", "--axioms", "--rules"), "by themselves")


def test_latex_without_a_name(workspace):
    assert refused(workspace.run("latex"), "nothing to print")


@pytest.mark.skipif(os.name == "nt", reason="a name that no system takes")
def test_an_output_that_cannot_be_written(workspace):
    workspace.write("quotient")
    (workspace.folder / "file").write_text("in the way")
    assert refused(workspace.run("build", "-o", "file"), "file", "cannot be made", "-o")
    assert refused(workspace.run("build", "-o", "file/below"), "file/below", "-o")
    assert refused(workspace.run("list", "-o", "file/list.txt"), "file", "-o")
    assert refused(workspace.run("list", "-o", "derivations"), "derivations", "-o")
    assert (workspace.folder / "file").read_text() == "in the way"


def test_an_output_folder_without_permission(workspace):
    workspace.write("quotient")
    locked = workspace.folder / "locked"
    locked.mkdir(mode=0o500)
    if os.access(locked, os.W_OK):
        pytest.skip("whoever runs this may write anywhere")
    assert refused(workspace.run("build", "-o", "locked"), "locked", "-o")


IMPLEMENTATIONS = '''"""Functions as people bring them."""

import numpy as np


def vector(mu_1, sigma_1, mu_2, sigma_2):
    return np.array([mu_1, mu_2])


def words(mu_1, sigma_1, mu_2, sigma_2):
    return "small"


def few(mu_1, sigma_1):
    return mu_1
'''


@pytest.mark.parametrize(
    ("impl", "said"),
    [
        ("nowhere:f", "nowhere does not import"),
        ("theirs.py:g", "has no 'g'"),
        ("theirs.py:vector", "shape (2,)"),
        ("theirs.py:words", "not a floating-point number"),
        ("theirs.py:few", "cannot be called"),
        ("theirs", "module:function"),
        ("absent.py:f", "not a file"),
    ],
)
def test_an_implementation_that_does_not_serve(workspace, impl, said):
    (workspace.folder / "theirs.py").write_text(IMPLEMENTATIONS)
    answer = workspace.run("verify", "--impl", impl, "--problem", "univariate")
    assert refused(answer, said)


def test_an_implementation_of_what(workspace):
    (workspace.folder / "theirs.py").write_text(IMPLEMENTATIONS)
    impl = ["verify", "--impl", "theirs.py:vector"]
    assert refused(workspace.run(*impl), "--problem", "univariate")
    assert refused(workspace.run(*impl, "--problem", "univarate"), "'univarate'", "univariate")
    assert refused(workspace.run("verify", "--problem", "univariate"), "--impl")


def test_export_of_what_has_no_code(workspace):
    workspace.write("quotient")
    assert refused(workspace.run("export", "quotient"), "exports no module")
    assert refused(workspace.run("export"), "nothing to export")
    assert refused(workspace.run("verify"), "no derivation here exports a module")


def test_a_folder_without_derivations_is_no_target(workspace):
    (workspace.folder / "empty").mkdir()
    answer = workspace.run("prove", "empty")
    assert answer.code == 2
    assert answer.err == "symkl: the folder empty holds no derivation\n"


def test_a_chain_that_holds_no_step_has_a_place_as_the_user_would_type_it(workspace):
    (workspace.folder / "bad.py").write_text(
        "from symkl import *\nx = real('x')\nbad = derivation(title='', claim=x == x, chain=[x, x])"
    )
    answer = workspace.run("prove", "bad.py")
    assert answer.code == 2
    assert answer.err.startswith("symkl: bad.py:3: ")
