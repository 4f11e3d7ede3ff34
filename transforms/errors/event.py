"""What stops the run before the event, and the reading of its papers."""

from collections.abc import Mapping

from transforms.errors.base import SdgnetError
from transforms.reference import texts


class PlacementError(SdgnetError):
    """People cannot be seated within the bounds."""


class PlacementLeastError(PlacementError):
    """The meetings' least sizes together exceed the people. Facts: ``total``, ``n``."""

    code = "placement_least"


class PlacementMostError(PlacementError):
    """The meetings' greatest sizes together do not hold the people.

    Facts: ``total``, ``n``, ``each``: that of every meeting, as a sentence.
    """

    code = "placement_most"

    @classmethod
    def of(cls, most: Mapping[int, int], n: int) -> "PlacementMostError":
        """The error for the greatest size of each meeting."""
        said = texts("messages")["placement_change"]["each"]
        each = " · ".join(said.format(field=field, most=size) for field, size in most.items())
        return cls(total=sum(most.values()), n=n, each=each)


class PlacementCrossedError(PlacementError):
    """A meeting's least size exceeds its greatest. Facts: ``field``, ``least``, ``most``."""

    code = "placement_crossed"


class PlacementPinsError(PlacementError):
    """More people were decided to sit in a meeting than it holds. Facts: ``field``, ``n``, ``most``."""

    code = "placement_pins"


class PlacementPartyError(PlacementError):
    """A party that sits together is larger than any meeting. Facts: ``participant`` (id), ``n``, ``most``."""

    code = "placement_party"


class PlacementSpreadError(PlacementError):
    """A party is too large to be spread. Facts: ``participant`` (id), ``n``, ``spread``, ``most`` that could sit."""

    code = "placement_spread"


class PlacementBoundsError(PlacementError):
    """The bounds cannot all be kept. Facts: ``changes``, the smallest that would do, as sentences."""

    code = "placement_bounds"

    @classmethod
    def of(
        cls, least: list[tuple[int, int, int]], most: list[tuple[int, int, int]], spread: int
    ) -> "PlacementBoundsError":
        """The error for bounds as (field, what it is, what it would have to be)."""
        words = texts("messages")["placement_change"]
        told = [words["least"].format(field=field, now=now, then=then) for field, now, then in least]
        told += [words["most"].format(field=field, now=now, then=then) for field, now, then in most]
        told += [words["spread"].format(now=spread)] if spread else []
        return cls(changes=" · ".join(told))


class NoEventReleaseError(SdgnetError):
    """Facts: ``data``."""

    code = "no_event_release"


class NotPrintedError(SdgnetError):
    """No version was marked as printed. Facts: ``data``."""

    code = "not_printed"


class UnknownAttendeeError(SdgnetError):
    """Nobody in the event release has such an id. Facts: ``ids``."""

    code = "unknown_attendee"
