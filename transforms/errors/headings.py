"""Questions that a sheet does not have, or has twice."""

from transforms.errors.base import SdgnetError


class HeadingsError(SdgnetError):
    """A required question is missing or doubtful. Facts: ``missing``, ``unknown``, ``nearest``."""

    code = "headings"


class QuestionGoneError(HeadingsError):
    """A required question is missing, and no heading is at all like it. Facts: ``missing``, ``unknown``."""

    code = "question_gone"


class DoubledHeadingError(SdgnetError):
    """Two columns bear one question's title. Facts: ``title``, ``places``."""

    code = "doubled_heading"
