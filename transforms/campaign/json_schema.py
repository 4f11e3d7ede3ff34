"""The settings' JSON Schema: for editors, for what a fault's sentence allows, and for the page that lists them all."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from transforms.reference import texts

Path = tuple[str | int, ...]
Node = Mapping[str, Any]
_UNQUOTED = ("moment", "day", "clock")


@cache
def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a model by the names that its file has, with the office's descriptions and examples.

    It is of draft 7, the latest that editors of TOML are sure to know; ``format`` names a sentence of messages.toml,
    [setting.allowed], and means nothing to a validator.
    """
    return {"$schema": "http://json-schema.org/draft-07/schema#", **model.model_json_schema(by_alias=True)}


def walk(schema: Node, location: Iterable[str | int]) -> tuple[Path, list[Node]]:
    """The keys that an error's location is made of, and the schema's nodes from the whole to what stands there.

    Where a node is one of several kinds, the several and the one both are in the list; {} is what nothing describes.
    """
    path, nodes = list[str | int](), [schema]
    for part in location:
        here = nodes[-1]
        if part in here.get("discriminator", {}).get("mapping", {}):
            nodes.append(_opened(schema, {"$ref": here["discriminator"]["mapping"][part]}))
        elif part == "[key]":
            nodes.append(nodes[-2].get("propertyNames", {}))
        else:
            path.append(part)
            nodes.append(_opened(schema, _child(here, part)))
    return tuple(path), nodes


def kinds(schema: Node, node: Node) -> dict[str, Node]:
    """The kinds that a node may be of, by their names."""
    named = node.get("discriminator", {}).get("mapping", {})
    return {kind: _opened(schema, {"$ref": reference}) for kind, reference in named.items()}


def _child(node: Node, part: str | int) -> Node:
    if isinstance(part, int):
        found = node.get("items", {})
    else:
        # A table of any names describes them all alike.
        any_name = [*node.get("patternProperties", {}).values(), node.get("additionalProperties")]
        found = node.get("properties", {}).get(part, any_name[0])
    return found if isinstance(found, Mapping) else {}


def _opened(schema: Node, node: Node) -> Node:
    """What a reference refers to; of a value or nothing, the value."""
    if "$ref" in node:
        return _opened(schema, schema["$defs"][node["$ref"].rpartition("/")[2]])
    some = [each for each in node.get("anyOf", ()) if each.get("type") != "null"]
    return {**_opened(schema, some[0]), **{k: v for k, v in node.items() if k != "anyOf"}} if some else node


def allowed(node: Node) -> str:
    """What may be written where ``node`` describes it, for a sentence; '' where nothing is known."""
    words = texts("messages")["setting"]["allowed"]
    if "enum" in node or "const" in node:
        return " · ".join(str(each) if each != "" else '""' for each in node.get("enum", [node.get("const")]))
    if node.get("format") in words:
        return str(words[node["format"]])
    name = node.get("type")
    if name in ("integer", "number") and {"minimum", "maximum"} <= node.keys():
        return str(words[name].format(low=node["minimum"], high=node["maximum"]))
    return str(words.get(name, ""))


def example(node: Node, name: str | int) -> str:
    """A line as it could stand in the file, '' where there is none to give."""
    shown = [*node.get("examples", ()), *(node[name] for name in ("default", "const") if node.get(name))]
    return f"{name} = {as_toml(shown[0], node)}" if shown and isinstance(name, str) else ""


def as_toml(value: Any, node: Node) -> str:
    """A value of JSON as TOML writes it; texts, numbers, booleans and lists of these are the same in both."""
    return str(value) if node.get("format") in _UNQUOTED else json.dumps(value, ensure_ascii=False)


def dotted(path: Path) -> str:
    """A path as a sentence names it: ``questions[3].aliases.예``.

    >>> dotted(("questions", 2, "aliases", "예"))
    'questions[3].aliases.예'
    """
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def listed(schema: Node, said: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Every setting of the file in its order: each section's heads, and a paragraph a setting, two lines: how it could
    stand, then what it means and what is allowed.

    ``said`` holds the words required, default, every (what all kinds of questions have) and also (what was told above).
    """
    made = list[tuple[str, list[str]]]()
    for name, node in schema["properties"].items():
        made += _section(schema, _opened(schema, node), name, said)
    return made


def _section(schema: Node, node: Node, name: str, said: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """A section by its whole name, then those inside it; of a list of several kinds, what all have, then each kind
    that has more."""
    about, is_list = node.get("description", ""), node.get("type") == "array"
    inside = _opened(schema, node["items"]) if is_list else node
    head = f"[[{name}]]" if is_list else f"[{name}]"
    title = f"{head}  {about or inside.get('description', '')}"
    several = kinds(schema, inside)
    if not several:
        told, nested = _keys(schema, inside, name, said)
        return [(title, [*told.values()]), *nested]
    of_kind = {kind: _keys(schema, each, name, said)[0] for kind, each in several.items()}
    shared = set.intersection(*({*told.items()} for told in of_kind.values()))
    before = {key: told for key, told in next(iter(of_kind.values())).items() if (key, told) in shared}
    made = [(f"{title} · {said['every']}", [*before.values()])]
    known = set(shared)
    for kind, told in of_kind.items():
        again = [key for key, one in told.items() if (key, one) in known - shared]
        paragraphs = [one for key, one in told.items() if (key, one) not in known]
        known |= {*told.items()}
        also = [f"    {said['also'].format(keys=' · '.join(again))}"] if again else []
        if also or paragraphs:
            made.append((f'{head} kind = "{kind}"  {several[kind].get("description", "")}', [*also, *paragraphs]))
    return made


def _keys(
    schema: Node, node: Node, name: str, said: Mapping[str, str]
) -> tuple[dict[str, str], list[tuple[str, list[str]]]]:
    """A paragraph for each setting of a section, and the sections inside it."""
    told, nested = dict[str, str](), list[tuple[str, list[str]]]()
    for key, raw in node.get("properties", {}).items():
        value = _opened(schema, raw)
        if "properties" in value or "properties" in _opened(schema, value.get("items", {})):
            nested += _section(schema, value, f"{name}.{key}", said)
        elif "const" not in value:
            needed = key in node.get("required", ())
            default = "" if needed or value.get("default") in (None, "", [], {}) else as_toml(value["default"], value)
            about, shown = value.get("description", ""), example(value, key)
            words = [about, said["required"] if needed else "", "" if _says_itself(value, about) else allowed(value)]
            words.append(said["default"].format(value=default) if default and default not in shown else "")
            told[key] = f"{shown or key}\n    " + " · ".join(each for each in words if each)
    return told, nested


def _says_itself(node: Node, about: str) -> bool:
    """Whether the example and what a setting means leave nothing to be told of what is allowed."""
    if "enum" in node:
        return all(str(each) in about for each in node["enum"])
    return "examples" in node and ("format" in node or node.get("type") in ("array", "boolean", "string"))
