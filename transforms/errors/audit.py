"""Tables that may not be published."""

from transforms.errors.base import SdgnetError


class AuditFailedError(SdgnetError):
    """The tables are not what they must be, so nothing was published. Facts: ``codes``."""

    code = "audit_failed"


class RuleBrokenError(SdgnetError):
    """A rule could not be evaluated, which is never "0 bad rows". Facts: ``rule``."""

    code = "rule_broken"


class TableBrokenError(SdgnetError):
    """A table is not what the schema says of it, so nothing was published. Facts: ``breaches`` (no cell in them)."""

    code = "table_broken"
