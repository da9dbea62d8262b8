"""Fresh certificates of all shipped derivations, made once."""

import pytest

from symkl.certificate import certificate
from symkl.library import Library


@pytest.fixture(scope="session")
def library():
    return Library()


@pytest.fixture(scope="session")
def certificates(library):
    return {s.name: certificate(library.result(s.name), library) for s in library.targets}
