"""What is told of an error to whoever mends the program."""

from flows.telling.disk import trace_of
from transforms.errors.store import NoReleaseError


def test_a_trace_names_the_lines_and_no_cell():
    cell = "".join(["심어", "둔 010-0000-7301"])
    try:
        try:
            int(cell)
        except ValueError:
            raise KeyError(cell)  # noqa: B904 - what it came from stands behind it
    except KeyError as error:
        told = trace_of(error)
    assert cell not in told and "010" not in told
    assert told.index("ValueError") < told.index("KeyError") and "test_disk.py" in told
    assert "응답" in trace_of(NoReleaseError(data="x")) or "배포" in trace_of(NoReleaseError(data="x"))
