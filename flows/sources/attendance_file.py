"""The attendance sheets that staff ticked and saved in the attendance folder, as they stand."""

from pathlib import Path

from flows.sources.review_file import read_workbook, read_workbooks
from flows.sources.staff_page import read_marks
from transforms.campaign.campaign import Campaign
from transforms.errors.guests import AttendanceFileError
from transforms.reading.pages import Page

FOLDER = "attendance"


def read_attendance(data: Path, campaign: Campaign) -> list[Page]:
    """Every sheet of every workbook in ``data/attendance``, by name, and what the reception marked on the page.

    Raises AttendanceFileError.
    """
    return [*read_workbooks(data / FOLDER, AttendanceFileError), *read_marks(data, campaign)]


def read_one(path: Path) -> list[Page]:
    """Every sheet of one workbook, wherever it is; raises AttendanceFileError."""
    return read_workbook(path, AttendanceFileError)
