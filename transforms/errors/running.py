"""What keeps a run from starting or ending: turns, runners, servers, disks."""

from transforms.errors.base import SdgnetError


class LockedError(SdgnetError):
    """Another run holds the data folder. Facts: ``holder``, ``since``, ``data``."""

    code = "locked"


class SeveralFailedError(SdgnetError):
    """Of several campaigns some were not published. Facts: ``failed`` (their names)."""

    code = "several_failed"


class SourceOfSeveralError(SdgnetError):
    """One source was named for several campaigns."""

    code = "source_of_several"


class SameCampaignError(SdgnetError):
    """Two of several campaigns bear one name, and would share a folder. Facts: ``campaign``."""

    code = "same_campaign"


class RunnerUnknownError(SdgnetError):
    """Facts: ``runner``, ``known``."""

    code = "runner_unknown"


class RunnerMissingError(SdgnetError):
    """The runner's library is not installed. Facts: ``runner``."""

    code = "runner_missing"


class DiskFullError(SdgnetError):
    """Facts: ``data``."""

    code = "disk_full"


class NotWritableError(SdgnetError):
    """Facts: ``path``, ``detail``."""

    code = "not_writable"


class ServerUnreachableError(SdgnetError):
    """Nothing answers where PREFECT_API_URL points. Facts: ``url`` (without password), ``detail``."""

    code = "server_unreachable"


class OutputNotWrittenError(SdgnetError):
    """Standard output took no more, whatever was done before. Facts: ``detail``."""

    code = "output_not_written"


class NotServedError(SdgnetError):
    """A run asked for what its server does not serve. Facts: ``parameter``, never what it held."""

    code = "not_served"
