"""A cell meant for one name, with a title beside it."""

import pytest

from transforms.reading.names import person_cell, title_beside


@pytest.mark.parametrize(
    ("cell", "name", "title"),
    [
        ("김도윤 총괄", "김도윤", "총괄"),
        ("권은호총무", "권은호", "총무"),
        ("Noah Müller 간사", "Noah Müller", "간사"),
        ("Liam O'Connor/팀장", "Liam O'Connor", "팀장"),
        ("Chen Wei대표", "Chen Wei", "대표"),
        ("YMCA 김도윤", "김도윤", ""),
        ("Emma Nguyen", "Emma Nguyen", ""),
        ("김도윤", "김도윤", ""),
        ("없음", "", ""),
    ],
)
def test_the_name_and_its_title_are_told_apart(cell, name, title):
    assert (person_cell(cell), title_beside(cell)) == (name, title)
