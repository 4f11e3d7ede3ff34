"""Four tablets mark 60 people a minute each among 1,200: nothing is lost or doubled, and everyone is answered soon."""

import http.client
import threading
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pandas as pd
import pytest

from output.store.book import Book
from tests.flows.desk.conftest import token_in
from tests.flows.desk.test_desk_in_browser import Served

PEOPLE, TABLETS, A_SECOND = 1_200, 4, 1.0
#: 95 of 100 answers, in seconds.
SOON = 0.2


@pytest.fixture
def crowded(data: Path) -> list[str]:
    """The event of ``data`` has 1,200 people; their ids."""
    path = data / "event/current/tables/seats.parquet"
    seats = pd.read_parquet(path)
    copies = [
        seats.assign(attendee_id=seats["attendee_id"] + f"-{n}", badge=pd.NA) for n in range(PEOPLE // len(seats))
    ]
    whole = pd.concat([seats, *copies], ignore_index=True).head(PEOPLE).astype(seats.dtypes)
    whole.to_parquet(path, index=False)
    ids = whole["attendee_id"].tolist()
    assert len(set(ids)) == PEOPLE
    return ids


class Tablet(threading.Thread):
    """One window: it hears of every mark, and marks its people at a steady rate."""

    def __init__(self, served: Served, people: list[str], begins: float) -> None:
        super().__init__()
        self._served, self._people, self._begins = served, people, begins
        self.seconds, self.answered, self.heard = list[float](), list[str](), ""

    def run(self) -> None:
        at = urlsplit(self._served.address)
        asking = http.client.HTTPConnection(at.netloc, timeout=30)
        asking.request("GET", f"/?{at.query}")
        entered = asking.getresponse()
        entered.read()
        headers = {"Cookie": entered.headers["set-cookie"].partition(";")[0], "Origin": self._served.base}
        asking.request("GET", "/reception", headers=headers)
        token = token_in(asking.getresponse().read().decode())
        hearing = http.client.HTTPConnection(at.netloc, timeout=30)
        hearing.request("GET", "/reception/events", headers=headers)
        live = hearing.getresponse()
        threading.Thread(target=self._hear, args=(live,), daemon=True).start()
        headers |= {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        for n, person in enumerate(self._people):
            time.sleep(max(0.0, self._begins + n * A_SECOND - time.monotonic()))
            began = time.monotonic()
            form = urlencode({"token": token, "person": person, "here": "yes"})
            asking.request("POST", "/reception/mark", form, headers)
            answer = asking.getresponse()
            answer.read()
            self.seconds.append(time.monotonic() - began)
            if answer.status == 200:
                self.answered.append(person)

    def _hear(self, live: http.client.HTTPResponse) -> None:
        try:
            for line in live:
                if line.startswith(b"data: {"):
                    self.heard = line.decode()
        except (OSError, ValueError, http.client.HTTPException):
            return


@pytest.mark.parametrize(
    ("n", "soon"),
    [
        # In short, on whatever else the machine does.
        pytest.param(10, 2.0, marks=pytest.mark.long),
        pytest.param(300, SOON, marks=pytest.mark.slow),
    ],
)
def test_no_mark_is_lost_or_doubled_and_nobody_waits(data, crowded, n, soon):
    served = Served(data)
    begins = time.monotonic() + 2
    tablets = [Tablet(served, crowded[at * n : (at + 1) * n], begins + at / TABLETS) for at in range(TABLETS)]
    try:
        for each in tablets:
            each.start()
        for each in tablets:
            each.join()
        marked = crowded[: n * TABLETS]
        assert sorted(person for each in tablets for person in each.answered) == sorted(marked)
        marks, last = Book(data).marks()
        assert sorted(marks) == sorted(marked) and last == len(marked)
        seconds = pd.Series([each for tablet in tablets for each in tablet.seconds])
        told = f"{len(seconds)} marks: median {seconds.median():.3f} s, 95 % {seconds.quantile(0.95):.3f} s"
        print(told)
        assert seconds.quantile(0.95) < soon, told
        until = time.monotonic() + 30
        while not all(f'"came": {len(marked)}' in each.heard for each in tablets):
            assert time.monotonic() < until, "a window did not hear of every mark"
            time.sleep(0.2)
    finally:
        served.end()
