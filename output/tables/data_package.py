"""What describes the tables of a place: a Frictionless data package, a dictionary, and for everybody DCAT and a README.

Tabular Data Package and Table Schema, version 1 (specs.frictionlessdata.io): readers of both versions take it. DCAT 2
(w3.org/TR/vocab-dcat-2) as JSON-LD, which data portals harvest.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from output.formats.cells import MADE_INERT, inert_table
from output.formats.files import write_file
from output.formats.labels import labels
from transforms.campaign.campaign import Campaign
from transforms.catalogue import lists_of
from transforms.schema import Column, Lists, Table, by_name, contract, contract_log, dictionary, tables

DICTIONARY, DESCRIPTOR, CATALOGUE, README = "dictionary.csv", "datapackage.json", "catalog.jsonld", "README.md"
QUESTIONS = "questions.md"
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def write_data_package(folder: Path, campaign: Campaign, as_of: str | None, release_id: str = "") -> None:
    """``folder`` ("public" or "restricted") describes its tables in datapackage.json and dictionary.csv.

    The package tells the version of the contract, and what each version changed under ``contract``. In public there
    are a DCAT catalogue, a README and a page of questions with their SQL too. ``as_of`` is the day (ISO) whose
    responses were counted, None for not yet; ``release_id`` tells which of the public states it is.
    """
    place = folder.name
    private, lists = place != "public", lists_of(campaign)
    words = labels("data_package", campaign)
    text = inert_table(dictionary(place, lists)).to_csv(index=False, lineterminator="\r\n")
    write_file(folder / DICTIONARY, text.encode("utf-8-sig"), private=private)
    package = {
        "profile": "data-package",
        "id": identifier(campaign, place),
        "name": f"{campaign.slug}-{place}",
        "title": words["title"][place].format(name=campaign.name),
        "description": words["description"][place],
        "campaign": {"slug": campaign.slug, "name": campaign.name, "host": campaign.host},
        "version": contract(),
        **({} if private else {"release_id": release_id, "edition": _edition(words, as_of)}),
        "contract": [{name: value for name, value in asdict(each).items() if value} for each in contract_log()],
        "contributors": [{"title": campaign.host, "role": "publisher"}],
        "sources": [{"title": words["source"].format(name=campaign.name)}],
        "keywords": words["keywords"],
        **({"created": f"{as_of}T00:00:00{_offset(campaign, as_of)}"} if as_of else {}),
        **_licences(campaign, place),
        "temporal": dict(zip(("start", "end"), _days(campaign), strict=True)),
        "spatial": campaign.places.home[0],
        "csvTexts": {"pattern": MADE_INERT, "description": words["inert"]},
        "resources": [_resource(table, folder, lists) for table in tables(place)]
        + [_typed(table) for table in tables(place)],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    write_file(folder / DESCRIPTOR, text.encode(), private=private)
    if not private:
        text = json.dumps(_catalogue(package, folder, campaign, as_of), ensure_ascii=False, indent=1)
        write_file(folder / CATALOGUE, text.encode(), private=False)
        write_file(folder / README, _readme(package, campaign, as_of).encode(), private=False)
        asked = files("output").joinpath(f"templates/{QUESTIONS}").read_bytes()
        write_file(folder / QUESTIONS, asked, private=False)


def identifier(campaign: Campaign, place: str) -> str:
    """The same for every release of a campaign's tables: data sets are known by it."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{campaign.host}/{campaign.slug}/{place}')}"


def licence(campaign: Campaign) -> tuple[str, str] | None:
    """Title and address of the licence of the public tables; None where the campaign names none."""
    said = labels("data_package", campaign)["licence"]
    return (said[str(campaign.licence)], said["path"].format(type=campaign.licence)) if campaign.licence else None


def for_search(campaign: Campaign, as_of: str | None) -> dict[str, Any]:
    """The public tables as schema.org/Dataset, for the page that tells of them; ``as_of`` as for the package."""
    words, told = labels("data_package", campaign), licence(campaign)
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "identifier": identifier(campaign, "public"),
        "name": words["title"]["public"].format(name=campaign.name),
        "description": words["description"]["public"],
        "creator": {"@type": "Organization", "name": campaign.host},
        "keywords": words["keywords"],
        "inLanguage": "ko",
        "temporalCoverage": "/".join(_days(campaign)),
        "spatialCoverage": campaign.places.home[0],
        **({"dateModified": as_of} if as_of else {}),
        **({"license": told[1]} if told else {}),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media, "contentUrl": f"tables/{table.name}.{kind}"}
            for table in tables("public")
            for kind, media in _MEDIA.items()
        ],
    }


def _days(campaign: Campaign) -> tuple[str, str]:
    """First and last day on which responses were taken."""
    last = campaign.closes_at - timedelta(microseconds=1)
    return campaign.opens_at.date().isoformat(), last.date().isoformat()


def _licences(campaign: Campaign, place: str) -> dict[str, Any]:
    told = licence(campaign)
    return {"licenses": [{"title": told[0], "path": told[1]}]} if told and place == "public" else {}


def _catalogue(package: dict[str, Any], folder: Path, campaign: Campaign, as_of: str | None) -> dict[str, Any]:
    """The package as a DCAT data set with its files; every prefix is explained in it, nothing has to be fetched."""

    def day(value: str) -> dict[str, str]:
        return {"@type": "xsd:date", "@value": value}

    told = licence(campaign)
    terms = {"dct:license": {"@id": told[1]}} if told else {}
    return {
        "@context": _PREFIXES,
        "@id": package["id"],
        "@type": "dcat:Dataset",
        "dct:identifier": package["name"],
        "dct:title": {"@language": "ko", "@value": package["title"]},
        "dct:description": {"@language": "ko", "@value": package["description"]},
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": campaign.host},
        "dcat:keyword": [{"@language": "ko", "@value": word} for word in package["keywords"]],
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": day(package["temporal"]["start"]),
            "dcat:endDate": day(package["temporal"]["end"]),
        },
        "dct:spatial": {"@type": "dct:Location", "dct:title": package["spatial"]},
        **({"dct:modified": day(as_of)} if as_of else {}),
        **terms,
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": f"{each['title']} ({each['format'].upper()})",
                "dcat:downloadURL": {"@id": each["path"]},
                "dcat:mediaType": each["mediatype"],
                "dcat:byteSize": (folder / each["path"]).stat().st_size,
                **terms,
            }
            for each in package["resources"]
        ],
    }


def _readme(package: dict[str, Any], campaign: Campaign, as_of: str | None) -> str:
    words = labels("data_package", campaign)
    said, told = words["readme"], licence(campaign)
    head = said["head"].format(
        title=package["title"],
        description=package["description"],
        host=campaign.host,
        opens=package["temporal"]["start"],
        closes=package["temporal"]["end"],
        as_of=as_of or said["not_yet"],
        licence=f"[{told[0]}]({told[1]})" if told else words["licence"]["none"].format(host=campaign.host),
        contract=package["version"],
        release=package["release_id"],
    )
    rows = [
        said["row"].format(name=table.name, ko=table.ko, en=table.en, key=", ".join(f"`{name}`" for name in table.key))
        for table in tables("public")
    ]
    return str(head).lstrip("\n") + "\n".join(rows) + "\n"


def _offset(campaign: Campaign, day: str) -> str:
    told = datetime.fromisoformat(day).replace(tzinfo=campaign.zone).strftime("%z")
    return f"{told[:3]}:{told[3:]}"


def _typed(table: Table) -> dict[str, Any]:
    # Without size and hash: the reference tool counts them of text alone. What is allowed is told beside the text.
    fields = [
        {"name": each.name, "type": each.type, "title": each.ko, "description": each.en} for each in table.columns
    ]
    return {
        "profile": "tabular-data-resource",
        "name": f"{table.name}-parquet",
        "path": f"tables/{table.name}.parquet",
        "title": table.ko,
        "description": table.en,
        "format": "parquet",
        "mediatype": _MEDIA["parquet"],
        "schema": {"fields": fields},
    }


def _content(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def _edition(words: Mapping[str, Any], as_of: str | None) -> dict[str, Any]:
    told = words["counted"].format(as_of=as_of) if as_of else words["not_counted"]
    return {"number": int(as_of is not None), "as_of": as_of, "description": told}


def _resource(table: Table, folder: Path, lists: Lists) -> dict[str, Any]:
    path = f"tables/{table.name}.csv"
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": path,
        "title": table.ko,
        "description": table.en,
        "format": "csv",
        "mediatype": _MEDIA["csv"],
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True},
        **_content(folder / path),
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
