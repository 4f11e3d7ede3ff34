"""Old releases leave by the campaign's rule."""

from datetime import datetime, timedelta
from pathlib import Path

from output.store.release import MANIFEST, current_release, history, releases_of, retire


def remove_old(data: Path, most: int, days: int, now: datetime) -> list[str]:
    """The ids of the releases that are gone: all but those to be kept.

    Kept are the ``most`` that were current last, every one that was current within the last ``days``, the current one,
    and any that a release under ``data/event`` names in its manifest. Raw snapshots stay: what is gone can be rebuilt.
    """
    when = dict(history(data))
    current = current_release(data)
    frozen = [path.read_text("utf-8", errors="replace") for path in (data / "event").glob(f"releases/*/{MANIFEST}")]
    # One that never became current is older than all that did.
    ordered = sorted(
        releases_of(data),
        key=lambda release: (
            (when[release.name].timestamp(), release.name) if release.name in when else (0, release.name)
        ),
    )
    gone = []
    for release in ordered[: max(len(ordered) - most, 0)]:
        at = when.get(release.name)
        is_recent = at is not None and now - at < timedelta(days=days)
        if release != current and not is_recent and not any(release.name in text for text in frozen):
            retire(release)
            gone.append(release.name)
    return gone
