"""What stops those who read a release: databases and comparisons."""

from transforms.errors.base import SdgnetError


class DatabaseUrlError(SdgnetError):
    """No database address, or one whose driver is not installed. Facts: ``detail``."""

    code = "database_url"


class DatabaseError(SdgnetError):
    """The database cannot be reached or refused the tables. Facts: ``url`` (without password), ``detail``."""

    code = "database"


class DatabaseNameError(SdgnetError):
    """The database's names are shorter than the prefix makes the tables'. Facts: ``prefix``, ``most`` (bytes)."""

    code = "database_name"


class NoPublicReleaseError(SdgnetError):
    """No release's public package is there. Facts: ``path``."""

    code = "no_public_release"


class TooManyComparedError(SdgnetError):
    """More releases than there are letters to mark them. Facts: ``n``, ``most``."""

    code = "too_many_compared"


class PublicReleaseDamagedError(SdgnetError):
    """A public package or its facts cannot be read. Facts: ``path``, ``file``."""

    code = "public_release_damaged"


class ContractError(SdgnetError):
    """A release's public tables keep a contract that is not known. Facts: ``path``, ``version``, ``known`` (ours)."""

    code = "contract"


class OtherContractError(SdgnetError):
    """A release was made by another version of the contract. Facts: ``release``, ``version``, ``known`` (ours)."""

    code = "other_contract"
