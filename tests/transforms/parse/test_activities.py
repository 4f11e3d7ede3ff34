"""Activities: the table of what people type, and what holds for any text."""

from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.parse.cells import ANY_TEXT, misread
from transforms.parse.activities import activities


def test_reads_what_was_typed():
    assert misread("activities", lambda text: (" ¶ ".join(activities(text)),), "expected") == []


@given(
    st.lists(st.sampled_from(["하천 정화", "3.1절 행사", "10월 장터"]), min_size=2, unique=True),
    st.sampled_from(["{n}. {a}", "{n}) {a}", "({n}) {a}", "- {a}", "● {a}", "{a}"]),
)
def test_a_list_on_lines_is_read_back(named, mark):
    cell = "\n".join(mark.format(n=n, a=a) for n, a in enumerate(named, 1))
    assert activities(cell) == tuple(named)


@given(ANY_TEXT)
def test_each_activity_stands_once_and_says_something(text):
    found = activities(text)
    assert len(set(found)) == len(found)
    assert all(found)
