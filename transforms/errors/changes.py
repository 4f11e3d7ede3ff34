"""An export that differs too much from the one before."""

from transforms.errors.base import SdgnetError


class LargeFallError(SdgnetError):
    """So many responses are gone that a person has to say so. Facts: ``data``, ``before``, ``gone``, ``now``."""

    code = "large_fall"


class SampleFallError(LargeFallError):
    """Such a fall, and the release before was made of the responses that come with the program."""

    code = "sample_fall"


class AcceptedFallError(SdgnetError):
    """So few of the responses can be used, beside the release before, that a person has to say so.

    Facts: ``data``, ``before``, ``now``, ``reasons`` (sentences with their counts).
    """

    code = "accepted_fall"


class NothingAcceptedError(SdgnetError):
    """Of a first run's responses none can be used, so that a person has to say that this is right.

    Facts: ``now`` (responses), ``reasons`` (sentences with their counts).
    """

    code = "nothing_accepted"
