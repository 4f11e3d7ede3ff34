"""A Frictionless data package and a data dictionary beside the tables of a place.

Tabular Data Package and Table Schema, version 1 (specs.frictionlessdata.io): readers of both versions take it.
"""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from output.formats.cells import inert_table
from output.formats.files import write_file
from output.formats.labels import labels
from transforms.campaign.campaign import Campaign
from transforms.catalogue import lists_of
from transforms.schema import Column, Lists, Table, by_name, contract, contract_log, dictionary, tables

DICTIONARY, DESCRIPTOR = "dictionary.csv", "datapackage.json"


def write_data_package(folder: Path, campaign: Campaign) -> None:
    """``folder`` ("public" or "restricted") describes its ``tables/*.csv`` in datapackage.json and dictionary.csv.

    The package tells the version of the contract, and what each version changed under ``contract``.
    """
    place = folder.name
    private, lists = place != "public", lists_of(campaign)
    words = labels("data_package", campaign)
    text = inert_table(dictionary(place, lists)).to_csv(index=False, lineterminator="\r\n")
    write_file(folder / DICTIONARY, text.encode("utf-8-sig"), private=private)
    package = {
        "profile": "tabular-data-package",
        "name": f"{campaign.slug}-{place}",
        "title": words["title"][place].format(name=campaign.name),
        "description": words["description"][place],
        "campaign": {"slug": campaign.slug, "name": campaign.name, "host": campaign.host},
        "version": contract(),
        "contract": [{name: value for name, value in asdict(each).items() if value} for each in contract_log()],
        "contributors": [{"title": campaign.host, "role": "publisher"}],
        "sources": [{"title": words["source"].format(name=campaign.name)}],
        "keywords": words["keywords"],
        "resources": [_resource(table, folder, lists) for table in tables(place)],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    write_file(folder / DESCRIPTOR, text.encode(), private=private)


def _resource(table: Table, folder: Path, lists: Lists) -> dict[str, Any]:
    path = f"tables/{table.name}.csv"
    content = (folder / path).read_bytes()
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": path,
        "title": table.ko,
        "description": table.en,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True},
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(column, lists) for column in table.columns],
            "missingValues": [""],
            **({"primaryKey": list(table.key)} if table.key else {}),
            **_foreign_keys(table),
        },
    }


def _field(column: Column, lists: Lists) -> dict[str, Any]:
    booleans = {"trueValues": ["True"], "falseValues": ["False"]} if column.type == "boolean" else {}
    constraints = {
        "required": column.is_required or None,
        "enum": list(column.listed(lists)) or None,
        "minimum": _number(column, column.least),
        "maximum": _number(column, column.most),
        "pattern": column.pattern or None,
    }
    told = {name: value for name, value in constraints.items() if value is not None}
    return {
        "name": column.name,
        "type": column.type,
        "title": column.ko,
        "description": column.en,
        **({"unit": column.unit} if column.unit else {}),
        **booleans,
        **({"constraints": told} if told else {}),
    }


def _number(column: Column, end: float | None) -> float | int | None:
    return int(end) if end is not None and column.type == "integer" else end


def _foreign_keys(table: Table) -> dict[str, Any]:
    known = by_name(table.place)
    found = [
        {"fields": [column.name], "reference": {"resource": column.refers, "fields": list(known[column.refers].key)}}
        for column in table.columns
        if column.refers
    ]
    return {"foreignKeys": found} if found else {}
