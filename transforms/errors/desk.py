"""What the staff's page cannot take: files of no kind, marks about nobody."""

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


class WalkInNamelessError(SdgnetError):
    """Somebody came unannounced, and neither a name nor a body was written."""

    code = "walk_in_nameless"


class NobodyExpectedError(SdgnetError):
    """A mark is about nobody on the list as it is now."""

    code = "nobody_expected"


class NobodyMayEnterError(SdgnetError):
    """The page would stand open on the network, and nobody of 사무국 may log in."""

    code = "nobody_may_enter"


class CertificateError(SdgnetError):
    """No certificate with its key can be read from the file. Facts: ``path``, ``detail``."""

    code = "certificate"
