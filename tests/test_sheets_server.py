"""Our Sheets server answers the recorded requests as the real one did (../shared/recordings)."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import google.auth.transport.requests
import pytest
import requests
from google.oauth2 import service_account

from tests.sheets_server import Fault, SheetsServer

RECORDINGS = Path(__file__).parents[2] / "shared/recordings"
FILES = sorted(RECORDINGS.glob("*.json"))
# Of a spreadsheet's metadata we serve what a reader and writer of tables needs, not its theme.
LEFT_OUT = {"defaultFormat", "spreadsheetTheme"}


@pytest.mark.skipif(not FILES, reason=f"no recorded traffic here: {RECORDINGS} is absent")
@pytest.mark.parametrize("file", FILES or [None], ids=lambda f: f.stem if f else "none")
def test_recorded_requests_get_the_recorded_replies(file):
    exchanges = json.loads(file.read_text("utf-8"))["interactions"]
    n = 0
    with SheetsServer() as server:
        token = token_of(server)
        for exchange in exchanges:
            expected = body_of(exchange["response"]["body"])
            sent, uri = exchange["request"], urlsplit(exchange["request"]["uri"])
            if sent["method"] == "POST" and uri.path == "/drive/v3/files":
                server.new_book_ids.append(expected["id"])
            prepare(server, uri.path, expected)
            reply = requests.request(
                sent["method"],
                server.url + uri.path + (f"?{uri.query}" if uri.query else ""),
                data=text_of(sent["body"]).encode() or None,
                headers={"Authorization": f"Bearer {token}"},
                timeout=10,
            )
            assert reply.status_code == exchange["response"]["status"]["code"], (sent, reply.text)
            got = reply.json() if reply.content else None
            assert without(got, set()) == without(expected, LEFT_OUT), sent["uri"]
            n += 1
    assert n == len(exchanges)


def token_of(server):
    login = service_account.Credentials.from_service_account_info(
        server.key_info(),
        scopes=["https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive"],
    )
    login.refresh(google.auth.transport.requests.Request())
    return login.token


def prepare(server, path, expected):
    """The numbers that Google chose, and the spreadsheet of somebody else."""
    if isinstance(expected, dict):
        for reply in expected.get("replies", []):
            if "addSheet" in reply:
                server.new_tab_ids.append(reply["addSheet"]["properties"]["sheetId"])
        if expected.get("error", {}).get("status") == "PERMISSION_DENIED":
            server.add_book(path.rpartition("/")[2])


def without(reply, names):
    """The reply without what is not compared: look and theme, times, and the times' like."""
    if isinstance(reply, dict):
        return {k: without(v, names) for k, v in reply.items() if k not in names | {"createdTime", "modifiedTime"}}
    return [without(each, names) for each in reply] if isinstance(reply, list) else reply


def text_of(body):
    return body if isinstance(body, str) else (body or {}).get("string", "")


def body_of(body):
    text = text_of(body)
    return json.loads(text) if text.strip() else None


def test_the_quota_is_kept_when_asked_for():
    with SheetsServer() as server:
        book = server.add_book("q" * 44)
        book.add_tab("Sheet1", [["a"]])
        server.share(book)
        server.quota = 3
        codes = [ask(server, token_of(server), f"/v4/spreadsheets/{book.id}").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]


def test_a_batch_is_all_or_nothing():
    with SheetsServer() as server:
        book = server.add_book("q" * 44)
        tab = book.add_tab("Sheet1", [["a"]])
        server.share(book)
        write = {
            "updateCells": {
                "range": {"sheetId": tab.id},
                "fields": "userEnteredValue",
                "rows": [{"values": [{"userEnteredValue": {"stringValue": "b"}}]}],
            }
        }
        token = token_of(server)
        batch = f"/v4/spreadsheets/{book.id}:batchUpdate"
        assert ask(server, token, batch, {"requests": [write, {"deleteSheet": {"sheetId": 99}}]}).status_code == 400
        assert book.tabs[0].rows == [["a"]]
        assert ask(server, token, batch, {"requests": [write]}).status_code == 200
        assert book.tabs[0].rows == [["b"]]


def test_stale_rows_go_and_protected_cells_stay():
    with SheetsServer() as server:
        book = server.add_book("q" * 44)
        tab = book.add_tab("Sheet1", [["a"], ["old"], ["older"]])
        server.share(book)
        server.accounts.add("other@x")
        server.share(book, "other@x")
        token = token_of(server)
        batch = f"/v4/spreadsheets/{book.id}:batchUpdate"
        write = {
            "updateCells": {
                "range": {"sheetId": tab.id},
                "fields": "userEnteredValue",
                "rows": [{"values": [{"userEnteredValue": {"stringValue": "=1+1"}}]}],
            }
        }
        protect = {"addProtectedRange": {"protectedRange": {"range": {"sheetId": tab.id}}}}
        assert ask(server, token, batch, {"requests": [write, protect]}).status_code == 200
        values = ask(server, token, f"/v4/spreadsheets/{book.id}/values/Sheet1?valueRenderOption=FORMULA").json()
        assert values["values"] == [["=1+1"]]
        cell = ask(server, token, f"/v4/spreadsheets/{book.id}?includeGridData=true").json()
        assert cell["sheets"][0]["data"][0]["rowData"][0]["values"][0]["userEnteredValue"] == {"stringValue": "=1+1"}
        book.tabs[0].protected[0]["editors"]["users"] = ["other@x"]
        assert "protected" in ask(server, token, batch, {"requests": [write]}).json()["error"]["message"]


def test_a_fault_names_the_request_and_how_often():
    with SheetsServer() as server:
        book = server.add_book("q" * 44)
        server.share(book)
        token = token_of(server)
        server.misbehave(Fault("503-html", at=1, times=2))
        replies = [ask(server, token, f"/v4/spreadsheets/{book.id}") for _ in range(4)]
    assert [r.status_code for r in replies] == [200, 503, 503, 200]
    assert replies[1].text.startswith("<!DOCTYPE html>")


def ask(server, token, path, body=None):
    return requests.request(
        "POST" if body else "GET",
        server.url + path,
        json=body,
        timeout=10,
        headers={"Authorization": f"Bearer {token}"},
    )


def test_masks_are_obeyed():
    with SheetsServer() as server:
        book = server.add_book("q" * 44)
        book.add_tab("응답", [["a"]])
        server.share(book)
        mask = "spreadsheetId,properties(title,locale,timeZone),sheets.properties"
        reply = ask(server, token_of(server), f"/v4/spreadsheets/{book.id}?fields={mask}").json()
    assert set(reply) == {"spreadsheetId", "properties", "sheets"}
    assert set(reply["properties"]) == {"title", "locale", "timeZone"}
    assert reply["sheets"][0]["properties"]["title"] == "응답"
