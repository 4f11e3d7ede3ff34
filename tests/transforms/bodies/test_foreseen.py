"""Which rows a check says are one body's, and of which a run would ask."""

from tests.transforms.reading.forms import COUNCIL, TITLE, plain
from transforms.bodies.foreseen import foreseen
from transforms.reading.headings import match_headings
from transforms.reading.normalise import normalise


def test_only_rows_that_would_stand_are_one_bodys_or_asked_about():
    table = plain()
    name, phone = TITLE["name"], TITLE["phone"]
    table.loc[1:2, name] = table.loc[0, name]
    table.loc[2, TITLE["consent"]] = "동의하지 않습니다"
    table.loc[4, phone] = table.loc[3, phone]
    headings = match_headings(table.columns, table, COUNCIL, "a form")
    responses = normalise(headings.arrange(table.set_axis(range(table.shape[1]), axis=1), COUNCIL), COUNCIL).responses
    together, asked = foreseen(responses, COUNCIL)
    assert [list(each) for each in together] == [[0, 1]]
    assert [list(each) for each in asked] == [[3, 4]]
