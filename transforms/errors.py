"""What stops a run: one class per situation, facts as attributes, and a Korean sentence that says what to do.

The sentences stand in ``reference/messages.toml``. No error carries the content of a respondent's cell.
"""

from typing import ClassVar

from transforms.reference import texts


class SdgnetError(Exception):
    """A run cannot go on; ``str()`` is the officer's sentence and ``code`` its stable name."""

    code: ClassVar[str] = "unexpected"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(texts("messages")["error"][self.code].format(**facts))


class UnexpectedError(SdgnetError):
    """A fault of the program itself; facts: ``kind``, ``where``."""


class SourceNotFoundError(SdgnetError):
    """Facts: ``source``."""

    code = "source_not_found"


class SourceUnreadableError(SdgnetError):
    """The file is no CSV, XLSX, ZIP or snapshot, or is damaged. Facts: ``source``, ``detail``."""

    code = "source_unreadable"


class SourceEmptyError(SdgnetError):
    """Facts: ``source``."""

    code = "source_empty"


class NotAFormExportError(SdgnetError):
    """Hardly any heading is a question of this campaign. Facts: ``source``, ``n_known``, ``n_questions``."""

    code = "not_a_form_export"


class RaggedRowError(SdgnetError):
    """A row holds more cells than there are headings. Facts: ``source``, ``row``, ``n_cells``, ``n_headings``."""

    code = "ragged_row"


class HeadingsError(SdgnetError):
    """A required question is missing or doubtful. Facts: ``missing``, ``unknown``, ``nearest``."""

    code = "headings"


class DoubledHeadingError(SdgnetError):
    """Two columns bear one question's title. Facts: ``title``, ``places``."""

    code = "doubled_heading"


class CampaignNotFoundError(SdgnetError):
    """Facts: ``campaign``, ``known``."""

    code = "campaign_not_found"


class CampaignValueError(SdgnetError):
    """Facts: ``file``, ``key``, ``value``, ``allowed``."""

    code = "campaign_value"


class LockedError(SdgnetError):
    """Another run holds the data folder. Facts: ``holder``, ``since``, ``data``."""

    code = "locked"


class DiskFullError(SdgnetError):
    """Facts: ``data``."""

    code = "disk_full"


class NotWritableError(SdgnetError):
    """Facts: ``path``, ``detail``."""

    code = "not_writable"


class AuditFailedError(SdgnetError):
    """The tables are not what they must be, so nothing was published. Facts: ``codes``."""

    code = "audit_failed"


class RuleBrokenError(SdgnetError):
    """A rule could not be evaluated, which is never "0 bad rows". Facts: ``rule``."""

    code = "rule_broken"


class SnapshotDamagedError(SdgnetError):
    """Facts: ``path``."""

    code = "snapshot_damaged"


class ReleaseDamagedError(SdgnetError):
    """Facts: ``release``, ``file``."""

    code = "release_damaged"


class NoReleaseError(SdgnetError):
    """Facts: ``data``."""

    code = "no_release"
