"""Files that staff hand in, whatever they may be."""

from transforms.errors.base import SdgnetError


class HandedInUnreadableError(SdgnetError):
    """No table can be read in the file. Facts: ``file``, ``detail``."""

    code = "handed_in_unreadable"


class HandedInUnknownError(SdgnetError):
    """The file is none of those that are taken. Facts: ``file``."""

    code = "handed_in_unknown"


class NothingHandedInError(SdgnetError):
    """No file was chosen, or it is there no more."""

    code = "nothing_handed_in"
