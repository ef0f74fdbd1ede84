"""The coded columns of a roster: the names of the code tables, and further spellings of these."""

import tomllib

import pytest

import resources
from models.domain.codes import code_table
from models.domain.roster_codes import coded_values, is_people, known_code, like_codes

SPELLINGS = tomllib.loads(resources.read_text("codes/roster_values.toml"))["spellings"]


@pytest.mark.parametrize("table", SPELLINGS)
def test_every_spelling_is_one_of_a_name_of_the_table(table: str) -> None:
    names = code_table(table).names
    assert set(SPELLINGS[table]) <= set(names)
    told = [spelling for others in SPELLINGS[table].values() for spelling in others]
    assert len(told) == len(set(told))
    assert not set(told) & set(names), "a name of the table is no spelling of another"


@pytest.mark.parametrize("table", SPELLINGS)
def test_names_and_spellings_are_known(table: str) -> None:
    assert coded_values(table) == code_table(table).names
    for name in code_table(table).names:
        assert known_code(table, name) == name
    for name, others in SPELLINGS[table].items():
        assert {known_code(table, other) for other in others} <= {name}


def test_the_peoples_are_those_of_the_table() -> None:
    assert len([name for name in coded_values("ethnicity") if is_people(name)]) == 56
    assert is_people("土家")
    assert not is_people("其他")
    assert like_codes("ethnicity", "土家苗族")[0] in ("土家族", "苗族")
