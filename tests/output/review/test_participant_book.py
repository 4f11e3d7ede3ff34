"""The office's overview of who takes part, as it opens in a spreadsheet."""

import time
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from flows.stages import products
from flows.stages.run import Options
from output.formats.labels import labels
from output.review.attendee_lists import _people


@pytest.fixture(scope="module")
def book(release_a):
    return openpyxl.load_workbook(release_a / "restricted/tables.xlsx")


def test_the_register_by_body_stands_in_the_order_of_the_printed_one():
    bodies = ["3개 마을", "ＹＷＣＡ", "(사)나루", "가람"]
    told = {"participant_id": bodies, "is_person": False, "attendance": "yes", "wish_1": None, "wish_2": None}
    people = pd.DataFrame({"participant_id": bodies, "attendee_id": bodies, "name": "김하늘", "is_named": True})
    made = _people(people, pd.DataFrame({**told, "name": bodies}), labels("attendees"))
    assert made["body"].tolist() == ["가람", "(사)나루", "ＹＷＣＡ", "3개 마을"]


def rows(book, name):
    heading, *cells = list(book[labels("participants")["sheet"][name]].iter_rows(min_row=3, values_only=True))
    return pd.DataFrame(cells, columns=heading)


def table(release, name):
    return pd.read_parquet(release / f"restricted/tables/{name}.parquet")


def test_every_participant_has_one_row_as_people_write_it(book, release_a):
    words, shown = labels("participants")["participants"], rows(book, "participants")
    whole = table(release_a, "participants").set_index("participant_id")
    shown = shown.set_index(words["participant_id"])
    assert sorted(shown.index) == sorted(whole.index)
    assert shown[words["name"]].tolist() == whole.loc[shown.index, "name"].tolist()
    assert set(shown[words["attendance"]]) <= {"참석", "불참", "미정"}
    phones = shown[words["phone"]].dropna()
    assert len(phones)
    assert not phones.str.startswith("+82").any()
    fields = table(release_a, "participant_fields").query("is_assigned").set_index("participant_id")["field"]
    assert shown[words["field"]].str.partition(".")[0].astype(int).to_dict() == fields.to_dict()
    told = shown[words["declared"]].fillna("").str.split("\n").map(lambda lines: sum(map(bool, lines)))
    assert told.sum() == table(release_a, "participant_goals")["is_declared"].sum()


def test_rows_are_those_of_the_responses_sheet(book, release_a):
    words, shown = labels("participants"), rows(book, "participants")
    responses = table(release_a, "responses")
    speaks = table(release_a, "participants").set_index("participant_id")["response_id"]
    want = (speaks.map(responses.set_index("response_id")["row_number"]) + 1).to_dict()
    names = words["participants"]
    assert dict(zip(shown[names["participant_id"]], shown[names["row"]], strict=True)) == want
    held = rows(book, "held")
    assert len(held) == responses["participant_id"].isna().sum()
    assert held[words["held"]["reason"]].notna().all()


def test_activities_and_people_are_whole(book, release_a):
    assert len(rows(book, "activities")) == len(table(release_a, "activities"))
    assert len(rows(book, "people")) == len(table(release_a, "attendees"))
    assert labels("participants")["sheet"]["earlier"] not in book.sheetnames, "a sheet of nothing was printed"


def test_each_sheet_is_printed_on_the_width_of_one_page_without_the_columns_of_the_screen(book):
    words = labels("participants")
    for sheet in book:
        assert sheet.auto_filter.ref
        assert sheet.freeze_panes
        assert sheet.page_setup.fitToWidth in (1, None)
        # Every column stays in the sheet; none is hidden.
        assert not any(column.hidden for column in sheet.column_dimensions.values())
    wide, narrow = (book[words["sheet"][name]] for name in ("participants", "people"))
    headings = [cell.value for cell in wide[3]]
    until = openpyxl.utils.cell.range_boundaries(wide.print_area.split("!")[1].replace("$", ""))[2]
    paper, screen = headings[:until], headings[until:]
    named = words["participants"]
    assert {named[column] for column in ("name", "contact_name", "phone", "attendance", "field")} <= set(paper)
    assert {named["activities"], named["participant_id"]} <= set(screen)
    assert words["printed"].format(column=paper[-1]) in wide["A2"].value
    assert (wide.page_setup.orientation, narrow.page_setup.orientation) == ("landscape", "portrait")
    # Rows are as high as their text: spreadsheet programs do not all work it out.
    longest = max(
        range(4, wide.max_row + 1),
        key=lambda row: len(str(wide.cell(row, headings.index(named["declared"]) + 1).value)),
    )
    assert wide.row_dimensions[longest].height > 30


@pytest.mark.parametrize(("n", "left_out"), [(20_000, []), (20_001, ["workbook", "attendees"])])
def test_no_list_is_written_that_nobody_would_read(monkeypatch, tmp_path, n, left_out):
    written = []
    lines = tuple((name, lambda *_, name=name: written.append(name)) for name, _ in products.PRODUCTS)
    monkeypatch.setattr(products, "PRODUCTS", lines)
    made = SimpleNamespace(tables={"participants": pd.DataFrame(index=range(n))})
    told = products.write_products(SimpleNamespace(options=Options()), made, tmp_path)
    assert told.get("left_out", []) == left_out
    assert not set(written) & set(left_out)
    assert {"tables", "review", "databases"} <= set(written)


def test_databases_and_packages_wait_for_the_files_of_the_tables(monkeypatch, tmp_path):
    written = []

    def write(name):
        if name == products.FIRST:
            time.sleep(0.2)
        written.append(name)

    monkeypatch.setattr(
        products, "PRODUCTS", tuple((each, lambda *_, n=each: write(n)) for each, _ in products.PRODUCTS)
    )
    made = SimpleNamespace(tables={"participants": pd.DataFrame(index=range(1))})
    products.write_products(SimpleNamespace(options=Options()), made, tmp_path)
    assert len(written) == len(products.PRODUCTS)
    assert written[0] != products.FIRST
    assert all(written.index(products.FIRST) < written.index(each) for each in products.OF_FIRST)
