"""접속기록: who looked at whom, when and from where; read here, and changed nowhere."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response

from output.formats.cells import inert
from output.formats.labels import labels
from output.store.access import FILE, Line, broken_at

if TYPE_CHECKING:
    from flows.desk.site import Site

_A_PAGE = 100
_PLACE = re.compile("[0-9]{1,9}")
_NAMED, _SEAL = "access.csv", 12


class Records:
    """The access record as 사무국 sees it."""

    def __init__(self, site: "Site") -> None:
        self._site = site

    def open(self, request: Request) -> Response:
        """A page of it, the latest first."""
        asked = request.query_params.get("from", "")
        first = int(asked) if _PLACE.fullmatch(asked) else 0
        lines, n = self._site.access.lines(first, _A_PAGE)
        words = labels("desk")["records"]
        rows = _rows(lines)
        last, _ = self._site.access.lines(0, 1)
        return self._site.page(
            "closing",
            words["title"],
            "records",
            rows=rows,
            n=n,
            first=first,
            size=_A_PAGE,
            broken=broken_at(self._site.office.data / FILE),
            seal=last[0].seal[:_SEAL] if last else "",
        )

    def download(self, request: Request) -> Response:
        """All of it as CSV; that somebody took it along stands in it."""
        self._site.record("records_csv")
        lines, _ = self._site.access.lines()
        words = labels("desk")["records"]
        names = words["column"] | {"seal": words["seal"]}
        table = pd.DataFrame(_rows(lines), columns=list(names), dtype="str").rename(columns=names)
        content = table.apply(inert).to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")
        headers = {"content-disposition": f'attachment; filename="{_NAMED}"'}
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _rows(lines: Sequence[Line]) -> list[dict[str, Any]]:
    words = labels("desk")
    said, reasons = words["records"]["did"], words["papers"]["reasons"]
    return [
        {
            "at": f"{line.at:%Y-%m-%d %H:%M:%S}",
            "who": line.who,
            "place": line.place,
            "did": said.get(line.did, line.did),
            "about": line.about,
            "n": str(line.n or ""),
            "reason": reasons.get(line.reason, line.reason),
            "seal": line.seal[:_SEAL],
        }
        for line in lines
    ]
