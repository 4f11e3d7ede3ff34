"""Questions that a sheet does not have, or whose column cannot be read."""

from transforms.errors.base import SdgnetError


class HeadingsError(SdgnetError):
    """A required question is missing or doubtful. Facts: ``missing``, ``unknown``, ``nearest``."""

    code = "headings"


class QuestionGoneError(HeadingsError):
    """A required question is missing, and no heading is at all like it. Facts: ``missing``, ``unknown``."""

    code = "question_gone"


class StampsDoubtfulError(SdgnetError):
    """The order of day and month in the column of time stamps stays open.

    Facts: ``title``, ``form`` (a stamp without its digits), ``n_unread``, ``n_filled``.
    """

    code = "stamps_doubtful"


class StampsUnreadError(SdgnetError):
    """Most of the column of time stamps is no time stamp. Facts: ``title``, ``form``, ``n_unread``, ``n_filled``."""

    code = "stamps_unread"


class ColumnUnreadableError(SdgnetError):
    """Most of what stands under a question is no answer to it. Facts: ``title``, ``n_filled``, ``n_unread``."""

    code = "column_unreadable"
