"""Lists of people that the form did not register: guests, earlier participants, attendance."""

from transforms.errors.base import SdgnetError


class GuestFileError(SdgnetError):
    """A guest list is absent or cannot be read. Facts: ``file``, ``detail``."""

    code = "guest_file"


class GuestFileNotFoundError(GuestFileError):
    """There is no such file. Facts: ``file``."""

    code = "guest_file_not_found"


class GuestRememberedError(SdgnetError):
    """The kept copy of a list that an earlier run was given is lost or damaged. Facts: ``file``, ``group``."""

    code = "guest_remembered"


class GuestGroupError(SdgnetError):
    """It cannot be told whose list a file is. Facts: ``file``, ``groups``."""

    code = "guest_group"


class GuestHeadingsError(SdgnetError):
    """A guest list has no row of headings that can be told. Facts: ``file``, ``known``."""

    code = "guest_headings"


class EarlierFileError(SdgnetError):
    """The list of an earlier campaign's participants is absent or cannot be read. Facts: ``file``, ``detail``."""

    code = "earlier_file"


class EarlierHeadingsError(SdgnetError):
    """No sheet of the earlier list has a row of headings that can be told. Facts: ``file``, ``known``."""

    code = "earlier_headings"


class EarlierEmptyError(SdgnetError):
    """The earlier list names nobody. Facts: ``file``."""

    code = "earlier_empty"


class AttendanceFileError(SdgnetError):
    """A file of ticked attendance is no workbook that can be read. Facts: ``file``, ``detail``."""

    code = "attendance_file"


class AttendanceSheetError(SdgnetError):
    """No sheet of a workbook has the columns that tell who was ticked. Facts: ``file``, ``missing``."""

    code = "attendance_sheet"
