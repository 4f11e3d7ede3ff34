"""What a data folder lacks, or holds damaged."""

from transforms.errors.base import SdgnetError


class OtherCampaignError(SdgnetError):
    """The data folder holds another campaign's release. Facts: ``data``, ``campaign``, ``other``."""

    code = "other_campaign"


class SnapshotDamagedError(SdgnetError):
    """Facts: ``path``."""

    code = "snapshot_damaged"


class ReleaseDamagedError(SdgnetError):
    """Facts: ``release``, ``file``."""

    code = "release_damaged"


class OlderReleaseError(SdgnetError):
    """A release lacks columns that the program has learnt since. Facts: ``release``."""

    code = "release_older"


class IdentityKeyDamagedError(SdgnetError):
    """The key of the identities is absent, cut or another than the current release was made with. Facts: ``path``."""

    code = "identity_key_damaged"


class NoReleaseError(SdgnetError):
    """Facts: ``data``."""

    code = "no_release"


class UnknownReleaseError(SdgnetError):
    """The data folder holds releases, and none of that id. Facts: ``release``."""

    code = "unknown_release"


class DecisionsDamagedError(SdgnetError):
    """The remembered decisions cannot be read. Facts: ``path``."""

    code = "decisions_damaged"


class EditionDamagedError(SdgnetError):
    """The public numbers that were counted once are absent, or not as they were. Facts: ``path``."""

    code = "edition_damaged"


class PrintedDamagedError(SdgnetError):
    """The seats of a printed version cannot be read. Facts: ``path``, ``detail``."""

    code = "printed_damaged"


class PurgedError(SdgnetError):
    """What is personal in the data folder was destroyed. Facts: ``data``, ``at``."""

    code = "purged"


class PurgeBegunError(SdgnetError):
    """A purge of the data folder was begun and did not end. Facts: ``data``."""

    code = "purge_begun"


class RetentionPassedError(SdgnetError):
    """Nothing new may be read after the campaign's last day of keeping personal data. Facts: ``until``."""

    code = "retention_passed"


class NothingToPurgeError(SdgnetError):
    """Nothing personal is in the folder. Facts: ``data``."""

    code = "nothing_to_purge"


class PurgeTabsError(SdgnetError):
    """Our tabs were to be destroyed, and what the folder was made from is no spreadsheet. Facts: ``source``."""

    code = "purge_tabs"


class PurgeTabsLateError(SdgnetError):
    """Our tabs were to be destroyed after all else, and nothing tells of the spreadsheet any more. Facts: ``data``."""

    code = "purge_tabs_late"


class PurgeTabsForOneError(SdgnetError):
    """Our tabs were to be destroyed on one person's request: all others stand in them, too."""

    code = "purge_tabs_for_one"


class ForgetBegunError(SdgnetError):
    """The destruction of another person's data was begun and did not end. Facts: ``data``, ``id``."""

    code = "forget_begun"


class LastPersonError(SdgnetError):
    """One person's data were to be destroyed, and nobody else's are there. Facts: ``data``."""

    code = "last_person"


class UnknownPersonError(SdgnetError):
    """No participant and no response has that id. Facts: ``id``."""

    code = "unknown_person"
