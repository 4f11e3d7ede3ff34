"""Settings and word lists that say what they may not."""

import re

from transforms.errors.base import SdgnetError
from transforms.reference import texts

_PLACE = re.compile(r"line (\d+), column (\d+)")


class CampaignNotFoundError(SdgnetError):
    """Facts: ``campaign``, ``known``."""

    code = "campaign_not_found"


class CampaignValueError(SdgnetError):
    """Facts: ``file``, ``key``, ``value``, ``allowed``."""

    code = "campaign_value"


class DistrictsError(CampaignValueError):
    """Districts of the campaign's places are not in their order. Facts: ``file``, ``missing``."""

    code = "districts"


class SettingsSyntaxError(CampaignValueError):
    """A settings file is no TOML. Facts: ``file``, ``place``: where, or why."""

    code = "settings_syntax"

    @classmethod
    def of(cls, file: str, told: str) -> "SettingsSyntaxError":
        """The error for what the TOML reader told, which ends with the line and the column."""
        words, at = texts("messages")["settings_place"], _PLACE.search(told)
        if at:
            return cls(file=file, place=words["at"].format(line=at[1], column=at[2]))
        return cls(file=file, place=words["end" if "end of document" in told else "unknown"])


class UnknownNameError(SdgnetError):
    """A setting or a theme that the program does not know. Facts: ``file``, ``name``, ``nearest``, ``known``."""

    code = "unknown_name"


class TermsUnreadableError(SdgnetError):
    """Rows of terms cannot be used. Facts: ``file``, ``line``, ``detail``."""

    code = "terms_unreadable"
