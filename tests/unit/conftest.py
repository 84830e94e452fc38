"""Rounds for tests of numbers and tables."""

import pytest

from tests.support.koganei import DEMO, load_round


@pytest.fixture(scope="session", params=["demo", pytest.param("real", marks=pytest.mark.shared)])
def koganei(request):
    """The survey of 2010 as submitted forms: the demonstration's, and the real one where it is beside us."""
    if request.param == "demo":
        return load_round(DEMO)
    return load_round(request.getfixturevalue("shared_data") / "koganei-2010")
