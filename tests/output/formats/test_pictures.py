"""Charts are drawn once, say what they show, and keep their letters where they fit."""

from xml.etree import ElementTree

from output.formats.look import COLOURS, Tile
from output.formats.pictures import Part, columns, legend, network, on_paper, stacks

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> ElementTree.Element:
    """The drawing as paper has it, which XML readers read."""
    return ElementTree.fromstring(on_paper(svg).svg)


def words(svg: str) -> list[str]:
    return [each.text or "" for each in drawn(svg).iter(f"{SVG}text")]


def test_columns_are_as_high_as_their_numbers() -> None:
    made = columns([10, None, 20], ["10", "", "20"], ["5. 1.", "", "5. 3."], "가장 많은 날 <5. 3.>")
    heights = [float(each.attrib["height"]) for each in drawn(made).iter(f"{SVG}rect")]
    assert heights[0] * 2 == heights[2] > 0 == heights[1]
    assert words(made) == ["10", "5. 1.", "20", "5. 3."]
    assert drawn(made).attrib["aria-label"] == "가장 많은 날 <5. 3.>"


def test_a_number_without_room_on_a_narrow_screen_is_left_to_the_table() -> None:
    made = stacks([("모임", "긍정 90%", [Part(97, "97", "#12436d"), Part(3, "10 이상", "#d9d9d9")])], "")
    assert words(made) == ["모임", "긍정 90%", "97"]
    ends = [float(each.attrib["x"][:-1]) + float(each.attrib["width"][:-1]) for each in drawn(made).iter(f"{SVG}rect")]
    assert 99 < ends[-1] <= 100


def test_lines_join_what_has_a_number_and_no_name_leaves_the_picture() -> None:
    long = Tile(1, "문화가 삶이 되고 삶이 문화가 되는 문화도시 청주", "#5b35a0", "#ffffff")
    made = network([Tile(1, "빈곤퇴치", "#E5243B", "#000000")], [long, long._replace(number=2)], [[3, None]], "말")
    assert len(list(drawn(made).iter(f"{SVG}path"))) == 1
    assert "문화가 삶이 되고 삶이" in words(made)


def test_nothing_stands_outside_of_the_picture() -> None:
    many = columns([9] * 40, ["1,234"] * 40, ["4. 24.~25."] + [""] * 38 + ["5. 30."], "")
    places = {(each.text, each.attrib["x"], each.attrib["text-anchor"]) for each in drawn(many).iter(f"{SVG}text")}
    # At the edges of the bars: beside them it would seem to be another's.
    bars = list(drawn(many).iter(f"{SVG}rect"))
    first, last = (
        float(bars[0].attrib["x"][:-1]),
        float(bars[-1].attrib["x"][:-1]) + float(bars[-1].attrib["width"][:-1]),
    )
    assert ("4. 24.~25.", f"{first:g}%", "start") in places and ("5. 30.", f"{last:g}%", "end") in places
    wide = Tile(1, "띄어쓰기가 없는아주아주아주아주아주아주긴이름", "#5b35a0", "#ffffff")
    sizes = [
        float(each.attrib.get("font-size", 13)) for each in drawn(network([wide], [wide], [[1]], "")).iter(f"{SVG}text")
    ]
    assert min(sizes) < 13


def test_paper_has_the_light_colours_and_a_width() -> None:
    for made in (columns([1], ["1"], [""], ""), legend(["만족"], ["#12436d"])):
        paper = on_paper(made)
        assert "var(" in made and "var(" not in paper.svg
        assert COLOURS["soft"].light in paper.svg or COLOURS["accent"].light in paper.svg
        assert paper.width == 1 and 0 < paper.height < 1
