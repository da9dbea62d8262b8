"""Fresh certificates of all shipped derivations, made once."""

import pytest
from recheck.mutants import Judge

from symkl.certificate import certificate
from symkl.library import Library


@pytest.fixture(scope="session")
def library():
    return Library()


@pytest.fixture(scope="session")
def certificates(library):
    results = [library.result(source.name) for source in library.targets]
    return {r.derivation.name: certificate(r, library) for r in results if r.verdict == "proved"}


@pytest.fixture(scope="session")
def judge(certificates):
    """The checker with all that the shipped certificates prove."""
    return Judge(certificates)
